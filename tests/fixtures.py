"""Fixtures of the house: a day, the seeded world, a client for each person, a counter of statements."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session

from app import clock
from app.accounts.models import Account
from app.accounts.queries import load_actor
from app.actor import Actor
from app.extensions import db
from tests.world import NOON, World, read_world


@pytest.fixture
def noon() -> Iterator[None]:
    """It is the morning of 2 December 2026 in Vietnam. Threads of a test do not share it: use time-machine there."""
    with clock.set_to(NOON):
        yield


@pytest.fixture
def world(app: Flask, noon: None) -> World:
    with app.app_context():
        found = read_world(db.session)  # type: ignore[arg-type]
        db.session.rollback()
        return found


@pytest.fixture
def db_session(app: Flask, noon: None) -> Iterator[scoped_session[Session]]:
    """The session of one application context, for tests of services and queries. Nothing is committed by itself.

    Not together with a client: two requests and this context must not share a session. Use `committed` for that.
    """
    with app.app_context():
        yield db.session
        db.session.rollback()


@pytest.fixture
def committed(app: Flask, noon: None) -> Callable:
    """`with committed(): …` – prepare or look at rows beside the requests of a client; commits at the end."""

    @contextmanager
    def opened() -> Iterator[scoped_session[Session]]:
        with app.app_context():
            yield db.session
            db.session.commit()

    return opened


@pytest.fixture
def actor_of(app: Flask) -> Callable[[str], Actor]:
    """The actor that a person of the world is today; for tests of services."""

    def load(user_name: str) -> Actor:
        account = db.session.scalars(db.select(Account).where(Account.user_name == user_name)).one()
        return load_actor(account, clock.today(), "127.0.0.1")

    return load


class House(FlaskClient):
    """A client that sends forms as a page would: CSRF is checked elsewhere (tests/accounts), so it is off here."""


@pytest.fixture
def client(app: Flask, noon: None, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    return app.test_client()


@pytest.fixture
def as_user(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], FlaskClient]:
    """`as_user("thang").get("/")`: a client of its own, signed in as that person of tests/world.py."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)

    def sign_in(user_name: str) -> FlaskClient:
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = f"{world.accounts[user_name]}.1"
            cookie["_fresh"] = True
        return client

    return sign_in


@dataclass
class Statements:
    texts: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.texts)

    def besides_the_account(self) -> list[str]:
        """Without those that load the account and its roles (app.accounts.queries, app.organisations.queries.below)."""
        loading = ("FROM account ", "FROM appointment", "RECURSIVE tree")
        return [text for text in self.texts if not any(mark in " ".join(text.split()) for mark in loading)]


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
