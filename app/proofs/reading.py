"""Reading a whole table in lots, also one in which somebody has spoilt a row so that it cannot be read."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, Table, select
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import connection

LOT = 2000
BELOW_ALL = -(2**31)  # the least number that a column of ids can be compared with
# What the types of columns raise over a value that is none of theirs.
SPOILT = (SQLAlchemyError, ValueError, TypeError, ArithmeticError, LookupError)


class Lot(NamedTuple):
    """Rows in the order of their ids, all up to `last`; `unreadable`: the ids of those that were spoilt."""

    rows: list[Row[Any]]
    unreadable: list[int]
    last: int


def lots(table: Table, statement: Select[Any]) -> Iterator[Lot]:
    """`statement` selects from the table, its `id` among the rest."""
    last = BELOW_ALL
    while (
        ids := connection().scalars(select(table.c.id).where(table.c.id > last).order_by(table.c.id).limit(LOT)).all()
    ):
        own = statement.where(table.c.id > last, table.c.id <= ids[-1]).order_by(table.c.id)
        yield Lot(*_read(own, table, list(ids)), ids[-1])
        last = ids[-1]


def _read(statement: Select[Any], table: Table, ids: list[int]) -> tuple[list[Row[Any]], list[int]]:
    try:
        return list(connection().execute(statement)), []
    except SPOILT:
        return _one_by_one(statement, table, ids)


def _one_by_one(statement: Select[Any], table: Table, ids: list[int]) -> tuple[list[Row[Any]], list[int]]:
    rows: list[Row[Any]] = []
    unreadable = []
    for row_id in ids:
        try:
            rows += connection().execute(statement.where(table.c.id == row_id))
        except SPOILT:
            unreadable.append(row_id)
    return rows, unreadable
