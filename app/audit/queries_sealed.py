"""How a row for which the history vouches (`app.audit.queries_vouched`) is told in a few characters.

With the event that tells of a change goes the seal of each of these rows that the transaction wrote
(`app.audit.services_sealing`); `flask --app app verify` reads every row and compares.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    Date,
    Enum,
    Integer,
    Numeric,
    Select,
    String,
    Table,
    inspect,
    select,
    type_coerce,
)
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.types import TypeEngine

from app.audit.queries_vouched import SEALED
from app.columns import UtcDateTime, among
from app.extensions import Base

GONE = ""  # the seal of a row that was taken away
LENGTH = 32  # hex digits: nobody finds another row of the same seal


def newest(table: str) -> int:
    return len(SEALED[table])


@cache
def columns_of(table: str, generation: int) -> list[str]:
    return " ".join(SEALED[table][:generation]).split()


@cache
def reading(table: str, generation: int) -> Select[Any]:
    """Id and columns of all rows of the table, as a seal of that generation is made of them."""
    return select(*_columns(table, generation))


def sealed_columns(table: type[Base]) -> list[ColumnElement[Any]]:
    """The same, for a statement that gives back what it has written."""
    return _columns(table.__tablename__, newest(table.__tablename__))


def _columns(table: str, generation: int) -> list[ColumnElement[Any]]:
    return [_table(table).c.id, *(_plain(_table(table), name) for name in columns_of(table, generation))]


@cache
def reading_some(table: str, generation: int) -> Select[Any]:
    """The same of those whose ids are in the parameter `ids`."""
    return reading(table, generation).where(among(_table(table).c.id, "ids"))


def seal_of(table: str, generation: int, row: Iterable[Any]) -> str:
    """`row` is one that `reading` or `values_of` gave."""
    text = json.dumps([table, *map(_said, row)], sort_keys=True, ensure_ascii=False)
    return f"{generation}:{hashlib.sha256(text.encode()).hexdigest()[:LENGTH]}"


def values_of(table: str, row: Base) -> list[Any] | None:
    """What `reading` would give of a row that the session has just written; None where that is not sure."""
    held, found = row.__dict__, [*(inspect(row).identity or ())]
    for name, read in _as_read_back(table):
        if name not in held:  # the database gave it, or the session was made to forget it
            return None
        try:
            found.append(None if held[name] is None else read(held[name]))
        except (TypeError, ValueError, ArithmeticError):
            return None
    return found


def fill_in_what_was_left_empty(row: Base) -> None:
    """Of a row that the session has just inserted: what nobody said was written as NULL, and need not be asked for."""
    unsure = inspect(row).expired_attributes
    for name in _empty_unless_said(row.__tablename__):
        if name not in row.__dict__ and name not in unsure:
            set_committed_value(row, name, None)


@cache
def _empty_unless_said(table: str) -> list[str]:
    columns = [_table(table).c[name] for name in columns_of(table, newest(table))]
    return [each.name for each in columns if each.nullable and each.default is None and each.server_default is None]


@cache
def _as_read_back(table: str) -> list[tuple[str, Callable[[Any], Any]]]:
    columns = _table(table).c
    return [(name, _way_of(columns[name].type)) for name in columns_of(table, newest(table))]


def _way_of(kind: TypeEngine[Any]) -> Callable[[Any], Any]:
    if isinstance(kind, Numeric):
        return lambda value: _rounded(value, kind.scale or 0)
    if isinstance(kind, JSON):
        return lambda value: json.loads(json.dumps(value))
    if isinstance(kind, UtcDateTime):
        return lambda value: value.astimezone(UTC)
    if isinstance(kind, Date):
        return lambda value: date(value.year, value.month, value.day)
    return bool if isinstance(kind, Boolean) else int if isinstance(kind, Integer) else str


def _rounded(value: Any, scale: int) -> Decimal:
    found = Decimal(value).quantize(Decimal(1).scaleb(-scale))
    if found != value:  # each engine rounds in its own way
        raise ValueError(value)
    return found


def generation_of(seal: str) -> int:
    return int(seal.partition(":")[0])


def seals_of(seals: Mapping[str, Mapping[str, str]] | None) -> Iterator[tuple[str, int, str]]:
    """Table, id and seal of each row that an event vouches for."""
    for table, rows in (seals or {}).items():
        for row_id, seal in rows.items():
            yield table, int(row_id), seal


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _plain(table: Table, name: str) -> ColumnElement[Any]:
    # Not as the member of an Enum: a word that nobody knows must be told apart, not fail to be read.
    column = table.c[name]
    return type_coerce(column, String).label(name) if isinstance(column.type, Enum) else column


def _said(value: Any) -> Any:
    """The value as both engines give it back."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
