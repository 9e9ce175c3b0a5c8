"""A real browser in front of the real application, served by a thread of the test process on the world of the tests.

def test_something(visit, look):
    page = visit("thang")            # a browser of their own, signed in; visit(None) stands at the door
    page.goto("/meetings")
    look(page)                       # axe finds nothing, no script failed, the policy reported nothing
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from app.accounts.models import Account
from app.accounts.passwords import hash_of
from app.extensions import db
from app.sessions.services import open_meeting
from tests.acts import actor_named
from tests.fixtures import ALWAYS
from tests.sessions.conftest import EVENING, LATER, make_meeting
from tests.world import NOON, World, read_world

AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FIND_VIOLATIONS = """async rules => (await axe.run(document, {runOnly: rules})).violations
    .map(v => `${v.id} (${v.impact}): ${v.nodes.map(n => n.target.join(' ')).join(', ')}`)"""
# What lies half under the bar at the lower edge is no small target: one scrolls.
LAY_BAR = "where => document.querySelectorAll('.bar-foot').forEach(bar => { bar.style.position = where })"
# An icon names its sprite: without it nothing is drawn.
LOST_ICONS = "() => [...document.querySelectorAll('use[href^=\"#\"]')].map(use => use.parentNode.parentNode.outerHTML)"
# One button a page is the next step, and looks it.
PRIMARY_BUTTONS = """() => [...document.querySelectorAll('.btn:not(.btn-2):not(.btn-blocked)')]
    .filter(button => button.getClientRects().length).map(button => button.innerText)"""
# Chromium must not try to reach the makers of Chromium from a machine without a way out.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
PASSWORD = "chuồn chuồn bay thấp 58"
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives the browser, whether it says so or not."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


class QuietHandler(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def served(application: Flask) -> Iterator[BaseWSGIServer]:
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=QuietHandler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


@pytest.fixture(scope="session")
def password_hash() -> str:
    return hash_of(PASSWORD)


@pytest.fixture
def site(app: Flask, served: BaseWSGIServer, password_hash: str) -> Iterator[str]:
    """The address of the application on the morning of `tests.world.NOON`; everyone's password is PASSWORD."""
    # The server's threads share no context with the test, so the whole process lives on that day.
    with time_machine.travel(NOON, tick=True):
        with app.app_context():
            db.session.execute(db.update(Account).values(password_hash=password_hash))
            db.session.commit()
        yield f"http://127.0.0.1:{served.server_port}"


@pytest.fixture
def world(app: Flask) -> World:
    with app.app_context():
        return read_world(db.session())


@pytest.fixture
def held(site: str, app: Flask, world: World) -> Iterator[str]:
    """The address of a meeting that opened half an hour ago, everybody present: `thang` chairs, `lan` records."""
    with time_machine.travel(LATER, tick=True):
        with app.app_context():
            meeting = make_meeting(world)
            open_meeting(meeting, at=EVENING, actor=actor_named("thang"))
            db.session.commit()
            address = f"/meetings/{meeting.id}"
        yield address


@pytest.fixture
def visit(site: str, app: Flask, world: World, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`visit("thang", size=DESK, scripts=False)`: a browser of their own, signed in without the form."""
    pages: list[Page] = []

    def open_page(user_name: str | None = None, *, size: dict[str, int] = PHONE, scripts: bool = True) -> Page:
        context = chromium.new_context(
            base_url=site, viewport=size, java_script_enabled=scripts, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
        )  # fmt: skip
        context.set_default_timeout(20_000)
        if user_name:
            context.add_cookies([{"name": "nennep", "value": cookie_of(app, world, user_name), "url": site}])
        page = context.new_page()
        page.complaints, page.scripts = [], scripts
        page.on("pageerror", lambda error: page.complaints.append(f"script failed: {error}"))
        page.on("console", lambda message: note_policy(page, message))
        page.on("response", lambda response: note_breakdown(page, response))
        pages.append(page)
        return page

    yield open_page
    close(pages)


def close(pages: list[Page]) -> None:
    """Fails if a page complained of anything."""
    complaints = [complaint for page in pages for complaint in page.complaints]
    for page in pages:
        page.context.close()
    assert not complaints, complaints


def note_policy(page: Page, message: ConsoleMessage) -> None:
    if "Content Security Policy" in message.text:
        page.complaints.append(message.text)


def note_breakdown(page: Page, response: Response) -> None:
    if response.status >= 500:
        page.complaints.append(f"{response.status} for {response.request.method} {response.url}")


def cookie_of(app: Flask, world: World, user_name: str) -> str:
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(
            {"_user_id": f"{world.accounts[user_name]}.1", "_fresh": True, "_permanent": True, "proved": ALWAYS}
        )
    cookie = client.get_cookie("nennep")
    assert cookie
    return cookie.value


@pytest.fixture
def look() -> Callable[[Page], None]:
    """Asserts that axe finds nothing on the page as it stands, that nothing runs out at the side, no icon is missing, and
    at most one button is the primary one."""

    def check(page: Page) -> None:
        page.wait_for_load_state(
            "domcontentloaded"
        )  # a link was just followed, on a slow machine the page is still empty
        if page.scripts:  # axe is one itself: where scripts are off it would never answer
            page.evaluate(AXE)
            page.evaluate(LAY_BAR, "static")
            assert page.evaluate(FIND_VIOLATIONS, RULES) == []
            page.evaluate(LAY_BAR, "")
        assert page.evaluate(LOST_ICONS) == []
        assert len(page.evaluate(PRIMARY_BUTTONS)) <= 1
        width = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert width[0] <= width[1], f"the page is {width[0]} px wide on a screen of {width[1]} px"

    return check
