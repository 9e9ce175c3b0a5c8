"""Every page that a role may open, in its own cell, opened by that role in a browser: on a phone and at a desk."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from app.extensions import db
from app.guidance.services import SignedBy
from app.organisations.models import Organisation
from app.reports.paper import Words
from app.reports.services_schedule import issue_schedule
from tests.acts import actor_named
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
            look_at_both(page, look, name)
        except AssertionError as fault:
            faults[f"{name} {path}"] = str(fault)[:600]
    assert faults == {}
    assert looked > (1 if role == "-" else 15)


# Addresses that name more than an own cell: of the commune, or with a question.
@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("hanh", "/synthesis/{commune}?month=10/2026"),
        ("binh", "/synthesis/{commune}?month=10/2026"),
        ("hanh", "/synthesis/{commune}/issue?month=10/2026"),
        ("binh", "/synthesis/schedule/{commune}?month=12/2026"),
        ("hanh", "/synthesis/schedule/{commune}?month=12/2026"),
        ("hanh", "/synthesis/schedule/{commune}/issue?month=12/2026"),
        ("thang", "/synthesis/schedule/notices"),
        ("loc", "/synthesis/schedule/{commune}/notice?month=12/2026"),
        ("thang", "/phrases/choice?cell={cell}&kind=conclusion&into=conclusion"),
        ("hanh", "/members?q=Nguyen"),
        ("thang", "/search?q=duong"),
    ],
)
def test_pages_under_other_addresses_are_fit_to_be_seen(app, world, things, visit, look, who, path):
    with app.app_context():
        office, month = actor_named("hanh"), date(2026, 12, 1)
        commune = db.session.get_one(Organisation, world.commune)
        signed = SignedBy(person_id=world.people["binh"], on=month)
        issue_schedule(commune, month, signed, Words(remarks="Mang theo sổ tay."), edition=0, actor=office)
        db.session.commit()
    page = visit(who)
    assert open_page(page, path.format(commune=world.commune, cell=world.cell))
    look_at_both(page, look, f"{who} {path.partition('?')[0].strip('/').replace('/', ' ')}")


def look_at_both(page: Page, look: Callable[[Page], None], name: str) -> None:
    """All that is looked for, on a phone; at a desk, that nothing runs out there."""
    page.set_viewport_size(PHONE)
    look(page)
    picture(page, name)
    page.set_viewport_size(DESK)
    runs_out_nowhere(page)
    picture(page, name)


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
