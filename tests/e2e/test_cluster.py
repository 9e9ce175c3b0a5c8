"""The main job on several machines, through nginx: and again while what it runs on dies in the middle of it.

`tests/cluster.py` has the machines.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, Request, expect
from sqlalchemy import Engine, create_engine, text

from tests.cluster import Running, wait_until
from tests.e2e.conftest import DESK, PASSWORD, PHONE, close, note_breakdown, note_policy
from tests.e2e.main_job import EVENING, People, finish, go_from_draft_to_evaluated, read_the_pdf
from tests.world import NOON
from tools.servers import free_port

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800), pytest.mark.needs("nginx", "redis-server", "pdftotext")]
OUT_OF_ORDER = "Hệ thống tạm thời chưa"  # of the proxy: "trả lời"; of a node without its database: "phục vụ được"
PATIENCE = 60


@pytest.fixture
def running(tmp_path) -> Iterator[Running]:
    found = Running(tmp_path, free_port(), NOON)
    yield found
    if found.process.poll() is None:
        assert found.stop() == []


@pytest.fixture
def open_as(running: Running, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """A browser of their own for who signs in by the form, as everybody does."""
    pages: list[Page] = []

    def open_page(name: str, *, size, scripts: bool, around: Callable[[Page], None] | None = None) -> Page:
        context = chromium.new_context(
            base_url=running.url, viewport=size, java_script_enabled=scripts, locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
        )  # fmt: skip
        context.set_default_timeout(PATIENCE * 1000)
        page = context.new_page()
        page.complaints, page.scripts = [], scripts
        page.on("pageerror", lambda error: page.complaints.append(f"script failed: {error}"))
        page.on("console", lambda message: note_policy(page, message))
        if around:
            around(page)
        else:
            page.on("response", lambda response: note_breakdown(page, response))
        pages.append(page)
        page.goto("/sign-in")
        page.get_by_label("Tên đăng nhập").fill(name)
        page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_load_state("load")
        expect(page.get_by_role("heading", name="Đăng nhập")).to_have_count(0)
        return page

    yield open_page
    close(pages)


def leap(running: Running) -> Callable:
    """All machines are begun again at that hour; Chromium itself stays on our day, and minds only what the pages say."""

    def at(moment):
        running.travel(moment)
        return nullcontext()

    return at


def wait_for_the_worker(people: People, path: str) -> None:
    """Whoever waits for a paper opens its page again and again. What a dead worker had in hand is done after a minute
    and a sweep."""
    page = people.at("lan", f"{path}/resolution")
    page.get_by_role("link", name="Tệp PDF").first.click()
    for _ in range(3 * PATIENCE):
        page.wait_for_load_state("load")
        if page.get_by_role("link", name="Tải bản PDF").count():
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise AssertionError("no worker made the paper")


def statuses_of_jobs(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(connection.execute(text("SELECT DISTINCT status FROM job")).scalars())


def all_is_as_it_should_be(running: Running) -> None:
    """`verify` finds nothing; each paper is there once, and their numbers have no holes."""
    verified = running.run("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    settings = dict(line.split("=", 1) for line in (running.folder / "machine-1" / "settings").read_text().splitlines())
    engine = create_engine(settings["NENNEP_DATABASE_URL"])
    with engine.connect() as connection:
        asked = "SELECT organisation_id, term_id, type_code, number FROM document WHERE number IS NOT NULL ORDER BY 1, 2, 3, 4"
        numbered = connection.execute(text(asked)).all()
        kinds = (
            connection.execute(text("SELECT kind FROM document WHERE meeting_id = 1 AND issued_at IS NOT NULL"))
            .scalars()
            .all()
        )
    # What a dead worker had in hand is done after a minute and a sweep; what failed for want of a database is queued.
    wait_until(lambda: statuses_of_jobs(engine) <= {"done", "queued"}, 3 * PATIENCE)
    engine.dispose()
    series = {tuple(row[:3]) for row in numbered}
    for one in series:
        numbers = [row[3] for row in numbered if tuple(row[:3]) == one]
        assert numbers == list(range(1, len(numbers) + 1))
    assert {"minutes", "resolution"} <= set(kinds)
    assert len(kinds) == len(set(kinds))


@pytest.mark.parametrize(
    ("scripts", "size"), [(True, PHONE), (False, DESK)], ids=["with scripts on a phone", "without scripts on a desk"]
)
def test_the_main_job_is_done_on_several_machines(running, open_as, look, tmp_path, scripts, size):
    people = People(lambda name: open_as(name, size=size, scripts=scripts), look)

    path = go_from_draft_to_evaluated(people, leap(running))
    running.travel(EVENING + timedelta(hours=13))
    finish(people, path)
    wait_for_the_worker(people, path)
    read_the_pdf(people, path, tmp_path)

    all_is_as_it_should_be(running)


class Disturbed:
    """What a person asks of the machines, of which one dies while they are at it: with every so many-th form that is
    sent, in the very moment. Who is told to wait and to load the page again does so."""

    def __init__(self, running: Running, every: int) -> None:
        self.every, self.sent, self.done, self.told = every, 0, [], set()
        end = running.end
        self.accidents = [
            ("web-1", lambda: end("web-1")),
            ("worker-1", lambda: end("worker-1")),
            ("the database at once", lambda: end("postgresql", signal.SIGQUIT)),
            ("web-2", lambda: end("web-2")),
            ("worker-2", lambda: end("worker-2")),
            ("both nodes", lambda: (end("web-1"), end("web-2"))),
        ]

    def __call__(self, page: Page) -> None:
        page.on("request", self.note)
        go, arrive = page.goto, page.wait_for_load_state

        def go_patiently(path: str) -> None:
            go(path)
            self.wait_on(page)

        def arrive_patiently(state: str = "load") -> None:
            arrive(state)
            self.wait_on(page)

        page.goto, page.wait_for_load_state = go_patiently, arrive_patiently

    def note(self, request: Request) -> None:
        if request.method != "POST" or not request.is_navigation_request() or "/sign-in" in request.url:
            return
        self.sent += 1
        if self.sent % self.every == 0:
            name, happen = self.accidents[len(self.done) % len(self.accidents)]
            self.done.append(name)
            threading.Timer(0.02 * (self.sent % 5), happen).start()

    def wait_on(self, page: Page) -> None:
        for _ in range(PATIENCE):
            if not page.title().startswith(OUT_OF_ORDER):
                return
            told = page.locator("main").inner_text()
            assert "Chờ một phút rồi tải lại trang" in told, told
            self.told.add(page.title())
            page.wait_for_timeout(1000)
            page.reload()
        raise AssertionError(f"{page.url} was not answered for {PATIENCE} seconds")


@pytest.mark.parametrize(
    ("scripts", "size"), [(True, PHONE), (False, DESK)], ids=["with scripts on a phone", "without scripts on a desk"]
)
def test_it_comes_to_its_end_while_nodes_workers_and_the_database_die(running, open_as, look, tmp_path, scripts, size):
    disturbed = Disturbed(running, every=2 if scripts else 5)
    people = People(lambda name: open_as(name, size=size, scripts=scripts, around=disturbed), look)

    path = go_from_draft_to_evaluated(people, leap(running))
    running.travel(EVENING + timedelta(hours=13))
    finish(people, path)
    wait_for_the_worker(people, path)
    read_the_pdf(people, path, tmp_path)

    assert set(disturbed.done) == {name for name, _ in disturbed.accidents}
    assert any("chưa trả lời" in title for title in disturbed.told)
    all_is_as_it_should_be(running)
