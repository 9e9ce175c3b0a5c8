"""The month summed up: who met in time, who late, who not."""

from datetime import date
from decimal import Decimal

import pytest

from workflows.meeting import State
from workflows.scoring import Level
from workflows.synthesis import FIGURES, CellResult, Standing, counts, standing, totals

THIRD = date(2026, 2, 3)


@pytest.mark.parametrize(
    ("state", "held", "planned", "today", "stands"),
    [
        (None,            None, None, 2, Standing.WAITING),
        (None,            None, None, 3, Standing.WAITING),
        (None,            None, None, 4, Standing.MISSING),
        (State.DRAFT,     None, 10,   4, Standing.WAITING),
        (State.CONVENED,  None, 10,  10, Standing.WAITING),
        (State.CONVENED,  None, 10,  11, Standing.MISSING),
        (State.CONVENED,  None, 2,    3, Standing.WAITING),
        (State.HELD,      3,    3,    3, Standing.MET),
        (State.EVALUATED, 2,    3,   20, Standing.MET),
        (State.EVALUATED, 4,    4,   20, Standing.MET_LATE),
        (State.MINUTES,   10,   3,   20, Standing.MET_LATE),
    ],
)  # fmt: skip
def test_how_a_cell_stands(state, held, planned, today, stands):
    def day(number):
        return date(2026, 2, number) if number else None

    assert standing(state, day(held), day(planned), THIRD, day(today)) == stands


def row(how, **more):
    values = {"present": None, "due": None, "spoke": None, "points": None, "level": None} | more
    return CellResult(
        cell_id=1, name="Thôn Nà Mười", members=20, meeting_id=None, standing=how, met_on=None, lost="", **values
    )


def test_the_sums_are_over_what_is_there():
    cells = [
        row(Standing.MET, present=18, due=20, spoke=9, points=Decimal("93.7"), level=Level.GOOD),
        row(Standing.MET_LATE, present=9, due=12, spoke=3, points=Decimal("76.0")),
        row(Standing.MISSING),
        row(Standing.WAITING),
    ]
    sums = totals(cells)

    assert (sums.cells, sums.met, sums.late, sums.missing, sums.waiting) == (4, 2, 1, 1, 1)
    assert (sums.present, sums.due, sums.spoke, sums.members) == (27, 32, 12, 80)
    assert (sums.average, sums.levels[Level.GOOD], sums.unrated) == (Decimal("84.9"), 1, 1)
    told = {"met": sums.met, "met_late": sums.late, "missing": sums.missing, "waiting": sums.waiting} | sums.levels
    assert {name: sum(counts(name, cell) for cell in cells) for name in FIGURES} == told | {"unrated": sums.unrated}


def test_of_nothing_there_is_no_average():
    assert totals([]).average is None
