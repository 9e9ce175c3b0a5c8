"""What becomes of residential areas when the cell that leads them is merged."""

from sqlalchemy import select

from app.actor import Actor
from app.areas.models import ResidentialArea
from app.audit.services import record
from app.extensions import db
from workflows.roles import Role


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
