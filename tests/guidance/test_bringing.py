"""A published guidance comes to every cell of its scope: once, however often its jobs run, and whoever dies meanwhile."""

from datetime import date

import pytest
from sqlalchemy import func, select

from app.agendas.models import ItemKind
from app.agendas.queries import items_of
from app.audit.models import AuditEvent
from app.extensions import db
from app.guidance.models import GuidanceCell, Outcome
from app.guidance.services_bringing import bring_guidance
from app.jobs.models import Job, JobState
from app.jobs.services import run_due_jobs
from app.meetings.models import Meeting
from app.meetings.queries import live_regular
from app.meetings.services import create_meeting
from app.notifications.models import Notification
from app.organisations.models import Organisation
from tests.acts import actor_named
from tests.commune import grow
from tests.guidance.conftest import DECEMBER, published
from workflows.meeting import Kind, State

K = ItemKind
MOST_A_CELL = 21


@pytest.fixture
def brought(world, db_session):
    guidance = published()
    run_due_jobs()
    return guidance


def meeting_in(cell_id: int) -> Meeting:
    found = live_regular(cell_id, DECEMBER)
    assert found
    return found


def cell_row(guidance, cell_id: int) -> GuidanceCell:
    found = select(GuidanceCell).where(GuidanceCell.guidance_id == guidance.id, GuidanceCell.cell_id == cell_id)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def test_every_cell_gets_a_draft_with_a_prefilled_agenda(brought, world):
    meeting = meeting_in(world.cell)

    items = items_of(meeting.id)
    assert (meeting.state, meeting.chair_id) == (State.DRAFT, world.people["thang"])
    assert [item.kind for item in items] == [
        K.OPENING, K.LAST_RESOLUTION, K.GUIDANCE, K.DISCUSSION, K.DISCUSSION, K.INFORMATION, K.STUDY, K.PARTY_BUILDING,
        K.DISCUSSION, K.RESOLUTION, K.CRITICISM, K.SCORE,
    ]  # fmt: skip
    assert items[2].title == "Phổ biến văn bản định hướng tháng 12/2026 của Đảng ủy xã Mường Lâm"
    assert items[2].content.startswith("Tình hình:\nThu ngân sách")
    assert [item.title for item in items[3:5]] == ["Phòng, chống cháy rừng mùa khô", "Thu nộp đảng phí cuối năm"]
    assert [item.position for item in items] == list(range(1, 13))


def test_a_cell_gets_the_contents_of_its_type_too_and_no_cell_of_another_commune_any(brought, world):
    titles = [item.title for item in items_of(meeting_in(world.other_cell).id)]

    assert "Ôn tập, kiểm tra cuối học kỳ I" in titles
    assert live_regular(world.far_cell, DECEMBER) is None
    assert db.session.scalar(select(func.count(GuidanceCell.id))) == 2


def test_only_cells_of_the_chosen_types_are_reached(world, db_session):
    guidance = published(cell_types=["school"])
    run_due_jobs()

    assert live_regular(world.cell, DECEMBER) is None
    assert cell_row(guidance, world.other_cell).outcome == Outcome.CREATED


@pytest.mark.each_engine
def test_one_more_cell_takes_few_statements(world, db_session, count_statements):
    """What is the same for all is read for a lot of them; one wake-up stands for all."""
    grow(world, 4, 3)
    db_session.commit()
    published()
    assert len(db.session.info["new_jobs"]) == 2  # the first cell's, and its paper's
    with count_statements() as seen:
        assert run_due_jobs() == 7
    assert sum(text.startswith("INSERT INTO meeting ") for text in seen.texts) == 6
    first, last = (one(n for n, text in enumerate(seen.texts) if "INSERT INTO meeting " in text) for one in (min, max))
    assert (last - first) / 5 <= MOST_A_CELL
    assert not any("year_book" in text for text in seen.texts)  # what is new has no paper that a book could lack


def test_its_jobs_run_again_make_nothing_double(brought, world):
    before = _everything()

    bring_guidance(guidance_id=brought.id, cell_id=world.cell)
    db.session.commit()
    db.session.execute(db.update(Job).values(status=JobState.QUEUED))
    db.session.commit()
    run_due_jobs()

    assert _everything() == before


def _everything() -> list[int | None]:
    tables = (Meeting, Notification, AuditEvent, GuidanceCell, Job)
    return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_a_draft_that_is_there_gets_its_items_and_no_second_meeting(world, db_session):
    own = create_meeting(
        db.session.get_one(Organisation, world.cell), Kind.REGULAR, DECEMBER, actor=actor_named("thang")
    )
    db_session.commit()

    guidance = published()
    run_due_jobs()

    kinds = [item.kind for item in items_of(own.id)]
    assert meeting_in(world.cell).id == own.id
    assert kinds[kinds.index(K.LAST_RESOLUTION) + 1] == K.GUIDANCE
    assert kinds.count(K.GUIDANCE) == 1
    assert cell_row(guidance, world.cell).outcome == Outcome.ADDED


def test_a_meeting_past_its_draft_is_left_and_the_cell_is_told(world, db_session, made):
    from tests.meetings.ready import submitted

    meeting_id = made(submitted)
    before = [(item.id, item.version) for item in items_of(meeting_id)]
    month = db_session.get_one(Meeting, meeting_id).month
    guidance = published(month=month)
    run_due_jobs()

    assert [(item.id, item.version) for item in items_of(meeting_id)] == before
    assert cell_row(guidance, world.cell).outcome == Outcome.TOLD
    told = select(Notification.text).where(
        Notification.person_id == world.people["thang"], Notification.kind == "guidance_published"
    )
    assert "được giữ nguyên" in db.session.scalars(told).one()


def test_the_draft_is_made_in_the_name_of_the_office_that_published(brought, world):
    meeting = meeting_in(world.cell)
    made_by = db.session.scalars(
        select(AuditEvent).where(AuditEvent.event == "meeting_created", AuditEvent.subject_id == meeting.id)
    ).one()

    assert (made_by.account_id, made_by.acting_as) == (world.accounts["hanh"], "office")


def test_a_cell_that_was_merged_meanwhile_gets_no_draft(world, db_session):
    guidance = published()
    db_session.get_one(Organisation, world.other_cell).dissolved_on = date(2026, 12, 2)
    db_session.commit()
    run_due_jobs()

    assert cell_row(guidance, world.other_cell).outcome == Outcome.ENDED
    assert live_regular(world.other_cell, DECEMBER) is None
    assert cell_row(guidance, world.cell).outcome == Outcome.CREATED
    brought = db_session.scalars(select(AuditEvent).where(AuditEvent.event == "guidance_brought"))
    told = {row.chain: row.data["outcome"] for row in brought}
    assert told == {world.cell: Outcome.CREATED, world.other_cell: Outcome.ENDED}


def test_a_theme_comes_with_its_item_and_its_longer_norm(world, db_session):
    from dataclasses import replace

    from tests.guidance.conftest import WRITTEN

    published(replace(WRITTEN, theme="Nâng cao chất lượng sinh hoạt chi bộ"))
    run_due_jobs()

    meeting = meeting_in(world.cell)
    items = items_of(meeting.id)
    assert meeting.theme == "Nâng cao chất lượng sinh hoạt chi bộ"
    assert [item.kind for item in items].count(K.THEME) == 1
    assert sum(item.minutes for item in items) >= 120
