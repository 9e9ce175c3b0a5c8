"""Who attends which cell in a month, and when the cells mean to meet: in few statements however many there are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import func, or_, select

from app import clock
from app.accounts.models import Appointment
from app.actor import Actor
from app.columns import among, in_force
from app.extensions import db
from app.members.models import Person
from app.organisations.models import Organisation, OrganisationKind
from app.oversight.queries_clashes import Clash, clashes_of
from app.oversight.queries_meetings import MeetingSeen, meetings_in
from app.refusals import NotAllowed, NotKnown
from app.rules.queries import calendar_of
from workflows.calendar import meeting_day, next_month
from workflows.meeting import Kind
from workflows.roles import Role
from workflows.rules import RuleSettings

WIDE = (Role.OFFICE, Role.LEADERSHIP)
FOLLOWING = (Role.OVERSEER,)


class Assigned(NamedTuple):
    """Somebody who follows a cell; `for_month`: in that month only, before the standing overseer."""

    appointment_id: int
    person_id: int
    name: str
    from_on: date
    to_on: date | None
    for_month: date | None


@dataclass(frozen=True, kw_only=True)
class CellInMonth:
    """A cell with its regular meeting of the month and who attends it: the overseer of the month, or the standing."""

    cell_id: int
    name: str
    overseers: tuple[Assigned, ...] = ()
    standing: tuple[Assigned, ...] = ()
    meeting: MeetingSeen | None = None
    clashing: bool = False

    @property
    def is_for_month(self) -> bool:
        return bool(self.overseers) and self.overseers[0].for_month is not None


@dataclass(frozen=True, kw_only=True)
class Month:
    month: date
    due_on: date
    travel: int
    rows: list[CellInMonth]
    clashes: list[Clash]
    names: Mapping[int, str] = field(default_factory=dict)


def get_managed_cell(cell_id: int, actor: Actor) -> Organisation:
    """A cell whose overseers the actor assigns as its office. Raises NotKnown, NotAllowed."""
    row = db.session.get(Organisation, cell_id)
    roles = actor.roles_in(cell_id)
    if row is None or row.kind != OrganisationKind.CELL or not roles & {*WIDE, Role.OVERSEER}:
        raise NotKnown
    if Role.OFFICE not in roles:
        raise NotAllowed("Chỉ Văn phòng Đảng ủy phân công đảng ủy viên dự sinh hoạt chi bộ.")
    return row


def month_of(cell_ids: Sequence[int], month: date, *, root_id: int) -> Month:
    """The month of these cells, which the actor may see; eight statements. `root_id`: whose rules count the days."""
    found = attended_in(cell_ids, month, root_id=root_id)
    names = {row.cell_id: row.name for row in found.rows}
    clashes = clashes_of(_cells_of(found.rows), found.meetings, names, found.settings)
    bad = {one.cell_id for clash in clashes for one in clash.meetings}
    rows = [replace(row, clashing=row.cell_id in bad) for row in found.rows]
    return Month(
        month=month, due_on=found.due_on, travel=found.settings.travel_minutes, rows=rows, clashes=clashes, names=names
    )  # fmt: skip


class Attended(NamedTuple):
    """What a month is reckoned from: the rules, its regular day, all meetings, and who attends which cell."""

    settings: RuleSettings
    due_on: date
    meetings: list[MeetingSeen]
    rows: list[CellInMonth]


def attended_in(cell_ids: Sequence[int], month: date, *, root_id: int) -> Attended:
    """As `month_of`, without looking for what clashes; six statements."""
    settings, holidays = calendar_of(root_id, month, min(clock.today(), next_month(month) - timedelta(days=1)))
    due_on = meeting_day(month, settings.meeting_day, holidays)
    cells = _cells(cell_ids, month)
    ids = [cell_id for cell_id, _ in cells]
    meetings = meetings_in(ids, month)
    return Attended(settings, due_on, meetings, _rows(cells, meetings, assignments_in(ids, month), due_on))


def _cells_of(rows: Iterable[CellInMonth]) -> dict[tuple[int, str], set[int]]:
    """Number and name of each who attends a cell, and the cells."""
    found: dict[tuple[int, str], set[int]] = {}
    for row in rows:
        for one in row.overseers:
            found.setdefault((one.person_id, one.name), set()).add(row.cell_id)
    return found


def _cells(cell_ids: Sequence[int], month: date) -> list[tuple[int, str]]:
    """Those that live on at some day of the month, by code."""
    found = db.session.execute(
        select(Organisation.id, Organisation.name)
        .where(among(Organisation.id, cell_ids), Organisation.kind == OrganisationKind.CELL)
        .where(or_(Organisation.founded_on.is_(None), Organisation.founded_on < next_month(month)))
        .where(or_(Organisation.dissolved_on.is_(None), Organisation.dissolved_on > month))
        .order_by(Organisation.code, Organisation.id)
    )
    return [(row.id, row.name) for row in found]


def assignments_in(cell_ids: Sequence[int], month: date) -> dict[int, list[Assigned]]:
    """Who follows each cell on any day of the month, or was assigned for it; by name."""
    last = next_month(month) - timedelta(days=1)
    found = db.session.execute(
        select(
            Appointment.organisation_id, Appointment.id, Appointment.person_id, Person.full_name, Appointment.from_on,
            Appointment.to_on, Appointment.for_month,
        )
        .join(Person, Person.id == Appointment.person_id)
        .where(among(Appointment.organisation_id, cell_ids), Appointment.role == Role.OVERSEER)
        .where(Appointment.from_on <= last, or_(Appointment.to_on.is_(None), Appointment.to_on >= month))
        .where(or_(Appointment.for_month.is_(None), Appointment.for_month == month))
        .order_by(Person.sort_key, Person.id)
    )  # fmt: skip
    by_cell: dict[int, list[Assigned]] = {}
    for cell_id, *rest in found:
        by_cell.setdefault(cell_id, []).append(Assigned._make(rest))
    return by_cell


def attending(assigned: Iterable[Assigned], on: date) -> tuple[tuple[Assigned, ...], tuple[Assigned, ...]]:
    """Who attends the meeting of that day, and who follows the cell all the time."""
    known = list(assigned)
    standing = tuple(
        one for one in known if one.for_month is None and one.from_on <= on and (one.to_on is None or one.to_on >= on)
    )
    return tuple(one for one in known if one.for_month) or standing, standing


def _rows(
    cells: Sequence[tuple[int, str]], meetings: Iterable[MeetingSeen], assigned: Mapping[int, list[Assigned]],
    due_on: date,
) -> list[CellInMonth]:  # fmt: skip
    regular = {one.cell_id: one for one in meetings if one.kind == Kind.REGULAR}
    found = []
    for cell_id, name in cells:
        meeting = regular.get(cell_id)
        overseers, standing = attending(assigned.get(cell_id, ()), (meeting.on if meeting else None) or due_on)
        found.append(
            CellInMonth(cell_id=cell_id, name=name, overseers=overseers, standing=standing, meeting=meeting)
        )  # fmt: skip
    return found


def own_assignments(person_id: int, month: date) -> dict[int, str]:
    """The cells that the person is assigned to on any day of the month, also from a day to come, with their names."""
    last = next_month(month) - timedelta(days=1)
    found = db.session.execute(
        select(Organisation.id, Organisation.name)
        .join(Appointment, Appointment.organisation_id == Organisation.id)
        .where(Appointment.person_id == person_id, Appointment.role == Role.OVERSEER)
        .where(Appointment.from_on <= last, or_(Appointment.to_on.is_(None), Appointment.to_on >= month))
        .order_by(Organisation.code)
    )
    return {row.id: row.name for row in found}


def overseers_known(cell_ids: Sequence[int], month: date) -> list[tuple[int, str, int]]:
    """Who follows any of these cells this month: number, name, how many of them; by name."""
    found = db.session.execute(
        select(Person.id, Person.full_name, func.count(Appointment.organisation_id.distinct()))
        .join(Appointment, Appointment.person_id == Person.id)
        .where(among(Appointment.organisation_id, cell_ids), Appointment.role == Role.OVERSEER)
        .where(in_force(Appointment.from_on, Appointment.to_on, max(month, clock.today())))
        .group_by(Person.id, Person.full_name, Person.sort_key)
        .order_by(Person.sort_key, Person.id)
    )
    return [(row[0], row[1], row[2]) for row in found]


def of_month(cell_id: int, month: date) -> Appointment | None:
    """The assignment of that month only."""
    return db.session.scalar(
        select(Appointment).where(Appointment.organisation_id == cell_id, Appointment.for_month == month)
    )


def assigned_for(cell_ids: Sequence[int], month: date) -> dict[int, Appointment]:
    rows = db.session.scalars(
        select(Appointment).where(among(Appointment.organisation_id, cell_ids), Appointment.for_month == month)
    )
    return {row.organisation_id: row for row in rows}
