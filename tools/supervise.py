"""Run the whole of Nền Nếp on this machine: `python -m tools.supervise --port 8000`.

Migrates, loads the demo commune into an empty database, starts the web processes and the job worker, and stops both
when one of them ends or somebody presses Ctrl-C. Exit code 0: stopped on request; 1: something failed and was named.

The program is read once, here: the others are forked from this process, begin at once and share its memory.
"""

import argparse
import contextlib
import ctypes
import errno
import gc
import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING, NoReturn, Protocol

if TYPE_CHECKING:
    from flask import Flask

HOST = "127.0.0.1"
SECONDS_TO_START = 60
SECONDS_TO_STOP = 30


class Stopped(Exception):
    """Somebody asked for the end: Ctrl-C, SIGTERM, or the terminal was closed."""


class Failed(Exception):
    """Something went wrong; the message is for the person at the terminal."""


class Process(Protocol):
    """A child of ours: forked from this one, or a program of its own."""

    @property
    def pid(self) -> int: ...
    def poll(self) -> int | None: ...
    def wait(self, seconds: float, /) -> object: ...


@dataclass
class Forked:
    """A process that does one thing, begun from the program as it stands in memory here."""

    pid: int
    returncode: int | None = None

    def poll(self) -> int | None:
        """How it ended, as subprocess says it; None while it goes on."""
        if self.returncode is None:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if ended else None
        return self.returncode

    def wait(self, seconds: float) -> None:
        """Until it ends, or so long."""
        until = time.monotonic() + seconds
        while self.poll() is None and time.monotonic() < until:
            time.sleep(0.02)


@dataclass(frozen=True, kw_only=True)
class Part:
    name: str
    process: Process
    # The worker finishes its job on SIGINT and would lose it on SIGTERM.
    stop_signal: signal.Signals


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, default=8000)
    port = arguments.parse_args().port
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask_to_stop)
    parts: list[Part] = []
    # Named before the program is read: there the web processes count their requests together.
    counters = tempfile.TemporaryDirectory(prefix="nennep-counters-")
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", counters.name)
    try:
        return until_stopped(lambda: _run(port, parts))
    finally:
        stop(parts)
        counters.cleanup()


def _run(port: int, parts: list[Part]) -> None:
    refuse_a_busy_port(port)
    sign_on_trial(os.environ)
    app = _read_program()
    _prepare_database(app)
    start(app, port, parts)
    _wait_for_first_page(port, parts)
    _greet(app, port)
    _watch(parts)


def until_stopped(act: Callable[[], None]) -> int:
    """Do it until somebody asks for the end (0) or something fails, which is told (1)."""
    try:
        act()
    except Stopped:
        print("\nĐang dừng …", flush=True)
    except Failed as failure:
        print(f"\n{failure}", file=sys.stderr, flush=True)
        return 1
    return 0


def sign_on_trial(environ: MutableMapping[str, str]) -> None:
    """Outside production, and where no certificate is set: so that one sees what a signed paper is like."""
    certificates = ("NENNEP_SIGNING_FILE", "NENNEP_SIGNING_TOKEN_LIBRARY")
    if environ.get("NENNEP_ENV") != "production" and not any(environ.get(name) for name in certificates):
        environ.setdefault("NENNEP_SIGNING_TRIAL", "1")


def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def refuse_a_busy_port(port: int, target: str = "run") -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            busy = error.errno == errno.EADDRINUSE
            why = "đang có chương trình khác dùng" if busy else f"không mở được: {error.strerror}"
            raise Failed(f"Cổng {port} {why}. Hãy chọn cổng khác, ví dụ: make {target} PORT={port + 1}") from error


def _read_program() -> "Flask":
    gc.disable()  # nothing of what is read now is ever thrown away: looking for it costs a seventh of the time
    from app import create_app
    from app.jobs import queue  # noqa: F401  # both kinds of processes need it
    from tools import web  # noqa: F401

    app = create_app()
    gc.enable()
    return app


def _prepare_database(app: "Flask") -> None:
    """In a process of its own if there is anything to do: what that leaves in memory is not shared with the others."""
    from app.extensions import db
    from tools.prepare import is_ready

    print("Chuẩn bị cơ sở dữ liệu …", flush=True)
    ready = is_ready(app)
    with app.app_context():
        db.engine.dispose()  # a connection cannot be used by two processes
    if ready:
        return
    done = subprocess.run([sys.executable, "-m", "tools.prepare"], stdin=subprocess.DEVNULL)
    if done.returncode:
        raise Failed(f"Không chuẩn bị được cơ sở dữ liệu (mã {done.returncode}).")


def start(app: "Flask", port: int, parts: list[Part]) -> None:
    """Add the web processes and the worker to `parts`, each as soon as it is there to be stopped."""
    from app.jobs.commands import work
    from tools.web import serve

    gc.freeze()  # else the first collection in each process would write on all that they share
    parts.append(Part(name="web", process=fork(lambda: serve(app, HOST, port)), stop_signal=signal.SIGTERM))
    parts.append(Part(name="worker", process=fork(lambda: work(app)), stop_signal=signal.SIGINT))


def fork(act: Callable[[], None]) -> Forked:
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    return Forked(pid) if pid else _live(act)


def _live(act: Callable[[], None]) -> NoReturn:
    """The whole life of a forked process."""
    code = 1
    try:
        os.setsid()  # Ctrl-C reaches the parent only, which then stops its children each in its own way
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _die_with_parent()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        act()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except KeyboardInterrupt:
        code = 128 + signal.SIGINT  # before it had begun
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _die_with_parent() -> None:
    """Even a killed supervisor leaves no servers behind (Linux only; elsewhere nothing happens)."""
    pr_set_pdeathsig = 1
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGINT)


def _wait_for_first_page(port: int, parts: Sequence[Part]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not _answers(port):
        _fail_if_one_died(parts)
        if time.monotonic() > deadline:
            raise Failed(f"Trang đầu chưa trả lời sau {SECONDS_TO_START} giây.")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    # Not urllib, which would ask a proxy of the environment for our own address.
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def _greet(app: "Flask", port: int) -> None:
    from app.demo.people import told

    with app.app_context():
        sign_ins = told()
    print(
        f"\nNền Nếp đang chạy tại  http://{HOST}:{port}/\n", *sign_ins, "\nNhấn Ctrl-C để dừng.", sep="\n", flush=True
    )


def _watch(parts: Sequence[Part]) -> None:
    while True:
        _fail_if_one_died(parts)
        time.sleep(0.3)


def _fail_if_one_died(parts: Sequence[Part]) -> None:
    for part in parts:
        code = part.process.poll()
        if code is not None:
            raise Failed(f"Tiến trình “{part.name}” đã dừng bất thường (mã {code}); dừng phần còn lại.")


def stop(parts: Sequence[Part]) -> None:
    """Each in its own way, then for good: after this no process of ours is left."""
    for number in (signal.SIGTERM, signal.SIGHUP):  # `make` passes on what this process got as well
        signal.signal(number, signal.SIG_IGN)
    for part in parts:
        if part.process.poll() is None:
            os.kill(part.process.pid, part.stop_signal)
    deadline = time.monotonic() + SECONDS_TO_STOP
    for part in parts:
        # Too slow, or Ctrl-C a second time: the rest of its group is killed.
        with contextlib.suppress(Stopped):
            part.process.wait(max(0.1, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(part.process.pid, signal.SIGKILL)
        part.process.wait(SECONDS_TO_STOP)


if __name__ == "__main__":
    sys.exit(main())
