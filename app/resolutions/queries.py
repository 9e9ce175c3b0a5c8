"""Reading resolutions."""

from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.resolutions.models import Resolution
from workflows.resolution import State


def resolutions_of(meeting_id: int) -> list[Resolution]:
    return list(
        db.session.scalars(select(Resolution).where(Resolution.meeting_id == meeting_id).order_by(Resolution.id))
    )


def facts_of(meeting_id: int, found: list[Resolution] | None = None) -> dict[str, Any]:
    found = resolutions_of(meeting_id) if found is None else found
    return {
        "undecided_resolutions": tuple(r.subject_line for r in found if r.state == State.DRAFT),
        "unissued_resolutions": tuple(r.subject_line for r in found if r.state == State.ADOPTED),
    }
