"""Reading self-checks: one's own, and as secretary or deputy those of the cell."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select

from app import clock
from app.actor import Actor
from app.extensions import db
from app.members.queries import home_of, roll_of
from app.organisations.models import Organisation
from app.organisations.queries import cells_among
from app.self_checks.models import Grade, SelfCheck
from app.tasks.models import Task
from workflows.calendar import next_month
from workflows.roles import Role
from workflows.task import State as TaskState

GRADES = {
    Grade.EXCELLENT: "Hoàn thành xuất sắc",
    Grade.WELL_DONE: "Hoàn thành tốt",
    Grade.DONE: "Hoàn thành",
    Grade.NOT_DONE: "Không hoàn thành",
}
READERS = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
MOST_MONTHS = 12
MOST_TASKS = 20


def open_months() -> tuple[date, date]:
    """This month and the one before: a month is looked back on when it is over."""
    this = clock.today().replace(day=1)
    return this, (this - timedelta(days=1)).replace(day=1)


def home_cell(person_id: int) -> int | None:
    """The cell to which the person belongs today."""
    home = home_of(person_id, clock.today())
    return home.organisation_id if home else None


def own(person_id: int, month: date) -> SelfCheck | None:
    return db.session.scalar(select(SelfCheck).where(SelfCheck.person_id == person_id, SelfCheck.month == month))


def own_months(person_id: int) -> list[SelfCheck]:
    """The latest first."""
    found = select(SelfCheck).where(SelfCheck.person_id == person_id).order_by(SelfCheck.month.desc())
    return list(db.session.scalars(found.limit(MOST_MONTHS)))


def tasks_in(person_id: int, month: date) -> list[Task]:
    """The person's tasks that were open in the month: what the look back is about."""
    begins = datetime.combine(month, datetime.min.time(), clock.VIETNAM)
    ends = datetime.combine(next_month(month), datetime.min.time(), clock.VIETNAM)
    was_open = or_(Task.state == TaskState.ASSIGNED, Task.reported_at >= begins, Task.confirmed_at >= begins)
    found = select(Task).where(
        Task.owner_id == person_id, Task.state != TaskState.DROPPED, Task.created_at < ends, was_open
    )
    return list(db.session.scalars(found.order_by(Task.deadline, Task.id).limit(MOST_TASKS)))


def cells_of(actor: Actor) -> list[Organisation]:
    """The cells whose self-checks the actor reads."""
    return cells_among(actor.organisations_as(*READERS))


@dataclass(frozen=True, kw_only=True)
class CellChecks:
    """Who has written their month, and who has not; the exempt and those elsewhere are not expected."""

    written: list[tuple[str, SelfCheck]]
    missing: list[str]


def checks_in(cell_id: int, month: date) -> CellChecks:
    found = {
        one.person_id: one
        for one in db.session.scalars(select(SelfCheck).where(SelfCheck.cell_id == cell_id, SelfCheck.month == month))
    }
    last = next_month(month) - timedelta(days=1)
    roll = [one for one in roll_of(cell_id, min(last, clock.today())) if not one.temporary_in]
    expected = [one for one in roll if not (one.exempt or one.suspended or one.temporary_out)]
    names = {one.person.id: one.person.full_name for one in roll}
    return CellChecks(
        written=[(names[person_id], found[person_id]) for person_id in names if person_id in found],
        missing=[one.person.full_name for one in expected if one.person.id not in found],
    )
