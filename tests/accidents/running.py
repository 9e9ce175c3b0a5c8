"""A real web process and a real worker over a database of the test, on the day of today, and people in front of them."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from app import clock
from app.accounts.models import Account
from app.extensions import db
from app.sessions import services
from tests.acts import actor_named
from tests.conftest import new_application
from tests.sessions.conftest import make_meeting
from tests.world import World

# Should this process be killed, they end with it.
WEB = """
import sys
from app import create_app
from tools import supervise, web

supervise._die_with_parent()
web.serve(create_app(), "127.0.0.1", int(sys.argv[1]))
"""
SECONDS_TO_START = 60


@dataclass(frozen=True)
class Answer:
    """`status` is 0 where none came: the connection broke."""

    status: int
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class Person:
    """Somebody signed in, with a connection and cookies of their own."""

    def __init__(self, port: int, cookies: dict[str, str], token: str) -> None:
        self.port, self.cookies, self.token = port, dict(cookies), token

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, **form: str) -> Answer:
        return self._ask("POST", path, urlencode(form | {"csrf_token": self.token}))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            return Answer(0)
        finally:
            connection.close()
        for name, value in response.getheaders():
            if name == "Set-Cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return Answer(response.status, text, dict(response.getheaders()))


class House:
    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.app: Flask = new_application(url, folder)
        self.processes: list[subprocess.Popen[bytes]] = []
        self.port = _free_port()
        self.log = folder / "processes.log"

    def start_web(self) -> subprocess.Popen[bytes]:
        web = self.start("-c", WEB, str(self.port))
        wait_for(self.answers, SECONDS_TO_START)
        return web

    def start(self, *program: str) -> subprocess.Popen[bytes]:
        settings = {"NENNEP_DATABASE_URL": self.url, "NENNEP_DATA_DIR": str(self.folder)}
        with self.log.open("ab") as log:
            started = subprocess.Popen(
                [sys.executable, *program], env=os.environ | settings, stdout=log, stderr=log, start_new_session=True
            )
        self.processes.append(started)
        return started

    def answers(self) -> bool:
        assert all(process.poll() is None for process in self.processes), self.log.read_text()
        return Person(self.port, {}, "").get("/sign-in").status == 200

    def person(self, user_name: str) -> Person:
        return self.people([user_name])[0]

    def people(self, user_names: list[str]) -> list[Person]:
        """Sessions made beforehand, as `tests.fixtures.as_user` makes them, with the token that their forms carry."""
        with self.app.app_context():
            rows = db.session.execute(select(Account.user_name, Account.id).where(Account.user_name.in_(user_names)))
            ids = {row.user_name: row.id for row in rows}
            db.session.rollback()
        with self.app.test_request_context():
            token, raw = generate_csrf(), session["csrf_token"]
        signer: Any = self.app.session_interface.get_signing_serializer(self.app)
        name = self.app.config["SESSION_COOKIE_NAME"]
        said = {"_fresh": True, "proved": 2**40, "csrf_token": raw}
        return [
            Person(self.port, {name: signer.dumps(said | {"_user_id": f"{ids[one]}.1"})}, token) for one in user_names
        ]

    def meeting_under_way(self, world: World, *, check_in: bool = False) -> int:
        """The own cell's, opened some minutes ago today. Commits."""
        now = datetime.now(UTC).replace(microsecond=0)
        with self.app.app_context(), clock.set_to(now):
            meeting = make_meeting(world, month=clock.today().replace(day=1))
            meeting.starts_at, meeting.convened_at, meeting.created_at = (
                now - timedelta(minutes=5),
                *[now - timedelta(days=2)] * 2,
            )
            db.session.flush()
            services.open_meeting(meeting, at=now - timedelta(minutes=4), actor=actor_named("thang"))
            if check_in:
                services.begin_check_in(meeting, "start", actor=actor_named("lan"))
            db.session.commit()
            return meeting.id

    def end(self) -> None:
        for process in self.processes:
            os.killpg(process.pid, signal.SIGKILL)  # with all that it has forked
            process.wait()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


def wait_for(condition: Callable[[], bool], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
