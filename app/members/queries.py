"""Reading the roll of a cell as it stood on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.extensions import db
from app.members.models import Membership, Person, StatusKind, StatusPeriod, TemporaryTransfer


@dataclass(frozen=True, kw_only=True)
class OnRoll:
    """A person of a cell on a day, with what was true then. `temporary_in`: a guest, counted in neither base."""

    person: Person
    official: bool
    exempt: bool = False
    suspended: bool = False
    working_away: bool = False
    temporary_out: bool = False
    temporary_in: bool = False


def _on(
    from_on: InstrumentedAttribute[date], to_on: InstrumentedAttribute[date | None], on: date
) -> ColumnElement[bool]:
    return and_(from_on <= on, or_(to_on.is_(None), to_on >= on))


def roll_of(cell_id: int, on: date) -> list[OnRoll]:
    """Everybody on the roll of the cell on the day and its temporary guests, in the order of names. Four statements."""
    at_home = list(
        db.session.scalars(
            select(Person)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.organisation_id == cell_id, _on(Membership.from_on, Membership.to_on, on))
        )
    )
    guests = list(
        db.session.scalars(
            select(Person)
            .join(TemporaryTransfer, TemporaryTransfer.person_id == Person.id)
            .where(TemporaryTransfer.host_id == cell_id, _on(TemporaryTransfer.from_on, TemporaryTransfer.to_on, on))
        )
    )
    ids = [person.id for person in (*at_home, *guests)]
    kinds = _statuses(ids, on)
    out = _temporarily_out(ids, cell_id, on)
    rows = [_row(person, on, kinds, temporary_out=person.id in out) for person in at_home]
    rows += [_row(person, on, kinds, temporary_in=True) for person in guests if person not in at_home]
    return sorted(rows, key=lambda row: (row.person.sort_key, row.person.id))


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
    rows = db.session.execute(
        select(StatusPeriod.person_id, StatusPeriod.kind)
        .where(StatusPeriod.person_id.in_(person_ids))
        .where(_on(StatusPeriod.from_on, StatusPeriod.to_on, on))
    )
    return {(person_id, kind) for person_id, kind in rows}


def _temporarily_out(person_ids: Sequence[int], cell_id: int, on: date) -> set[int]:
    """Members of the cell who sit elsewhere for a time."""
    return set(
        db.session.scalars(
            select(TemporaryTransfer.person_id)
            .where(TemporaryTransfer.person_id.in_(person_ids))
            .where(or_(TemporaryTransfer.host_id.is_(None), TemporaryTransfer.host_id != cell_id))
            .where(_on(TemporaryTransfer.from_on, TemporaryTransfer.to_on, on))
        )
    )


def names_of(person_ids: Sequence[int]) -> dict[int, str]:
    rows = db.session.execute(select(Person.id, Person.full_name).where(Person.id.in_(person_ids)))
    return dict(rows.tuples().all())
