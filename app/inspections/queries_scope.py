"""In which cells and months an inspector reads the record: those of a campaign of theirs, while it lasts."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Date, and_, bindparam, exists, extract, false, or_, select

from app import clock
from app.accounts.models import Appointment
from app.actor import Actor
from app.columns import among, in_force
from app.extensions import connection
from app.inspections.models import CellFile, Inspection, TeamMember
from workflows.calendar import next_month
from workflows.inspection import State
from workflows.roles import Role

LASTING = (State.ANNOUNCED, State.UNDER_WAY, State.DRAFTED, State.CONCLUDED)
NOBODY = 0  # no person has this id
_INSPECTION, _FILE, _TEAM = (model.__table__.c for model in (Inspection, CellFile, TeamMember))
_OFFICE = Appointment.__table__.c
# Who inspects for another organisation by now reads nothing for this one; as the files' own pages have it.
_IN_OFFICE = exists().where(
    _OFFICE.person_id == _TEAM.person_id, _OFFICE.role == Role.INSPECTOR,
    _OFFICE.organisation_id == _INSPECTION.organisation_id,
    in_force(_OFFICE.from_on, _OFFICE.to_on, bindparam(None, callable_=clock.today, type_=Date)),
)  # fmt: skip
_LASTS = and_(or_(*(_INSPECTION.state == state for state in LASTING)), _FILE.set_aside == "", _IN_OFFICE)


def inspecting(actor: Actor) -> int:
    """The person as an inspector, NOBODY for who is none: a place on a team without the office opens nothing."""
    return actor.person_id if actor.holds(Role.INSPECTOR) else NOBODY


def covers(
    cell: ColumnElement[int], month: ColumnElement[date], inspector: int | BindParameter[int]
) -> ColumnElement[bool]:
    """The condition on columns that hold a cell and a month: a campaign of that inspector looks at them."""
    return exists().where(
        _TEAM.person_id == inspector, _INSPECTION.id == _TEAM.inspection_id, _FILE.inspection_id == _INSPECTION.id,
        _FILE.cell_id == cell, _INSPECTION.from_month <= month, _INSPECTION.to_month >= month, _LASTS,
    )  # fmt: skip


def covers_year(
    cell: ColumnElement[int], year: ColumnElement[int], inspector: int | BindParameter[int]
) -> ColumnElement[bool]:
    """As `covers`, of what a cell has for a whole year: a campaign looks at some month of it."""
    return exists().where(
        _TEAM.person_id == inspector, _INSPECTION.id == _TEAM.inspection_id, _FILE.inspection_id == _INSPECTION.id,
        _FILE.cell_id == cell, extract("year", _INSPECTION.from_month) <= year,
        extract("year", _INSPECTION.to_month) >= year, _LASTS,
    )  # fmt: skip


def cells_in_year(actor: Actor, year: int) -> list[int]:
    """The cells of which campaigns of the actor's look at some month of the year. No statement for who inspects
    nothing."""
    if (me := inspecting(actor)) == NOBODY:
        return []
    found = [one.cell_ids for one in _scopes_of(me) if one.from_month.year <= year <= one.to_month.year]
    return sorted({cell_id for ids in found for cell_id in ids})


def looks_at(cell_id: int, month: date, actor: Actor) -> bool:
    """Whether a campaign of the actor's looks at the cell's meetings of the month. No statement for who inspects
    nothing."""
    if (me := inspecting(actor)) == NOBODY:
        return False
    return any(cell_id in one.cell_ids and one.from_month <= month <= one.to_month for one in _scopes_of(me))


class Scope(NamedTuple):
    """The cells of one campaign and its months, with the moments at which they begin and are over."""

    cell_ids: list[int]
    from_month: date
    to_month: date

    @property
    def begins(self) -> datetime:
        return _midnight(self.from_month)

    @property
    def ends(self) -> datetime:
        return _midnight(next_month(self.to_month))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), clock.VIETNAM)


def _scopes_of(person_id: int) -> list[Scope]:
    rows = connection().execute(
        select(_INSPECTION.id, _FILE.cell_id, _INSPECTION.from_month, _INSPECTION.to_month)
        .join_from(Inspection.__table__, TeamMember.__table__, _TEAM.inspection_id == _INSPECTION.id)
        .join(CellFile.__table__, _FILE.inspection_id == _INSPECTION.id)
        .where(_TEAM.person_id == person_id, _LASTS)
    )
    cells: dict[tuple[int, date, date], list[int]] = defaultdict(list)
    for inspection_id, cell_id, first, last in rows:
        cells[inspection_id, first, last].append(cell_id)
    return [Scope(sorted(set(ids)), first, last) for (_, first, last), ids in sorted(cells.items())]


def within(
    actor: Actor, cell: Any, *, moment: Any, day: Any
) -> ColumnElement[bool]:  # fmt: skip
    """The condition on a thing of a cell that came up (`moment`) or was due (`day`) in the months that a campaign of
    the actor's looks at. One statement for an inspector, none for anybody else."""
    if (me := inspecting(actor)) == NOBODY:
        return false()
    return or_(
        false(),
        *(
            and_(
                among(cell, one.cell_ids),
                or_(
                    and_(moment >= one.begins, moment < one.ends),
                    and_(day >= one.from_month, day < next_month(one.to_month)),
                ),
            )
            for one in _scopes_of(me)
        ),
    )
