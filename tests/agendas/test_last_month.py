""" "Như tháng trước": what a draft takes over from the cell's last meeting, and what nobody has changed since."""

from datetime import date

import pytest
from sqlalchemy import select, update

from app.agendas.models import AgendaItem, ItemKind
from app.agendas.queries import items_of
from app.agendas.services import ItemText, add_item, change_item
from app.agendas.services_last import copy_last
from app.audit.models import AuditEvent
from app.extensions import db
from app.jobs.services import run_due_jobs
from app.meetings.models import Meeting
from app.meetings.services import create_meeting
from app.organisations.models import Organisation
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from tests.guidance.conftest import published
from tests.meetings.ready import drafted, planned
from tests.reading import words
from workflows.meeting import Kind

FLOWERS = "Giữ vệ sinh môi trường và đường hoa nội thôn"
RICE = "Gieo cấy vụ đông xuân đúng lịch"


def hold_november(world, actor_of) -> int:
    """A meeting of November that is over: two contents of its own, one of them on paper, one that was dropped."""
    thang = actor_of("thang")
    cell = db.session.get_one(Organisation, world.cell)
    meeting = create_meeting(cell, Kind.REGULAR, date(2026, 11, 1), actor=thang)
    khoa = world.people["khoa"]
    asked = [{"text": "Hộ nào còn đổ rác ra suối?", "asked_first_id": khoa}]
    for text in (
        ItemText(title=FLOWERS, kind=ItemKind.DISCUSSION, presenter_id=khoa, minutes=25, questions=asked),
        ItemText(title=RICE, kind=ItemKind.DISCUSSION, presenter_id=world.people["huong"], minutes=15),
        ItemText(title="Xem xét đơn thư", kind=ItemKind.OTHER, kept_on_paper=True),
        ItemText(title="Việc đã bỏ", kind=ItemKind.OTHER),
    ):
        add_item(meeting, text, actor=thang)
    study = next(item for item in items_of(meeting.id) if item.kind == ItemKind.STUDY)
    study.presenter_id, study.minutes = world.people["lan"], 12
    db.session.flush()
    db.session.execute(update(AgendaItem).where(AgendaItem.title == "Việc đã bỏ").values(outcome="dropped"))
    db.session.execute(update(Meeting).where(Meeting.id == meeting.id).values(state="evaluated"))
    db.session.expire_all()
    return meeting.id


@pytest.fixture
def draft(world, prepared, actor_of) -> int:
    """The id of December's draft; November is over."""

    def build():
        hold_november(world, actor_of)
        return planned(actor_of).id

    return prepared("as last month", build)


@pytest.fixture
def meeting(draft, db_session) -> Meeting:
    return db_session.get_one(Meeting, draft)


def marked(meeting) -> list[str]:
    db.session.expire_all()
    return [item.title for item in items_of(meeting.id) if item.is_as_last_month]


def test_it_takes_over_what_was_talked_about_and_marks_it(world, prepared, actor_of, db_session):
    """In the place of the usual item and after it; who presents what stands in every agenda comes along unmarked."""

    def build():
        hold_november(world, actor_of)
        return drafted(actor_of).id

    meeting = db_session.get_one(Meeting, prepared("as last month, bare", build))
    assert copy_last(meeting, actor=actor_of("thang")) == 2

    assert marked(meeting) == [FLOWERS, RICE]
    items = {item.title: item for item in items_of(meeting.id)}
    flowers = items[FLOWERS]
    assert (flowers.presenter_id, flowers.minutes) == (world.people["khoa"], 25)
    assert flowers.questions[0]["text"] == "Hộ nào còn đổ rác ra suối?"
    study = next(item for item in items.values() if item.kind == ItemKind.STUDY)
    assert (study.presenter_id, study.minutes) == (world.people["lan"], 12)
    assert not {"Xem xét đơn thư", "Việc đã bỏ"} & set(items)
    assert [item.position for item in items.values()] == list(range(1, len(items) + 1))
    kinds = [item.kind for item in items.values()]
    assert kinds.index(ItemKind.RESOLUTION) == list(items).index(RICE) + 1
    told = db_session.scalars(select(AuditEvent).where(AuditEvent.event == "agenda_copied")).one()
    assert flowers.id in told.data["item_ids"]


def test_a_second_time_it_changes_nothing(meeting, actor_of):
    copy_last(meeting, actor=actor_of("thang"))
    before = [(item.id, item.version) for item in items_of(meeting.id)]
    assert copy_last(meeting, actor=actor_of("men")) == 0
    assert [(item.id, item.version) for item in items_of(meeting.id)] == before


def test_what_was_written_on_the_draft_stays(meeting, actor_of, world):
    mine = next(item for item in items_of(meeting.id) if item.kind == ItemKind.DISCUSSION)
    text = ItemText(
        title="Bàn việc của tháng 12", kind=ItemKind.DISCUSSION, presenter_id=world.people["men"], minutes=7
    )
    change_item(meeting, mine, text, actor=actor_of("thang"), version=mine.version)
    copy_last(meeting, actor=actor_of("thang"))

    db.session.refresh(mine)
    assert (mine.title, mine.minutes, mine.is_as_last_month) == ("Bàn việc của tháng 12", 7, False)
    assert marked(meeting) == [FLOWERS, RICE]


def test_what_a_guidance_put_there_stays_and_what_one_put_there_last_month_is_not_copied(world, committed, actor_of):
    with committed():
        hold_november(world, actor_of)
    with committed():
        guidance_id = published().id
        run_due_jobs()
    with committed() as session:
        meeting = session.scalars(
            select(Meeting).where(Meeting.month == date(2026, 12, 1)).filter_by(cell_id=world.cell)
        )
        meeting = meeting.one()
        before = {i.id: (i.title, i.version) for i in items_of(meeting.id) if i.kind == ItemKind.GUIDANCE}
        fire = next(item.id for item in items_of(meeting.id) if "cháy rừng" in item.title)
        copy_last(meeting, actor=actor_of("thang"))
        after = {item.id: item for item in items_of(meeting.id)}
        assert {item_id: (after[item_id].title, after[item_id].version) for item_id in before} == before
        assert after[fire].title == "Phòng, chống cháy rừng mùa khô"
        assert marked(meeting) == [FLOWERS, RICE]
        session.execute(update(Meeting).where(Meeting.id == meeting.id).values(state="evaluated"))
        session.expire_all()
        cell = session.get_one(Organisation, world.cell)
        january = create_meeting(cell, Kind.REGULAR, date(2027, 1, 1), actor=actor_of("thang"))
        copy_last(january, actor=actor_of("thang"))
        assert marked(january) == [FLOWERS, RICE]
    assert guidance_id


def test_the_mark_goes_as_the_item_is_written_on_and_warns_at_the_submission(draft, as_user, committed, version_of):
    thang, page = as_user("thang"), f"/meetings/{draft}/agenda"
    offered = words(thang.get(page))
    assert offered.index("Lấy như tháng 11/2026") < offered.index("Khai mạc")  # before one has typed it all
    assert thang.post(f"{page}/as-last-month").status_code == 303
    assert "2 mục còn như tháng trước, chưa sửa" in words(thang.get(page))
    with committed() as session:
        flowers = session.scalars(select(AgendaItem).filter_by(meeting_id=draft, title=FLOWERS)).one()
        presenter, version, item_id = flowers.presenter_id, flowers.version, flowers.id
        missing = select(AgendaItem).where(AgendaItem.meeting_id == draft, AgendaItem.presenter_id.is_(None))
        assert session.scalars(missing).all() == []
    assert f'<li><a href="{page}/items/{item_id}">{FLOWERS}</a></li>' in thang.get(page).text
    sent = {"title": "Đường hoa cụm 2", "kind": "discussion", "presenter_id": presenter, "minutes": "20"}
    thang.post(f"{page}/items/{item_id}", data=sent | {"version": version})
    shown = words(thang.get(page))
    assert "1 mục còn như tháng trước, chưa sửa" in shown
    assert (
        thang.post(f"/meetings/{draft}/steps/submit", data={"version": version_of(Meeting, draft)}).status_code == 303
    )
    told = words(as_user("thang").get(f"/meetings/{draft}"))
    assert told.count("Như tháng trước") == 1
    assert "Như tháng trước" in words(as_user("huong").get(f"/meetings/{draft}"))


def test_a_cell_without_a_meeting_behind_it_has_nothing_to_begin_like(made, as_user, db_session, actor_of):
    draft = made(planned)
    assert "Lấy như tháng" not in as_user("thang").get(f"/meetings/{draft}/agenda").text
    with pytest.raises(BadInput):
        copy_last(db_session.get_one(Meeting, draft), actor=actor_of("thang"))


def test_only_who_prepares_and_only_a_draft(meeting, actor_of):
    with pytest.raises(NotAllowed):
        copy_last(meeting, actor=actor_of("huong"))
    db.session.execute(update(Meeting).where(Meeting.id == meeting.id).values(state="approval"))
    with pytest.raises(SomebodyWasFaster):
        copy_last(meeting, actor=actor_of("thang"))


def test_who_left_the_cell_presents_nothing(meeting, actor_of, world):
    stranger = world.people["tham"]
    november = select(Meeting.id).where(Meeting.month == date(2026, 11, 1)).scalar_subquery()
    old = update(AgendaItem).where(AgendaItem.meeting_id == november, AgendaItem.title == FLOWERS)
    asked = [{"text": "Ai làm?", "asked_first_id": stranger}]
    db.session.execute(old.values(presenter_id=stranger, questions=asked))
    db.session.expire_all()
    copy_last(meeting, actor=actor_of("thang"))
    flowers = next(item for item in items_of(meeting.id) if item.title == FLOWERS)
    assert flowers.presenter_id != stranger
    assert flowers.questions == [{"text": "Ai làm?", "asked_first_id": None}]
