"""Rows by the hundred thousand, written past the session, in the quickest way that an engine has.

They are numbered here, because asking the database for the number of each takes longer than to write it: for a database
of which nobody else makes use meanwhile.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Table, func, insert, select

from app.extensions import Base, db

_next: dict[str, int] = {}


def begin_numbering() -> None:
    """Before the first row: another database may have been filled by this process."""
    _next.clear()


def written(model: type[Base], rows: Sequence[dict[str, Any]]) -> list[int]:
    """The numbers of the new rows, in the order of `rows`, which all have the same fields."""
    if not rows:
        return []
    table, connection = model.metadata.tables[model.__tablename__], db.session.connection()
    first = _next.get(table.name) or (connection.scalar(select(func.max(table.c.id))) or 0) + 1
    _next[table.name] = first + len(rows)
    numbered = [{**row, "id": number} for number, row in enumerate(rows, start=first)]
    (_copy if connection.dialect.name == "postgresql" else _insert)(table, numbered, connection)
    return [row["id"] for row in numbered]


def number_on() -> None:
    """PostgreSQL goes on counting where `written` ended, and learns how much there is of everything."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        for name, following in _next.items():
            connection.execute(select(func.setval(func.pg_get_serial_sequence(name, "id"), following, False)))
        connection.exec_driver_sql("ANALYZE")
    _next.clear()


def _insert(table: Table, rows: Sequence[dict[str, Any]], connection: Connection) -> None:
    connection.execute(insert(table), rows)


def _copy(table: Table, rows: Sequence[dict[str, Any]], connection: Connection) -> None:
    """As `COPY` takes them: an INSERT with ten thousand parameters is read by the driver for longer than it runs."""
    columns = [column for column in table.columns if column.name in rows[0] or column.default is not None]
    quoted = ", ".join(connection.dialect.identifier_preparer.format_column(column) for column in columns)
    ways = [(column.name, _default(column), _way(column, connection)) for column in columns]
    cursor: Any = connection.connection.cursor()
    with cursor.copy(f"COPY {table.name} ({quoted}) FROM STDIN") as copy:
        for values in _values(rows, ways):
            copy.write_row(values)


_Ways = Sequence[tuple[str, Any, Callable[[Any], Any] | None]]


def _values(rows: Sequence[dict[str, Any]], ways: _Ways) -> Iterator[list[Any]]:
    for row in rows:
        found = ((row.get(name, default), way) for name, default, way in ways)
        yield [way(value) if way is not None else value for value, way in found]


def _default(column: Column[Any]) -> Any:
    """What a row begins with that does not say otherwise: the same for all."""
    default: Any = column.default
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg


def _way(column: Column[Any], connection: Connection) -> Callable[[Any], Any] | None:
    """How the column writes a value down for the driver."""
    return column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
