"""Fixtures of the house: a day, the seeded world, a client for each person, a counter of statements."""

import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session, scoped_session

from app import clock
from app.accounts.models import Account
from app.accounts.queries import load_actor
from app.actor import Actor
from app.audit.models import AuditEvent
from app.extensions import db
from tests.engines import WORLD, Engine
from tests.world import NOON, World


@pytest.fixture
def noon() -> Iterator[None]:
    """It is the morning of 2 December 2026 in Vietnam. Threads of a test do not share it: use time-machine there."""
    with clock.set_to(NOON):
        yield


@pytest.fixture
def world(app: Flask, noon: None, test_database: Engine) -> World:
    found: World = test_database.moments[WORLD]
    return found


@pytest.fixture
def db_session(app: Flask, noon: None) -> Iterator[scoped_session[Session]]:
    """The session of one application context, for tests of services and queries. Nothing is committed by itself."""
    with app.app_context():
        yield db.session
        db.session.rollback()


@pytest.fixture
def committed(app: Flask, noon: None) -> Callable:
    """`with committed(): …` – prepare or look at rows beside the requests of a client; commits at the end."""

    @contextmanager
    def opened() -> Iterator[scoped_session[Session]]:
        if has_app_context():
            db.session.rollback()  # an open transaction of the test would make this one wait for ever
        with app.app_context():
            yield db.session
            db.session.commit()

    return opened


@pytest.fixture
def prepared(app: Flask, committed: Callable, test_database: Engine) -> Callable[[Hashable, Callable[[], Any]], Any]:
    """`prepared("held", build)`: what `build` gave when it first ran in this worker, on the database as it left it.

    Bringing a meeting through several steps takes far longer than putting its rows back. `build` does the same whenever
    the key is the same, and returns plain values (ids). On a database that was written to before, it is simply run.
    """

    def go(key: Hashable, build: Callable[[], Any]) -> Any:
        written = _events() if has_app_context() else 0
        with committed() as session:
            assert written <= _events(), "commit first: what was written would be rolled back"
            fresh = not _events()
            if fresh and key in test_database.moments:
                session.rollback()
                return test_database.renew(key)
            given = build()
        if fresh:
            test_database.keep(key, given)
        return given

    return go


def _events() -> int:
    return db.session.scalar(select(func.count(AuditEvent.id))) or 0


@pytest.fixture
def made(prepared: Callable, actor_of: Callable) -> Callable[[Callable], int]:
    """`made(submitted)`: the id of the meeting that a recipe (tests/meetings/ready.py) brings so far, committed."""

    def make(recipe: Callable) -> int:
        found: int = prepared((recipe.__module__, recipe.__name__), lambda: recipe(actor_of).id)
        return found

    return make


@pytest.fixture
def version_of(committed: Callable) -> Callable[[Any, int], int]:
    """`version_of(Meeting, meeting_id)`: what a form that is opened now sends along."""

    def read(kind: Any, row_id: int) -> int:
        with committed() as session:
            found: int = session.execute(select(kind.version).where(kind.id == row_id)).scalar_one()
            return found

    return read


@pytest.fixture
def actor_of(app: Flask) -> Callable[[str], Actor]:
    """The actor that a person of the world is today; for tests of services."""

    def load(user_name: str) -> Actor:
        account = db.session.scalars(db.select(Account).where(Account.user_name == user_name)).one()
        return load_actor(account, clock.today(), "127.0.0.1")

    return load


# Who signed in lately (app/web/proof.py), on whatever day a test lives; asking again is tried in tests/accounts.
ALWAYS = 2**40


class House(FlaskClient):
    """A client whose requests never share the test's own application context.

    Flask would lend it to them, and the second person would be taken for the first. What a test wrote beside a client
    must be committed before: its open transaction is rolled back, because SQLite's writers wait for each other.
    CSRF is off here and tried in tests/accounts.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        if has_app_context():
            db.session.rollback()
        return _on_the_same_day().run(super().open, *args, **kwargs)


def _on_the_same_day() -> Context:
    """A context of its own that knows nothing of the test's but the day."""
    moment = clock.chosen()
    fresh = Context()
    if moment is not None:
        fresh.run(clock.set_for_good, moment)
    return fresh


@pytest.fixture
def client(app: Flask, noon: None, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    monkeypatch.setattr(app, "test_client_class", House)
    return app.test_client()


@pytest.fixture
def as_user(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], FlaskClient]:
    """`as_user("thang").get("/")`: a client of its own, signed in as that person of tests/world.py."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    monkeypatch.setattr(app, "test_client_class", House)
    signer: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]

    def sign_in(user_name: str) -> FlaskClient:
        if has_app_context():
            db.session.rollback()  # here, because two who send at one moment must not both do it
        client = app.test_client()
        session = signer.dumps({"_user_id": f"{world.accounts[user_name]}.1", "_fresh": True, "proved": ALWAYS})
        client.set_cookie(app.config["SESSION_COOKIE_NAME"], session)
        return client

    return sign_in


def loads_account(statement: str) -> bool:
    """The one that says who acts and with which roles, or the ones below whom (app.accounts.queries.signed_in,
    app.organisations.queries.below). By what they alone say: other statements ask for offices too."""
    text = " ".join(statement.split())
    return any(mark in text for mark in ("FROM account ", "WITH RECURSIVE held", "WITH RECURSIVE tree"))


@dataclass
class Statements:
    texts: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.texts)

    def besides_the_account(self) -> list[str]:
        """Without those that load the account and its roles."""
        return [text for text in self.texts if not loads_account(text)]


@pytest.fixture
def count_statements(app: Flask) -> Callable:
    """`with count_statements() as seen: …`, then `len(seen)`; BEGIN and COMMIT are not counted."""

    @contextmanager
    def counting() -> Iterator[Statements]:
        seen = Statements()

        def note(_connection, _cursor, statement, _parameters, _context, _many) -> None:
            if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
                seen.texts.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counting


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`slowly(module, "name")`: what is found there takes so many seconds more, so that another comes between if he can."""

    def slow(module: ModuleType, name: str, seconds: float = 0.4) -> None:
        act = getattr(module, name)

        def acted(*args: Any, **more: Any) -> Any:
            found = act(*args, **more)
            time.sleep(seconds)
            return found

        monkeypatch.setattr(module, name, acted)

    return slow
