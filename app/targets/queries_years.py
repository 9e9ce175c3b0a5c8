"""What is told of an organisation and all below it once a year, or as it is now: part and whole, in one statement."""

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    distinct,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)  # fmt: skip
from sqlalchemy.orm import aliased

from app.areas.models import ResidentialArea
from app.extensions import connection
from app.figures.queries_grid import tree
from app.organisations.models import Organisation, OrganisationKind
from app.planning.models import CellPlan
from app.ratings.models import YearRating
from workflows.annual_rating import WELL
from workflows.plan import HANDED_IN, Kind
from workflows.targets import Measure

YEARS = 10
Facts = dict[tuple[Measure, int], tuple[int, int]]
"""Part and whole by measure and year; 0 for what is told of now."""
_BASES = (OrganisationKind.BASE, OrganisationKind.INTERMEDIATE)


def facts_of(organisation_id: int, last: int, today: date) -> Facts:
    """Of the years up to `last`; where an organisation stood at the end of each, or stands today."""
    asked: dict[str, Any] = {"root_id": organisation_id, "today": today}
    for nth in range(YEARS):
        year = last - YEARS + 1 + nth
        asked |= {f"year{nth}": year, f"end{nth}": min(today, date(year, 12, 31))}
    rows = connection().execute(_facts(), asked)
    return {(Measure(measure), year): (part, whole) for measure, year, part, whole in rows}


@cache
def _facts() -> Any:
    standing, years = tree(), _years()
    level, cells = YearRating.level, _of_kind(OrganisationKind.CELL)
    ratings = (
        (Measure.CELLS_WELL, and_(cells, level.is_not(None)), level.in_(WELL)),
        (Measure.BASES_WELL, and_(_of_kind(*_BASES), level.is_not(None)), level.in_(WELL)),
        (Measure.MEMBERS_WELL, and_(YearRating.person_id.is_not(None), level.is_not(None)), level.in_(WELL)),
        (Measure.FOUR_GOODS, and_(cells, YearRating.four_goods.is_not(None)), YearRating.four_goods),
    )
    rated = [_rated(standing, years, *one) for one in ratings]
    return union_all(_planned(standing, years), *rated, _areas(standing))


def _years() -> CTE:
    rows = [
        select(bindparam(f"year{nth}", type_=Integer).label("year"), bindparam(f"end{nth}", type_=Date).label("ends"))
        for nth in range(YEARS)
    ]
    return union_all(*rows).cte("years")


def _of_kind(*kinds: OrganisationKind) -> ColumnElement[bool]:
    return and_(YearRating.person_id.is_(None), Organisation.kind.in_(kinds))


def _rated(standing: CTE, years: CTE, measure: Measure, of: ColumnElement[bool], well: Any) -> Select[Any]:
    """Of those of whom it was decided; the others are in no whole."""
    return (
        select(literal(measure.value).label("measure"), years.c.year, func.count().filter(well).label("part"),
               func.count().label("whole"))
        .select_from(YearRating)
        .join(Organisation, Organisation.id == YearRating.organisation_id)
        .join(years, years.c.year == YearRating.year)
        .join(standing, _stood(standing, years, Organisation.id))
        .where(of)
        .group_by(years.c.year)
    )  # fmt: skip


def _stood(standing: CTE, years: CTE, organisation_id: Any) -> ColumnElement[bool]:
    return and_(
        standing.c.id == organisation_id, standing.c.from_on <= years.c.ends, standing.c.to_on >= years.c.ends
    )  # fmt: skip


def _planned(standing: CTE, years: CTE) -> Select[Any]:
    """Cells that have sent all of what they set down for a year, among those that lived at its end."""
    whole = (
        select(CellPlan.cell_id, CellPlan.year)
        .where(CellPlan.state.in_(HANDED_IN))
        .group_by(CellPlan.cell_id, CellPlan.year)
        .having(func.count(distinct(CellPlan.kind)) == len(Kind))
        .subquery("whole")
    )
    lived = and_(
        or_(Organisation.founded_on.is_(None), Organisation.founded_on <= years.c.ends),
        or_(Organisation.dissolved_on.is_(None), Organisation.dissolved_on > years.c.ends),
    )
    return (
        select(literal(Measure.PLANS.value), years.c.year, func.count(whole.c.cell_id), func.count())
        .select_from(Organisation)
        .join(years, lived)
        .join(standing, _stood(standing, years, Organisation.id))
        .outerjoin(whole, and_(whole.c.cell_id == Organisation.id, whole.c.year == years.c.year))
        .where(Organisation.kind == OrganisationKind.CELL)
        .group_by(years.c.year)
    )  # fmt: skip


def _areas(standing: CTE) -> Any:
    """As they are now: of the commune, or led by a cell below. A cell that leads one area alone is that area's own."""
    other, cell = aliased(ResidentialArea), aliased(Organisation)
    here = select(standing.c.id).where(
        standing.c.from_on <= bindparam("today", type_=Date), standing.c.to_on >= bindparam("today", type_=Date)
    )
    alone = ~exists().where(other.cell_id == ResidentialArea.cell_id, other.id != ResidentialArea.id)
    return (
        select(literal(Measure.OWN_CELL.value), literal(0), func.count().filter(and_(cell.id.is_not(None), alone)),
               func.count())
        .select_from(ResidentialArea)
        .outerjoin(cell, and_(cell.id == ResidentialArea.cell_id, cell.dissolved_on.is_(None)))
        .where(or_(ResidentialArea.commune_id.in_(here), ResidentialArea.cell_id.in_(here)))
    )  # fmt: skip
