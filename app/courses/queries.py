"""Which steps the meetings of a year have gone, and which are missing: of every meeting whose record is closed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, null, select

from app import clock
from app.actor import Actor
from app.columns import DayNumber, among
from app.extensions import db
from app.meetings.models import Meeting, MeetingStep
from app.organisations.models import Organisation
from app.refusals import NotKnown
from app.rules.models import RuleSet
from app.rules.queries import settings_of
from app.sessions.models import Attendance
from workflows.course import Course, Passed, figure, passed
from workflows.meeting import Kind, State
from workflows.roles import Role
from workflows.rules import RuleSettings

READERS = (
    Role.OFFICE, Role.LEADERSHIP, Role.OVERSEER, Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER
)  # fmt: skip
TOLD_BY = ("submit", "convene", "close", "score", "finish")
"""The steps that a course is judged by."""
SOME_DAY = date(2000, 1, 1)
CLOSED = (State.MINUTES, State.SCORED, State.EVALUATED)


@dataclass(frozen=True, kw_only=True)
class Way:
    """A meeting with its steps."""

    meeting_id: int
    month: date
    kind: Kind
    steps: list[Passed]

    @property
    def missing(self) -> list[Passed]:
        return [step for step in self.steps if not step.kept]

    @property
    def kept(self) -> int:
        return len(self.steps) - len(self.missing)


@dataclass
class CellWays:
    cell_id: int
    name: str
    ways: list[Way] = field(default_factory=list)

    @property
    def figure(self) -> tuple[int, int]:
        return figure(way.steps for way in self.ways)


def _closed(actor: Actor, year: int, only: Collection[int] | None = None) -> list[ColumnElement[bool]]:
    """The meetings of the year whose record is closed, of the cells in sight; `only`: of these."""
    asked = set(actor.organisations_as(*READERS))
    return [
        among(Meeting.cell_id, sorted(asked if only is None else asked & set(only))), Meeting.state.in_(CLOSED),
        Meeting.month >= date(year, 1, 1), Meeting.month <= date(year, 12, 1), Meeting.opened_at.is_not(None),
    ]  # fmt: skip


@dataclass
class Tally:
    """Of a cell, or of all together: how many meetings, steps kept, steps asked for."""

    cell_id: int | None = None
    name: str = ""
    meetings: int = 0
    kept: int = 0
    asked: int = 0


def page_of(actor: Actor, year: int, number: int, size: int) -> tuple[list[Tally], Tally, int]:
    """The cells of a page by code, all cells together, and how many held a meeting in the year. Five statements.

    Meetings that went the same way are counted by the database, and looked at once.
    """
    held = Organisation.id.in_(select(Meeting.cell_id).where(*_closed(actor, year)))
    count = db.session.scalar(select(func.count(Organisation.id)).where(held)) or 0
    cells = select(Organisation.id, Organisation.name).where(held).order_by(Organisation.code)
    found = [Tally(*row) for row in db.session.execute(cells.limit(size).offset((number - 1) * size))]
    by_id, whole = {one.cell_id: one for one in found}, Tally()
    here = [one.cell_id for one in found if one.cell_id]
    rows = db.session.execute(_ways(_closed(actor, year, here), Meeting.cell_id)).all()
    every = db.session.execute(_ways(_closed(actor, year), null())).all()
    rules = _rules({row.rule_set_id for row in every})
    for row in (*rows, *every):
        one = whole if row.cell_id is None else by_id[row.cell_id]
        steps = passed(_course_of_many(row), rules[row.rule_set_id])
        one.meetings += row.number
        one.kept += row.number * sum(step.kept for step in steps)
        one.asked += row.number * len(steps)
    return found, whole, count


def _ways(closed: Sequence[ColumnElement[bool]], of: Any) -> Select[Any]:
    """How many meetings went which way; `of`: those of each cell apart, or null."""
    m, step, roll = Meeting, MeetingStep, Attendance
    took = [select(step.id).where(step.meeting_id == m.id, step.step == name).exists().label(name) for name in TOLD_BY]
    called = select(roll.id).where(roll.meeting_id == m.id)
    rows = (
        select(
            of.label("cell_id"), m.rule_set_id, (m.kind == Kind.EXTRAORDINARY).label("extraordinary"), *took,
            called.exists().label("has_start_call"),
            called.where(roll.end_mark.is_not(None)).exists().label("has_end_call"),
            (DayNumber(m.opened_at) - DayNumber(m.convened_at)).label("told_before"),
            (DayNumber(m.published_at) - DayNumber(m.opened_at)).label("published_after"),
        )
        .where(*closed)
        .subquery()
    )  # fmt: skip
    return select(*rows.c, func.count().label("number")).group_by(*rows.c)


def _course_of_many(row: Any) -> Course:
    """As `_course_of`: which day it was does not matter, only how many lie between."""
    steps = frozenset(name for name in TOLD_BY if getattr(row, name))
    return Course(
        steps=steps, held_on=SOME_DAY,
        convened_on=None if row.told_before is None else SOME_DAY - timedelta(days=row.told_before),
        has_start_call=row.has_start_call, has_end_call=row.has_end_call,
        published_on=None if row.published_after is None else SOME_DAY + timedelta(days=row.published_after),
        extraordinary=row.extraordinary,
    )  # fmt: skip


def cells_of(actor: Actor, year: int, only: Collection[int] | None = None) -> list[CellWays]:
    """The cells in sight that held a meeting in the year, by code, each with its meetings by month; `only`: of these.
    Four statements."""
    rows = db.session.execute(
        select(Meeting, Organisation.name)
        .join(Organisation, Organisation.id == Meeting.cell_id)
        .where(*_closed(actor, year, only))
        .order_by(Organisation.code, Meeting.month, Meeting.id)
    ).all()
    ids = [meeting.id for meeting, _ in rows]
    taken, calls = _steps_of(ids), _calls_of(ids)
    rules = _rules({meeting.rule_set_id for meeting, _ in rows})
    found: dict[int, CellWays] = {}
    for meeting, name in rows:
        course = _course_of(meeting, taken.get(meeting.id, frozenset()), *calls.get(meeting.id, (0, 0)))
        way = Way(
            meeting_id=meeting.id, month=meeting.month, kind=meeting.kind,
            steps=passed(course, rules[meeting.rule_set_id]),
        )  # fmt: skip
        found.setdefault(meeting.cell_id, CellWays(meeting.cell_id, name)).ways.append(way)
    return list(found.values())


def _rules(ids: Collection[int]) -> dict[int, RuleSettings]:
    return {row.id: settings_of(row) for row in db.session.scalars(select(RuleSet).where(RuleSet.id.in_(ids)))}


def cell_of(actor: Actor, cell_id: int, year: int) -> CellWays:
    """Raises NotKnown for a cell out of sight, or one that held nothing in the year."""
    found = next(iter(cells_of(actor, year, [cell_id])), None)
    if found is None:
        raise NotKnown
    return found


def _course_of(meeting: Meeting, steps: frozenset[str], started: int, ended: int) -> Course:
    assert meeting.opened_at is not None  # noqa: S101 - asked for above
    return Course(
        steps=steps, held_on=clock.day_of(meeting.opened_at),
        convened_on=clock.day_of(meeting.convened_at) if meeting.convened_at else None,
        has_start_call=started > 0, has_end_call=ended > 0,
        published_on=clock.day_of(meeting.published_at) if meeting.published_at else None,
        extraordinary=meeting.kind == Kind.EXTRAORDINARY,
    )  # fmt: skip


def _steps_of(ids: Sequence[int]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for meeting_id, step in db.session.execute(
        select(MeetingStep.meeting_id, MeetingStep.step).where(among(MeetingStep.meeting_id, ids)).distinct()
    ):
        found.setdefault(meeting_id, set()).add(step)
    return {meeting_id: frozenset(steps) for meeting_id, steps in found.items()}


def _calls_of(ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Rows of the first and of the second roll call."""
    rows = db.session.execute(
        select(Attendance.meeting_id, func.count(), func.count(Attendance.end_mark))
        .where(among(Attendance.meeting_id, ids))
        .group_by(Attendance.meeting_id)
    )
    return {meeting_id: (started, ended) for meeting_id, started, ended in rows}
