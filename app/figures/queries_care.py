"""The cells that need care: which months count against them, and why."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, or_, select

from app.extensions import connection
from app.figures.queries import Sums, begins
from app.figures.queries_grid import Months, grid
from workflows.care import CellMonth, Reason, reasons_of
from workflows.rules import RuleSettings


@dataclass(frozen=True, kw_only=True)
class InNeed:
    """A cell that needs care, with the months behind each reason."""

    id: int
    name: str
    reasons: dict[Reason, list[CellMonth]]

    @property
    def weight(self) -> tuple[int, int]:
        return -len(self.reasons.get(Reason.MISSING, ())), -sum(map(len, self.reasons.values()))


def in_need(root_id: int, months: Months, settings: RuleSettings, sums: Sequence[Sums]) -> list[InNeed]:
    """The cells that need care, those with most months without a meeting first."""
    looked = months.last(settings.care_months)
    known = looked.months[max(0, begins(sums) - (len(months.months) - len(looked.months))) :]
    if not known:
        return []
    limits = {"short": settings.care_short, "speakers": settings.care_speakers, "repeated": settings.care_repeats}
    asked = looked.asked(root_id) | limits | {"today": months.today, "known": known[0]}
    rows: dict[tuple[int, str], list[CellMonth]] = defaultdict(list)
    for cell_id, name, *month in connection().execute(_flawed(len(looked.months)), asked):
        rows[cell_id, name].append(_cell_month(*month))
    found = [InNeed(id=cell_id, name=name, reasons=reasons_of(m, settings)) for (cell_id, name), m in rows.items()]
    return sorted((one for one in found if one.reasons), key=lambda one: one.weight)


def _cell_month(month: date, meeting_id: int, met_on: date | None, late: Any, *rest: Any) -> CellMonth:
    # Taken apart at once: asking a row for each column by its name takes longer than all the rest.
    minutes, norm, present, spoke, topics, repeats = rest
    met = met_on is not None
    return CellMonth(month, meeting_id, met, bool(late), minutes, norm, present, spoke, topics or 0, repeats or 0)


@cache
def _flawed(count: int) -> Select[Any]:
    """Months that may count against a cell: `workflows.care` says which do."""
    g = grid(count).c
    flawed = or_(
        and_(g.met_on.is_(None), g.due_on < bindparam("today", type_=Date)),
        g.late,
        g.minutes + bindparam("short") <= g.minutes_norm,
        g.spoke * 100 < g.present * bindparam("speakers"),
        and_(g.met_on.is_not(None), g.topics > 0, g.repeats * 100 >= g.topics * bindparam("repeated")),
    )
    return (
        select(
            g.cell_id, g.name, g.month, g.meeting_id, g.met_on, g.late, g.minutes, g.minutes_norm, g.present, g.spoke,
            g.topics, g.repeats,
        )
        .where(flawed, g.month >= bindparam("known", type_=Date))
        .order_by(g.code, g.cell_id, g.month)
    )  # fmt: skip
