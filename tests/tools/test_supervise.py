"""The supervisor with small children of its own kind: what it promises when something ends."""

import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from tools import supervise


def finish_the_job() -> None:
    """As the worker does: SIGINT ends it, but not at once."""
    try:
        os.write(1, b"ready\n")
        time.sleep(60)
    except KeyboardInterrupt:
        sys.exit(7)


@contextlib.contextmanager
def forked(act: Callable[[], None]) -> Iterator[tuple[supervise.Forked, bytes]]:
    """A process of the supervisor's, and the first line that it wrote."""
    ours, theirs = os.pipe()

    def within() -> None:
        os.dup2(theirs, 1)
        act()

    process = supervise.fork(within)
    os.close(theirs)
    with os.fdopen(ours, "rb") as answer:
        yield process, answer.readline()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


@pytest.fixture
def child() -> Iterator[supervise.Forked]:
    with forked(finish_the_job) as (process, said):
        assert said == b"ready\n"
        yield process


def part(process: supervise.Forked) -> supervise.Part:
    return supervise.Part(name="worker", process=process, stop_signal=signal.SIGINT)


@pytest.fixture(autouse=True)
def keep_signal_handlers() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_stopping_lets_the_worker_finish_on_its_own_signal(child: supervise.Forked):
    supervise.stop([part(child)])

    assert child.returncode == 7


def test_stopping_leaves_nobody_of_a_dead_child_behind():
    def die_and_leave_a_child() -> None:  # as a killed gunicorn would
        if (pid := os.fork()) == 0:
            time.sleep(60)
        os.write(1, f"{pid}\n".encode())

    with forked(die_and_leave_a_child) as (process, said):
        process.wait(10)

        supervise.stop([part(process)])

        assert process.returncode == 0
        assert ended(int(said))


@pytest.mark.parametrize(("end", "code"), [(None, 0), (SystemExit(3), 3), (SystemExit("why"), 1), (ValueError(), 1)])
def test_how_a_part_ended_is_known(end: BaseException | None, code: int):
    def act() -> None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        if end:
            raise end

    process = supervise.fork(act)
    process.wait(10)

    assert process.returncode == code


def ended(pid: int) -> bool:
    """Gone, or a zombie that nobody of this test run has to collect."""
    for _ in range(50):
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
                if stat.read().rpartition(")")[2].split()[0] == "Z":
                    return True
        except FileNotFoundError:
            return True
        time.sleep(0.1)
    return False


def test_one_child_that_died_is_named(child: supervise.Forked):
    os.kill(child.pid, signal.SIGKILL)
    child.wait(10)

    with pytest.raises(supervise.Failed, match="“worker” đã dừng bất thường"):
        supervise._fail_if_one_died([part(child)])


def test_a_busy_port_is_said_with_another_to_choose():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        with pytest.raises(supervise.Failed, match=f"Cổng {port} đang có chương trình khác dùng.*PORT={port + 1}"):
            supervise.refuse_a_busy_port(port)


class Page(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *rest: object) -> None:
        pass


@pytest.mark.parametrize(("status", "answers"), [(200, True), (302, True), (500, False)])
def test_the_first_page_counts_only_if_it_is_no_error(monkeypatch: pytest.MonkeyPatch, status: int, answers: bool):
    monkeypatch.setattr(Page, "status", status)
    with HTTPServer(("127.0.0.1", 0), Page) as server:
        Thread(target=server.serve_forever, daemon=True).start()

        assert supervise._answers(server.server_port) is answers

        server.shutdown()


def test_a_server_that_is_not_there_does_not_answer():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    assert not supervise._answers(port)


@pytest.mark.parametrize(
    ("environ", "trial"),
    [
        ({}, "1"),
        ({"NENNEP_SIGNING_TRIAL": "0"}, "0"),
        ({"NENNEP_ENV": "production"}, None),
        ({"NENNEP_SIGNING_FILE": "/dau.p12"}, None),
    ],
)
def test_papers_are_signed_on_trial_only_where_nothing_else_is_set(environ, trial):
    supervise.sign_on_trial(environ)

    assert environ.get("NENNEP_SIGNING_TRIAL") == trial
