"""The house to measure: a cell of so many members, a meeting convened, one under way, one over, and people signed in."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import event, select

from app import clock, create_app
from app.accounts.models import Account
from app.accounts.queries import load_actor
from app.actor import Actor
from app.extensions import db
from app.members.models import Membership, Person
from app.sessions import services
from app.sessions.queries import rows_of
from app.web.login import open_session
from config import read_settings
from tests.commune import FAMILIES, GIVEN
from tests.fixtures import loads_account
from tests.sessions.conftest import EVENING, LATER, make_meeting
from tests.world import FOUNDED, World, build_world, read_world
from workflows.meeting import State
from workflows.names import fold, sort_key

READY_IN_WORLD = 22  # members of the own cell in tests/world.py


@dataclass(frozen=True)
class House:
    app: Flask
    world: World
    convened: int
    held: int
    over: int
    item: int  # the discussion of the meeting under way


@contextmanager
def open_house(members: int) -> Iterator[House]:
    """A house of its own in a folder that goes away afterwards. The clock stands on the evening of the meeting."""
    with tempfile.TemporaryDirectory(prefix="nennep-bench-") as folder, clock.set_to(LATER):
        app = create_app(read_settings({"NENNEP_DATA_DIR": folder, "NENNEP_SESSION_MINUTES": "600"}))
        with app.app_context():
            db.create_all()
            build_world(db.session)  # type: ignore[arg-type]
            db.session.commit()
            house = furnish(app, members)
        yield house  # outside of the context: a request that found one would take over its `g` and who is signed in
        with app.app_context():
            db.engine.dispose()


def furnish(app: Flask, members: int) -> House:
    """Bring the own cell to so many `members` (at least 8), and let its meetings come where they are. Commits."""
    world = read_world(db.session)  # type: ignore[arg-type]
    for number in range(members - READY_IN_WORLD):
        _add_member(world.cell, f"{FAMILIES[number % 10]} {GIVEN[number % 8]}", number)
    _remove_members(world.cell, READY_IN_WORLD - members)
    db.session.flush()
    held, convened = make_meeting(world), make_meeting(world, month=date(2027, 1, 1))
    over = make_meeting(world, state=State.EVALUATED, month=date(2026, 11, 1))
    thang = actor_of("thang")
    services.open_meeting(held, at=EVENING, actor=thang)
    db.session.flush()
    item = _let_some_speak(held, thang)
    db.session.commit()
    return House(app, world, convened.id, held.id, over.id, item)


def _add_member(cell_id: int, name: str, number: int) -> None:
    name = f"{name} {number + 1}"
    person = Person(
        full_name=name, sort_key=sort_key(name), folded_name=fold(name), birth_on=date(1960 + number % 40, 1, 15),
        admitted_on=date(2010, 5, 19), official_on=date(2011, 5, 19),
    )  # fmt: skip
    db.session.add(person)
    db.session.flush()  # its id is needed just below
    db.session.add(Membership(person_id=person.id, organisation_id=cell_id, from_on=FOUNDED))


def _remove_members(cell_id: int, count: int) -> None:
    """The last of the cell, who hold no office."""
    rows = select(Membership).where(Membership.organisation_id == cell_id).order_by(Membership.id.desc())
    for membership in db.session.scalars(rows.limit(max(0, count))):
        db.session.delete(membership)


def _let_some_speak(held: Any, actor: Actor) -> int:
    from app.agendas.queries import items_of

    item = items_of(held.id)[1]
    for row in rows_of(held.id)[:8]:
        services.note_speaker(held, item, seen=0, person_id=row.person_id, actor=actor)
    return item.id


def actor_of(user_name: str) -> Actor:
    account = db.session.scalars(select(Account).where(Account.user_name == user_name)).one()
    return load_actor(account, clock.today(), "127.0.0.1")


class Visitor:
    """Somebody signed in, whose requests go straight to the WSGI callable: no client's work is measured."""

    def __init__(self, app: Flask, world: World, user_name: str = "thang") -> None:
        """`app` is ours: the cookie is the one that signing in and a first form leave in the browser."""
        with app.test_request_context():
            open_session(db.session.get_one(Account, world.accounts[user_name]))
            generate_csrf()
            response = app.response_class()
            app.session_interface.save_session(app, session, response)  # type: ignore[arg-type]
        self.cookie = response.headers["Set-Cookie"].partition(";")[0]

    def environ(self, path: str, *, accept: str = "gzip") -> dict[str, Any]:
        from werkzeug.test import EnvironBuilder

        return EnvironBuilder(
            path=path, headers={"Cookie": self.cookie, "Accept-Encoding": accept, "Host": "127.0.0.1"}
        ).get_environ()


def answer(app: Any, environ: dict[str, Any]) -> tuple[int, bytes]:
    """The status and the body of one request."""
    said: list[str] = []
    parts = app({**environ}, lambda status, _headers, _info=None: said.append(status))
    try:
        return int(said[0][:3]), b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()


@dataclass(frozen=True)
class Statement:
    text: str
    parameters: Any

    @property
    def loads_account(self) -> bool:
        """As tests/fixtures.py counts: who acts, with which roles, below which organisations."""
        return loads_account(self.text)


@contextmanager
def noting_statements(app: Flask) -> Iterator[list[Statement]]:
    """What is sent to the database meanwhile, with its parameters; without BEGIN and the like."""
    seen: list[Statement] = []

    def note(_connection: Any, _cursor: Any, text: str, parameters: Any, _context: Any, _many: bool) -> None:
        if not text.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            seen.append(Statement(text, parameters))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def pages_of(house: House) -> dict[str, str]:
    return {
        "meeting, convened": f"/meetings/{house.convened}",
        "meeting, under way": f"/meetings/{house.held}",
        "conduct": f"/meetings/{house.held}/conduct",
        "roll call": f"/meetings/{house.held}/roll-call/start",
        "conduct, one item": f"/meetings/{house.held}/conduct/items/{house.item}",
    }
