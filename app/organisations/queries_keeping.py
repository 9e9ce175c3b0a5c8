"""What is asked when the tree is changed: what stands where with its days, and where something may be put."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.actor import Actor
from app.columns import among
from app.extensions import db
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent, Term
from app.organisations.queries import stands
from workflows.roles import Role


def parent_on(organisation_id: int, on: date) -> OrganisationParent | None:
    return db.session.scalar(
        select(OrganisationParent).where(
            OrganisationParent.organisation_id == organisation_id,
            stands(on),
        )
    )


def parent_spans_on(on: date) -> dict[int, OrganisationParent]:
    return {span.organisation_id: span for span in db.session.scalars(select(OrganisationParent).where(stands(on)))}


def parent_after(organisation_id: int, on: date) -> OrganisationParent | None:
    """A move that is already entered for a later day."""
    return db.session.scalar(
        select(OrganisationParent).where(
            OrganisationParent.organisation_id == organisation_id, OrganisationParent.from_on > on
        )
    )


def spans_of(organisation_id: int) -> list[OrganisationParent]:
    """All its superiors with their dates, the latest first."""
    return list(
        db.session.scalars(
            select(OrganisationParent)
            .options(joinedload(OrganisationParent.parent))
            .where(OrganisationParent.organisation_id == organisation_id)
            .order_by(OrganisationParent.from_on.desc())
        )
    )


def by_code(code: str) -> Organisation | None:
    return db.session.scalar(select(Organisation).where(Organisation.code == code))


def everything_by_code() -> dict[str, Organisation]:
    return {row.code: row for row in db.session.scalars(select(Organisation))}


def terms_of(organisation_id: int) -> list[Term]:
    return list(
        db.session.scalars(select(Term).where(Term.organisation_id == organisation_id).order_by(Term.from_on.desc()))
    )


def latest_term(organisation_id: int) -> Term | None:
    return next(iter(terms_of(organisation_id)), None)


def possible_parents(actor: Actor) -> list[Organisation]:
    """Where the actor may put an organisation: what it manages, exists and is no cell."""
    return list(
        db.session.scalars(
            select(Organisation)
            .where(among(Organisation.id, actor.organisations_as(Role.OFFICE)))
            .where(Organisation.kind != OrganisationKind.CELL, Organisation.dissolved_on.is_(None))
            .order_by(Organisation.code)
        )
    )


def alike(row: Organisation, actor: Actor) -> list[Organisation]:
    """What `row` may be merged into: the same kind, existing, managed by the actor."""
    return list(
        db.session.scalars(
            select(Organisation)
            .where(among(Organisation.id, actor.organisations_as(Role.OFFICE)), Organisation.id != row.id)
            .where(Organisation.kind == row.kind, Organisation.dissolved_on.is_(None))
            .order_by(Organisation.code)
        )
    )
