"""Statements and server time of the pages of a meeting, for cells of 10, 60 and 120 members."""

from collections.abc import Iterator

from tests.bench.figures import Figure, in_turn
from tests.bench.floor import floor_of
from tests.bench.house import House, Visitor, answer, noting_statements, open_house, pages_of

MOST_STATEMENTS = 8
SIZES = (10, 60, 120)
ROUNDS = 60


def measure() -> Iterator[Figure]:
    counted: dict[int, dict[str, int]] = {}
    for members in SIZES:
        with open_house(members) as house:
            counted[members] = statements_of(house)
            if members == 60:
                yield from _times(house)
    for name, count in counted[60].items():
        yield Figure(name=f"{name}: statements, 60 members", value=count, bound=MOST_STATEMENTS)
        others = {count_of[name] for count_of in counted.values()}
        detail = f"{min(others)} to {max(others)}"
        yield Figure(
            name=f"{name}: more statements for some size", value=max(others) - min(others), bound=0, detail=detail
        )


def statements_of(house: House) -> dict[str, int]:
    """How many statements each page sends, besides loading the account."""
    visitor, counted = Visitor(house.app, house.world), {}
    for name, path in pages_of(house).items():
        with noting_statements(house.app) as seen:
            status, _ = answer(house.app, visitor.environ(path))
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
        counted[name] = sum(not statement.loads_account for statement in seen)
    return counted


def _times(house: House) -> Iterator[Figure]:
    pages = pages_of(house)
    floor, visitor = floor_of(house, pages), Visitor(house.app, house.world)
    for name, path in pages.items():
        environ = visitor.environ(path)
        pair = in_turn(lambda e=environ: answer(house.app, e), lambda e=environ: answer(floor, e), rounds=ROUNDS)
        yield Figure(name=f"{name}: time to the floor", value=pair.ratio, bound=2, unit="×", detail=pair.detail)
