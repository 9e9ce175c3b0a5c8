"""The offices of many organisations at once."""

from collections.abc import Collection, Iterable
from datetime import date
from functools import cache

from sqlalchemy import Date, Select, bindparam, select

from app.accounts.models import Appointment
from app.columns import among, as_list, in_force
from app.extensions import connection, db
from app.members.models import Person
from app.organisations.models import Organisation
from workflows.roles import Role


def holders_in(organisation_ids: Iterable[int], roles: Iterable[Role], on: date) -> dict[int, list[tuple[int, Role]]]:
    """As `people_as`, for each of many organisations that stand by themselves: by number, in the same order."""
    found: dict[int, list[tuple[int, Role]]] = {organisation_id: [] for organisation_id in organisation_ids}
    asked = {"ids": as_list(found), "roles": as_list(roles), "on": on}
    for organisation_id, person_id, role in connection().execute(_holders_in(), asked):
        found[organisation_id].append((person_id, role))
    return found


@cache
def _holders_in() -> Select[int, int, Role]:
    person, office = Person.__table__, Appointment.__table__
    return (
        select(office.c.organisation_id, office.c.person_id, office.c.role)
        .select_from(office.join(person, person.c.id == office.c.person_id))
        .where(among(office.c.organisation_id, "ids"), among(office.c.role, "roles"))
        .where(in_force(office.c.from_on, office.c.to_on, bindparam("on", type_=Date)))
        .order_by(office.c.for_month.is_(None), person.c.sort_key, person.c.id)
    )


def offices_ever(organisation_ids: Collection[int]) -> dict[int, list[tuple[Person, Appointment]]]:
    """What is foreseen of these organisations (`What.OFFICES`); of a cell that was merged nothing: who answers for it
    is in another. One statement."""
    found: dict[int, list[tuple[Person, Appointment]]] = {}
    rows = (
        select(Organisation.id, Person, Appointment)
        .outerjoin(Appointment, Appointment.organisation_id == Organisation.id)
        .outerjoin(Person, Person.id == Appointment.person_id)
        .where(among(Organisation.id, "ids"), Organisation.merged_into_id.is_(None))
        .order_by(Appointment.for_month.is_(None), Person.sort_key, Person.id)
    )
    for organisation_id, person, appointment in db.session.execute(rows, {"ids": as_list(organisation_ids)}):
        offices = found.setdefault(organisation_id, [])
        if appointment is not None:
            offices.append((person, appointment))
    return found


def held_on(
    offices: Iterable[tuple[Person, Appointment]], roles: Collection[Role], on: date
) -> list[tuple[Person, Role]]:
    return [
        (person, held.role)
        for person, held in offices
        if held.role in roles and held.from_on <= on and (held.to_on is None or held.to_on >= on)
    ]
