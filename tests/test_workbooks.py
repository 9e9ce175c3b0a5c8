"""Excel files of lists, whatever is in them and however long they are."""

import sys
from collections.abc import Callable

from app.workbooks import Sheet, workbook


def calls_of(act: Callable[[], object]) -> int:
    """How many functions are called meanwhile: the same on every machine, however busy it is."""
    count = 0

    def note(_frame: object, what: str, _argument: object) -> None:
        nonlocal count
        count += what == "call"

    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(None)
    return count


def test_a_list_four_times_as_long_takes_four_times_the_work():
    def made(rows: int) -> bytes:
        return workbook([Sheet("Chi bộ", (("TT", 6), ("Chi bộ", 40)), [(n, f"Chi bộ {n}") for n in range(rows)])])

    made(1)  # imports

    assert calls_of(lambda: made(1200)) < 5 * calls_of(lambda: made(300))
