"""What becomes of residential areas when the cell that leads them, or the commune that they lie in, is merged."""

from sqlalchemy import select

from app.actor import Actor
from app.areas.models import ResidentialArea
from app.areas.services import LONGEST_NAME
from app.audit.services import record
from app.extensions import db
from app.organisations.models import Organisation
from workflows.roles import Role

LONGEST_ORIGIN = 60


def follow(from_id: int, to_id: int, *, actor: Actor) -> int:
    """The areas are led by the other cell; how many. Where a cell ends without another, nobody leads them."""
    moved = db.session.scalars(select(ResidentialArea).where(ResidentialArea.cell_id == from_id)).all()
    for row in moved:
        row.cell_id = to_id
        record(
            "area_changed", actor=actor, organisation_id=row.commune_id, subject="organisation",
            subject_id=row.commune_id, acting_as=Role.OFFICE, area_id=row.id, before={"cell_id": from_id},
            after={"cell_id": to_id},
        )  # fmt: skip
    return len(moved)


def go_over(commune: Organisation, into: Organisation, *, actor: Actor) -> int:
    """The areas of a commune that is merged lie in the other one; how many.

    Of two that bear one name, the one that comes is told apart by where it comes from.
    """
    taken = set(db.session.scalars(select(ResidentialArea.name).where(ResidentialArea.commune_id == into.id)))
    moved = db.session.scalars(select(ResidentialArea).where(ResidentialArea.commune_id == commune.id)).all()
    for row in moved:
        before = {"commune_id": row.commune_id, "name": row.name}
        row.commune_id = into.id
        if row.name in taken:
            origin = f" ({commune.name})"[:LONGEST_ORIGIN]
            row.name = row.name[: LONGEST_NAME - len(origin)] + origin
        record(
            "area_changed", actor=actor, organisation_id=into.id, subject="organisation", subject_id=into.id,
            acting_as=Role.OFFICE, area_id=row.id, before=before,
            after={"commune_id": row.commune_id, "name": row.name},
        )  # fmt: skip
    return len(moved)
