"""Column types shared by all models, and what statements of all rooms say of columns."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    BinaryExpression,
    BindParameter,
    Boolean,
    ColumnElement,
    DateTime,
    Dialect,
    Enum,
    Integer,
    SQLColumnExpression,
    String,
    and_,
    bindparam,
    or_,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import in_op
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC. SQLite keeps no offset: without this an aware time would come back naive."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        """All of it in one function and not in two, which is felt where a roll has two moments in each row."""
        return _moment_of_text if dialect.name == "sqlite" else _moment


def _moment_of_text(value: str | None) -> datetime | None:
    # Read with its zone at once: giving it one afterwards takes four times as long.
    return datetime.fromisoformat(f"{value}+00:00") if value is not None else None


def _moment(value: datetime | None) -> datetime | None:
    return value.astimezone(UTC) if value is not None else None


class _Words(Enum):
    """Reads what is stored by one look into a dict, where SQLAlchemy calls two functions for each value of each row."""

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        members: dict[str | None, Any] = {None: None}
        return (members | {member.value: member for member in self.enum_class or ()}).__getitem__


def enum_column(kind: type[StrEnum], length: int = 32) -> Enum:
    """A StrEnum kept by its value, as text on both engines, so that a new member needs no migration."""
    return _Words(
        kind, native_enum=False, create_constraint=False, length=length, values_callable=lambda e: [m.value for m in e]
    )


Json = JSON(none_as_null=True)


def in_force(
    from_on: SQLColumnExpression[date], to_on: SQLColumnExpression[date | None], on: date | BindParameter[date]
) -> ColumnElement[bool]:
    """The span holds on the day; its last day is part of it, and None means: still."""
    return and_(from_on <= on, or_(to_on.is_(None), to_on >= on))


def as_fields(line: type[tuple[Any, ...]], columns: Mapping[str, Any]) -> list[Any]:
    """The columns in the order of the fields of `line`, a NamedTuple that is filled from a row at once, for speed.

    Raises TypeError if one is missing or too many, so that no value ever lands in another's place.
    """
    names: tuple[str, ...] = line._fields  # type: ignore[attr-defined]
    if set(columns) != set(names):
        raise TypeError(f"{line.__name__} has the fields {names}, not {tuple(columns)}")
    return [columns[name] for name in names]


class _Listed(FunctionElement[Any]):
    """The values of a parameter that is a list written as JSON."""

    inherit_cache = True


@compiles(_Listed, "sqlite")
def _listed_on_sqlite(element: _Listed, compiler: SQLCompiler, **how: Any) -> str:
    return f"(SELECT value FROM json_each({compiler.process(element.clauses, **how)}))"  # noqa: S608


@compiles(_Listed, "postgresql")
def _listed_on_postgresql(element: _Listed, compiler: SQLCompiler, **how: Any) -> str:
    wanted = compiler.dialect.type_compiler_instance.process(element.type)
    listed = f"json_array_elements_text(CAST({compiler.process(element.clauses, **how)} AS json))"
    return f"(SELECT CAST(value AS {wanted}) FROM {listed})"  # noqa: S608


def among(column: ColumnElement[Any] | InstrumentedAttribute[Any], ids: Sequence[int] | str) -> ColumnElement[bool]:
    """The column is one of `ids`, however many. For a statement that is built once: the name of the parameter, see
    `as_list`.

    SQLAlchemy's own way writes a list of parameters into the statement anew at each execution, which takes longer than
    to run it.
    """
    named = bindparam(ids, type_=String) if isinstance(ids, str) else bindparam(None, as_list(ids), String, unique=True)
    listed = _Listed(named)
    listed.type = column.type
    return BinaryExpression(column.expression, listed, in_op, type_=Boolean())


def as_list(values: Iterable[int] | Iterable[str]) -> str:
    """The parameter that `among` names."""
    return _written(tuple(values))


@lru_cache(maxsize=1024)
def _written(values: tuple[int, ...] | tuple[str, ...]) -> str:
    return json.dumps(values)  # the same few lists on every page


class DayNumber(FunctionElement[int]):
    """The Vietnamese calendar day of a moment, as a number: two of them tell how many days lie between."""

    type = Integer()
    inherit_cache = True


@compiles(DayNumber, "sqlite")
def _day_number_on_sqlite(element: DayNumber, compiler: SQLCompiler, **how: Any) -> str:
    return f"CAST(julianday(date({compiler.process(element.clauses, **how)}, '+7 hours')) AS INTEGER)"


@compiles(DayNumber, "postgresql")
def _day_number_on_postgresql(element: DayNumber, compiler: SQLCompiler, **how: Any) -> str:
    moment = compiler.process(element.clauses, **how)
    return f"(CAST({moment} AT TIME ZONE 'Asia/Ho_Chi_Minh' AS date) - DATE '2000-01-01')"
