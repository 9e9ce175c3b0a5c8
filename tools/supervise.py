"""Run the whole of Nền Nếp on this machine: `python -m tools.supervise --port 8000`.

Migrates, loads the demo commune into an empty database, starts the web processes and the job worker, and stops both
when one of them ends or somebody presses Ctrl-C. Exit code 0: stopped on request; 1: something failed and was named.
"""

import argparse
import contextlib
import ctypes
import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import FrameType

HOST = "127.0.0.1"
FLASK = [sys.executable, "-m", "flask", "--app", "app"]
SECONDS_TO_START = 60
SECONDS_TO_STOP = 30


class Stopped(Exception):
    """Somebody asked for the end: Ctrl-C, SIGTERM, or the terminal was closed."""


class Failed(Exception):
    """Something went wrong; the message is for the person at the terminal."""


@dataclass(frozen=True, kw_only=True)
class Part:
    name: str
    process: subprocess.Popen[bytes]
    # The worker finishes its job on SIGINT and would lose it on SIGTERM.
    stop_signal: signal.Signals


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, default=8000)
    port = arguments.parse_args().port
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _ask_to_stop)
    parts: list[Part] = []
    try:
        _refuse_a_busy_port(port)
        sign_ins = _prepare_database()
        parts += start(port)
        _wait_for_first_page(port, parts)
        _greet(port, sign_ins)
        _watch(parts)
    except Stopped:
        print("\nĐang dừng …", flush=True)
        return 0
    except Failed as failure:
        print(f"\n{failure}", file=sys.stderr, flush=True)
        return 1
    finally:
        stop(parts)
    return 0


def _ask_to_stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def _refuse_a_busy_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            busy = error.errno == errno.EADDRINUSE
            why = "đang có chương trình khác dùng" if busy else f"không mở được: {error.strerror}"
            raise Failed(f"Cổng {port} {why}. Hãy chọn cổng khác, ví dụ: make run PORT={port + 1}") from error


def _prepare_database() -> bytes:
    """Returns the demo sign-ins, to be shown once the first page answers."""
    print("Chuẩn bị cơ sở dữ liệu …", flush=True)
    done = subprocess.run([sys.executable, "-m", "tools.prepare"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    if done.returncode:
        raise Failed(f"Không chuẩn bị được cơ sở dữ liệu (mã {done.returncode}).")
    return done.stdout


def start(port: int) -> list[Part]:
    web = [
        sys.executable, "-m", "gunicorn", "app:create_app()", "--bind", f"{HOST}:{port}", "--workers", "2",
        "--threads", "4", "--worker-class", "gthread", "--log-level", "warning", "--no-control-socket",
        "--preload",  # the program is read once, and its memory shared
    ]  # fmt: skip
    return [
        Part(name="web", process=_spawn(web), stop_signal=signal.SIGTERM),
        Part(name="worker", process=_spawn([*FLASK, "worker"]), stop_signal=signal.SIGINT),
    ]


def _spawn(command: Sequence[str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches this process only, which then stops its children each in its own way.
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_die_with_parent)


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


def _greet(port: int, sign_ins: bytes) -> None:
    print(f"\nNền Nếp đang chạy tại  http://{HOST}:{port}/\n", flush=True)
    sys.stdout.buffer.write(sign_ins)
    sys.stdout.flush()
    print("\nNhấn Ctrl-C để dừng.", flush=True)


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
            part.process.send_signal(part.stop_signal)
    deadline = time.monotonic() + SECONDS_TO_STOP
    for part in parts:
        # Too slow, or Ctrl-C a second time: the rest of its group is killed.
        with contextlib.suppress(subprocess.TimeoutExpired, Stopped):
            part.process.wait(max(0.1, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(part.process.pid, signal.SIGKILL)
        part.process.wait()


if __name__ == "__main__":
    sys.exit(main())
