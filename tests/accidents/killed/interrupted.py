"""A backup, and the way back from one, killed at every point: what lies there afterwards, and whether it goes on.

`python -m tests.accidents.killed.interrupted FILE`: FILE says where (`Plan`, as JSON); the report goes to standard output.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import make_url, select
from sqlalchemy.engine.default import DefaultDialect

from app import create_app
from app.backups import archive
from app.backups.archive import Archive, Refused
from app.backups.commands import head
from app.backups.databases import MIGRATIONS, address, is_in_use
from app.backups.services import back_up, restore
from app.documents.files import keep_file
from app.documents.models import StoredFile
from app.extensions import db
from app.proofs.queries import verify
from app.proofs.services import seal_rows
from config import read_settings
from tests.accidents.killed.points import Points, around

WHOLE, EMPTY = "whole", "empty"
FILES = 3


@dataclass(frozen=True)
class Plan:
    """Settings of an installation that is lived in, and of one that is still to be; every `step`-th point is tried."""

    folder: str
    old: dict[str, str]
    new: dict[str, str]
    step: int


def watch(points: Points) -> None:
    around(points, archive.Writer, "put", "a part of a backup")
    around(points, archive.Archive, "extract", "a file is taken out of a backup")
    around(points, shutil, "copyfileobj", "its bytes are copied")
    around(points, os, "replace", "the rename of a file")
    around(points, os, "fsync", "a file is safe on the disk")
    around(points, os, "sync", "all is safe on the disk")
    around(points, subprocess, "run", "a program of PostgreSQL's")
    around(points, DefaultDialect, "do_commit", "a commit")


class Rehearsal:
    def __init__(self, plan: Plan) -> None:
        self.plan, self.folder = plan, Path(plan.folder)
        self.kept = self.folder / "kept" / "one.backup"
        self.old, self.new = (create_app(read_settings(settings)) for settings in (plan.old, plan.new))
        self.points = Points(self.folder / "killed.json")
        watch(self.points)
        self.faults: list[str] = []
        self.ends: dict[str, str] = {}
        self._aside(self.old, _keep_some_files)

    def backups(self) -> int:
        """How many points there are."""
        self._aside(self.old, lambda: back_up(self.kept))
        names = self._names()
        for number in self._some_of(names):
            shutil.rmtree(self.kept.parent)
            self._aside(self.old, lambda: back_up(self.kept), dies_at=number)
            self._look_at_backup(f"backup, point {number}: {names[number]}")
        return len(names)

    def _some_of(self, names: list[str]) -> list[int]:
        """The last of them in any case: there it is whole."""
        return sorted({*range(0, len(names), self.plan.step), len(names) - 1})

    def _look_at_backup(self, where: str) -> None:
        """There is a whole one or none, and then one can be made."""
        self.ends[where] = WHOLE if self.kept.exists() else EMPTY
        if not self.kept.exists() and self._aside(self.old, lambda: back_up(self.kept)):
            self.faults.append(f"{where}: it cannot be made again")
        try:
            Archive(self.kept)
        except Refused as refused:
            self.faults.append(f"{where}: {refused}")

    def restores(self) -> int:
        """How many points there are."""
        self._build_anew()
        self._aside(self.new, lambda: restore(self.kept, head()))
        names = self._names()
        for number in self._some_of(names):
            self._build_anew()
            self._aside(self.new, lambda: restore(self.kept, head()), dies_at=number)
            self._look_at_restored(f"restore, point {number}: {names[number]}")
        return len(names)

    def _look_at_restored(self, where: str) -> None:
        """It is empty, and then it can be restored again; or whole, and says so."""
        if self._aside(self.new, _is_empty) == 0:
            self.ends[where] = EMPTY
            again = self._aside(self.new, lambda: restore(self.kept, head()))
        else:
            self.ends[where] = WHOLE
            again = self._aside(self.new, lambda: _is_refused(self.kept))
        if again or self._aside(self.new, _is_whole):
            self.faults.append(f"{where}: {self.ends[where]}, {(self.folder / 'said.txt').read_text()}")

    def _names(self) -> list[str]:
        found: list[str] = json.loads((self.folder / "names.json").read_text())
        return found

    def _build_anew(self) -> None:
        """The new installation as it is before anybody has begun to use it."""
        data, url = Path(self.plan.new["NENNEP_DATA_DIR"]), make_url(self.plan.new["NENNEP_DATABASE_URL"])
        shutil.rmtree(data)
        data.mkdir()
        if url.get_backend_name() == "postgresql":
            server = url.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {url.database} WITH (FORCE)".encode())
                connection.execute(f"CREATE DATABASE {url.database} TEMPLATE template0 ENCODING 'UTF8'".encode())

    def _aside(self, app: Flask, act: Callable[[], object], dies_at: int | None = None) -> int:
        """In a process of its own: 0 if it came to its end."""
        self.points.begin(0, dies_at)
        if pid := os.fork():
            return os.waitpid(pid, 0)[1]
        code = 1
        try:
            with app.app_context():
                act()
            (self.folder / "names.json").write_text(json.dumps(self.points.names))
            code = 0
        except BaseException as error:
            (self.folder / "said.txt").write_text(f"{type(error).__name__}: {error}")
        finally:
            os._exit(code)


def _keep_some_files() -> None:
    for number in range(FILES):
        keep_file(b"%PDF-1.7 " + bytes([number]) * 100_000, "application/pdf")
    db.session.commit()
    seal_rows()  # the people of the world: no event tells of them


def _is_empty() -> None:
    if is_in_use(address()):
        raise AssertionError("in use")


def _is_refused(kept: Path) -> None:
    try:
        restore(kept, head())
    except Refused as refused:
        if "verify" not in str(refused):
            raise AssertionError(f"it does not say what to do: {refused}") from refused
        return
    raise AssertionError("an installation in use was overwritten")


def _is_whole() -> None:
    upgrade(directory=str(MIGRATIONS))
    found = [one.found for one in verify().areas if one.found]
    if found or len(db.session.scalars(select(StoredFile.sha256)).all()) != FILES:
        raise AssertionError(f"not whole: {found}")


if __name__ == "__main__":
    rehearsal = Rehearsal(Plan(**json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
    points = {"backup": rehearsal.backups(), "restore": rehearsal.restores()}
    told = {"points": points, "ends": rehearsal.ends, "faults": rehearsal.faults}
    sys.stdout.write(json.dumps(told) + "\n")
