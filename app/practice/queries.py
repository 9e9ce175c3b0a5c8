"""Who practises."""

from sqlalchemy import select

from app.extensions import connection, db
from app.practice.models import Practice
from app.practice.services_place import is_there, shape_now


def practice_of(cell_id: int) -> Practice | None:
    """The practice of the cell if it can be gone on with."""
    found = db.session.get(Practice, cell_id)
    return found if found and found.shape == shape_now() and is_there(found.name) else None


def place_name(cell_id: int) -> str | None:
    """Where the cell practises now, without a session; for each request."""
    row = connection().execute(
        select(Practice.__table__.c.name, Practice.__table__.c.shape).where(Practice.__table__.c.cell_id == cell_id)
    ).one_or_none()  # fmt: skip
    return row.name if row and row.shape == shape_now() and is_there(row.name) else None
