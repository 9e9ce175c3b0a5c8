"""Every page that a role may open, in its own cell, opened by that role in a browser: on a phone and at a desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.e2e.conftest import DESK, PHONE
from tests.e2e.test_office import picture
from tests.walk.steps import AT, WALKERS, Row, address, rows_in
from tests.walk.world import Things, build_house

pytestmark = pytest.mark.long

TABLE = list(rows_in(Path(__file__).parents[1].joinpath("walk", "table.txt").read_text()))


@pytest.fixture
def things(app: Flask, prepared, site: str) -> Things:
    """The house of the walk: meetings in every state, and one of each thing that an address may name."""
    return prepared("the house that is walked", build_house)


def pages_of(role: str) -> Iterator[Row]:
    """What the table says that the role is shown there, in each state that it names."""
    yield from (row for row in TABLE if row.method == "GET" and row.answers[0][AT["own"].index(role)] == "2")


@pytest.mark.parametrize("role", WALKERS)
def test_each_page_of_a_role_is_fit_to_be_seen(app, things, visit, look, role):
    page, faults, looked = visit(WALKERS[role]), {}, 0
    for row in pages_of(role):
        path = address(app, row, things, "own")
        if not open_page(page, path):
            continue  # a file, or a part of a page that is seen within it
        looked += 1
        name = f"{role} {row.endpoint} {row.state}".replace("/", " ")
        try:
            page.set_viewport_size(PHONE)
            look(page)
            picture(page, name)
            page.set_viewport_size(DESK)
            runs_out_nowhere(page)
            picture(page, name)
        except AssertionError as fault:
            faults[f"{name} {path}"] = str(fault)[:600]
    assert faults == {}
    assert looked > (1 if role == "-" else 15)


def open_page(page: Page, path: str) -> bool:
    """Whether what is there is a page."""
    kind = page.request.get(path).headers.get("content-type", "")
    if not kind.startswith("text/html"):
        return False
    page.goto(path)
    return page.locator("main").count() > 0


def runs_out_nowhere(page: Page) -> None:
    wide, screen = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert wide <= screen, f"the page is {wide} px wide on a screen of {screen} px"
