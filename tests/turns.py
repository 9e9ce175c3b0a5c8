"""Which tests a stage of `tools/checks.py` takes. Whoever runs pytest by hand is given all but the long ones.

What asks for no database is tried once (`NENNEP_TEST_ONLY`). Of all else `make test` tries every other test on SQLite
and the rest on PostgreSQL (`NENNEP_TEST_TURN`), and so with the cases of one test (the table under `parametrize`): who
may do what, what is wrong with what was typed, what a page says, is decided in Python, and each room sends its
statements to both. `make test-long` tries on each engine what was the other's turn.

Marks say it otherwise. `each_engine`: every case on both, because what is tried is the engine's own doing (locks,
triggers, searches, numbers too large for a column). `any_engine`: SQLite only, because what is tried depends on no SQL
(headers, sizes, the bytes of a PDF) or another test sends the same to both. `few(n)`: in each run n of the cases, and
all in the long one, where each takes long. `long`: only in the long run, on both.
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from zlib import crc32

import pytest

from tests.engines import engine_name


def other_lane(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """What asks for a database where this stage is about all else, or the other way round."""
    only = os.environ.get("NENNEP_TEST_ONLY")
    if not only:
        return []
    chosen = {"database": True, "no database": False}[only]
    return [item for item in items if asks_for_a_database(item) is not chosen]


def asks_for_a_database(item: pytest.Item) -> bool:
    return "test_database" in getattr(item, "fixturenames", ())


def out_of_turn(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """What this engine leaves to the other one; in the long run, what it took already."""
    turn = os.environ.get("NENNEP_TEST_TURN")
    if not turn:
        return []
    # What only the long run tries is in nobody's turn.
    shared = [item for item in items if asks_for_a_database(item) and not is_long(item)]
    left = {item for cases in _by_test(shared) for item in _left_to_the_other(cases)}
    in_turn = {"mine": True, "others": False}[turn]
    return [item for item in items if (item not in left) is not in_turn and not is_long(item)]


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


def _left_to_the_other(cases: list[pytest.Item]) -> list[pytest.Item]:
    second = engine_name() == "postgresql"
    if cases[0].get_closest_marker("any_engine"):
        return cases if second else []
    if cases[0].get_closest_marker("each_engine"):
        return []
    first = crc32(_test(cases[0]).encode()) % 2
    return _spread(cases)[(first + second) % 2 :: 2]


def _spread(cases: list[pytest.Item]) -> list[pytest.Item]:
    """In an order that has nothing to do with the table's: else, where two tables are crossed, an engine would see one
    half of the one with everything of the other.
    """
    return sorted(cases, key=lambda item: crc32(item.nodeid.encode()))
