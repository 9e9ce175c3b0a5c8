"""Reading the tree as it stood on a day."""

from datetime import date

from sqlalchemy import and_, or_, select

from app.extensions import db
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent, Term


def _parent_on(on: date):  # type: ignore[no-untyped-def]
    return and_(
        OrganisationParent.from_on <= on, or_(OrganisationParent.to_on.is_(None), OrganisationParent.to_on >= on)
    )


def below(root_id: int, on: date) -> list[int]:
    """The ids of `root_id` and of everything under it on the day, in one statement."""
    tree = select(Organisation.id).where(Organisation.id == root_id).cte("tree", recursive=True)
    # UNION, not UNION ALL: a circle in bad data must not run for ever.
    tree = tree.union(
        select(OrganisationParent.organisation_id)
        .join(tree, OrganisationParent.parent_id == tree.c.id)
        .where(_parent_on(on))
    )
    return list(db.session.scalars(select(tree.c.id)))


def above(organisation_id: int, on: date) -> list[int]:
    """The ids of `organisation_id` and of its superiors on the day, nearest first."""
    ids, current = [organisation_id], organisation_id
    while True:
        parent = db.session.scalar(
            select(OrganisationParent.parent_id).where(OrganisationParent.organisation_id == current, _parent_on(on))
        )
        if parent is None or parent in ids:
            return ids
        ids.append(parent)
        current = parent


def superior_of(organisation_id: int, on: date) -> Organisation | None:
    """The direct superior on the day: it verifies, decides the level and answers first."""
    return db.session.scalar(
        select(Organisation)
        .join(OrganisationParent, OrganisationParent.parent_id == Organisation.id)
        .where(OrganisationParent.organisation_id == organisation_id, _parent_on(on))
    )


def term_on(organisation_id: int, on: date) -> Term | None:
    """The committee's term on the day, or None if none was entered."""
    return db.session.scalar(
        select(Term)
        .where(Term.organisation_id == organisation_id, Term.from_on <= on)
        .where(or_(Term.to_on.is_(None), Term.to_on >= on))
        .order_by(Term.from_on.desc())
    )


def cells_among(organisation_ids: list[int]) -> list[Organisation]:
    """The cells among these organisations that still exist, by code."""
    return list(
        db.session.scalars(
            select(Organisation)
            .where(Organisation.id.in_(organisation_ids), Organisation.kind == OrganisationKind.CELL)
            .where(Organisation.dissolved_on.is_(None))
            .order_by(Organisation.code)
        )
    )
