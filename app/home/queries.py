"""What one person's home page is made of: few statements, the same for every role."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import Appointment
from app.actor import Actor
from app.approvals.models import Agreement, ApprovalRound, RoundResult
from app.columns import in_force
from app.evaluations.models import ScoreSheet
from app.extensions import db
from app.meetings.models import Meeting
from app.meetings.queries import visible_to
from app.minutes.models import Minutes, Signature
from app.organisations.models import Organisation, OrganisationKind
from app.resolutions.models import Resolution
from app.sessions.models import Attendance
from app.tasks.models import Task
from app.tasks.queries import visible_to as visible_tasks
from workflows.attendance import ABSENT
from workflows.meeting import Kind, State
from workflows.resolution import State as ResolutionState
from workflows.roles import Role
from workflows.scoring import Level
from workflows.task import State as TaskState

ENDED = (State.EVALUATED, State.CANCELLED)
# Older unfinished meetings are found on the list of meetings; a home page is about now.
MONTHS_BACK = 3
MOST_MEETINGS = 200
SOON = timedelta(days=7)
MOST_TASKS = 20


def unfinished(actor: Actor, since: date) -> list[Meeting]:
    """Meetings on their way that the actor may know of, the earliest first."""
    return list(
        db.session.scalars(
            visible_to(actor)
            .where(Meeting.state.not_in(ENDED), Meeting.month >= since)
            .options(joinedload(Meeting.rule_set))
            .order_by(Meeting.month, Meeting.starts_at, Meeting.id)
            .limit(MOST_MEETINGS)
        )
    )


@dataclass(frozen=True)
class Voices:
    """The open round of a meeting: how many agreed, of how many, and whether this person still has to answer."""

    agreed: int
    approvers: int
    mine_is_missing: bool


def voices_of(meeting_ids: Iterable[int], person_id: int) -> dict[int, Voices]:
    mine = case((and_(Agreement.person_id == person_id, Agreement.agreed_at.is_(None)), 1), else_=0)
    rows = db.session.execute(
        select(ApprovalRound.meeting_id, func.count(Agreement.agreed_at), func.count(), func.max(mine))
        .join(Agreement, Agreement.round_id == ApprovalRound.id)
        .where(ApprovalRound.meeting_id.in_(list(meeting_ids)), ApprovalRound.result == RoundResult.OPEN)
        .where(Agreement.dropped_at.is_(None))
        .group_by(ApprovalRound.meeting_id)
    )
    return {meeting_id: Voices(agreed, voices, bool(missing)) for meeting_id, agreed, voices, missing in rows}


@dataclass
class Papers:
    """What has happened to the papers of a meeting: who signed, whether a resolution waits, whether it was verified,
    and whether the cell has an overseer who would."""

    signed: set[Role] = field(default_factory=set)
    to_issue: bool = False
    verified: bool = False
    overseen: bool = False


def papers_of(meeting_ids: Iterable[int], today: date) -> dict[int, Papers]:
    waits = and_(Resolution.meeting_id == Meeting.id, Resolution.state == ResolutionState.ADOPTED)
    current = and_(Minutes.meeting_id == Meeting.id, Minutes.superseded_at.is_(None))
    rows = db.session.execute(
        select(Meeting.id, Signature.role, Resolution.id, ScoreSheet.verified_at, _is_overseen(today))
        .join(Organisation, Organisation.id == Meeting.cell_id)
        .outerjoin(Minutes, current)
        .outerjoin(Signature, Signature.minutes_id == Minutes.id)
        .outerjoin(Resolution, waits)
        .outerjoin(ScoreSheet, ScoreSheet.meeting_id == Meeting.id)
        .where(Meeting.id.in_(list(meeting_ids)))
    )
    found: dict[int, Papers] = {}
    for meeting_id, role, resolution_id, verified_at, overseen in rows:
        papers = found.setdefault(meeting_id, Papers())
        papers.signed |= {role} if role else set()
        papers.to_issue, papers.verified = resolution_id is not None, verified_at is not None
        papers.overseen = overseen
    return found


def _is_overseen(today: date) -> ColumnElement[bool]:
    """Of the meeting's cell, or of the one that it was merged into."""
    cells = func.coalesce(Organisation.merged_into_id, Organisation.id)
    return exists().where(
        Appointment.organisation_id == cells, Appointment.role == Role.OVERSEER,
        in_force(Appointment.from_on, Appointment.to_on, today),
    )  # fmt: skip


def pressing_tasks(actor: Actor, today: date) -> list[Task]:
    """Tasks that are overdue, due soon or reported: all of the cells that the actor leads, elsewhere only one's own."""
    led = actor.organisations_as(Role.SECRETARY, Role.DEPUTY_SECRETARY)
    due = and_(Task.state == TaskState.ASSIGNED, Task.deadline <= today + SOON)
    mine = and_(Task.owner_id == actor.person_id, Task.state == TaskState.ASSIGNED)
    reported = and_(Task.state == TaskState.REPORTED, Task.cell_id.in_(led))
    return list(
        db.session.scalars(
            visible_tasks(actor)
            .where(mine | reported | and_(due, Task.cell_id.in_(led)))
            .order_by(Task.deadline, Task.id)
            .limit(MOST_TASKS)
        )
    )


@dataclass(frozen=True, kw_only=True)
class PastMonth:
    """One evaluated meeting of a cell, for the small table: who came of those due, points of 100, level."""

    meeting_id: int
    month: date
    present: int
    due: int
    score: Decimal | None
    level: Level | None


def past_months(cell_id: int, limit: int = 3) -> list[PastMonth]:
    """The last regular meetings of the cell that were evaluated, the latest first."""
    due = select(func.count()).where(Attendance.meeting_id == Meeting.id, Attendance.due).scalar_subquery()
    present = (
        select(func.count())
        .where(Attendance.meeting_id == Meeting.id, Attendance.due, Attendance.start_mark.not_in(list(ABSENT)))
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Meeting.id, Meeting.month, present, due, ScoreSheet.verified_score, ScoreSheet.verified_maximum,
            ScoreSheet.official_rating,
        )
        .join(ScoreSheet, ScoreSheet.meeting_id == Meeting.id)
        .where(Meeting.cell_id == cell_id, Meeting.state == State.EVALUATED, Meeting.kind == Kind.REGULAR)
        .order_by(Meeting.month.desc())
        .limit(limit)
    )  # fmt: skip
    return [
        PastMonth(
            meeting_id=r[0], month=r[1], present=r[2], due=r[3], level=r[6],
            score=r[4] * 100 / r[5] if r[4] is not None and r[5] else None,
        )
        for r in rows
    ]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CellMonth:
    """A cell and its regular meeting of the month, if there is one."""

    cell_id: int
    name: str
    meeting_id: int | None
    state: State | None
    starts_at: datetime | None
    level: Level | None


def cells_of_month(actor: Actor, month: date, roles: tuple[Role, ...]) -> list[CellMonth]:
    """Every cell in the scope of `roles` with its regular meeting of the month, by code; without one: None."""
    ids = actor.organisations_as(*roles)
    meets = and_(
        Meeting.cell_id == Organisation.id,
        Meeting.month == month,
        Meeting.kind == Kind.REGULAR,
        Meeting.state != State.CANCELLED,
    )
    rows = db.session.execute(
        select(
            Organisation.id, Organisation.name, Meeting.id, Meeting.state, Meeting.starts_at, ScoreSheet.official_rating
        )
        .outerjoin(Meeting, meets)
        .outerjoin(ScoreSheet, ScoreSheet.meeting_id == Meeting.id)
        .where(
            Organisation.id.in_(ids), Organisation.kind == OrganisationKind.CELL, Organisation.dissolved_on.is_(None)
        )
        .order_by(Organisation.code)
    )
    return [CellMonth(cell_id=r[0], name=r[1], meeting_id=r[2], state=r[3], starts_at=r[4], level=r[5]) for r in rows]


def published(actor: Actor, limit: int = 3) -> list[Meeting]:
    """The latest meetings of the actor's own cells whose papers members may read."""
    cells = actor.organisations_as(Role.MEMBER)
    return list(
        db.session.scalars(
            select(Meeting)
            .join(Meeting.cell)
            .options(contains_eager(Meeting.cell))
            .where(Meeting.cell_id.in_(cells), Meeting.state.in_((State.SCORED, State.EVALUATED)))
            .order_by(Meeting.month.desc(), Meeting.id.desc())
            .limit(limit)
        )
    )


def regular_of(cell_id: int, month: date) -> Meeting | None:
    return db.session.scalar(
        select(Meeting).where(
            Meeting.cell_id == cell_id,
            Meeting.month == month,
            Meeting.kind == Kind.REGULAR,
            Meeting.state != State.CANCELLED,
        )
    )
