"""Where a rehearsal takes place: a house of its own beside the one of the tests, and a mail server that outlives it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests import engines
from tests.backups.conftest import postgresql_programs  # noqa: F401 - pg_dump and pg_restore
from tests.engines import WORLD, Engine, Postgresql, Sqlite
from tests.post import PostOffice, serving

Rehearse = Callable[..., dict[str, Any]]
NAME = "rehearsal"


class Noting(PostOffice):
    """It notes each letter in a file before the sender hears that it was taken."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file = file

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer: str = await super().handle_DATA(server, session, envelope)
        letter = self.received[-1]
        said = {"id": letter["Message-ID"], "to": letter["To"], "subject": letter["Subject"]}
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(said) + "\n")
        return answer


@pytest.fixture
def folder() -> Iterator[Path]:
    """In memory where the machine has such a folder."""
    made = Path(tempfile.mkdtemp(prefix="nennep-rehearsal-", dir=engines._memory()))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def house(folder: Path, test_database: Engine, postgresql_programs) -> Iterator[dict[str, str]]:  # noqa: F811
    """Settings of an installation with the little world in it."""
    test_database.renew(WORLD)
    data = folder / "data"
    data.mkdir()
    with copied(test_database, data) as url:
        yield {"NENNEP_DATABASE_URL": url, "NENNEP_DATA_DIR": str(data)}


@contextmanager
def copied(database: Engine, data: Path) -> Iterator[str]:
    """The database of the tests as it is now, in another place: its address."""
    if isinstance(database, Sqlite):
        shutil.copyfile(database.files[WORLD], data / "nennep.db")
        yield f"sqlite:///{data / 'nennep.db'}"
        return
    assert isinstance(database, Postgresql)
    there = database.server.replace("/postgres?", f"/{NAME}?", 1)
    database._on_server(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
    database._on_server(f"CREATE DATABASE {NAME} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
    here, dump = database.server.replace("/postgres?", f"/{database.name}?", 1), str(data.parent / "world.dump")
    subprocess.run(["pg_dump", "-Fc", "-N", "moment_*", "-f", dump, here], check=True)
    subprocess.run(["pg_restore", "-d", there, dump], check=True)
    with psycopg.connect(there, autocommit=True) as connection:
        connection.execute("DROP SCHEMA watch CASCADE")  # nobody goes back here from test to test
    yield there.replace("postgresql://", "postgresql+psycopg://", 1)
    for (name,) in database._execute(f"SELECT datname FROM pg_database WHERE datname LIKE '{NAME}%'"):
        database._on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def rehearse(folder: Path, house: dict[str, str]) -> Iterator[Rehearse]:
    """`rehearse(kills=…, must=…)`: what tests.accidents.killed.rehearsal tells."""
    letters = folder / "letters.jsonl"
    letters.touch()
    with serving(Noting(letters)) as port:
        mail = {"HOST": "127.0.0.1", "PORT": str(port), "TLS": "none", "SENDER": "nennep@muonglam.vn"}
        settings = {
            **house, **{f"NENNEP_SMTP_{name}": value for name, value in mail.items()},
            "NENNEP_PUBLIC_URL": "https://nennep.muonglam.vn", "NENNEP_SIGNING_TRIAL": "1",
            "NENNEP_BACKUP_DIR": str(Path(house["NENNEP_DATA_DIR"]) / "backups"),
        }  # fmt: skip
        told = {"folder": str(folder), "environment": settings, "letters": str(letters)}
        yield lambda **chosen: run("rehearsal", folder, told | chosen)


def run(program: str, folder: Path, plan: dict[str, Any]) -> dict[str, Any]:
    """What a program of this folder reports."""
    file = folder / "plan.json"
    file.write_text(json.dumps(plan), encoding="utf-8")
    command = [sys.executable, "-m", f"tests.accidents.killed.{program}", str(file)]
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": "."}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-5000:]
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return report
