"""Admissions of a period as figures: by ethnicity and youth union, and the cells that had long admitted nobody.

Nobody is named, so that they are for everybody who answers for a scope. Somebody was admitted by the cell whose roll
was their first; who came from outside the system after the admission was not. The people who were on the roll when a
cell was first entered into the system count as that cell's: nothing else is known of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import CTE, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from app.actor import Actor
from app.columns import among
from app.extensions import db
from app.members.models import Membership, Person
from app.organisations.models import Organisation, OrganisationKind
from workflows.calendar import years_later
from workflows.roles import Role

READERS = (Role.OFFICE, Role.LEADERSHIP, Role.SECRETARY, Role.DEPUTY_SECRETARY)
MAJORITY = ("kinh", "người kinh")


@dataclass(frozen=True, kw_only=True)
class Period:
    from_on: date
    to_on: date
    years: int
    """A cell is long without an admission after so many."""

    @property
    def border(self) -> date:
        """Who admitted nobody after this day had been long without when the period began."""
        return years_later(self.from_on, -self.years)

    @property
    def border_at_end(self) -> date:
        return years_later(self.to_on + timedelta(days=1), -self.years)


@dataclass(frozen=True, kw_only=True)
class CellAdmissions:
    """`minority` and `youth` are those of whom it is known; `long_before`: had admitted nobody for years when the
    period began; `long_after`: when it ended."""

    id: int
    name: str
    admitted: int = 0
    minority: int = 0
    ethnicity_unknown: int = 0
    youth: int = 0
    youth_unknown: int = 0
    last_on: date | None = None
    long_before: bool = False
    long_after: bool = False


@dataclass(frozen=True, kw_only=True)
class Admissions:
    period: Period
    cells: Sequence[CellAdmissions]

    def total(self, name: str) -> int:
        return sum(getattr(one, name) for one in self.cells)

    @property
    def long_before(self) -> list[CellAdmissions]:
        return [one for one in self.cells if one.long_before]

    @property
    def of_them_admitted(self) -> list[CellAdmissions]:
        return [one for one in self.long_before if one.admitted]

    @property
    def long_after(self) -> list[CellAdmissions]:
        return [one for one in self.cells if one.long_after]


def admissions(actor: Actor, period: Period) -> Admissions:
    """Of the living cells in the actor's scope, by code. Two statements."""
    mine = actor.organisations_as(*READERS)
    cells = db.session.execute(
        select(Organisation.id, Organisation.name, Organisation.founded_on)
        .where(among(Organisation.id, mine), Organisation.kind == OrganisationKind.CELL)
        .where(Organisation.dissolved_on.is_(None))
        .order_by(Organisation.code)
    ).all()
    counted = {row[0]: row[1:] for row in db.session.execute(_counted(mine, period))}
    return Admissions(period=period, cells=[_cell(*cell, counted.get(cell[0]), period) for cell in cells])


def _cell(cell_id: int, name: str, founded_on: date | None, counted: Any, period: Period) -> CellAdmissions:
    admitted, minority, no_ethnicity, youth, no_youth, before, last = counted or (0, 0, 0, 0, 0, None, None)

    def is_long(border: date, last_on: date | None) -> bool:
        return (founded_on is None or founded_on <= border) and (last_on is None or last_on <= border)

    return CellAdmissions(
        id=cell_id, name=name, admitted=admitted, minority=minority, ethnicity_unknown=no_ethnicity, youth=youth,
        youth_unknown=no_youth, last_on=last, long_before=is_long(period.border, before),
        long_after=is_long(period.border_at_end, last),
    )  # fmt: skip


def _counted(mine: Sequence[int], period: Period) -> Any:
    """By the cell that keeps them: figures of the period, the last admission before it and until its end."""
    kept, entered, earlier = _kept_by(mine), _entered(), aliased(Membership)
    during = Person.admitted_on >= period.from_on
    known = func.lower(func.trim(Person.ethnicity))
    first = ~select(earlier.id).where(
        earlier.person_id == Membership.person_id, earlier.from_on < Membership.from_on
    ).exists()  # fmt: skip
    here = or_(Membership.from_on <= Person.admitted_on, Membership.from_on == entered.c.on_day)
    return (
        select(
            kept.c.keeper,
            func.count(case((during, 1))),
            func.count(case((and_(during, known != "", known.not_in(MAJORITY)), 1))),
            func.count(case((and_(during, known == ""), 1))),
            func.count(case((and_(during, Person.youth_union.is_(True)), 1))),
            func.count(case((and_(during, Person.youth_union.is_(None)), 1))),
            func.max(case((~during, Person.admitted_on))),
            func.max(Person.admitted_on),
        )
        .select_from(Membership)
        .join(kept, kept.c.id == Membership.organisation_id)
        .join(entered, entered.c.organisation_id == Membership.organisation_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Person.admitted_on <= period.to_on, first, here)
        .group_by(kept.c.keeper)
    )  # fmt: skip


def _kept_by(mine: Sequence[int]) -> CTE:
    """`id, keeper`: each of these organisations, and the cells that were merged into it."""
    kept = select(Organisation.id, Organisation.id.label("keeper")).where(among(Organisation.id, mine))
    tree = kept.where(Organisation.dissolved_on.is_(None)).cte("kept", recursive=True)
    return tree.union(
        select(Organisation.id, tree.c.keeper).join_from(Organisation, tree, Organisation.merged_into_id == tree.c.id)
    )


def _entered() -> Subquery:
    """The first day that is known of the roll of each."""
    first = select(Membership.organisation_id, func.min(Membership.from_on).label("on_day"))
    return first.group_by(Membership.organisation_id).subquery()
