"""Roll-call sheet and chair's script are made when the meeting is convened; until it is held they follow what changes."""

from datetime import date

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.documents.models import Document
from app.meetings.models import Meeting
from app.meetings.services_guests import Guest, invite
from app.meetings.services_papers import draw_again, working_paper_now
from app.members.models import StatusKind, StatusPeriod
from app.refusals import SomebodyWasFaster
from tests.meetings.ready import convened


def script_of(session) -> Document:
    return session.scalars(select(Document).where(Document.kind == "chair_script")).one()


def excuse(session, world) -> None:
    """Somebody is exempted after the meeting was convened."""
    session.add(
        StatusPeriod(person_id=world.people["khoa"], kind=StatusKind.EXEMPT, from_on=date(2026, 12, 2), reason="ốm")
    )  # fmt: skip
    session.flush()


def test_what_has_not_changed_is_not_offered_anew(db_session, actor_of):
    meeting = convened(actor_of)

    for paper in db_session.scalars(select(Document)).all():
        assert working_paper_now(paper, meeting) is None


def test_the_script_of_the_day_has_the_figures_and_guests_of_the_day(db_session, world, actor_of):
    meeting = convened(actor_of)
    excuse(db_session, world)
    invite(meeting, Guest(name="Tẩn A Sử", office="Bí thư Đoàn xã", contents="việc"), actor=actor_of("thang"))
    script = script_of(db_session)
    before = script.snapshot
    assert working_paper_now(script, meeting).counts.due == before["counts"]["due"] - 1

    draw_again(script, meeting, actor=actor_of("lan"))  # the recorder

    assert script.snapshot["counts"]["exempt"] == before["counts"]["exempt"] + 1
    assert script.snapshot["vote_base"]["base"] == before["vote_base"]["base"] - 1
    assert [guest["name"] for guest in script.snapshot["guests"]] == ["Nguyễn Hữu Lộc", "Tẩn A Sử"]
    assert working_paper_now(script, meeting) is None
    assert db_session.scalars(select(AuditEvent.event).order_by(AuditEvent.id)).all()[-1] == "papers_drawn_again"


def test_once_the_meeting_is_held_the_papers_stay_as_they_were_used(db_session, world, actor_of):
    meeting = convened(actor_of)
    excuse(db_session, world)
    meeting.state = "held"
    db_session.flush()
    script = script_of(db_session)

    assert working_paper_now(script, meeting) is None
    with pytest.raises(SomebodyWasFaster):
        draw_again(script, meeting, actor=actor_of("thang"))


@pytest.mark.parametrize(("who", "status"), [("thang", 303), ("lan", 303), ("huong", 404), ("khoa", 404)])
def test_the_page_shows_the_new_figures_and_offers_the_pdf_to_who_keeps_the_record(
    world, as_user, made, committed, who, status
):
    meeting_id = made(convened)
    with committed() as session:
        script_id = script_of(session).id
        excuse(session, world)
    client = as_user(who)
    page = client.get(f"/documents/{script_id}")
    if status == 303:
        assert "Tạo bản PDF theo số liệu mới" in page.text
        assert "02 đồng chí được miễn sinh hoạt" in page.text

    assert client.post(f"/documents/{script_id}/figures").status_code == status
    assert ("theo số liệu mới</button>" in client.get(f"/documents/{script_id}").text) is False
    with committed() as session:
        assert session.get(Meeting, meeting_id).state == "convened"
