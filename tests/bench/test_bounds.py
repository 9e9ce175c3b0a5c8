"""The bounds that are quick to check; `make bench` measures all of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from jinja2 import Environment

from app import clock
from tests.bench import weight
from tests.bench.figures import Figure
from tests.bench.floor import recorded
from tests.bench.house import House, Visitor, furnish, pages_of
from tests.bench.likeness import likeness_of, unescaped
from tests.bench.pages import MOST_STATEMENTS, statements_of
from tests.sessions.conftest import LATER


@pytest.fixture
def house_of(app: Flask) -> Iterator[Callable]:
    """`with house_of(60) as house`: the house of the bench over the database of the test."""

    @contextmanager
    def opened(members: int) -> Iterator[House]:
        with clock.set_to(LATER):
            with app.app_context():
                house = furnish(app, members)
            yield house

    return opened


@pytest.mark.parametrize("members", [10, 60, 120])
def test_a_page_of_a_meeting_sends_few_statements_whatever_the_size_of_the_cell(
    house_of: Callable, members: int
) -> None:
    with house_of(members) as house:
        counted = statements_of(house)

    assert {name: n for name, n in counted.items() if n > MOST_STATEMENTS} == {}


@pytest.mark.any_engine
def test_a_first_visit_and_an_action_stay_light(house_of: Callable) -> None:
    with house_of(60) as house:
        figures = [*weight.first_visits(house), *weight.actions(house)]

    assert [str(figure) for figure in figures if figure.broken] == []


def test_the_floor_writes_the_same_page_with_loops_over_its_rows(app: Flask, house_of: Callable) -> None:
    with house_of(60) as house:
        _, written = recorded(house, Visitor(house.app, house.world), pages_of(house)["roll call"])
    likeness = likeness_of(written)

    bare = Environment(autoescape=True).from_string(likeness.template).render(**likeness.rows)

    assert unescaped(bare) == unescaped(written)
    assert likeness.repeated > 30


def test_a_figure_over_its_bound_is_broken_and_says_so() -> None:
    assert "BROKEN" in str(Figure(name="x", value=2.01, bound=2))
    assert not Figure(name="x", value=2.0, bound=2).broken
    assert not Figure(name="x", value=99.0).broken
