"""What a square of the heat map is: the level of a month, and whether it was late. Written as one number by SQL."""

from typing import Any, NamedTuple

from sqlalchemy import Subquery, case, func

from workflows.scoring import LEVEL_LABELS, Level

UNRATED, MISSING = 5, 6
LATE, KINDS = 8, 16  # a meeting's id follows above the kind
LETTERS = {Level.GOOD: "T", Level.FAIR: "K", Level.AVERAGE: "TB", Level.POOR: "Kém"}
_NUMBERS = {level: number for number, level in enumerate(Level, 1)}


class Mark(NamedTuple):
    css: str
    letter: str
    said: str


def kind_of(grid: Subquery) -> Any:
    """The number of a square; `mark_of` reads it."""
    level = case(_NUMBERS, value=grid.c.level, else_=UNRATED)
    met = case((grid.c.met_on.is_(None), MISSING), else_=level)
    return func.coalesce(grid.c.meeting_id, 0) * KINDS + met + case((grid.c.late, LATE), else_=0)


def _mark(number: int) -> Mark:
    late, kind = number & LATE, number & ~LATE
    level = next((level for level, nth in _NUMBERS.items() if nth == kind), None)
    if level is not None:
        css, letter, said = f"hm-{level}", LETTERS[level], LEVEL_LABELS[level]
    elif kind == MISSING:
        css, letter, said = "hm-none", "!", "chưa sinh hoạt"
    else:
        css, letter, said = "hm-met", "·", "đã sinh hoạt, chưa xếp loại"
    return Mark(f"{css} hm-late" if late else css, letter, f"{said}, muộn" if late else said)


MARKS = tuple(_mark(number) for number in range(KINDS))
WAITING, EMPTY = Mark("hm-wait", "", "chưa đến ngày"), Mark("hm-empty", "–", "chưa có số liệu")
