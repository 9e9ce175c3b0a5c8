"""A month of a cell in one row: each figure from the record, written with the change that moves it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, select, update

from app.agendas.models import AgendaItem, ItemKind
from app.agendas.queries import items_of
from app.extensions import db
from app.jobs.handlers import HANDLERS
from app.meetings.models import Meeting
from app.petitions.models import Petition
from app.sessions.models import Attendance
from app.summaries.models import MonthlySummary
from app.summaries.services import differences
from app.tasks.models import Task
from tests.at_once import at_once
from tests.reports.test_synthesis import evaluated
from tests.sessions.conftest import EVENING, make_meeting
from tests.world import NOON, World
from workflows.attendance import Mark
from workflows.meeting import State
from workflows.petition import Kind, SentTo
from workflows.petition import State as PetitionState
from workflows.scoring import Level
from workflows.task import State as TaskState

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)


def sum_of(cell_id: int, month: date = DECEMBER) -> MonthlySummary:
    db.session.expire_all()
    return db.session.scalars(
        select(MonthlySummary).where(MonthlySummary.cell_id == cell_id, MonthlySummary.month == month)
    ).one()


def petition(world: World, **more) -> Petition:
    given = {
        "cell_id": world.cell, "state": PetitionState.RAISED, "kind": Kind.PETITION, "text": "Đoạn mương bị sạt",
        "raised_at": NOON,
    } | more  # fmt: skip
    return Petition(level_id=world.commune, sent_to=SentTo.COMMITTEE, folded="doan muong bi sat", **given)


def task(world: World, **more) -> Task:
    return Task(**{"cell_id": world.cell, "work": "Phát quang đường thôn", "created_at": NOON} | more)


@pytest.fixture
def meeting(world, prepared, db_session) -> Meeting:
    return db_session.get_one(Meeting, prepared("summaries: evaluated", lambda: evaluated(world).id))


def test_each_figure_comes_from_the_record(world, meeting):
    meeting.closed_at = EVENING + timedelta(minutes=75)
    db.session.commit()

    found = sum_of(world.cell)

    assert (found.meeting_id, found.state, found.met_on) == (meeting.id, State.EVALUATED, date(2026, 12, 3))
    assert (found.present, found.due, found.spoke) == (2, 3, 1)
    assert (found.minutes, found.minutes_norm) == (75, 90)
    assert (found.points, found.self_points, found.level) == (Decimal("93.7"), None, Level.GOOD)
    assert (found.topics, found.repeats) == (2, 0)
    assert not [*differences()]


def test_a_mark_of_the_roll_call_and_a_step_back_move_it_at_once(world, meeting):
    row = db.session.scalars(select(Attendance).where(Attendance.start_mark == Mark.LATE)).one()
    row.start_mark = Mark.UNEXCUSED
    db.session.commit()
    assert (sum_of(world.cell).present, sum_of(world.cell).due) == (1, 3)

    meeting.state = State.CANCELLED
    db.session.commit()

    found = sum_of(world.cell)
    assert (found.meeting_id, found.met_on, found.present, found.level) == (None, None, None, None)
    assert not [*differences()]


def test_what_is_not_handed_in_has_no_points_and_what_is_not_decided_no_level(world, meeting):
    meeting.state = State.MINUTES
    db.session.commit()

    assert (sum_of(world.cell).points, sum_of(world.cell).level) == (None, None)


def test_topics_of_the_months_before_are_counted_as_said_again(world, meeting):
    earlier = make_meeting(world, state=State.EVALUATED, month=OCTOBER)
    db.session.commit()
    assert (sum_of(world.cell).topics, sum_of(world.cell).repeats) == (2, 2)

    for item in items_of(earlier.id):
        if item.kind == ItemKind.DISCUSSION:
            item.title = "Phòng chống cháy rừng mùa hanh khô"
    db.session.commit()
    assert sum_of(world.cell).repeats == 1

    db.session.delete(db.session.scalars(
        select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, AgendaItem.kind == ItemKind.OTHER)
    ).one())  # fmt: skip
    db.session.commit()
    assert (sum_of(world.cell).topics, sum_of(world.cell).repeats) == (1, 0)
    assert not [*differences()]


def test_petitions_count_in_the_month_in_which_they_were_raised(world, db_session):
    late = petition(world)
    late.raised_at = EVENING.replace(month=11, day=30, hour=18)  # 1 December in Vietnam
    rows = [late, petition(world), petition(world, state=PetitionState.ANSWERED), petition(world, kind=Kind.OPINION)]
    db.session.add_all(rows)
    db.session.commit()

    assert (sum_of(world.cell).petitions, sum_of(world.cell).petitions_open) == (3, 2)

    rows[1].state = PetitionState.MERGED
    db.session.commit()
    assert (sum_of(world.cell).petitions, sum_of(world.cell).petitions_open) == (3, 1)


def test_a_task_counts_in_the_month_and_for_the_cell_that_have_it_now(world, db_session):
    done = task(world, deadline=date(2026, 12, 20), state=TaskState.CONFIRMED, reported_at=EVENING)
    late = task(world, deadline=date(2026, 12, 2), state=TaskState.REPORTED, reported_at=EVENING)
    db.session.add_all([done, late, task(world, deadline=date(2026, 12, 9)), task(world, deadline=None)])
    db.session.commit()
    assert (sum_of(world.cell).tasks, sum_of(world.cell).tasks_in_time) == (3, 1)

    done.deadline, late.cell_id = date(2027, 1, 5), world.other_cell
    db.session.commit()

    assert (sum_of(world.cell).tasks, sum_of(world.cell).tasks_in_time) == (1, 0)
    assert (sum_of(world.cell, date(2027, 1, 1)).tasks, sum_of(world.other_cell).tasks) == (1, 1)
    assert not [*differences()]


def test_what_is_rolled_back_moves_nothing(world, meeting):
    meeting.state = State.CANCELLED
    db.session.flush()
    db.session.rollback()
    db.session.add(task(world, deadline=DECEMBER))
    db.session.commit()

    assert sum_of(world.cell).meeting_id == meeting.id


def test_two_who_move_one_month_at_one_moment_are_both_counted(app, world, meeting):
    db.session.rollback()

    def raise_one() -> None:
        with app.app_context():
            db.session.add(petition(world))
            db.session.commit()

    for _ in range(3):
        at_once(raise_one, raise_one)

    assert sum_of(world.cell).petitions == 6


def test_the_command_names_each_difference_and_writes_it_right(app, world, meeting):
    db.session.execute(update(MonthlySummary).where(MonthlySummary.cell_id == world.cell).values(present=3))
    db.session.commit()
    line = "Chi bộ thôn Nà Mười 12/2026: present was 3, the records say 2\n1 differences\n"

    runs = [
        app.test_cli_runner().invoke(args=["recompute-summaries", *more]) for more in (["--check"], ["--check"], [], [])
    ]

    assert [(run.exit_code, run.output) for run in runs] == [(1, line), (1, line), (1, line), (0, "0 differences\n")]
    assert sum_of(world.cell).present == 2


def test_the_job_of_the_migration_fills_an_empty_table(world, meeting):
    db.session.add(task(world, deadline=NOVEMBER))
    db.session.commit()
    db.session.execute(delete(MonthlySummary))
    db.session.commit()

    HANDLERS["rebuild_summaries"]()

    assert (sum_of(world.cell).meeting_id, sum_of(world.cell, NOVEMBER).tasks) == (meeting.id, 1)
