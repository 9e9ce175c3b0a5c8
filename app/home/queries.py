"""What one person's home page is made of: few statements, the same for every role."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import contains_eager

from app.accounts.models import Appointment
from app.actor import Actor
from app.approvals.models import Agreement, ApprovalRound, RoundResult
from app.columns import among, in_force
from app.evaluations.models import ScoreSheet
from app.extensions import db
from app.guidance.queries import unread_before
from app.meetings.models import Meeting
from app.meetings.queries import visible_to
from app.minutes.models import Minutes, Signature
from app.organisations.models import Organisation, OrganisationKind
from app.replies.models import AttendanceReply
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


@dataclass(frozen=True, kw_only=True)
class Unfinished:
    """A meeting on its way and what decides whom it waits for."""

    meeting: Meeting
    agreed: int
    approvers: int
    """Of the open round; 0 where none is open."""
    mine_is_missing: bool
    """This person is asked in the open round and has not answered."""
    signed: frozenset[Role]
    """Who of chair and recorder has signed the minutes in force."""
    to_issue: bool
    """An adopted resolution waits to be issued."""
    verified: bool
    overseen: bool
    """The cell has an overseer, who would verify."""
    answered: bool
    """This person has said whether they come."""
    unread: int | None
    """The guidance for it that this person prepares it by and has not opened."""


def unfinished(actor: Actor, since: date, today: date) -> list[Unfinished]:
    """Meetings on their way that the actor may know of, the earliest first; one statement."""
    rows = db.session.execute(
        visible_to(actor)
        .add_columns(*_voices(actor.person_id), *_papers(), _is_overseen(today), _has_answered(actor.person_id))
        .add_columns(_unread_guidance(actor))
        .where(Meeting.state.not_in(ENDED), Meeting.month >= since)
        .order_by(Meeting.month, Meeting.starts_at, Meeting.id)
        .limit(MOST_MEETINGS)
    )
    return [_unfinished(*row) for row in rows]


def _unfinished(
    meeting: Meeting, agreed: int, approvers: int, mine: int | None, by_recorder: bool, by_chair: bool, to_issue: bool,
    verified: bool, overseen: bool, answered: bool, unread: int | None,
) -> Unfinished:  # fmt: skip
    signed = [role for role, has in ((Role.RECORDER, by_recorder), (Role.CHAIR, by_chair)) if has]
    return Unfinished(
        meeting=meeting, agreed=agreed, approvers=approvers, mine_is_missing=bool(mine), signed=frozenset(signed),
        to_issue=to_issue, verified=verified, overseen=overseen, answered=answered, unread=unread,
    )  # fmt: skip


def _voices(person_id: int) -> list[ColumnElement[int]]:
    """Of the open round of the meeting: how many agreed, of how many, and whether this person still has to answer."""
    mine = case((and_(Agreement.person_id == person_id, Agreement.agreed_at.is_(None)), 1), else_=0)

    def of_round(figure: ColumnElement[int]) -> ColumnElement[int]:
        return (
            select(figure)
            .select_from(ApprovalRound)
            .join(Agreement, Agreement.round_id == ApprovalRound.id)
            .where(ApprovalRound.meeting_id == Meeting.id, ApprovalRound.result == RoundResult.OPEN)
            .where(Agreement.dropped_at.is_(None))
            .correlate(Meeting)
            .scalar_subquery()
        )

    return [of_round(func.count(Agreement.agreed_at)), of_round(func.count(Agreement.id)), of_round(func.max(mine))]


def _papers() -> list[ColumnElement[bool]]:
    """Whether recorder and chair signed, whether a resolution waits, whether the scores were verified."""
    in_force_minutes = and_(Minutes.meeting_id == Meeting.id, Minutes.superseded_at.is_(None))

    def signed_by(role: Role) -> ColumnElement[bool]:
        return exists().where(in_force_minutes, Signature.minutes_id == Minutes.id, Signature.role == role)

    return [
        signed_by(Role.RECORDER),
        signed_by(Role.CHAIR),
        exists().where(Resolution.meeting_id == Meeting.id, Resolution.state == ResolutionState.ADOPTED),
        exists().where(ScoreSheet.meeting_id == Meeting.id, ScoreSheet.verified_at.is_not(None)),
    ]


def _is_overseen(today: date) -> ColumnElement[bool]:
    """Of the meeting's cell, or of the one that it was merged into."""
    cells = func.coalesce(Organisation.merged_into_id, Organisation.id)
    return exists().where(
        Appointment.organisation_id == cells, Appointment.role == Role.OVERSEER,
        in_force(Appointment.from_on, Appointment.to_on, today),
    )  # fmt: skip


def _has_answered(person_id: int) -> ColumnElement[bool]:
    return exists().where(AttendanceReply.meeting_id == Meeting.id, AttendanceReply.person_id == person_id)


def _unread_guidance(actor: Actor) -> ColumnElement[int | None]:
    """In the statement that is sent anyhow: nobody's page may take one more. Others than who prepares are not asked."""
    led = actor.organisations_as(Role.SECRETARY, Role.DEPUTY_SECRETARY)
    return case((Meeting.cell_id.in_(led), unread_before(actor.person_id)))


def pressing_tasks(actor: Actor, today: date) -> list[Task]:
    """Tasks that are overdue, due soon or reported: all of the cells that the actor leads, elsewhere only one's own."""
    led = actor.organisations_as(Role.SECRETARY, Role.DEPUTY_SECRETARY)
    due = and_(Task.state == TaskState.ASSIGNED, Task.deadline <= today + SOON)
    mine = and_(Task.owner_id == actor.person_id, Task.state == TaskState.ASSIGNED)
    reported = and_(Task.state == TaskState.REPORTED, Task.cell_id.in_(led))
    return list(
        db.session.scalars(
            visible_tasks(actor, inspected=False)
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


@dataclass(frozen=True, kw_only=True)
class Months:
    """The regular meetings of a cell: this month's, if it was made, and those evaluated before, the latest first."""

    cell_name: str
    this: Meeting | None
    past: list[PastMonth]


def months_of(cell_id: int, month: date, limit: int = 3) -> Months:
    """One statement; this month's meeting stands in `past` as well once it is evaluated."""
    ranked = (
        select(Meeting.id)
        .where(Meeting.cell_id == cell_id, Meeting.kind == Kind.REGULAR, Meeting.state != State.CANCELLED)
        .where(or_(Meeting.month == month, Meeting.state == State.EVALUATED))
        .order_by(Meeting.month != month, Meeting.month.desc(), Meeting.id)
        .limit(limit + 1)
    )
    rows = db.session.execute(
        select(Organisation.name, Meeting, *_came(), ScoreSheet)
        .select_from(Organisation)
        .outerjoin(Meeting, and_(Meeting.cell_id == Organisation.id, Meeting.id.in_(ranked)))
        .outerjoin(ScoreSheet, ScoreSheet.meeting_id == Meeting.id)
        .where(Organisation.id == cell_id)
        .order_by(Meeting.month.desc())
    ).all()
    known = [row for row in rows if row.Meeting]
    evaluated = [row for row in known if row.Meeting.state == State.EVALUATED and row.ScoreSheet]
    return Months(
        cell_name=rows[0].name,
        this=next((row.Meeting for row in known if row.Meeting.month == month), None),
        past=[_past_month(row.Meeting, row.present, row.due, row.ScoreSheet) for row in evaluated[:limit]],
    )


def _came() -> list[ColumnElement[int]]:
    """How many of those due came, and how many were due."""
    due = select(func.count()).where(Attendance.meeting_id == Meeting.id, Attendance.due).correlate(Meeting)
    present = due.where(Attendance.start_mark.not_in(list(ABSENT)))
    return [present.scalar_subquery().label("present"), due.scalar_subquery().label("due")]


def _past_month(meeting: Meeting, present: int, due: int, sheet: ScoreSheet) -> PastMonth:
    points, most = sheet.verified_score, sheet.verified_maximum
    return PastMonth(
        meeting_id=meeting.id, month=meeting.month, present=present, due=due, level=sheet.official_rating,
        score=points * 100 / most if points is not None and most else None,
    )  # fmt: skip


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
            among(Organisation.id, ids), Organisation.kind == OrganisationKind.CELL, Organisation.dissolved_on.is_(None)
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
