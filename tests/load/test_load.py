"""A few seconds of `make load`, so that it can be run when it is wanted. How quick it is, only a quiet machine tells."""

import pytest

from tests.load.day import ENGINES, measure

SECONDS = 3


@pytest.mark.long
@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_is_lost_of_the_first_who_check_in(engine: str) -> None:
    figures = [*measure(engine, SECONDS / 300)]

    assert [str(figure) for figure in figures if figure.broken and figure.unit != "ms"] == []
    assert len(figures) > 8
