"""The commune in which the month is lived, for a process that knows nothing of what was before it: who signs in, what
stands in the rows, what the worker does. Whatever it has to remember lies in files, as a browser's page does."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.sql import Executable

from app import clock
from app.accounts import passwords
from app.accounts.models import Account
from app.extensions import db
from app.jobs.queue import queue
from app.jobs.work import strike, tidy
from app.notifications.models import MailAddress
from app.organisations.models import Organisation
from app.proofs.services import seal_rows
from tests.accidents.killed.browser import Person, post
from tests.commune import grow
from tests.world import read_world

PASSWORD = "thuyen-ra-khoi-92"
WITH_MAIL = ("thang", "men", "huong", "lan", "loc", "hanh")
CELLS, MEMBERS = 3, 4
# Of a session that was proved lately, on whatever day the month has come to (tests/fixtures.py).
ALWAYS = 2**40
# A new worker looks at once; then when a dead one's jobs have been silent, and when its letter may be taken again.
LOOKS = (timedelta(0), timedelta(minutes=2), timedelta(minutes=20))


def furnish() -> None:
    """What the little world lacks for a month that is lived through its pages: passwords, addresses, more cells."""
    world, hashed = read_world(db.session), passwords.hash_of(PASSWORD)
    for account in db.session.scalars(select(Account)):
        account.password_hash = hashed
    db.session.add_all(MailAddress(account_id=world.accounts[who], address=f"{who}@example.vn") for who in WITH_MAIL)
    grow(world, CELLS, MEMBERS)
    db.session.commit()
    seal_rows()  # no event tells of them


class Town:
    def __init__(self, app: Flask, folder: Path) -> None:
        self.app, self.folder, self.sending = app, folder, folder / "sending.json"
        with app.app_context():
            self.world = read_world(db.session)
            db.session.remove()
        self.people: dict[str, Person] = {}

    def as_(self, name: str) -> Person:
        if name not in self.people:
            signer: Any = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
            said = {"_user_id": f"{self.world.accounts[name]}.1", "_fresh": True, "proved": ALWAYS}
            self.people[name] = Person(self.app, signer.dumps(said), self.sending)
        return self.people[name]

    def ask(self, question: Executable) -> Sequence[Any]:
        """What stands in the rows, as lists of plain values."""
        with self.app.app_context():
            rows = db.session.connection(execution_options={"read_only": True}).execute(question).all()
            db.session.remove()
        return rows

    def one(self, question: Executable) -> Any:
        ((found,),) = self.ask(question)
        return found

    def person(self, name: str) -> int:
        return self.world.people[name]

    def cell(self, code: str) -> int:
        found: int = self.one(select(Organisation.id).where(Organisation.code == code))
        return found

    def work_once(self) -> bool:
        """The worker takes the next wake-up, if there is one, as Huey's consumer does."""
        with self.app.app_context():
            wake_ups = queue()
        task = wake_ups.huey.dequeue()
        if task is not None:
            wake_ups.huey.execute(task)
        return task is not None

    def work(self) -> None:
        """The worker takes one wake-up after the other, and its sweeper looks every few minutes."""
        self._work_until(LOOKS[:2])

    def work_anew(self) -> None:
        """A worker that is started after the accident."""
        self._work_until(LOOKS)

    def _work_until(self, looks: Sequence[timedelta]) -> None:
        moment = clock.now()
        for later in looks:
            clock.set_for_good(moment + later)
            with self.app.app_context():
                wake_ups = queue()
            wake_ups.sweep()
            while self.work_once():
                pass

    def strike(self) -> None:
        self._at_once(strike)
        self.work()
        self._at_once(tidy)

    def strike_anew(self) -> None:
        self._at_once(strike)
        self.work_anew()
        self._at_once(tidy)

    def _at_once(self, act: Callable[[], object]) -> None:
        with self.app.app_context():
            act()
            db.session.remove()

    def send_again(self) -> bool:
        """The form that got no answer, if there is one: the person sends it once more, and then once too often."""
        if not self.sending.exists():
            return False
        sent = json.loads(self.sending.read_text(encoding="utf-8"))
        somebody = Person(self.app, sent["cookie"], self.sending)
        post(somebody, sent)
        post(somebody, sent)
        self.sending.unlink()
        return True


def vietnam(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=clock.VIETNAM).astimezone(UTC)
