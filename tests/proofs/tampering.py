"""Changing what is stored past the application, by statements of one's own and by writing into files."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Connection, Enum, String, Table, select, type_coerce
from sqlalchemy.exc import DBAPIError

from app.columns import UtcDateTime
from app.extensions import Base, db
from tests.world import NOON

# Where the next number is another row's.
COUNTED = {"id", "seq", "number", "number_of_version"}


@contextmanager
def past_the_application() -> Iterator[Connection]:
    """A connection of its own that follows no foreign key, as somebody's who knows the database; committed at the end."""
    db.session.rollback()
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        try:
            yield connection
            connection.commit()
        finally:
            connection.rollback()
            connection.invalidate()  # nobody else may get one on which foreign keys are off


def table(name: str) -> Table:
    return Base.metadata.tables[name]


def other(column: Any, value: Any) -> Any:
    """A value that is as near as can be to `value` and is another one."""
    if isinstance(column.type, JSON):
        return _other_json(value)
    if isinstance(value, bool):
        return not value
    if isinstance(value, datetime):
        return value + timedelta(seconds=1)
    if isinstance(value, date):
        return value + timedelta(days=1000 if column.unique else 1)
    if isinstance(value, int):
        return value + (1000 if column.name in COUNTED or column.foreign_keys else 1)
    if isinstance(value, Decimal):
        return value + Decimal("0.01")
    if isinstance(value, str):
        return value[:-1] + chr(ord(value[-1]) ^ 16) if value else "x"
    return _first_value(column)


def _other_json(value: Any) -> Any:
    """One letter of one value, or one member more."""
    if isinstance(value, dict):
        return {**value, "x": 1} if not value else {**value, (key := sorted(value)[-1]): _other_json(value[key])}
    if isinstance(value, list):
        return [*value[:-1], _other_json(value[-1])] if value else [1]
    if isinstance(value, str):
        return value + "."
    return not value if isinstance(value, bool) else (value or 0) + 1


def _first_value(column: Any) -> Any:
    if isinstance(column.type, UtcDateTime):
        return NOON
    kind = column.type.python_type
    if isinstance(column.type, Enum) or issubclass(kind, str):
        return "x"
    return date(2026, 12, 1) if issubclass(kind, date) else kind(1)


def read(connection: Connection, name: str, column: str, key: dict[str, Any]) -> Any:
    asked = table(name).c[column]
    plain = type_coerce(asked, String) if isinstance(asked.type, Enum) else asked
    return connection.execute(select(plain).where(*_is(name, key))).scalar_one()


def write(connection: Connection, name: str, column: str, key: dict[str, Any], value: Any) -> None:
    asked = table(name).c[column]
    said = type_coerce(value, String) if isinstance(asked.type, Enum) else value
    connection.execute(table(name).update().where(*_is(name, key)).values({column: said}))


def _is(name: str, key: dict[str, Any]) -> list[Any]:
    return [table(name).c[one] == value for one, value in key.items()]


@contextmanager
def changed(name: str, column: str, key: dict[str, Any]) -> Iterator[None]:
    """Within, that column of that row has another value."""
    with past_the_application() as connection:
        before = read(connection, name, column, key)
        write(connection, name, column, key, other(table(name).c[column], before))
    try:
        yield
    finally:
        if column in key:
            key = {**key, column: other(table(name).c[column], before)}
        with past_the_application() as connection:
            write(connection, name, column, key, before)


@contextmanager
def flipped(file: Path, position: int, bit: int) -> Iterator[None]:
    """Within, one bit of one byte of the file is another one."""
    whole = file.read_bytes()
    at = position % len(whole)
    file.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << bit)]) + whole[at + 1 :])
    try:
        yield
    finally:
        file.write_bytes(whole)


def stored_bytes(connection: Connection, name: str, column: str, row_id: int) -> bytes | None:
    """What lies there, as the engine writes it as text; of JSON the very bytes."""
    how = "CAST(CAST({0} AS TEXT) AS BLOB)" if connection.dialect.name == "sqlite" else "CAST({0} AS TEXT)"
    found = connection.exec_driver_sql(f'SELECT {how.format(column)} FROM "{name}" WHERE id = {row_id}').scalar_one()
    return found.encode() if isinstance(found, str) else found


@contextmanager
def with_bytes(name: str, column: str, row_id: int, new: bytes) -> Iterator[bool]:
    """Within, that column holds these bytes; False if the engine takes them for no value of that column, or for the
    one that is there already."""
    with past_the_application() as connection:
        before = stored_bytes(connection, name, column, row_id)
        sqlite = connection.dialect.name == "sqlite"
        kind = (
            connection.exec_driver_sql(f'SELECT typeof({column}) FROM "{name}" WHERE id = {row_id}').scalar_one()
            if sqlite
            else ""
        )
        try:
            _put(connection, name, column, row_id, new)
            done = stored_bytes(connection, name, column, row_id) != before
        except (DBAPIError, UnicodeError):
            connection.rollback()
            done = False
    try:
        yield done
    finally:
        if done:
            with past_the_application() as connection:
                _put(connection, name, column, row_id, before or b"", kind)


def _put(connection: Connection, name: str, column: str, row_id: int, new: bytes, kind: str = "") -> None:
    if connection.dialect.name == "sqlite":
        # Into a column of numbers SQLite itself makes a number of what looks like one.
        how = "CAST(? AS BLOB)" if kind == "blob" else "CAST(? AS TEXT)"
        connection.exec_driver_sql(f'UPDATE "{name}" SET {column} = {how} WHERE id = {row_id}', (new,))
    else:
        kept = table(name).c[column].type.compile(connection.dialect)
        said = new.decode()
        connection.exec_driver_sql(f'UPDATE "{name}" SET {column} = CAST(%s AS {kept}) WHERE id = {row_id}', (said,))
