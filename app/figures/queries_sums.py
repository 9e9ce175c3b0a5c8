"""What the sums of a page are added up from, in one statement that goes through the cells below once.

Counted apart: what the summaries say, and which cells were there at all. A row for each cell and month, as the grid has
them, would be ten times the work above ten thousand cells.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    BigInteger,
    Boolean,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)

from app.extensions import connection
from app.figures.queries_grid import Months, S, each_month, lived_in, months_between, stood_in, tree, whole
from app.organisations.models import Organisation, OrganisationKind
from app.summaries.models import MonthlySummary
from app.summaries.queries_facts import PUBLISHED
from workflows.cells import CellType
from workflows.scoring import Level

COUNTED = (
    "cells", "met", "late", "good", "fair", "average", "poor", "due", "present", "spoke", "tasks", "tasks_in_time",
    "petitions", "petitions_open",
)  # fmt: skip
EVERYTHING, NOTHING = frozenset(COUNTED), frozenset[str]()
_OF_THE_RECORD = ("due", "present", "spoke")
_AS_THEY_ARE = ("tasks", "tasks_in_time", "petitions", "petitions_open")
_O = Organisation.__table__.c


class Group(NamedTuple):
    """The sums of the cells of one type, or under one of the organisations directly below, in the nth month."""

    top: int
    cell_type: CellType | None
    nth: int
    values: Sequence[int]


class Groups(NamedTuple):
    """The same cells in two ways: by their type (`top` is 0), and by what stands directly below (of all types)."""

    by_type: list[Group]
    by_top: list[Group]


def groups_of(root_id: int, months: Months, *, published: bool, by_top: frozenset[str] = NOTHING) -> Groups:
    """`published`: without the figures of meetings whose papers are not issued yet. `by_top`: which of COUNTED are also
    summed that way, because each costs time; the others are 0 there.
    """
    asked = months.asked(root_id) | {"published": published}
    here = connection()
    rows = here.execute(_groups(len(months.months), by_top, here.dialect.name == "postgresql"), asked)
    groups = [Group(row[0], row[1], row[2], row[3:]) for row in rows]
    return Groups([one for one in groups if not one.top], [one for one in groups if one.top])


@cache
def _groups(count: int, by_top: frozenset[str], in_ranges: bool) -> Any:
    """`in_ranges`: PostgreSQL reads the months of a cell at once; SQLite is quicker at finding each by its key."""
    standing, months = tree(), each_month(count)
    between = months_between(count) if in_ranges else true()
    by_type = _summed(standing, months, False, EVERYTHING, between)
    return union_all(by_type, _summed(standing, months, True, by_top, between)) if by_top else by_type


def _summed(
    standing: CTE, months: CTE, by_top: bool, wanted: frozenset[str], between: ColumnElement[bool]
) -> Select[Any]:
    """Each way goes through the cells by itself: to sum the finer groups of both anew takes twice as long."""
    parts = union_all(_told(standing, months, by_top, wanted, between), _there(standing, months, by_top)).subquery()
    sums = [cast(func.sum(parts.c[name]), BigInteger).label(name) for name in COUNTED]
    keys = (parts.c.top, parts.c.cell_type, parts.c.nth)
    return select(*keys, *sums).group_by(*keys)


def _told(
    standing: CTE, months: CTE, by_top: bool, wanted: frozenset[str], between: ColumnElement[bool]
) -> Select[Any]:
    """What the summaries say, of cells that lived in the month, or met in it."""
    met, lived = S.met_on.is_not(None), lived_in(months)
    open_to = or_(~bindparam("published", type_=Boolean), S.state.in_(PUBLISHED))
    counted = {
        # Those that lived are counted below: they are there without a summary, too.
        "cells": _one(~lived), "met": _one(met), "late": _one(S.met_on > months.c.due),
        **{level.value: _one(S.level == level) for level in Level},
        **{name: case((open_to, S[name]), else_=0) for name in _OF_THE_RECORD},
        **{name: S[name] for name in _AS_THEY_ARE},
    }  # fmt: skip
    sums = {name: whole(counted[name]) if name in wanted else literal(0) for name in COUNTED}
    return (
        select(*_shown(standing, by_top), months.c.nth, *(sums[name].label(name) for name in COUNTED))
        .select_from(standing)
        .join(Organisation.__table__, and_(_O.id == standing.c.id, _O.kind == OrganisationKind.CELL))
        .join(MonthlySummary.__table__, and_(S.cell_id == _O.id, between))
        .join(months, and_(months.c.month == S.month, stood_in(standing, months)))
        .where(or_(lived, met))
        .group_by(*_keys(standing, by_top), months.c.nth)
    )


def _there(standing: CTE, months: CTE, by_top: bool) -> Select[Any]:
    """How many cells lived in each month. Most of them since and until the same days: they are one row until then."""
    spans = (standing.c.from_on, standing.c.to_on, _O.founded_on, _O.dissolved_on)
    alike = (
        select(*_shown(standing, by_top), *spans, func.count().label("cells"))
        .join(Organisation.__table__, and_(_O.id == standing.c.id, _O.kind == OrganisationKind.CELL))
        .group_by(*_keys(standing, by_top), *spans)
        .subquery("alike")
    )
    keys = [alike.c[name] for name in ("top", "cell_type")]
    others = [literal(0).label(name) for name in COUNTED[1:]]
    return (
        select(*keys, months.c.nth, whole(alike.c.cells).label("cells"), *others)
        .join(months, and_(stood_in(alike, months), lived_in(months, alike)))
        .group_by(*keys, months.c.nth)
    )


def _shown(standing: CTE, by_top: bool) -> tuple[Any, Any]:
    top, cell_type = (standing.c.top, null()) if by_top else (literal(0), _O.cell_type)
    return top.label("top"), cell_type.label("cell_type")


def _keys(standing: CTE, by_top: bool) -> tuple[Any, ...]:
    return (standing.c.top,) if by_top else (_O.cell_type,)


def _one(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)
