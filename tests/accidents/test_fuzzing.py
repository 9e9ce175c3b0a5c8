"""Thousands of inputs that nobody would type, at every address of the house: no 500, no traceback shown, no header
written, nothing half done. A new address joins by standing in `tests/walk/table.txt`.
"""

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings

from app import clock
from app.extensions import db
from app.forms.models import UsedForm
from app.refusals import BadInput
from app.web import limits
from tests.accidents.forms import Known, known_of
from tests.accidents.inputs import Input, inputs
from tests.crawler import nothing_kept
from tests.engines import Engine, Sqlite, engine_name
from tests.fixtures import ALWAYS
from tests.walk.steps import COUNT_REFUSALS, WALKERS, Row, rows_in
from tests.walk.world import Things, build_house
from tests.world import NOON, read_world

# What a field too long, a number too large or a letter too many does is the engine's own doing.
pytestmark = [
    pytest.mark.each_engine,
    # Werkzeug lets go of the parts of a form that broke off, in memory, without closing them.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

TABLE = list(rows_in((Path(__file__).parents[1] / "walk" / "table.txt").read_text()))
HOUSE = "the house that is walked"
# 308: two slashes are one.
ANSWERS = {200, 204, 206, 302, 303, 304, 308, 400, 401, 403, 404, 405, 409, 410, 411, 413, 414, 415, 416, 422, 429}
# On PostgreSQL a quarter as many: what was typed is judged in Python, and there nothing is new but what it stores.
WHOLE_RUN = {"sqlite": 20_000, "postgresql": 5_000}[engine_name()]
# Of so many inputs one is sent for good, and the rows are looked at.
FOR_GOOD = 20
# A run of some hundreds asks every fourth address, each engine others, and reads the forms of every third page.
TURNS, OF_EACH, PAGES = 4, 2, 3


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    headers: str


class Unexpected(logging.Handler):
    """What the log says of a failure, so that a fault says where it is."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(repr(record.exc_info[1]) if record.exc_info else record.getMessage())


class Fuzz:
    """The house, and who knocks: `tried` counts the inputs, `faults` tells of each fault once, with its input."""

    def __init__(self, app: Flask, engine: Engine, things: Things, cookies: dict[str, str]) -> None:
        self.app, self.engine, self.things, self.cookies = app, engine, things, cookies
        self.tried, self.let_in, self.faults = 0, 0, dict[tuple[str, str], str]()
        self.known: dict[str, Known] = {}
        self.log = Unexpected()

    def read_forms(self, table: list[Row]) -> None:
        self.known = known_of(self.app, lambda page, who: self.send(Input(who, page, "GET")).text, table, self.things)

    def send(self, sent: Input) -> Answer:
        """Straight at the door, as a server does: no client that would refuse to write it."""
        heard: list[tuple[int, str]] = []

        def begin(status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
            heard.append((int(status[:3]), "\n".join(f"{name}: {value}" for name, value in headers)))

        answer: Any = self.app.wsgi_app(sent.environ(self.cookies.get(sent.who, "")), begin)  # type: ignore[arg-type]
        try:
            body = b"".join(answer)
        finally:
            answer.close() if hasattr(answer, "close") else None
        status, headers = heard[-1]
        return Answer(status, body.decode("utf-8", "replace") if "text/html" in headers else "", headers)

    def try_rows(self, rows: list[Row], of_each: int, first_seed: int | None) -> None:
        for number, row in enumerate(rows):
            limits.limiter.cache_clear()
            test = self._test_of(row, of_each)
            (test if first_seed is None else seed(first_seed + number)(test))()

    def _test_of(self, row: Row, of_each: int) -> Callable[[], None]:
        @settings(max_examples=of_each, database=None, phases=[Phase.generate], suppress_health_check=[*HealthCheck])
        @given(inputs(self.app, row, self.known[row.endpoint], self.things))
        def test(sent: Input) -> None:
            self.try_one(row, sent)

        return test

    def try_one(self, row: Row, sent: Input) -> None:
        self.tried += 1
        self.log.said.clear()
        try:
            for_good = self.tried % FOR_GOOD == 0
            fault = self._for_good(row, sent) if for_good else self._unkept(row, sent)
        except Exception as error:  # what leaves the application is a fault like any other
            self._let_go()
            fault = f"raised {error!r}"
        if fault:
            self.faults.setdefault((row.endpoint, fault), f"{row.name}: {fault} {self.log.said}\n  {str(sent)[:2000]}")

    def _unkept(self, row: Row, sent: Input) -> str:
        """All that the request would have kept is rolled back: nothing wears out by being tried."""
        with nothing_kept() as kept:
            answer = self.send(sent)
        return self._fault_of(row, answer, kept=bool(kept))

    def _for_good(self, row: Row, sent: Input) -> str:
        before = written(self.engine)
        answer = self.send(sent)
        kept = written(self.engine) != before
        fault = self._fault_of(row, answer, kept=kept)
        if kept:
            self._let_go()
            self.engine.renew(HOUSE)
        return fault

    def _let_go(self) -> None:
        with self.app.app_context():
            db.session.remove()

    def _fault_of(self, row: Row, answer: Answer, *, kept: bool) -> str:
        self.let_in += answer.status < 400 or answer.status in (409, 422)
        if answer.status not in ANSWERS:
            return f"answered {answer.status}"
        if answer.status >= 400 and kept and row.endpoint not in COUNT_REFUSALS:
            return f"refused with {answer.status}, but something was kept"
        if "Traceback (most recent call last)" in answer.text:
            return "shows a traceback"
        if "<script>alert" in answer.text or "<img src=x" in answer.text:
            return "runs what was sent"
        return "lets a header be written" if re.search(r"^Set-Cookie: a=b", answer.headers, re.MULTILINE) else ""


def written(engine: Engine) -> int:
    """Another number as soon as anybody has committed a change of a row."""
    if isinstance(engine, Sqlite):
        return engine._version()
    ((count,),) = engine._execute("SELECT count(*) FROM watch.written")  # type: ignore[attr-defined]
    return int(count)


@pytest.fixture
def fuzz(app: Flask, client, prepared: Callable, test_database: Engine) -> Iterator[Fuzz]:
    things = prepared(HOUSE, build_house)
    with clock.set_to(NOON), app.app_context():
        accounts = read_world(db.session).accounts  # type: ignore[arg-type]
    signer: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    cookies = {
        who: f"{app.config['SESSION_COOKIE_NAME']}="
        + signer.dumps({"_user_id": f"{accounts[name]}.1", "_fresh": True, "proved": ALWAYS})
        for who, name in WALKERS.items()
        if name
    }
    found = Fuzz(app, test_database, things, cookies)
    app.logger.addHandler(found.log)
    with clock.set_to(NOON):
        yield found
    app.logger.removeHandler(found.log)
    limits.limiter.cache_clear()


def told(fuzz: Fuzz) -> str:
    return "\n".join([f"{len(fuzz.faults)} faults in {fuzz.tried} inputs", *fuzz.faults.values()])


@pytest.mark.timeout(300)
def test_some_hundreds_of_inputs_break_nothing(fuzz):
    """The same ones whenever it runs."""
    mine = TABLE[engine_name() == "postgresql" :: TURNS]
    fuzz.read_forms([row for number, row in enumerate(TABLE) if row in mine or number % PAGES == 0])
    fuzz.try_rows(mine, OF_EACH, first_seed=1)

    assert not fuzz.faults, told(fuzz)
    assert fuzz.tried > 300
    assert fuzz.let_in > fuzz.tried / 3, "most knock at closed doors: hardly anything is tried"


@pytest.mark.long
@pytest.mark.timeout(5400)
def test_twenty_thousand_inputs_break_nothing(fuzz, record_testsuite_property):
    """Others each time it runs; a fault is told with its input."""
    fuzz.read_forms(TABLE)
    fuzz.try_rows(TABLE, -(-WHOLE_RUN // len(TABLE)) + 1, first_seed=None)

    record_testsuite_property(f"inputs on {engine_name()}", fuzz.tried)
    assert not fuzz.faults, told(fuzz)
    assert fuzz.tried >= WHOLE_RUN
    assert fuzz.let_in > fuzz.tried / 3, "most knock at closed doors: hardly anything is tried"


def test_faults_that_are_planted_are_found(fuzz, monkeypatch):
    """The control: a view that breaks on a letter, one that shows what was sent, one that keeps half of it."""
    from flask import request

    row = next(row for row in TABLE if (row.method, row.endpoint) == ("POST", "phrases.new"))
    sent = Input("F", "/phrases/new", "POST", b"text=<script>alert('x')", "application/x-www-form-urlencoded")

    def halves() -> Any:
        db.session.add(UsedForm(token="a half", at=clock.now(), content=""))
        db.session.commit()
        raise BadInput("Chưa được")

    def breaks() -> Any:
        raise ValueError

    for planted, for_good in ((breaks, 1), (lambda: str(request.form["text"]), 1), (halves, 1), (halves, FOR_GOOD)):
        vars(planted).update(vars(fuzz.app.view_functions[row.endpoint]))  # who may go through this door
        monkeypatch.setitem(fuzz.app.view_functions, row.endpoint, planted)
        fuzz.faults.clear()
        fuzz.tried = for_good - 1
        fuzz.try_one(row, sent)
        assert len(fuzz.faults) == 1, (planted, for_good)
