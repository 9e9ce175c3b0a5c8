"""Which steps the meetings of a year have gone, and which are missing: of every meeting whose record is closed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select

from app import clock
from app.actor import Actor
from app.columns import among
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

READERS = (
    Role.OFFICE, Role.LEADERSHIP, Role.OVERSEER, Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER
)  # fmt: skip
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


def cells_of(actor: Actor, year: int, cell_id: int | None = None) -> list[CellWays]:
    """The cells in sight that held a meeting in the year, by code, each with its meetings by month; or this
    cell alone. Four statements."""
    asked = [one for one in actor.organisations_as(*READERS) if cell_id in (None, one)]
    rows = db.session.execute(
        select(Meeting, Organisation.name)
        .join(Organisation, Organisation.id == Meeting.cell_id)
        .where(among(Meeting.cell_id, asked), Meeting.state.in_(CLOSED))
        .where(Meeting.month >= date(year, 1, 1), Meeting.month <= date(year, 12, 1), Meeting.opened_at.is_not(None))
        .order_by(Organisation.code, Meeting.month, Meeting.id)
    ).all()
    ids = [meeting.id for meeting, _ in rows]
    taken, calls = _steps_of(ids), _calls_of(ids)
    sets = select(RuleSet).where(RuleSet.id.in_({meeting.rule_set_id for meeting, _ in rows}))
    rules = {row.id: settings_of(row) for row in db.session.scalars(sets)}
    found: dict[int, CellWays] = {}
    for meeting, name in rows:
        course = _course_of(meeting, taken.get(meeting.id, frozenset()), *calls.get(meeting.id, (0, 0)))
        way = Way(
            meeting_id=meeting.id, month=meeting.month, kind=meeting.kind,
            steps=passed(course, rules[meeting.rule_set_id]),
        )  # fmt: skip
        found.setdefault(meeting.cell_id, CellWays(meeting.cell_id, name)).ways.append(way)
    return list(found.values())


def cell_of(actor: Actor, cell_id: int, year: int) -> CellWays:
    """Raises NotKnown for a cell out of sight, or one that held nothing in the year."""
    found = next(iter(cells_of(actor, year, cell_id)), None)
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
