"""What decides how a meeting begins at the moment it is begun: asked under the lock of its cell."""

from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Date, Integer, Select, bindparam, select

from app.agendas.queries import waiting_for
from app.extensions import connection
from app.meetings.models import Meeting
from app.petitions.services_placing import owed_to
from app.rotations.queries import planned_for
from workflows.meeting import Kind, State


class Standing(NamedTuple):
    """`live_regular`: the number of the month's regular meeting that was not cancelled; `planned`: the year's plan
    names it as a model meeting; `items_wait`, `answers_wait`: for the cell's next agenda."""

    live_regular: int | None
    planned: bool
    items_wait: bool
    answers_wait: bool


def standing_of(cell_id: int, month: date) -> Standing:
    """In one statement, after the lock: who waited for it sees what the other did."""
    found = connection().execute(_standing(), {"cell_id": cell_id, "month": month}).one()
    return Standing(found[0], *map(bool, found[1:]))


@cache
def _standing() -> Select[*tuple[Any, ...]]:
    cell_id, month = bindparam("cell_id", type_=Integer), bindparam("month", type_=Date)
    meeting = Meeting.__table__.c
    live = select(meeting.id).where(
        meeting.cell_id == cell_id, meeting.month == month, meeting.kind == Kind.REGULAR,
        meeting.state != State.CANCELLED,
    )  # fmt: skip
    return select(
        live.scalar_subquery(), planned_for(cell_id, month).exists(), waiting_for(cell_id).exists(),
        owed_to(cell_id).exists(),
    )  # fmt: skip
