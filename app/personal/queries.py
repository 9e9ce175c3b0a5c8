"""All that the house holds on one person, section by section."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, select

from app.extensions import Base, db
from app.personal.sections import NEVER, SECTIONS, WHERE_IT_WAS, Section, To

# What a row of another table is called, to stand in the place of its number.
NAMES = ("name", "title", "starts_at")
PEOPLE = ("person", "account")


def held_on(person_id: int, within: Collection[int] | None = None) -> dict[str, list[dict[str, Any]]]:
    """By the title of each section its rows. `within`: for the office of these organisations; without, for the person,
    who is also told what they said, wrote and read."""
    account = Base.metadata.tables["account"]
    account_id = db.session.scalar(select(account.c.id).where(account.c.person_id == person_id))
    found = {}
    for section in SECTIONS:
        if within is None or section.to == To.BOTH:
            whose = person_id if _names_person(section) else account_id
            found[section.title] = _rows(section, whose, within) if whose is not None else []
    return found


def _names_person(section: Section) -> bool:
    return section.table == "person" or _target(_table(section).c[section.column]) == "person"


def columns_of(section: Section) -> list[str]:
    """The names of what is told in the section."""
    return list(_statement(section, 0).selected_columns.keys())


def _rows(section: Section, whose: int, within: Collection[int] | None) -> list[dict[str, Any]]:
    asked = _statement(section, whose)
    if within is not None and section.table in WHERE_IT_WAS:
        asked = asked.where(_is_within(_table(section).c[WHERE_IT_WAS[section.table]], within))
    return [dict(row) for row in db.session.execute(asked).mappings()]


def _is_within(column: Column[Any], within: Collection[int]) -> ColumnElement[bool]:
    """Whether what the column names is one of these organisations, or of one of them."""
    target = _target(column)
    if target == "organisation":
        return column.in_(within)
    other = Base.metadata.tables[str(target)]
    way = other.c["cell_id" if target == "meeting" else "meeting_id"]
    return column.in_(select(other.c.id).where(_is_within(way, within)))


def _statement(section: Section, whose: int) -> Select[Any]:
    """Every column of the table but secrets and numbers; what another row is called instead of its number."""
    table = _table(section)
    wanted: list[Any] = []
    joined: Any = table
    for column in table.columns:
        target = _target(column)
        if column.name in NEVER or target in PEOPLE:
            continue
        if target is None:
            wanted.append(column)
        elif (name := _name_of(Base.metadata.tables[target])) is not None:
            other = Base.metadata.tables[target].alias()
            joined = joined.outerjoin(other, other.c.id == column)
            wanted.append(other.c[name].label(column.name.removesuffix("_id")))
    chosen = select(*wanted).select_from(joined).where(table.c[section.column] == whose)
    return chosen.order_by(*table.primary_key.columns)


def _table(section: Section) -> Table:
    return Base.metadata.tables[section.table]


def _target(column: Column[Any]) -> str | None:
    return next((key.column.table.name for key in column.foreign_keys), None)


def _name_of(table: Table) -> str | None:
    return next((name for name in NAMES if name in table.columns), None)
