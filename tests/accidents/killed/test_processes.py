"""The real processes: gunicorn killed in the middle of a request that came over HTTP, the worker in the middle of a PDF."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.audit.models import AuditEvent
from app.documents.files import read_file
from app.documents.models import Document
from app.extensions import db
from app.jobs.models import Job, JobState
from app.jobs.services import wake_for_new_jobs
from app.petitions.models import Petition
from tests.accidents.killed.browser import Form, Forms
from tests.accidents.killed.town import ALWAYS
from tests.guidance.conftest import published
from tests.jobs.test_worker import app, wait_for  # noqa: F401 - an application with a queue of its own

# What both programs begin with: they stop at a point as long as a file says so, and note who stands there.
STOPPING = """
import json, os, sys, time
from pathlib import Path
folder = Path(sys.argv[1])

def stop_at(point):
    if (folder / point).exists():
        (folder / "standing").write_text(json.dumps(os.getpid()))
        time.sleep(60)
"""
WEB = f"""{STOPPING}
from app import create_app
from app.extensions import db
from tools.web import serve

app = create_app()
with app.app_context():
    dialect = db.engine.dialect
    db.engine.dispose()
commit = dialect.do_commit

def committed(connection):
    stop_at("before the commit")
    commit(connection)
    stop_at("after the commit")

dialect.do_commit = committed
serve(app, "127.0.0.1", int(sys.argv[2]))
"""
WORKER = f"""{STOPPING}
from datetime import timedelta
import weasyprint
from app import create_app
from app.jobs import claims, work

claims.STALE = timedelta(seconds=1)
claims.FORGOTTEN = timedelta(0)
work.BEAT_EVERY = 0.2
render = weasyprint.HTML.render

def rendered(*args, **more):
    found = render(*args, **more)
    stop_at("in a PDF")
    return found

weasyprint.HTML.render = rendered
create_app().test_cli_runner().invoke(args=["worker"], catch_exceptions=False)
"""


@pytest.fixture
def start(database_url: str, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """`start(WEB, port)`: in a group of its own, which is killed whole at the end."""
    begun: list[subprocess.Popen[bytes]] = []

    def go(program: str, *given: object) -> subprocess.Popen[bytes]:
        settings = {"NENNEP_DATABASE_URL": database_url, "NENNEP_DATA_DIR": str(tmp_path)}
        command = [sys.executable, "-c", program, str(tmp_path), *map(str, given)]
        with (tmp_path / "said").open("ab") as said:
            begun.append(subprocess.Popen(command, env=os.environ | settings, stderr=said, start_new_session=True))
        return begun[-1]

    yield go
    for process in begun:
        kill_all_of(process)


def kill_all_of(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(30)


def standing(folder: Path) -> int:
    """The process that stands at the point, once it does."""
    wait_for((folder / "standing").exists)
    time.sleep(0.05)
    found: int = json.loads((folder / "standing").read_text())
    (folder / "standing").unlink()
    return found


class Visitor:
    """Somebody at a browser, over HTTP."""

    def __init__(self, house: Flask, port: int, account_id: int) -> None:
        signer: Any = house.session_interface.get_signing_serializer(house)  # type: ignore[attr-defined]
        said = signer.dumps({"_user_id": f"{account_id}.1", "_fresh": True, "proved": ALWAYS})
        self.port, self.name = port, house.config["SESSION_COOKIE_NAME"]
        self.cookie = f"{self.name}={said}"

    def ask(self, path: str, form: Form | None = None, seconds: float = 60) -> tuple[int, str]:
        """The status and the page. Raises OSError if there is no answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        headers = {"Cookie": self.cookie} | ({"Content-Type": "application/x-www-form-urlencoded"} if form else {})
        try:
            body = urlencode(form.fields, doseq=True) if form else None
            connection.request("POST" if form else "GET", path, body=body, headers=headers)
            answer = connection.getresponse()
            if (given := answer.getheader("Set-Cookie", "")).startswith(f"{self.name}="):
                self.cookie = given.partition(";")[0]
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def waits_for_pages(self) -> None:
        wait_for(self._is_answered)

    def _is_answered(self) -> bool:
        with suppress(OSError, http.client.HTTPException):
            return self.ask("/health/live")[0] == 200
        return False


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        found: int = server.getsockname()[1]
        return found


@pytest.fixture
def visitor(app: Flask, world, start) -> Visitor:  # noqa: F811
    return Visitor(app, free_port(), world.accounts["thang"])


@pytest.mark.parametrize("point", ["before the commit", "after the commit"])
@pytest.mark.parametrize("everybody", [False, True], ids=["one of the web processes", "all web processes"])
def test_what_was_sent_to_a_web_process_that_is_killed_is_sent_again_and_counts_once(
    world, committed, start, visitor, tmp_path, point, everybody
):
    server = start(WEB, visitor.port)
    visitor.waits_for_pages()
    path = f"/petitions/new?cell={world.cell}"
    (form,) = (one for one in Forms(path, visitor.ask(path)[1]).found if "text" in one.fields)
    form.fields |= {"text": ["Đường sạt lở."], "raised_by_id": [str(world.people["lan"])], "people": ["12"]}

    (tmp_path / point).touch()
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(visitor.ask, path, form)
        pid = standing(tmp_path)
        kill_all_of(server) if everybody else os.kill(pid, signal.SIGKILL)
        assert isinstance(asked.exception(60), OSError | http.client.HTTPException)
    (tmp_path / point).unlink()
    if everybody:
        start(WEB, visitor.port)
    visitor.waits_for_pages()
    assert visitor.ask(path, form)[0] == 303
    assert visitor.ask(path, form)[0] == 303

    with committed() as session:
        assert session.scalar(select(func.count(Petition.id))) == 1
        raised = select(func.count(AuditEvent.id)).where(AuditEvent.event == "petition_raised")
        assert session.scalar(raised) == 1


def test_a_worker_that_is_killed_in_the_middle_of_a_pdf_leaves_it_to_the_next(world, committed, start, app, tmp_path):  # noqa: F811
    with committed() as session:
        published()
        # Due by the real clock of the worker.
        session.execute(update(Job).values(run_after=datetime(2026, 1, 1, tzinfo=UTC)))
        session.commit()
        wake_for_new_jobs()
    (tmp_path / "in a PDF").touch()
    first = start(WORKER)
    os.kill(standing(tmp_path), signal.SIGKILL)
    first.wait(30)
    (tmp_path / "in a PDF").unlink()

    start(WORKER)
    wait_for(lambda: nothing_waits(committed))

    with app.app_context():
        document = db.session.scalars(select(Document)).one()
        assert document.number == 1
        assert document.file_sha256 is not None
        assert read_file(document.file_sha256).startswith(b"%PDF")
        rendered = select(func.count(AuditEvent.id)).where(AuditEvent.event == "document_rendered")
        assert db.session.scalar(rendered) == 1


def nothing_waits(committed: Callable) -> bool:
    with committed() as session:
        left = select(func.count(Job.id)).where(Job.status != JobState.DONE)
        return not session.scalar(left)
