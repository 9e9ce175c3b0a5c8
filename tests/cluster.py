"""The cluster of `tools.cluster` on the world of the tests: `python -m tests.cluster PORT CLOCK`.

CLOCK is a file with the seconds by which its days are ahead of ours. A process reads it when it begins: who wants to
live on in another hour ends the processes, and they are begun again.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import time_machine

from tools import cluster
from tools.cluster import Act

ROOT = Path(__file__).parents[1]
SECONDS_TO_START, SECONDS_TO_STOP = 180, 60


def build() -> None:
    from flask_migrate import upgrade

    from app import create_app
    from app.accounts.models import Account
    from app.accounts.passwords import hash_of
    from app.extensions import db
    from app.proofs.services import seal_rows
    from tests.e2e.conftest import PASSWORD
    from tests.world import build_world

    app = create_app()
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        build_world(db.session)
        db.session.execute(db.update(Account).values(password_hash=hash_of(PASSWORD)))
        db.session.commit()
        seal_rows()  # the world was written without events


def on_the_day_of(clock: Path) -> Callable[[Act], Act]:
    def around(act: Act) -> Act:
        def then() -> None:
            ahead = timedelta(seconds=float(clock.read_text()))
            time_machine.travel(datetime.now(UTC) + ahead, tick=True).start()
            act()

        return then

    return around


class Running:
    """A cluster as somebody has it who sits in front of it: its address, and the processes by their names."""

    def __init__(self, folder: Path, port: int, moment: datetime) -> None:
        self.clock, self.port = folder / "clock", port
        self._set_clock(moment)
        command = [sys.executable, "-m", "tests.cluster", str(port), str(self.clock)]
        environ = {name: value for name, value in os.environ.items() if not name.startswith("NENNEP_")}
        self.said = folder / "said"
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, stdout=said, stderr=said
            )
        wait_until(lambda: "Nhấn Ctrl-C" in self.said.read_text() or self.process.poll() is not None, SECONDS_TO_START)
        assert self.process.poll() is None, self.said.read_text()
        self.folder = Path(self.said.read_text().partition("Thư mục: ")[2].partition(",")[0])
        self.url = f"http://127.0.0.1:{port}"

    def _set_clock(self, moment: datetime) -> None:
        self.clock.write_text(str((moment - datetime.now(UTC)).total_seconds()))

    def pids(self) -> dict[str, int]:
        return json.loads((self.folder / "processes.json").read_text())

    def port_of(self, machine: int) -> int:
        return int((self.folder / f"machine-{machine}" / "port").read_text())

    def end(self, name: str, how: signal.Signals = signal.SIGKILL) -> int:
        """Its number, which is over now. SIGKILL takes its children along, as the end of a machine would."""
        pid = self.pids()[name]
        if how is signal.SIGKILL and name != "postgresql":
            os.killpg(pid, how)
        else:
            os.kill(pid, how)
        return pid

    def travel(self, moment: datetime) -> None:
        """All processes of ours are begun again, at that moment; one node after the other, as in an update."""
        self._set_clock(moment)
        for number in (1, 2):
            before = {
                name: self.end(name, how)
                for name, how in ((f"web-{number}", signal.SIGTERM), (f"worker-{number}", signal.SIGINT))
            }
            wait_until(lambda old=before: all(self.pids()[name] != pid for name, pid in old.items()), SECONDS_TO_STOP)
            self.wait_until_ready()

    def wait_until_ready(self) -> None:
        ports = [self.port_of(1), self.port_of(2), self.port]
        wait_until(lambda: all(cluster.is_ready(port) for port in ports), SECONDS_TO_STOP)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """A command of the program, on the first machine."""
        lines = (self.folder / "machine-1" / "settings").read_text().splitlines()
        environ = os.environ | dict(line.split("=", 1) for line in lines)
        program = [sys.executable, "-m", "flask", "--app", "app", *command]
        return subprocess.run(program, cwd=ROOT, env=environ, capture_output=True, text=True)

    def stop(self) -> list[str]:
        """As Ctrl-C does; the names of the processes that are left."""
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(SECONDS_TO_STOP)
        finally:
            left = [" ".join(one.cmdline()) for one in psutil.wait_procs(family, timeout=5)[1]]
            for one in psutil.wait_procs(family, timeout=0)[1]:
                one.kill()
        return left


def wait_until(done: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, f"nothing happened for {seconds} seconds"
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(cluster.run(int(sys.argv[1]), prepare=build, around=on_the_day_of(Path(sys.argv[2]))))
