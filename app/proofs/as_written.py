"""Whether what is stored is letter for letter what the application writes for the value that is read from it.

A hash is made of values, and some bytes can change without the value: a space in JSON, the sign between day and hour
in SQLite's text of a moment, a 2 where true is kept as 1. Of each value there is one way only in which the columns'
types write it; whatever else lies there was written by somebody else. (The order of an object's members is taken as it
is found: no single byte changes it, and nothing is read from it.)
"""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Dialect,
    LargeBinary,
    Select,
    String,
    Table,
    Text,
    case,
    cast,
    func,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.types import NullType

from app.extensions import connection
from app.proofs.reading import SPOILT

IsOurs = Callable[[Any], bool]


def written_by_others(table: Table, names: Sequence[str], after: int, to: int) -> Iterator[tuple[int, str]]:
    """Id and column, of the rows with ids above `after` and up to `to`."""
    ways = {name: way for name in names if (way := _way_of(table.c[name], connection().dialect)) is not None}
    if not ways:
        return
    raw: Select[Any] = select(table.c.id, *(column for column, _ in ways.values()))
    tests = [(name, is_ours) for name, (_, is_ours) in ways.items()]
    for row in connection().execute(raw.where(table.c.id > after, table.c.id <= to).order_by(table.c.id)):
        for (name, is_ours), value in zip(tests, row[1:], strict=True):
            if value is not None and not is_ours(value):
                yield row.id, name


def _way_of(column: Column[Any], dialect: Dialect) -> tuple[Any, IsOurs] | None:
    """What to ask for, and what tells whether it is ours; None where the engine itself keeps each value in one way."""
    if isinstance(column.type, JSON):  # text on both engines, kept as it was sent; bytes, for it may be text no more
        return cast(column, Text) if dialect.name == "postgresql" else _bytes_of_text(column), _is_our_json
    if dialect.name != "sqlite" or isinstance(column.type, String):
        return None
    kind = column.type.dialect_impl(dialect)
    read, write = kind.result_processor(dialect, None), kind.bind_processor(dialect)
    if read is None or write is None:
        return None
    return type_coerce(column, NullType()), lambda value: _comes_back(value, read, write)


def _bytes_of_text(column: Column[Any]) -> Any:
    """SQLite keeps with each value of what class it is: the same bytes, but not as text, were written by others."""
    return case((func.typeof(column).in_(("text", "null")), cast(column, LargeBinary)), else_=literal(b"", LargeBinary))


def _is_our_json(found: str | bytes) -> bool:
    try:
        text = found.decode() if isinstance(found, bytes) else found
        return json.dumps(json.loads(text)) == text
    except ValueError:
        return False


def _comes_back(value: Any, read: Callable[[Any], Any], write: Callable[[Any], Any]) -> bool:
    try:
        return bool(write(read(value)) == value)
    except SPOILT:
        return False
