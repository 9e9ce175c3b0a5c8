"""Reading resolutions."""

from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import connection, db
from app.meetings.models import Meeting
from app.resolutions.models import SECTIONS, DraftTask, Resolution
from workflows.resolution import State

IN_FORCE = (State.DRAFT, State.ADOPTED, State.REJECTED, State.DROPPED, State.ISSUED)


@cache
def _of_meeting() -> Select[Resolution]:
    """Built once: building it costs more than running it."""
    mine = Resolution.meeting_id == bindparam("meeting_id", type_=Integer)
    return select(Resolution).where(mine).order_by(Resolution.id)


_TABLE = Resolution.__table__
_STATES = (
    select(_TABLE.c.state, _TABLE.c.subject_line)
    .where(_TABLE.c.meeting_id == bindparam("meeting_id", type_=Integer))
    .order_by(_TABLE.c.id)
)


def resolutions_of(meeting_id: int) -> list[Resolution]:
    return list(db.session.scalars(_of_meeting(), {"meeting_id": meeting_id}))


def current(meeting_id: int) -> Resolution | None:
    """The resolution of the meeting that no later version replaced, with its draft tasks and their owners."""
    return db.session.scalar(
        select(Resolution)
        .where(Resolution.meeting_id == meeting_id, Resolution.state.in_(IN_FORCE))
        .options(
            selectinload(Resolution.tasks).joinedload(DraftTask.owner),
            joinedload(Resolution.signed_by),
        )
        .order_by(Resolution.id.desc())
    )


def draft_of(meeting_id: int) -> Resolution | None:
    """What the meeting is to vote on, until it has."""
    found = current(meeting_id)
    return found if found is not None and found.state == State.DRAFT else None


def parts_of(resolution: Resolution) -> list[tuple[str, str]]:
    """Heading and text of each part in which something is written."""
    return [(heading, text) for name, heading in SECTIONS.items() if (text := resolution.sections.get(name, ""))]


def previous_of(meeting: Meeting) -> tuple[Resolution, Meeting] | None:
    """The resolution that this meeting looks back on: the cell's last one in force from an earlier month."""
    row = db.session.execute(
        select(Resolution, Meeting)
        .join(Meeting, Meeting.id == Resolution.meeting_id)
        .where(Meeting.cell_id == meeting.cell_id, Meeting.month < meeting.month, Resolution.state == State.ISSUED)
        .order_by(Meeting.month.desc(), Resolution.id.desc())
    ).first()
    return (row[0], row[1]) if row else None


def facts_of(meeting_id: int, found: list[Resolution] | None = None) -> dict[str, Any]:
    """What the rules of the meeting's workflow ask about its resolutions (fields of MeetingFacts)."""
    if found is None:
        rows = connection().execute(_STATES, {"meeting_id": meeting_id})
        named = [(row.state, row.subject_line) for row in rows]
    else:
        named = [(r.state, r.subject_line) for r in found]
    return {
        "undecided_resolutions": tuple(title for state, title in named if state == State.DRAFT),
        "unissued_resolutions": tuple(title for state, title in named if state == State.ADOPTED),
    }
