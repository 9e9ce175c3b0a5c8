"""Which tests a stage of `tools/checks.py` takes. Whoever runs pytest by hand is given all of them.

What asks for no database is tried once (`NENNEP_TEST_ONLY`). Of the cases of one test (the table under `parametrize`)
`make test` tries every other on SQLite and the rest on PostgreSQL (`NENNEP_TEST_TURN`): who may do what, and what is
wrong with what was typed, is decided in Python, and each such test still sends its statements to both. `make test-long`
tries on each engine what was the other's turn. Two marks say it otherwise: `each_engine`, every case on both, because
what is tried is the engine's own doing (locks, triggers, searches, numbers too large for a column), and `any_engine`,
SQLite only, because what is tried depends on no SQL (headers, sizes, the bytes of a PDF) or another test sends the same
to both.
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
    left = {item for cases in _tests(items) for item in _left_to_the_other(cases)}
    in_turn = {"mine": True, "others": False}[turn]
    return [item for item in items if (item not in left) is not in_turn and not is_long(item)]


def is_long(item: pytest.Item) -> bool:
    return item.get_closest_marker("long") is not None


def _tests(items: Iterable[pytest.Item]) -> Iterable[list[pytest.Item]]:
    """The cases of each test that asks for a database; what only the long run tries is in nobody's turn."""
    found = defaultdict(list)
    for item in items:
        if asks_for_a_database(item) and not is_long(item):
            found[item.nodeid.partition("[")[0]].append(item)
    return found.values()


def _left_to_the_other(cases: list[pytest.Item]) -> list[pytest.Item]:
    second = engine_name() == "postgresql"
    if cases[0].get_closest_marker("any_engine"):
        return cases if second else []
    if len(cases) == 1 or cases[0].get_closest_marker("each_engine"):
        return []
    # In an order that has nothing to do with the table's: else, where two tables are crossed, an engine would see one
    # half of the one with everything of the other.
    spread = sorted(cases, key=lambda item: crc32(item.nodeid.encode()))
    return spread[not second :: 2]
