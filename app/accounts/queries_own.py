"""What is said at the door, and what somebody reads about their own account."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, SQLColumnExpression, literal, or_, select, union_all

from app.accounts.models import Appointment
from app.accounts.queries import FIRST_NAMED, offices_of
from app.extensions import db
from app.members.models import Membership
from app.organisations.models import Organisation, OrganisationKind
from app.organisations.queries import office_phone_over
from workflows.roles import Role


class AtTheDoor(NamedTuple):
    """What is said to who is not signed in: the commune, and the telephone of its office."""

    commune: str = ""
    phone: str = ""


def only_commune() -> AtTheDoor:
    """If the installation serves one commune; of several nobody knows at the door which one somebody belongs to."""
    rows = db.session.execute(
        select(Organisation.name, Organisation.office_phone)
        .where(Organisation.kind == OrganisationKind.COMMUNE, Organisation.dissolved_on.is_(None))
        .limit(2)
    ).all()
    return AtTheDoor(*rows[0]) if len(rows) == 1 else AtTheDoor()


def office_phone_for(person_id: int, on: date) -> str:
    """The telephone of the office that looks after the person; "" if none is known."""
    found = (office_phone_over(office.organisation_id, on) for office in offices_of(person_id, on))
    return next((phone for phone in found if phone), "")


@dataclass(frozen=True, kw_only=True)
class OfficeHeld:
    """One line of "my account": what somebody is, where, since when and until when."""

    role: Role
    organisation_name: str
    from_on: date
    to_on: date | None


def offices_held(person_id: int, on: date) -> list[OfficeHeld]:
    """Memberships and appointments in force on the day or later, in the order in which people name them."""
    # Any: the two selects have the same columns, but not for the type checker.
    appointed: Any = select(
        Appointment.role.label("role"), Appointment.organisation_id, Appointment.from_on, Appointment.to_on
    ).where(Appointment.person_id == person_id, _not_over(Appointment.to_on, on))
    at_home: Any = select(
        literal(Role.MEMBER.value), Membership.organisation_id, Membership.from_on, Membership.to_on
    ).where(Membership.person_id == person_id, _not_over(Membership.to_on, on))
    held = union_all(appointed, at_home).subquery()
    rows = db.session.execute(
        select(held.c.role, Organisation.name, held.c.from_on, held.c.to_on)
        .join(Organisation, Organisation.id == held.c.organisation_id)
        .order_by(held.c.from_on)
    )
    offices = [
        OfficeHeld(role=Role(role), organisation_name=name, from_on=from_on, to_on=to_on)
        for role, name, from_on, to_on in rows
    ]
    return sorted(offices, key=lambda o: FIRST_NAMED.index(o.role))


def _not_over(to_on: SQLColumnExpression[date | None], on: date) -> ColumnElement[bool]:
    return or_(to_on.is_(None), to_on >= on)
