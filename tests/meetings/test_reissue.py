"""What was sent out is replaced when time, room, chair or a presenter changes; the old papers stay and name the new."""

from datetime import timedelta

from sqlalchemy import select

from app.agendas.queries import items_of
from app.agendas.services import change_presenter
from app.documents.models import Document
from app.meetings.services_plan import change_room, postpone, replace_chair
from tests.meetings.ready import EVENING, convened


def papers(session, kind: str) -> list[Document]:
    return list(session.scalars(select(Document).where(Document.kind == kind).order_by(Document.id)))


def test_a_postponed_meeting_has_a_new_notice_with_the_new_time(db_session, actor_of):
    meeting = convened(actor_of)

    postpone(meeting, EVENING + timedelta(days=1), reason="Mưa lũ.", actor=actor_of("thang"))

    old, new = papers(db_session, "notice")
    assert (old.replaced_by_id, new.symbol) == (new.id, "02-TB/CB")
    assert new.snapshot["sitting"]["held_on"] == "2026-12-04"
    assert len(papers(db_session, "agenda")) == 2


def test_another_room_is_on_the_new_notice(db_session, actor_of):
    meeting = convened(actor_of)

    change_room(meeting, "Trường tiểu học", reason="Mất điện.", actor=actor_of("thang"))

    assert papers(db_session, "notice")[-1].snapshot["sitting"]["place"] == "Trường tiểu học"


def test_another_chair_or_presenter_is_on_the_agenda_and_the_notice_stays(db_session, actor_of, world):
    meeting = convened(actor_of)
    item = items_of(meeting.id)[1]

    replace_chair(meeting, world.people["men"], reason="Đ/c Thắng đi họp.", actor=actor_of("thang"))
    change_presenter(
        meeting, item, presenter_id=world.people["khoa"], presenter_name="", reason="Đ/c Lan ốm.",
        version=item.version, actor=actor_of("thang"),
    )  # fmt: skip

    last = papers(db_session, "agenda")[-1].snapshot
    assert last["chair"]["name"] == "Hoàng Thị Mến"
    assert last["items"][1]["presenters"] == ["Ma Đình Khoa"]
    assert len(papers(db_session, "notice")) == 1
    assert papers(db_session, "chair_script")[-1].snapshot["chair"]["name"] == "Hoàng Thị Mến"
