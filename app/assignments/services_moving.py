"""What becomes of assignments when a cell is merged, ends, or a member leaves it."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import or_, select

from app.actor import Actor
from app.assignments.models import Assignment
from app.audit.services import record
from app.extensions import db
from workflows.roles import Role


def open_in(cell_id: int, on: date) -> Sequence[Assignment]:
    found = select(Assignment).where(
        Assignment.cell_id == cell_id, or_(Assignment.to_on.is_(None), Assignment.to_on >= on)
    )
    return db.session.scalars(found.order_by(Assignment.id)).all()


def follow(from_id: int, to_id: int, *, on: date, actor: Actor) -> int:
    """The cell was merged: who is in charge stays so in the other one, with the notes; how many."""
    moved = open_in(from_id, on)
    for row in moved:
        row.cell_id = to_id
        _record("assignment_moved", row, actor, {"cell_id": from_id}, {"cell_id": to_id})
    return len(moved)


def let_go(cell_id: int, *, on: date, actor: Actor | None, person_id: int | None = None) -> None:
    """What the person is in charge of in this cell ends with the last day there; without a person, everybody."""
    for row in open_in(cell_id, on):
        if person_id in (None, row.person_id):
            before, row.to_on = row.to_on, max(row.from_on, on - timedelta(days=1))
            _record("assignment_ended", row, actor, {"to_on": before}, {"to_on": row.to_on})


def _record(event: str, row: Assignment, actor: Actor | None, before: object, after: object) -> None:
    record(
        event, actor=actor, organisation_id=row.cell_id, subject="assignment", subject_id=row.id,
        acting_as=Role.OFFICE if actor else "", before=before, after=after,
    )  # fmt: skip
