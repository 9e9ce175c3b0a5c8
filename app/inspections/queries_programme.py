"""The issued programmes of a year: read by whoever belongs to the organisation, as its conclusions are."""

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app import clock
from app.actor import Actor
from app.columns import among
from app.extensions import db
from app.inspections.models import Inspection, Programme
from app.inspections.queries import ISSUING
from app.organisations.models import Organisation, OrganisationKind
from app.organisations.queries import above_any
from app.refusals import NotKnown
from workflows.inspection import Issuer, State
from workflows.roles import Role


def programmes(actor: Actor, year: int) -> list[Programme]:
    """Those in force of the organisations that the actor belongs to or leads."""
    return list(
        db.session.scalars(
            _visible(actor).where(Programme.year == year).order_by(Organisation.code, Programme.issuer.desc())
        )
    )


def get_programme(programme_id: int, actor: Actor) -> Programme:
    """Raises NotKnown."""
    found = db.session.scalar(_visible(actor).where(Programme.id == programme_id))
    if found is None:
        raise NotKnown
    return found


def _visible(actor: Actor):  # type: ignore[no-untyped-def]
    reading = [id for id, roles in actor.roles.items() if roles - {Role.ADMINISTRATOR}]
    above = above_any(reading, clock.today()) if reading else []
    return (
        select(Programme)
        .join(Programme.organisation)
        .options(contains_eager(Programme.organisation), joinedload(Programme.document))
        .where(among(Programme.organisation_id, above))
    )


def programme_of(organisation_id: int, year: int, issuer: Issuer) -> Programme | None:
    return db.session.scalar(
        select(Programme).where(
            Programme.organisation_id == organisation_id, Programme.year == year, Programme.issuer == issuer
        )
    )


def planned_in(organisation_id: int, year: int, issuer: Issuer) -> list[Inspection]:
    """What stands in the programme: all but the cancelled ones, by quarter."""
    found = select(Inspection).where(
        Inspection.organisation_id == organisation_id, Inspection.issuer == issuer,
        Inspection.state != State.CANCELLED,
    )  # fmt: skip
    rows = db.session.scalars(found.order_by(Inspection.quarter, Inspection.id))
    return [row for row in rows if row.quarter.year == year]


def issuing_organisations(actor: Actor) -> list[Organisation]:
    """Where the actor issues programmes, the topmost first."""
    found = (
        select(Organisation)
        .where(among(Organisation.id, actor.organisations_as(*ISSUING)))
        .where(Organisation.kind != OrganisationKind.CELL, Organisation.dissolved_on.is_(None))
    )
    return list(db.session.scalars(found.order_by(Organisation.kind, Organisation.code)))
