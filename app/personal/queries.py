"""All that the house holds on one person, section by section."""

from typing import Any

from sqlalchemy import Column, Select, Table, select

from app.extensions import Base, db
from app.personal.sections import NEVER, SECTIONS, Section, To

# What a row of another table is called, to stand in the place of its number.
NAMES = ("name", "title", "starts_at")
PEOPLE = ("person", "account")


def held_on(person_id: int, *, own: bool) -> dict[str, list[dict[str, Any]]]:
    """By the title of each section its rows; `own`: for the person, who is also told what they said, wrote and read."""
    account = Base.metadata.tables["account"]
    account_id = db.session.scalar(select(account.c.id).where(account.c.person_id == person_id))
    found = {}
    for section in SECTIONS:
        if own or section.to == To.BOTH:
            whose = person_id if _names_person(section) else account_id
            found[section.title] = _rows(section, whose) if whose is not None else []
    return found


def _names_person(section: Section) -> bool:
    return section.table == "person" or _target(_table(section).c[section.column]) == "person"


def columns_of(section: Section) -> list[str]:
    """The names of what is told in the section."""
    return list(_statement(section, 0).selected_columns.keys())


def _rows(section: Section, whose: int) -> list[dict[str, Any]]:
    return [dict(row) for row in db.session.execute(_statement(section, whose)).mappings()]


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
