"""A city on one machine, to look at and to try what holds: `make cluster`, or `python -m tools.cluster --port 8000`.

PostgreSQL, Redis, a store that speaks S3, two machines with a web node and a worker each, nginx in front of them.
Whoever dies is started again; Ctrl-C stops all, and then nothing of it is left, neither process nor data. Exit code 0:
stopped on request; 1: something failed and was named.
"""

import argparse
import contextlib
import gc
import http.client
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from config import read_max_upload_mb
from tools.servers import Nginx, Postgresql, Redis, Store, free_port
from tools.supervise import (
    HOST,
    Failed,
    Part,
    Process,
    ask_to_stop,
    fork,
    refuse_a_busy_port,
    sign_on_trial,
    until_stopped,
)
from tools.supervise import stop as stop_parts

MACHINES = 2
SECONDS_TO_START = 60
# What ends more often than this within a minute is not helped by being started again.
AGAIN = 10
Act = Callable[[], None]


@dataclass(frozen=True, kw_only=True)
class Machine:
    """One web node and one worker, with a data folder that both use."""

    number: int
    port: int
    environ: Mapping[str, str]

    def serve(self) -> None:
        from app import create_app
        from tools.web import serve

        self._settle("web.log")
        serve(create_app(), HOST, self.port)

    def work(self) -> None:
        from app import create_app
        from app.jobs.commands import work

        self._settle("worker.log")
        work(create_app())

    def _settle(self, log: str) -> None:
        """From here on this process lives on this machine, and tells what it has to tell there."""
        os.environ.update(self.environ)
        with (Path(self.environ["NENNEP_DATA_DIR"]) / log).open("ab") as file:
            os.dup2(file.fileno(), 2)


class Cluster:
    """`prepare` fills the empty database, in a process of its own, in the settings of the first machine. `around` wraps
    what each process of ours does (tests live on other days)."""

    def __init__(
        self, folder: Path, port: int, *, prepare: Act | None = None, around: Callable[[Act], Act] = lambda act: act
    ) -> None:
        self.folder, self.port, self.prepare, self.around = folder, port, prepare or load_demo, around
        data = tempfile.mkdtemp(prefix="nennep-postgresql-")  # apart: whom PostgreSQL runs as may not enter ours
        self.postgresql, self.redis, self.store = Postgresql(Path(data)), Redis(folder), Store(folder)
        self.machines = [self._machine(number) for number in range(1, MACHINES + 1)]
        nodes = [f"{HOST}:{machine.port}" for machine in self.machines]
        self.nginx = Nginx(folder / "nginx", port, nodes, read_max_upload_mb(os.environ))
        self.parts: dict[str, Part] = {}
        self.starts: dict[str, Callable[[], Process]] = {}
        self.signals: dict[str, signal.Signals] = {}
        self.restarts: dict[str, list[float]] = defaultdict(list)

    def _machine(self, number: int) -> Machine:
        folder = self.folder / f"machine-{number}"
        (folder / "counters").mkdir(parents=True)
        own = {"NENNEP_DATA_DIR": str(folder), "PROMETHEUS_MULTIPROC_DIR": str(folder / "counters")}
        machine = Machine(number=number, port=free_port(), environ=self.settings | own)
        # For commands by hand: `env $(cat …/settings) flask --app app verify`.
        (folder / "settings").write_text("".join(f"{name}={value}\n" for name, value in machine.environ.items()))
        (folder / "port").write_text(str(machine.port))
        return machine

    @property
    def settings(self) -> dict[str, str]:
        """Those that all machines share."""
        return {
            "NENNEP_DATABASE_URL": self.postgresql.url,
            "NENNEP_SECRET_KEY": self._key,
            "NENNEP_REDIS_URL": self.redis.url,
            "NENNEP_PROXIES": "1",
            "NENNEP_PUBLIC_URL": f"http://{HOST}:{self.port}",
            **self.store.settings,
        }

    _key = secrets.token_urlsafe(48)

    def start(self) -> None:
        """Everything, in the order in which one needs the other. Raises Failed."""
        self.begin("postgresql", self.postgresql.start, signal.SIGINT)
        self.begin("redis", self.redis.start, signal.SIGTERM)
        self.begin("store", self.store.start, signal.SIGKILL)
        self.postgresql.create()
        self._fill()
        gc.freeze()  # else the first collection in each process would write on all that they share
        for machine in self.machines:
            self._begin_ours(f"web-{machine.number}", machine.serve, signal.SIGTERM)
            # The worker finishes its job on SIGINT and would lose it on SIGTERM.
            self._begin_ours(f"worker-{machine.number}", machine.work, signal.SIGINT)
        self.begin("nginx", self.nginx.start, signal.SIGTERM)
        self._wait_for_all_nodes()

    def _begin_ours(self, name: str, act: Act, end: signal.Signals) -> None:
        self.begin(name, lambda: fork(self.around(act)), end)

    def begin(self, name: str, start: Callable[[], Process], end: signal.Signals) -> None:
        self.starts[name], self.signals[name] = start, end
        self.parts[name] = Part(name=name, process=start(), stop_signal=end)
        told = {part.name: part.process.pid for part in self.parts.values()}
        (self.folder / "processes.new").write_text(json.dumps(told, indent=1))
        (self.folder / "processes.new").replace(self.folder / "processes.json")  # whoever reads it finds it whole

    def on_the_first(self, act: Act) -> Act:
        """A command in the settings of the first machine."""

        def entered() -> None:
            os.environ.update(self.machines[0].environ)
            act()

        return entered

    def _fill(self) -> None:
        filled = fork(self.around(self.on_the_first(self.prepare)))
        while (code := filled.poll()) is None:
            time.sleep(0.1)
        if code:
            raise Failed(f"Không chuẩn bị được cơ sở dữ liệu (mã {code}).")
        # One authority for all: papers that one machine signs on trial are known to the others.
        first = self.folder / "machine-1" / "trial-authority"
        for machine in self.machines[1:] if first.exists() else ():
            shutil.copytree(first, self.folder / f"machine-{machine.number}" / first.name)

    def _wait_for_all_nodes(self) -> None:
        until = time.monotonic() + SECONDS_TO_START
        for port in [machine.port for machine in self.machines] + [self.port]:
            while not is_ready(port):
                if time.monotonic() > until:
                    raise Failed(f"Cổng {port} chưa trả lời sau {SECONDS_TO_START} giây.")
                time.sleep(0.1)

    def watch(self) -> None:
        """Start again whoever dies, until Stopped is raised. Raises Failed for what does not stay alive."""
        while True:
            for part in list(self.parts.values()):
                if (code := part.process.poll()) is not None:
                    self._again(part, code)
            time.sleep(0.3)

    def _again(self, part: Part, code: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(part.process.pid, signal.SIGKILL)  # its children hold the port
        now = time.monotonic()
        recent = self.restarts[part.name] = [one for one in self.restarts[part.name] if now - one < 60] + [now]
        if part.name == "store":
            raise Failed("Kho tài liệu thử đã dừng, và những gì trong đó mất theo; dừng tất cả.")
        if len(recent) > AGAIN:
            raise Failed(f"“{part.name}” dừng liên tục (mã {code}); dừng tất cả. Xem {self.folder}.")
        print(f"“{part.name}” đã dừng (mã {code}); khởi động lại.", flush=True)
        self.begin(part.name, self.starts[part.name], self.signals[part.name])

    def stop(self) -> None:
        """After this no process of ours is left, and nothing that they wrote."""
        behind = [self.parts[name] for name in ("postgresql", "redis", "store") if name in self.parts]
        stop_parts([part for part in self.parts.values() if part not in behind])
        stop_parts(behind)
        shutil.rmtree(self.postgresql.data, ignore_errors=True)
        self.postgresql.data.with_name(f"{self.postgresql.data.name}.log").unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def greet(self) -> None:
        """In a process of its own: a connection cannot be used by two."""
        greeting = fork(self.on_the_first(_say_who_signs_in))
        greeting.wait(SECONDS_TO_START)
        rows = [f"  {name:<12} pid {part.process.pid}" for name, part in self.parts.items()]
        print(
            "\nĐang chạy (ai dừng thì được khởi động lại; thử: kill -9 PID):", *rows,
            f"\nNền Nếp nhiều máy tại  http://{HOST}:{self.port}/   (qua nginx)",
            f"Thư mục: {self.folder}, bị xóa khi dừng.\nNhấn Ctrl-C để dừng tất cả.", sep="\n", flush=True,
        )  # fmt: skip


def load_demo() -> None:
    done = subprocess.run([sys.executable, "-m", "tools.prepare"], stdin=subprocess.DEVNULL)
    if done.returncode:
        sys.exit(done.returncode)


def is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _say_who_signs_in() -> None:
    from app import create_app
    from app.demo.people import told

    app = create_app()
    with app.app_context():
        print("", *told(), sep="\n", flush=True)


def _read_program() -> None:
    gc.disable()  # nothing of what is read now is ever thrown away
    from app.jobs import queue  # noqa: F401  # both kinds of processes need it
    from tools import web  # noqa: F401

    gc.enable()


def run(port: int, **how: Callable[..., object]) -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask_to_stop)
    with contextlib.ExitStack() as at_the_end:
        return until_stopped(lambda: _live(port, at_the_end, how))


def _live(port: int, at_the_end: contextlib.ExitStack, how: Mapping[str, Callable[..., object]]) -> None:
    refuse_a_busy_port(port, "cluster")
    sign_on_trial(os.environ)
    folder = Path(tempfile.mkdtemp(prefix="nennep-cluster-"))
    # Named before the program is read: there the web processes of a machine count their requests together.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    print("Khởi động PostgreSQL, Redis, kho tài liệu; chuẩn bị dữ liệu mẫu …", flush=True)
    _read_program()
    cluster = Cluster(folder, port, **how)  # type: ignore[arg-type]
    at_the_end.callback(cluster.stop)
    cluster.start()
    cluster.greet()
    cluster.watch()


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--port", type=int, default=8000)
    return run(arguments.parse_args().port)


if __name__ == "__main__":
    sys.exit(main())
