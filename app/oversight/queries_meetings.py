"""The meetings of a month as far as they are planned."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select

from app import clock
from app.agendas.models import AgendaItem
from app.columns import among
from app.extensions import db
from app.meetings.models import Meeting
from workflows.meeting import Kind, State


class MeetingSeen(NamedTuple):
    """A meeting as far as it is planned; `minutes` is what its agenda sums up to."""

    id: int
    cell_id: int
    kind: Kind
    state: State
    starts_at: datetime | None
    opened_at: datetime | None
    place: str
    minutes: int

    @property
    def on(self) -> date | None:
        moment = self.opened_at or self.starts_at
        return clock.day_of(moment) if moment else None


def meetings_in(cell_ids: Sequence[int], month: date) -> list[MeetingSeen]:
    """All live meetings of the month, in the order of their hours."""
    long = (
        select(AgendaItem.meeting_id, func.sum(AgendaItem.minutes).label("minutes"))
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(Meeting.month == month)
        .group_by(AgendaItem.meeting_id)
        .subquery()
    )
    found = db.session.execute(
        select(
            Meeting.id, Meeting.cell_id, Meeting.kind, Meeting.state, Meeting.starts_at, Meeting.opened_at,
            Meeting.place, func.coalesce(long.c.minutes, 0),
        )
        .outerjoin(long, long.c.meeting_id == Meeting.id)
        .where(among(Meeting.cell_id, cell_ids), Meeting.month == month, Meeting.state != State.CANCELLED)
        .order_by(Meeting.starts_at, Meeting.id)
    )  # fmt: skip
    return [MeetingSeen._make(row) for row in found]
