"""The processes as `make run` starts them: memory at rest, the first page, a stored paper over HTTP."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask_migrate import stamp

from app import clock
from app.documents.numbering import Numbered
from app.documents.services import issue_document
from app.documents.snapshots import DocumentKind, Resolution
from app.extensions import db
from tests.bench.figures import Figure, in_turn
from tests.bench.house import House, Visitor, actor_of, open_house
from tests.documents.samples_after import resolution
from tools import supervise

MEMORY, STORED_PAPER, FIRST_PAGE, DEMO = 300, 3, 5, 90
ROUNDS = 150
LAYOUT = "libpango"  # what WeasyPrint loads, and nothing else does


def measure() -> Iterator[Figure]:
    with open_house(60) as house, ExitStack() as stack:
        document = _issue_paper(house)
        _say_that_it_is_up_to_date(house)
        port = free_port()
        supervisor = stack.enter_context(running(port, {"NENNEP_DATA_DIR": str(house.app.config["SETTINGS"].data_dir)}))
        with clock.set_to(datetime.now(UTC)):  # a session of the house's evening would be one of a day to come
            visitor = Visitor(house.app, house.world)
        client = Client(port, visitor.cookie)
        path = f"/documents/{document}/pdf"
        paper = _wait_for(client, path)
        for page in ("/", f"/meetings/{house.held}", f"/documents/{document}") * 4:
            client.get(page)
        yield from _memory(supervisor)
        floor = stack.enter_context(_floor(paper, stack))
        pair = in_turn(lambda: client.get(path), lambda: floor.get("/paper"), rounds=ROUNDS, clock=time.perf_counter)
        yield Figure(
            name="a stored PDF over HTTP: time to send_file",
            value=pair.ratio,
            bound=STORED_PAPER,
            unit="×",
            detail=pair.detail,
        )


def _issue_paper(house: House) -> int:
    # Not on the house's evening: the worker lives today, and does nothing that is due later. Ten minutes ago: nobody
    # wakes it here, and what has waited so long it finds when it starts.
    with house.app.app_context(), clock.set_to(datetime.now(UTC) - timedelta(minutes=10)):
        document = issue_document(
            DocumentKind.RESOLUTION, "NQ", _numbered, organisation_id=house.world.cell,
            meeting_id=house.over, title="Nghị quyết", actor=actor_of("thang"),
        )  # fmt: skip
        db.session.commit()
        return document.id


def _numbered(given: Numbered) -> Resolution:
    sample = resolution()
    return replace(sample, letterhead=replace(sample.letterhead, number=given.number))


def _say_that_it_is_up_to_date(house: House) -> None:
    """Its tables were made in one go, as they are after the last migration."""
    with house.app.app_context():
        stamp()


@contextmanager
def running(port: int, settings: Mapping[str, str]) -> Iterator[int]:
    """As `make run` does it, up to its first page; the number of the supervisor."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tools.supervise", "--port", str(port)],
        env={**os.environ, **settings}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    began = time.perf_counter()
    try:
        while not supervise._answers(port):
            if process.poll() is not None or time.perf_counter() - began > 60:
                raise RuntimeError("the house did not start")
            time.sleep(0.05)
        yield process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def _memory(supervisor: int) -> Iterator[Figure]:
    """Of all that `make run` started: web processes, worker, and who watches over them."""
    time.sleep(3)  # at rest
    kilobytes = {pid: _pss(pid) for pid in _family(supervisor)}
    detail = " + ".join(str(kb // 1024) for kb in kilobytes.values())
    yield Figure(
        name="two web workers and the job worker at rest: PSS", value=sum(kilobytes.values()) / 1024, bound=MEMORY,
        unit="MiB", detail=detail,
    )  # fmt: skip
    web = max(map(_family, _children(supervisor)), key=len)  # the worker has no children
    loaded = sum(LAYOUT in Path(f"/proc/{pid}/maps").read_text() for pid in web)
    yield Figure(name="web processes that loaded WeasyPrint", value=loaded, bound=0, detail=f"of {len(web)}")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _family(pid: int) -> list[int]:
    return [pid, *(member for child in _children(pid) for member in _family(child))]


def _pss(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


class Client:
    """One connection that is kept open, as a browser's; opened anew when the server closed it."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self.headers = {"Cookie": cookie, "Accept-Encoding": "gzip"}

    def get(self, path: str) -> bytes:
        for last in (False, True):
            try:
                self.connection.request("GET", path, headers=self.headers)
                response = self.connection.getresponse()
                body = response.read()
                break
            except (http.client.RemoteDisconnected, ConnectionResetError):
                self.connection.close()
                if last:
                    raise
        if response.status >= 400:
            raise RuntimeError(f"{path} answered {response.status}")
        return body


def _wait_for(client: Client, path: str) -> bytes:
    """The worker makes the PDF meanwhile."""
    deadline = time.monotonic() + 60
    while not (body := client.get(path)).startswith(b"%PDF-"):
        if time.monotonic() > deadline:
            raise RuntimeError(f"no PDF at {path}: {body[:200]!r}")
        time.sleep(0.3)
    return body


@contextmanager
def _floor(paper: bytes, stack: ExitStack) -> Iterator[Client]:
    """`send_file` of the same bytes behind the same server with the same settings."""
    import tempfile

    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="nennep-bench-"))
    file = Path(folder) / "paper.pdf"
    file.write_bytes(paper)
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", f"tests.bench.floor:papers_floor({str(file)!r})", "--bind",
        f"127.0.0.1:{port}", "--workers", "2", "--threads", "4", "--worker-class", "gthread", "--log-level", "warning",
        "--no-control-socket", "--preload",
    ]  # fmt: skip
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        while not supervise._answers(port):
            if process.poll() is not None:
                raise RuntimeError("the floor's server did not start")
            time.sleep(0.1)
        yield Client(port)
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def measure_start(folder: str) -> Iterator[Figure]:
    """The demo commune is built, then the house starts a second time over it."""
    environment = {**os.environ, "NENNEP_DATA_DIR": folder}
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "tools.prepare"], env=environment, check=True, capture_output=True)
    yield Figure(name="the demo commune built", value=time.perf_counter() - began, bound=DEMO, unit="s")
    yield from _second_start(folder)


def _second_start(folder: str) -> Iterator[Figure]:
    began = time.perf_counter()
    with running(free_port(), {"NENNEP_DATA_DIR": folder}):
        took = time.perf_counter() - began
        yield Figure(name="started again, up to its first page", value=took, bound=FIRST_PAGE, unit="s")
