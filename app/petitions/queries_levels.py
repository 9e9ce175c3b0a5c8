"""The levels that a petition climbs: only those whose office works in this system."""

from datetime import date

from sqlalchemy import select

from app import clock
from app.accounts.models import Appointment
from app.actor import Actor
from app.columns import in_force
from app.extensions import db
from app.organisations.models import Organisation
from app.organisations.queries import above
from app.petitions.queries import own_offices
from workflows.roles import Role


def next_level(organisation_id: int, on: date) -> Organisation | None:
    """The nearest superior that has an office here; one without is passed over. None: there is no higher one."""
    higher = above(organisation_id, on)[1:]
    rows = db.session.scalars(
        select(Organisation)
        .join(Appointment, Appointment.organisation_id == Organisation.id)
        .where(Organisation.id.in_(higher), Appointment.role == Role.OFFICE)
        .where(in_force(Appointment.from_on, Appointment.to_on, on))
    )
    found = {row.id: row for row in rows}
    return next((found[each] for each in higher if each in found), None)


def is_office_of(organisation_id: int, actor: Actor) -> bool:
    """By an appointment there, not by scope from above."""
    if not actor.holds(Role.OFFICE):
        return False
    mine = own_offices(actor, clock.today()).where(Appointment.organisation_id == organisation_id)
    return db.session.scalar(mine) is not None
