"""The house of the rehearsal: its database and its folder, kept as they were at moments of the month, and put back."""

import shutil
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy import make_url


class House(Protocol):
    """Nobody may be connected while it is kept or put back."""

    def keep(self, moment: int) -> None: ...
    def renew(self, moment: int) -> None: ...


class OnSqlite:
    """The database is a file among the others."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _kept(self, moment: int) -> Path:
        return self.folder.with_name(f"{self.folder.name}-{moment}")

    def keep(self, moment: int) -> None:
        shutil.copytree(self.folder, self._kept(moment))

    def renew(self, moment: int) -> None:
        shutil.rmtree(self.folder)
        shutil.copytree(self._kept(moment), self.folder)


class OnPostgresql(OnSqlite):
    def __init__(self, folder: Path, url: str) -> None:
        super().__init__(folder)
        self.name = make_url(url).database
        self.server = make_url(url).set(drivername="postgresql", database="postgres").render_as_string(False)

    def keep(self, moment: int) -> None:
        super().keep(moment)
        self._run(f"CREATE DATABASE {self.name}_{moment} TEMPLATE {self.name}")

    def renew(self, moment: int) -> None:
        super().renew(moment)
        self._run(
            f"DROP DATABASE {self.name} WITH (FORCE)", f"CREATE DATABASE {self.name} TEMPLATE {self.name}_{moment}"
        )

    def _run(self, *statements: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


def house_in(folder: Path, url: str) -> House:
    return OnSqlite(folder) if url.startswith("sqlite") else OnPostgresql(folder, url)
