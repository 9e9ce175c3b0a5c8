"""Which tests a stage of `tools/checks.py` takes. Whoever runs pytest by hand is given all but the long ones.

What asks for no database is tried once (`NENNEP_TEST_ONLY`). Of all else the quick part of `make test` tries every other
test on SQLite and the rest on PostgreSQL, and so with the cases of one test (the table under `parametrize`): who may do
what, what is wrong with what was typed, what a page says, is decided in Python, and each room sends its statements to
both. Beside the browser each engine takes what was the other's turn, and what is slow in its own turn; `make test-long`
takes the rest, so that then all was tried on both (`NENNEP_TEST_PART`).

Which are slow is measured, not thought up: `tests/slow.txt`, to which `python -m tools.slow_tests` adds.

Marks say it otherwise. `each_engine`: every case on both in its part, because what is tried is the engine's own doing
(locks, triggers, searches, numbers too large for a column). `any_engine`: SQLite only, because what is tried depends on
no SQL (headers, sizes, the bytes of a PDF) or another test sends the same to both; PostgreSQL in the long run. `few(n)`:
in each run n of the cases, and all in the long one, where each takes long. `long`: only in the long run, on both.
`only_on(engine)`: what the other engine does not have, such as a server that goes away.
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from zlib import crc32

import pytest

from tests.engines import engine_name

SLOW = Path(__file__).with_name("slow.txt")


def slow_tests() -> set[str]:
    """`tests/home/test_home.py::test_something`, without its cases, or the whole of `tests/home/test_home.py`."""
    return {line for line in SLOW.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")}


def slow_ones(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    slow = slow_tests()
    return [item for item in items if not slow.isdisjoint({_test(item), _file(item)}) and not is_long(item)]


def other_lane(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """What asks for a database where this stage is about all else, or the other way round."""
    only = os.environ.get("NENNEP_TEST_ONLY")
    if not only:
        return []
    chosen = {"database": True, "no database": False}[only]
    return [item for item in items if asks_for_a_database(item) is not chosen]


def of_the_other_engine(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """What is about something that this engine does not have."""
    return [item for item in items if (only := item.get_closest_marker("only_on")) and only.args[0] != engine_name()]


def asks_for_a_database(item: pytest.Item) -> bool:
    return "test_database" in getattr(item, "fixturenames", ())


def not_in_this_part(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """What another part of the run takes on this engine. What only the long run tries is in no other part."""
    part = os.environ.get("NENNEP_TEST_PART")
    if not part:
        return []
    rest = [item for item in items if not is_long(item)]
    shared = [item for item in rest if asks_for_a_database(item)]
    left = {item for cases in _by_test(shared) for item in _left_to_the_other(cases)}
    return [item for item in rest if _part_of(item, in_turn=item not in left) != part]


def _part_of(item: pytest.Item, *, in_turn: bool) -> str:
    if in_turn:
        return "beside the browser" if is_slow(item) else "quick"
    return "long" if is_slow(item) or item.get_closest_marker("any_engine") else "beside the browser"


def is_slow(item: pytest.Item) -> bool:
    return item.get_closest_marker("slow") is not None


def is_long(item: pytest.Item) -> bool:
    return item.get_closest_marker("long") is not None


def more_than_a_few(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """The cases beyond those that each run tries."""
    return [
        item
        for cases in _by_test(item for item in items if not is_long(item))
        if (few := cases[0].get_closest_marker("few"))
        for item in _spread(cases)[few.args[0] :]
    ]


def _by_test(items: Iterable[pytest.Item]) -> Iterable[list[pytest.Item]]:
    found = defaultdict(list)
    for item in items:
        found[_test(item)].append(item)
    return found.values()


def _test(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[0]


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def _left_to_the_other(cases: list[pytest.Item]) -> list[pytest.Item]:
    second = engine_name() == "postgresql"
    if cases[0].get_closest_marker("any_engine"):
        return cases if second else []
    if cases[0].get_closest_marker("each_engine") or cases[0].get_closest_marker("only_on"):
        return []
    first = crc32(_test(cases[0]).encode()) % 2
    return _spread(cases)[(first + second) % 2 :: 2]


def _spread(cases: list[pytest.Item]) -> list[pytest.Item]:
    """In an order that has nothing to do with the table's: else, where two tables are crossed, an engine would see one
    half of the one with everything of the other.
    """
    return sorted(cases, key=lambda item: crc32(item.nodeid.encode()))
