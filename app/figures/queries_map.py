"""The heat map: a row for each cell, or for each organisation directly below, and a square for each month."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, case, func, select

from app.extensions import connection
from app.figures.marks import EMPTY, KINDS, MARKS, MISSING, WAITING, Mark, kind_of
from app.figures.queries import PAGE, Sums, added_by, begins, waits
from app.figures.queries_grid import Months, grid
from app.figures.queries_sums import Group


class MapRow(NamedTuple):
    """A row of the heat map: a cell with the marks of its months and where each leads."""

    id: int
    name: str
    squares: list[tuple[Mark, str]]


class Doors(NamedTuple):
    """Where squares lead: to the meeting (none: to who reads no meetings), or to the list of the cell's month."""

    meetings: str | None
    figures: str

    def of(self, mark: Mark, cell_id: int, meeting_id: int, month: date) -> str:
        if mark is EMPTY:
            return ""
        if meeting_id and self.meetings:
            return f"{self.meetings}/{meeting_id}"
        return f"{self.figures}/{cell_id}/meetings?month={month.month}/{month.year}"


def rows_of_cells(
    root_id: int, months: Months, sums: Sequence[Sums], number: int, doors: Doors
) -> tuple[list[MapRow], int]:
    """Of one page, and how many there are in all (0 behind the last page)."""
    rows = (
        connection()
        .execute(_pivot(len(months.months)), months.asked(root_id) | {"limit": PAGE, "offset": PAGE * (number - 1)})
        .all()
    )
    first, waiting = begins(sums), waits(months)
    read = [_reader(nth, first, waiting) for nth in range(len(months.months))]
    where = list(zip(read, months.months, strict=True))
    found = [
        MapRow(cell_id, name, [
            (mark, doors.of(mark, cell_id, meeting, month))
            for (as_mark, month), value in zip(where, values, strict=True)
            for mark, meeting in (as_mark(value),)
        ])
        for cell_id, name, _, _, *values in rows
    ]  # fmt: skip
    return found, rows[0].number if rows else 0


def _reader(nth: int, first: int, waiting: int) -> Any:
    """How a number of the nth month is read."""
    missing = EMPTY if nth < first else WAITING if nth >= waiting else MARKS[MISSING]

    def read(value: int | None) -> tuple[Mark, int]:
        if value is None:
            return EMPTY, 0
        if value % KINDS == MISSING:
            return missing, value // KINDS
        return MARKS[value % KINDS], value // KINDS

    return read


@cache
def _pivot(count: int) -> Select[Any]:
    one = grid(count)
    kind = kind_of(one)
    squares = [func.max(case((one.c.nth == nth, kind))).label(f"m{nth}") for nth in range(count)]
    return (
        select(one.c.cell_id, one.c.name, one.c.code, func.count().over().label("number"), *squares)
        .group_by(one.c.cell_id, one.c.name, one.c.code)
        .order_by(one.c.code, one.c.cell_id)
        .limit(bindparam("limit"))
        .offset(bindparam("offset"))
    )


# What a square of an organisation is drawn from.
OF_A_SHARE = frozenset(("cells", "met", "late", "good", "fair", "average", "poor"))


class Share(NamedTuple):
    """A square of an organisation: of so many rated cells so many are Tốt; `trouble`: late or without a meeting."""

    css: str
    good: int
    rated: int
    late: int
    missing: int


def rows_of_organisations(
    groups: Iterable[Group], months: Months, names: Mapping[int, str], sums: Sequence[Sums]
) -> list[tuple[int, str, list[Share | None]]]:
    """One row for each organisation directly below, in the order of their names."""
    found = added_by(groups, lambda group: (group.top, group.nth))
    known = {top for top, _ in found}
    first, waiting = begins(sums), waits(months)
    return [
        (top, name, [_share(nth, found.get((top, nth)), first, waiting) for nth in range(len(months.months))])
        for top, name in names.items()
        if top in known
    ]


def _share(nth: int, one: Sums | None, first: int, waiting: int) -> Share | None:
    if one is None or nth < first:
        return None
    missing = one.missing if nth < waiting else 0
    css = "hm-met" if one.met else "hm-none" if missing else "hm-wait"
    if one.rated:
        css = next(name for least, name in SHARES if one.good * 100 >= one.rated * least)
    return Share(f"{css} hm-late" if one.late or missing else css, one.good, one.rated, one.late, missing)


# Of a hundred rated cells so many are Tốt.
SHARES = ((90, "hm-good"), (70, "hm-fair"), (50, "hm-average"), (0, "hm-poor"))
