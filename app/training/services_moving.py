"""What becomes of the reserve list when a cell is merged, ends, or a member leaves it."""

from sqlalchemy import select

from app.actor import Actor
from app.audit.services import record
from app.extensions import db
from app.training.models import Reserve
from workflows.roles import Role


def let_go(cell_id: int, *, actor: Actor | None, person_id: int | None = None) -> int:
    """The person is planned as a leader of this cell no more; without a person, nobody is. How many.

    Who is to lead another cell is for that cell and the committee above it to plan anew.
    """
    found = select(Reserve).where(Reserve.cell_id == cell_id).order_by(Reserve.id)
    rows = db.session.scalars(found if person_id is None else found.where(Reserve.person_id == person_id)).all()
    for row in rows:
        record(
            "reserve_taken_off", actor=actor, organisation_id=cell_id, subject="person", subject_id=row.person_id,
            acting_as=Role.OFFICE if actor else "", reserve_id=row.id, person_id=row.person_id,
            removed={"position": row.position, "term": row.term, "note": row.note},
        )  # fmt: skip
        db.session.delete(row)
    return len(rows)
