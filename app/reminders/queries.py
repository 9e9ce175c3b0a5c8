"""What is due on a day, and who still owes it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import joinedload

from app import clock
from app.accounts.models import Appointment
from app.approvals.models import Agreement, ApprovalRound, RoundResult
from app.columns import in_force
from app.extensions import db
from app.meetings.models import Meeting
from app.members.models import Person
from app.minutes.models import Minutes, Signature
from app.organisations.models import Organisation, OrganisationKind
from app.organisations.queries import above
from app.rules.queries import holidays_for, settings_for, settings_of
from app.tasks.models import Task
from workflows.meeting import Kind, State
from workflows.reminders import CellMonth, Owing, TaskReminder
from workflows.roles import Role
from workflows.task import State as TaskState

SECRETARIES = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
FINISHED = (State.SCORED, State.EVALUATED, State.CANCELLED)


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What the table of reminders is asked about: a meeting on its way, or the one that a cell has not begun.

    `keeper_id`: the cell whose leaders see to it, which is another one after a merger.
    """

    keeper_id: int
    meeting: Meeting | None
    facts: CellMonth

    @property
    def key(self) -> str:
        """The same before and after a cell begins its regular meeting: it is not told the same thing twice."""
        if self.meeting is None or self.facts.regular:
            return f"regular:{self.keeper_id}:{self.facts.month}"
        return f"meeting:{self.meeting.id}"

    @property
    def path(self) -> str:
        return f"/meetings/{self.meeting.id}" if self.meeting else "/meetings/new"


def subjects(months: Sequence[date]) -> Iterator[Subject]:
    """All meetings of the months that are on their way, and each living cell that has no regular one yet."""
    for meeting, cell in db.session.execute(_on_their_way(months)).all():
        keeper = cell.merged_into_id or cell.id
        yield Subject(keeper_id=keeper, meeting=meeting, facts=_facts_of(meeting))
    for month in months:
        for cell_id in _without_a_meeting(month):
            yield Subject(keeper_id=cell_id, meeting=None, facts=_facts_without(cell_id, month))


def _on_their_way(months: Sequence[date]) -> Select[Meeting, Organisation]:
    return (
        select(Meeting, Organisation)
        .join(Meeting.cell)
        .where(Meeting.month.in_(months), Meeting.state.not_in(FINISHED))
        .options(joinedload(Meeting.rule_set))
        .order_by(Meeting.id)
    )


def _without_a_meeting(month: date) -> Sequence[int]:
    live = and_(Meeting.cell_id == Organisation.id, Meeting.kind == Kind.REGULAR, Meeting.state != State.CANCELLED)
    found = (
        select(Organisation.id)
        .where(Organisation.kind == OrganisationKind.CELL, Organisation.dissolved_on.is_(None))
        .where(or_(Organisation.founded_on.is_(None), Organisation.founded_on <= clock.today()))
        .where(~exists().where(live, Meeting.month == month))
        .order_by(Organisation.id)
    )
    return db.session.scalars(found).all()


def _facts_of(meeting: Meeting) -> CellMonth:
    held = meeting.closed_at or meeting.opened_at
    return CellMonth(
        month=meeting.month,
        settings=settings_of(meeting.rule_set),
        holidays=holidays_for([meeting.cell_id, *above(meeting.cell_id, meeting.month)], meeting.month),
        state=State(meeting.state),
        regular=meeting.kind == Kind.REGULAR,
        planned_on=clock.day_of(meeting.starts_at) if meeting.starts_at else None,
        held_on=clock.day_of(held) if held else None,
    )


def _facts_without(cell_id: int, month: date) -> CellMonth:
    return CellMonth(
        month=month,
        settings=settings_for(cell_id, month),
        holidays=holidays_for([cell_id, *above(cell_id, month)], month),
    )


def owing(subject: Subject, who: Sequence[Owing], on: date) -> Select[int]:
    """The people of whom it is still true at the moment of the asking."""
    return select(Person.id).where(or_(*(Person.id.in_(_owing(subject, one, on)) for one in who)))


def _owing(subject: Subject, who: Owing, on: date) -> Select[int]:
    if who == Owing.SECRETARIES:
        return in_office(subject.keeper_id, SECRETARIES, on)
    if who == Owing.OVERSEERS:
        return in_office(subject.keeper_id, (Role.OVERSEER,), on)
    assert subject.meeting is not None  # noqa: S101 - the table asks these two only of a meeting on its way
    return _approvers(subject.meeting.id) if who == Owing.APPROVERS else _finishers(subject, subject.meeting, on)


def in_office(organisation_id: int, roles: Sequence[Role], on: date) -> Select[int]:
    return select(Appointment.person_id).where(
        Appointment.organisation_id == organisation_id,
        Appointment.role.in_(roles),
        in_force(Appointment.from_on, Appointment.to_on, on),
    )


def _approvers(meeting_id: int) -> Select[int]:
    """Whose voice is missing in the open round."""
    return (
        select(Agreement.person_id)
        .join(ApprovalRound, ApprovalRound.id == Agreement.round_id)
        .where(ApprovalRound.meeting_id == meeting_id, ApprovalRound.result == RoundResult.OPEN)
        .where(Agreement.agreed_at.is_(None), Agreement.dropped_at.is_(None))
    )


def _finishers(subject: Subject, meeting: Meeting, on: date) -> Select[int]:
    """Who has to sign; the cell's secretaries while the meeting is not closed, and once both have signed."""
    signed = {
        role: exists().where(
            Minutes.meeting_id == meeting.id, Minutes.superseded_at.is_(None), Signature.minutes_id == Minutes.id,
            Signature.role == role,
        )
        for role in (Role.CHAIR, Role.RECORDER)
    }  # fmt: skip
    if meeting.state != State.MINUTES:
        return in_office(subject.keeper_id, SECRETARIES, on)
    missing = or_(
        and_(Person.id == meeting.chair_id, ~signed[Role.CHAIR]),
        and_(Person.id == meeting.recorder_id, ~signed[Role.RECORDER]),
    )
    leaders = and_(Person.id.in_(in_office(subject.keeper_id, SECRETARIES, on)), *signed.values())
    return select(Person.id).where(or_(missing, leaders))


def tasks_due(reminder: TaskReminder, today: date) -> Sequence[Task]:
    """Tasks in hand of which the reminder falls on the day, or fell on one that was missed."""
    last = today - reminder.after
    found = (
        select(Task)
        .where(
            Task.state == TaskState.ASSIGNED,
            Task.deadline <= last,
            Task.deadline >= last - timedelta(days=reminder.days),
        )
        .order_by(Task.id)
    )
    return db.session.scalars(found).all()


def owing_task(task: Task, on: date, *, with_leaders: bool) -> Select[int]:
    """The owner while the task is in hand; the cell's secretaries too, if asked for."""
    in_hand = exists().where(Task.id == task.id, Task.state == TaskState.ASSIGNED)
    people = [Person.id == task.owner_id]
    if with_leaders:
        people.append(Person.id.in_(in_office(task.cell_id, SECRETARIES, on)))
    return select(Person.id).where(in_hand, or_(*people))
