"""The supervisor with small children of its own kind: what it promises when something ends."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from tools import supervise

FINISHES_ITS_JOB = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # as the worker does; who runs in the background has it ignored
try:
    print("ready", flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    sys.exit(7)
"""
# A parent that dies at once and leaves a child of its group behind, as a killed gunicorn would.
LEAVES_A_CHILD = "import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True)"


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-c", FINISHES_ITS_JOB]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout
    assert process.stdout.readline() == b"ready\n"
    yield process
    process.stdout.close()
    with contextlib.suppress(ProcessLookupError):
        process.kill()


def part(process: subprocess.Popen[bytes]) -> supervise.Part:
    return supervise.Part(name="worker", process=process, stop_signal=signal.SIGINT)


@pytest.fixture(autouse=True)
def keep_signal_handlers() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_stopping_lets_the_worker_finish_on_its_own_signal(child: subprocess.Popen[bytes]):
    supervise.stop([part(child)])

    assert child.returncode == 7


def test_stopping_leaves_nobody_of_a_dead_child_behind():
    process = subprocess.Popen([sys.executable, "-c", LEAVES_A_CHILD], stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout
    grandchild = int(process.stdout.readline())
    process.stdout.close()
    process.wait()

    supervise.stop([part(process)])

    assert ended(grandchild)


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


def test_one_child_that_died_is_named(child: subprocess.Popen[bytes]):
    os.kill(child.pid, signal.SIGKILL)
    child.wait()

    with pytest.raises(supervise.Failed, match="“worker” đã dừng bất thường"):
        supervise._fail_if_one_died([part(child)])


def test_a_busy_port_is_said_with_another_to_choose():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        with pytest.raises(supervise.Failed, match=f"Cổng {port} đang có chương trình khác dùng.*PORT={port + 1}"):
            supervise._refuse_a_busy_port(port)


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
