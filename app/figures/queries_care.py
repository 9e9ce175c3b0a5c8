"""The cells that need care: which months count against them, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, reduce
from itertools import groupby
from operator import add
from typing import Any, NamedTuple

from sqlalchemy import CTE, ColumnElement, Date, Select, and_, bindparam, case, func, or_, select

from app.extensions import connection
from app.figures.queries import Sums, begins
from app.figures.queries_grid import Months, grid
from workflows.care import CellMonth, Reason, reasons_of
from workflows.rules import RuleSettings

MOST = 18  # that a page names


@dataclass(frozen=True, kw_only=True)
class InNeed:
    """A cell that needs care, with the months behind each reason."""

    id: int
    name: str
    reasons: dict[Reason, list[CellMonth]]


class Care(NamedTuple):
    """The first of those that need care; `number`: of all."""

    number: int
    cells: Sequence[InNeed]


def in_need(root_id: int, months: Months, settings: RuleSettings, sums: Sequence[Sums], *, most: int = MOST) -> Care:
    """The cells that need care, those with most months without a meeting first, by code; `most` of them are named."""
    looked = months.last(settings.care_months)
    known = looked.months[max(0, begins(sums) - (len(months.months) - len(looked.months))) :]
    if not known:
        return Care(0, [])
    limits = {"short": settings.care_short, "speakers": settings.care_speakers, "repeated": settings.care_repeats}
    asked = looked.asked(root_id) | limits | {"today": months.today, "known": known[0]}
    rows = (
        connection().execute(_in_need(len(looked.months)), asked | {"times": settings.care_times, "most": most}).all()
    )
    found = []
    for (cell_id, name), flawed in groupby(rows, key=lambda row: row[1:3]):
        reasons = reasons_of([_cell_month(*row[3:]) for row in flawed], settings)
        found.append(InNeed(id=cell_id, name=name, reasons=reasons))
    return Care(rows[0].number if rows else 0, found)


def _cell_month(month: date, meeting_id: int, met_on: date | None, late: Any, *rest: Any) -> CellMonth:
    # Taken apart at once: asking a row for each column by its name takes longer than all the rest.
    minutes, norm, present, spoke, topics, repeats = rest
    met = met_on is not None
    return CellMonth(month, meeting_id, met, bool(late), minutes, norm, present, spoke, topics or 0, repeats or 0)


@cache
def _in_need(count: int) -> Select[Any]:
    """The flawed months of those that need care most; `number`: of all who need it."""
    flawed = _flawed(count)
    worst, f = _worst(flawed), flawed.c
    return (
        select(worst.c.number, *(f[name] for name in _SHOWN))
        .join(worst, worst.c.cell_id == f.cell_id)
        .order_by(worst.c.missing.desc(), worst.c.weight.desc(), f.code, f.cell_id, f.month)
    )


_SHOWN = (
    "cell_id", "name", "month", "meeting_id", "met_on", "late", "minutes", "minutes_norm", "present", "spoke", "topics",
    "repeats",
)  # fmt: skip


def _flawed(count: int) -> CTE:
    """Months that may count against a cell, each with a 1 for what `workflows.care` says of it."""
    g = grid(count).c
    flaws: dict[Reason, ColumnElement[bool]] = {
        Reason.MISSING: and_(g.met_on.is_(None), g.due_on < bindparam("today", type_=Date)),
        Reason.LATE: g.late,
        Reason.SHORT: g.minutes + bindparam("short") <= g.minutes_norm,
        Reason.SILENT: g.spoke * 100 < g.present * bindparam("speakers"),
        Reason.REPEATED: and_(g.met_on.is_not(None), g.topics > 0, g.repeats * 100 >= g.topics * bindparam("repeated")),
    }
    return (
        select(
            *(g[name] for name in _SHOWN), g.code,
            *(case((flaw, 1), else_=0).label(f"is_{reason}") for reason, flaw in flaws.items()),
        )
        .where(or_(*flaws.values()), g.month >= bindparam("known", type_=Date))
        .cte("flawed")
    )  # fmt: skip


def _worst(flawed: CTE) -> CTE:
    """As `workflows.care.reasons_of`: above ten thousand cells it is asked for the few alone that are named."""
    f = flawed.c
    of = {reason: func.sum(f[f"is_{reason}"]) for reason in Reason}
    enough = {reason: of[reason] >= (1 if reason == Reason.MISSING else bindparam("times")) for reason in Reason}
    missing, weight = of[Reason.MISSING], reduce(add, (case((enough[one], of[one]), else_=0) for one in Reason))
    return (
        select(f.cell_id, missing.label("missing"), weight.label("weight"), func.count().over().label("number"))
        .group_by(f.cell_id, f.code)
        .having(or_(*enough.values()))
        .order_by(missing.desc(), weight.desc(), f.code, f.cell_id)
        .limit(bindparam("most"))
        .cte("worst")
    )
