"""The month of an organisation, summed up over its cells: who met, when, how well. Pure sums over what was recorded."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from workflows.meeting import State
from workflows.scoring import LEVEL_LABELS, Level

HELD = frozenset({State.HELD, State.MINUTES, State.SCORED, State.EVALUATED})


class Standing(StrEnum):
    """How a cell stands with the month's regular meeting. `WAITING`: its day has not passed yet."""

    MET = "met"
    MET_LATE = "met_late"
    WAITING = "waiting"
    MISSING = "missing"


STANDING_LABELS = {
    Standing.MET: "Đã sinh hoạt",
    Standing.MET_LATE: "Sinh hoạt muộn",
    Standing.WAITING: "Chưa đến ngày",
    Standing.MISSING: "Chưa sinh hoạt",
}


def standing(state: str | None, held_on: date | None, planned_on: date | None, due_on: date, today: date) -> Standing:
    """`due_on`: the regular day of the month, moved by holidays. A meeting after it is late, whatever was planned.

    A cell without data stands there as missing once its day has passed; its own planned day while that is still ahead.
    """
    if state in HELD and held_on is not None:
        return Standing.MET if held_on <= due_on else Standing.MET_LATE
    return Standing.WAITING if today <= max(due_on, planned_on or due_on) else Standing.MISSING


class CellResult(NamedTuple):
    """One cell of the table. Figures that nobody has recorded, or that are not decided yet, are None."""

    cell_id: int
    name: str
    members: int
    meeting_id: int | None
    standing: Standing
    met_on: date | None
    due: int | None
    present: int | None
    spoke: int | None
    points: Decimal | None
    """Verified points of 100."""
    level: Level | None
    """The official rating."""
    lost: str
    """The criteria with lost points."""


@dataclass(frozen=True, kw_only=True)
class Totals:
    """Sums over the cells that have the figure; the average is of the cells with points, to one decimal."""

    cells: int
    members: int
    met: int
    late: int
    missing: int
    waiting: int
    present: int
    due: int
    spoke: int
    average: Decimal | None
    levels: dict[Level, int]
    unrated: int
    """Cells that met and are not rated yet."""


# The figures over all cells that lead to those whom they count.
FIGURES: Final = {
    **{str(one): words for one, words in STANDING_LABELS.items()},
    "unrated": "Chờ xếp loại",
    **{str(level): words for level, words in LEVEL_LABELS.items()},
}


def counts(figure: str, row: CellResult) -> bool:
    """Whether a figure of `FIGURES` counts the cell, as `totals` does: who met late has met."""
    met = row.standing in (Standing.MET, Standing.MET_LATE)
    if figure == Standing.MET:
        return met
    return met and row.level is None if figure == "unrated" else figure in (row.standing, row.level)


def totals(rows: Sequence[CellResult]) -> Totals:
    standings, given = [row.standing for row in rows], [row.level for row in rows]
    count = {one: standings.count(one) for one in Standing}
    met = count[Standing.MET] + count[Standing.MET_LATE]
    levels = {level: given.count(level) for level in Level}
    return Totals(
        cells=len(rows),
        members=sum([row.members for row in rows]),
        met=met,
        late=count[Standing.MET_LATE],
        missing=count[Standing.MISSING],
        waiting=count[Standing.WAITING],
        present=sum([row.present or 0 for row in rows]),
        due=sum([row.due or 0 for row in rows]),
        spoke=sum([row.spoke or 0 for row in rows]),
        average=_average([row.points for row in rows if row.points is not None]),
        levels=levels,
        unrated=met - sum(levels.values()),
    )


def _average(points: Collection[Decimal]) -> Decimal | None:
    if not points:
        return None
    return (sum(points, Decimal(0)) / len(points)).quantize(Decimal("0.1"), ROUND_HALF_UP)
