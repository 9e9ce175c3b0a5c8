"""Whose yearly ratings the actor reads, and of whom they speak or decide."""

from datetime import date

from sqlalchemy import select

from app import clock
from app.actor import Actor
from app.columns import among, in_force
from app.extensions import db
from app.inspections.queries_scope import cells_in_year
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent
from app.ratings.models import YearRating
from app.refusals import NotKnown
from workflows.roles import Role

ABOVE = (Role.OFFICE, Role.LEADERSHIP)
READERS = (*ABOVE, Role.OVERSEER, Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER)
PROPOSERS = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
SPEAKERS = (*PROPOSERS, *ABOVE)
"""Who speaks for an organisation: the secretaries of a cell, the office and leadership of a committee."""
RATED = (OrganisationKind.BASE, OrganisationKind.INTERMEDIATE, OrganisationKind.CELL)
BASES = (OrganisationKind.BASE, OrganisationKind.INTERMEDIATE)


def decided_by(actor: Actor, on: date) -> set[int]:
    """The organisations whose superior the actor speaks for: nobody decides of their own."""
    found = select(OrganisationParent.organisation_id).where(
        among(OrganisationParent.parent_id, actor.organisations_as(*ABOVE)),
        in_force(OrganisationParent.from_on, OrganisationParent.to_on, on),
    )
    return set(db.session.scalars(found))


def readable(organisation_id: int, actor: Actor, year: int) -> Organisation:
    """One whose rating of the year the actor reads; an inspector that of a cell which a campaign looks at. Raises
    NotKnown."""
    found = db.session.get(Organisation, organisation_id)
    if found is None or found.kind not in RATED:
        raise NotKnown
    if not reads_members(actor, organisation_id) and organisation_id not in cells_in_year(actor, year):
        raise NotKnown
    return found


def reads_members(actor: Actor, organisation_id: int) -> bool:
    """Ratings of persons are personal data, which no inspector reads."""
    return bool(actor.roles_in(organisation_id) & set(READERS))


def readable_cell(cell_id: int, actor: Actor) -> Organisation:
    """One with members of its own. Raises NotKnown."""
    found = db.session.get(Organisation, cell_id)
    if found is None or found.kind != OrganisationKind.CELL or not reads_members(actor, cell_id):
        raise NotKnown
    return found


def readable_rating(rating_id: int, actor: Actor) -> YearRating:
    """A decided one. Raises NotKnown."""
    found = db.session.get(YearRating, rating_id)
    if found is None or found.level is None or not reads_members(actor, found.organisation_id):
        raise NotKnown
    return found


def proposes(one: Organisation, actor: Actor) -> bool:
    """Whether the actor speaks for the organisation: for a committee its own people, not those who decide of it."""
    roles = actor.roles_in(one.id)
    if one.kind == OrganisationKind.CELL:
        return bool(roles & set(PROPOSERS))
    return bool(roles & set(ABOVE)) and one.id not in decided_by(actor, clock.today())
