"""A database as a file, and a file as a database: with each engine's own means, and from one engine to the other."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import URL, Connection, Engine, create_engine, func, insert, inspect, make_url, select, text
from sqlalchemy.pool import NullPool

from app.backups.archive import Refused
from app.extensions import Base, db, one_moment
from app.settings import settings

LOT = 5000
MIGRATIONS = Path(__file__).parents[2] / "migrations"
# Of an installation that nobody has begun to use there is none of these.
IN_USE = ("organisation", "account", "person", "meeting")
NO_PROGRAM = "Không tìm thấy chương trình {name} của PostgreSQL. Cài gói postgresql-client cùng phiên bản với máy chủ."


def revision_of(connection: Connection) -> str:
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def copy_sqlite(url: URL, target: Path) -> None:
    """By SQLite's own backup, as of one moment, whoever writes meanwhile."""
    with closing(sqlite3.connect(str(url.database))) as source, closing(sqlite3.connect(target)) as there:
        source.backup(there)


def settle(rows: Path) -> None:
    """All of an SQLite file in the one file, nothing in a log beside it. Raises Refused while somebody has it open."""
    with closing(sqlite3.connect(rows)) as file:
        if file.execute("PRAGMA journal_mode=DELETE").fetchone() != ("delete",):
            raise Refused("Chưa sao lưu được: tệp tạm của cơ sở dữ liệu đang bận. Thử lại.")


def copy_postgresql(url: URL, rows: Path, dump: Path) -> None:
    """`dump` by pg_dump, `rows` as an SQLite file, both as of the same moment, whoever writes meanwhile."""
    build_tables(f"sqlite:///{rows}")
    with one_moment() as source:
        snapshot = source.scalar(text("SELECT pg_export_snapshot()"))
        _run("pg_dump", url, "--format=custom", "--compress=1", f"--snapshot={snapshot}", f"--file={dump}")
        with closing_engine(f"sqlite:///{rows}") as engine, without_foreign_keys(engine) as target:
            copy_rows(source, target)


def fill_postgresql(url: URL, rows: Path) -> None:
    """The rows of an SQLite file into an empty database of this version; all or nothing."""
    clear_postgresql(url)
    build_tables(url.render_as_string(hide_password=False))
    with (
        closing_engine(f"sqlite:///{rows}") as there,
        closing_engine(url) as engine,
        there.connect() as source,
        without_foreign_keys(engine) as target,
    ):
        copy_rows(source, target)


def restore_dump(url: URL, dump: Path) -> None:
    clear_postgresql(url)
    _run("pg_restore", url, "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", last=str(dump))


def clear_postgresql(url: URL) -> None:
    """Of tables without anybody's rows."""
    with closing_engine(url) as engine, engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))


def is_in_use(url: URL) -> bool:
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        return False
    with closing_engine(url) as engine, engine.connect() as connection:
        there = set(inspect(connection).get_table_names())
        return any(connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in IN_USE if name in there)  # noqa: S608


def build_tables(url: str) -> None:
    """By the migrations, as an installation builds its own."""
    from app import create_app  # late: this is one of its rooms

    with create_app(replace(settings(), database_url=url)).app_context():
        try:
            upgrade(directory=str(MIGRATIONS))
        finally:
            db.session.remove()
            db.engine.dispose()


def copy_rows(source: Connection, target: Connection) -> None:
    """Every row of every table; what the migrations had put there gives way."""
    for table in Base.metadata.tables.values():
        target.execute(table.delete())
        rows = source.execution_options(yield_per=LOT).execute(select(table))
        for lot in rows.mappings().partitions():
            target.execute(insert(table), [dict(row) for row in lot])
    if target.dialect.name == "postgresql":
        _count_on(target)


def _count_on(target: Connection) -> None:
    """The next row gets the number after the last."""
    for table in Base.metadata.tables.values():
        if "id" in table.c:
            last = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
            # No sequence, no row: setval of NULL does nothing.
            target.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), last, False)))


@contextmanager
def without_foreign_keys(engine: Engine) -> Iterator[Connection]:
    """Rows may come in any order; PostgreSQL looks at all of them in the end. One transaction, committed."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
        else:
            keys = connection.execute(text(_KEYS)).all()
            for key in keys:
                connection.exec_driver_sql(f"ALTER TABLE {key.of} DROP CONSTRAINT {key.name}")
            yield connection
            for key in keys:
                connection.exec_driver_sql(f"ALTER TABLE {key.of} ADD CONSTRAINT {key.name} {key.rule}")
        connection.commit()


_KEYS = """
    SELECT conrelid::regclass::text AS of, quote_ident(conname) AS name, pg_get_constraintdef(oid) AS rule
    FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace ORDER BY conname
"""


@contextmanager
def closing_engine(url: URL | str) -> Iterator[Engine]:
    engine = create_engine(url, poolclass=NullPool)
    try:
        yield engine
    finally:
        engine.dispose()


def _run(name: str, url: URL, *options: str, last: str = "") -> None:
    """A program of PostgreSQL's; the password goes by its environment, where no list of processes shows it."""
    program = shutil.which(name)
    if program is None:
        raise Refused(NO_PROGRAM.format(name=name))
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    given = [program, *options, f"--dbname={address}", *([last] if last else [])]
    done = subprocess.run(given, env={**os.environ, **secret}, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Refused(f"{name} báo lỗi: {done.stderr.strip()[-500:]}")


def address() -> URL:
    return make_url(settings().database_url)
