"""Reading the roll of a cell as it stood on a day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Date, Integer, Select, bindparam, exists, func, or_, select, union
from sqlalchemy.orm import joinedload

from app.columns import among, as_list, in_force
from app.extensions import connection, db
from app.members.models import ContactNote, Membership, Person, StatusKind, StatusPeriod, TemporaryTransfer


@dataclass(frozen=True, kw_only=True)
class OnRoll:
    """A person of a cell on a day, with what was true then. `temporary_in`: a guest, counted in neither base;
    `strengthening`: such a guest who is sent to help, and counted at home."""

    person: Person
    official: bool
    exempt: bool = False
    suspended: bool = False
    working_away: bool = False
    temporary_out: bool = False
    temporary_in: bool = False
    strengthening: bool = False


# The statements of a roll are built once: building one costs more than running it, and every step asks for a roll.
CELL, ON = bindparam("cell_id", type_=Integer), bindparam("on", type_=Date)
PEOPLE: Any = bindparam("people", expanding=True)


@cache
def _at_home() -> Select[Person]:
    found = select(Person).join(Membership, Membership.person_id == Person.id)
    return found.where(Membership.organisation_id == CELL, in_force(Membership.from_on, Membership.to_on, ON))


@cache
def _guests() -> Select[Person, bool]:
    found = select(Person, TemporaryTransfer.strengthening).join(
        TemporaryTransfer, TemporaryTransfer.person_id == Person.id
    )
    return found.where(
        TemporaryTransfer.host_id == CELL, in_force(TemporaryTransfer.from_on, TemporaryTransfer.to_on, ON)
    )


@cache
def _status_rows() -> Select[int, StatusKind]:
    found = select(StatusPeriod.person_id, StatusPeriod.kind).where(StatusPeriod.person_id.in_(PEOPLE))
    return found.where(in_force(StatusPeriod.from_on, StatusPeriod.to_on, ON))


@cache
def _out_rows() -> Select[int]:
    return (
        select(TemporaryTransfer.person_id)
        .where(TemporaryTransfer.person_id.in_(PEOPLE))
        .where(or_(TemporaryTransfer.host_id.is_(None), TemporaryTransfer.host_id != CELL))
        .where(~TemporaryTransfer.strengthening)
        .where(in_force(TemporaryTransfer.from_on, TemporaryTransfer.to_on, ON))
    )


def roll_of(cell_id: int, on: date) -> list[OnRoll]:
    """Everybody on the roll of the cell on the day and its temporary guests, in the order of names. Four statements."""
    asked = {"cell_id": cell_id, "on": on}
    at_home = list(db.session.scalars(_at_home(), asked))
    guests = {person: helps for person, helps in db.session.execute(_guests(), asked)}
    ids = [person.id for person in (*at_home, *guests)]
    kinds = _statuses(ids, on)
    out = _temporarily_out(ids, cell_id, on)
    rows = [_row(person, on, kinds, temporary_out=person.id in out) for person in at_home]
    rows += [
        _row(person, on, kinds, temporary_in=True, strengthening=helps)
        for person, helps in guests.items()
        if person not in at_home
    ]
    return sorted(rows, key=lambda row: (row.person.sort_key, row.person.id))


@cache
def _taking_part() -> Select[int, int]:
    """Built of bare tables, as `roll_of` reads them one by one."""
    member, away = Membership.__table__.c, TemporaryTransfer.__table__.c
    at_home = select(member.organisation_id.label("cell_id"), member.person_id).where(
        among(member.organisation_id, "cells"), in_force(member.from_on, member.to_on, ON)
    )
    guests = select(away.host_id, away.person_id).where(
        among(away.host_id, "cells"), in_force(away.from_on, away.to_on, ON)
    )
    here, period = union(at_home, guests).subquery(), StatusPeriod.__table__.c
    suspended = exists().where(
        period.person_id == here.c.person_id, period.kind == StatusKind.SUSPENDED,
        in_force(period.from_on, period.to_on, ON),
    )  # fmt: skip
    return select(here.c.cell_id, here.c.person_id).where(~suspended)


def taking_part(cell_id: int, on: date) -> set[int]:
    """The numbers of those on the roll and of its temporary guests who are not suspended. One statement."""
    return taking_part_in((cell_id,), on)[cell_id]


def taking_part_in(cell_ids: Collection[int], on: date) -> dict[int, set[int]]:
    """The same for each of these cells."""
    found: dict[int, set[int]] = {cell_id: set() for cell_id in cell_ids}
    for cell_id, person_id in connection().execute(_taking_part(), {"cells": as_list(cell_ids), "on": on}):
        found[cell_id].add(person_id)
    return found


def _row(person: Person, on: date, kinds: set[tuple[int, StatusKind]], **flags: bool) -> OnRoll:
    return OnRoll(
        person=person,
        official=person.official_on is not None and person.official_on <= on,
        exempt=(person.id, StatusKind.EXEMPT) in kinds,
        suspended=(person.id, StatusKind.SUSPENDED) in kinds,
        working_away=(person.id, StatusKind.WORKING_AWAY) in kinds,
        **flags,
    )


def _statuses(person_ids: Sequence[int], on: date) -> set[tuple[int, StatusKind]]:
    rows = db.session.execute(_status_rows(), {"people": list(person_ids), "on": on})
    return {(person_id, kind) for person_id, kind in rows}


def _temporarily_out(person_ids: Sequence[int], cell_id: int, on: date) -> set[int]:
    """Members of the cell who sit elsewhere for a time."""
    asked = {"people": list(person_ids), "cell_id": cell_id, "on": on}
    return set(db.session.scalars(_out_rows(), asked))


def names_of(person_ids: Sequence[int]) -> dict[int, str]:
    rows = db.session.execute(select(Person.id, Person.full_name).where(Person.id.in_(person_ids)))
    return {row.id: row.full_name for row in rows}


def phone_of(person_id: int) -> str:
    return db.session.scalar(select(Person.phone).where(Person.id == person_id)) or ""


# ---------------------------------------------------------------- one person's history


def home_of(person_id: int, on: date) -> Membership | None:
    """The membership of the day."""
    return db.session.scalar(
        select(Membership)
        .where(Membership.person_id == person_id, in_force(Membership.from_on, Membership.to_on, on))
        .order_by(Membership.from_on.desc())
    )


def memberships_to_come(organisation_id: int, on: date) -> list[Membership]:
    """Of those who are to come onto this roll after the day: transfers entered ahead."""
    found = select(Membership).where(Membership.organisation_id == organisation_id, Membership.from_on > on)
    return list(db.session.scalars(found.order_by(Membership.from_on, Membership.id)))


def membership_after(person_id: int, on: date) -> Membership | None:
    """A membership that begins on a later day."""
    return db.session.scalar(select(Membership).where(Membership.person_id == person_id, Membership.from_on > on))


def memberships_of(person_id: int) -> list[Membership]:
    """All of them with their organisations, the latest first."""
    return list(
        db.session.scalars(
            select(Membership)
            .options(joinedload(Membership.organisation))
            .where(Membership.person_id == person_id)
            .order_by(Membership.from_on.desc())
        )
    )


def status_periods(person_ids: Sequence[int], kind: StatusKind | None = None) -> list[StatusPeriod]:
    found = select(StatusPeriod).where(StatusPeriod.person_id.in_(person_ids))
    if kind:
        found = found.where(StatusPeriod.kind == kind)
    return list(db.session.scalars(found.order_by(StatusPeriod.from_on.desc())))


def contacts_during(period_ids: Sequence[int]) -> dict[int, list[ContactNote]]:
    """The contact log of each of these periods, the latest first."""
    found: dict[int, list[ContactNote]] = {}
    if period_ids:
        notes = select(ContactNote).where(ContactNote.period_id.in_(period_ids))
        for note in db.session.scalars(notes.order_by(ContactNote.on.desc(), ContactNote.id.desc())):
            found.setdefault(note.period_id, []).append(note)
    return found


def temporary_transfers_of(person_id: int) -> list[TemporaryTransfer]:
    return list(
        db.session.scalars(
            select(TemporaryTransfer)
            .where(TemporaryTransfer.person_id == person_id)
            .order_by(TemporaryTransfer.from_on.desc())
        )
    )


# ---------------------------------------------------------------- many at once, for the roster

CHUNK = 500  # below every engine's limit of parameters


def people_with_cards(cards: Sequence[str]) -> list[Person]:
    found: list[Person] = []
    for start in range(0, len(cards), CHUNK):
        found += db.session.scalars(select(Person).where(Person.card_number.in_(cards[start : start + CHUNK])))
    return found


def people_on_rolls(organisation_ids: Sequence[int], on: date) -> list[Person]:
    found: list[Person] = []
    for start in range(0, len(organisation_ids), CHUNK):
        found += db.session.scalars(
            select(Person)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.organisation_id.in_(organisation_ids[start : start + CHUNK]))
            .where(in_force(Membership.from_on, Membership.to_on, on))
        )
    return found


def homes_of(person_ids: Sequence[int], on: date) -> dict[int, Membership]:
    """The membership of the day of each person that has one."""
    found: dict[int, Membership] = {}
    for start in range(0, len(person_ids), CHUNK):
        chunk = person_ids[start : start + CHUNK]
        rows = db.session.scalars(
            select(Membership)
            .where(Membership.person_id.in_(chunk), in_force(Membership.from_on, Membership.to_on, on))
            .order_by(Membership.from_on)
        )
        found |= {row.person_id: row for row in rows}
    return found


def statuses_in_force(person_ids: Sequence[int], on: date) -> dict[int, list[StatusPeriod]]:
    found: dict[int, list[StatusPeriod]] = {}
    for start in range(0, len(person_ids), CHUNK):
        chunk = person_ids[start : start + CHUNK]
        rows = db.session.scalars(
            select(StatusPeriod).where(
                StatusPeriod.person_id.in_(chunk), in_force(StatusPeriod.from_on, StatusPeriod.to_on, on)
            )
        )
        for row in rows:
            found.setdefault(row.person_id, []).append(row)
    return found


def temporary_transfers_at(organisation_id: int, on: date) -> list[TemporaryTransfer]:
    """Those from or to this cell that hold on the day or later."""
    return list(
        db.session.scalars(
            select(TemporaryTransfer)
            .where(or_(TemporaryTransfer.home_id == organisation_id, TemporaryTransfer.host_id == organisation_id))
            .where(or_(TemporaryTransfer.to_on.is_(None), TemporaryTransfer.to_on >= on))
        )
    )


def roll_counts(organisation_ids: Sequence[int], on: date) -> dict[int, int]:
    """How many stand on each roll on the day (đảng số)."""
    rows = db.session.execute(
        select(Membership.organisation_id, func.count())
        .where(Membership.organisation_id.in_(organisation_ids), in_force(Membership.from_on, Membership.to_on, on))
        .group_by(Membership.organisation_id)
    )
    return {row[0]: row[1] for row in rows}
