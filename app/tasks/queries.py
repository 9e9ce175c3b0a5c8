"""Reading tasks."""

from sqlalchemy import func, select

from app.extensions import db
from app.tasks.models import Task
from workflows.task import State

OPEN = (State.ASSIGNED, State.REPORTED)


def open_count(cell_id: int) -> int:
    """How many tasks of resolutions the cell has not finished."""
    return (
        db.session.scalar(
            select(func.count()).where(Task.cell_id == cell_id, Task.state.in_(OPEN), Task.resolution_id.is_not(None))
        )
        or 0
    )
