"""Reading minutes."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.extensions import db
from app.minutes.models import Minutes
from workflows.roles import Role


def current_minutes(meeting_id: int) -> Minutes | None:
    """The version in force, with its signatures."""
    return db.session.scalar(
        select(Minutes)
        .where(Minutes.meeting_id == meeting_id, Minutes.superseded_at.is_(None))
        .options(selectinload(Minutes.signatures))
        .order_by(Minutes.number_of_version.desc())
    )


def facts_of(minutes: Minutes | None, names: dict[Role, str]) -> dict[str, Any]:
    """`names`: who signs as chair and as recorder."""
    signed = {s.role for s in minutes.signatures} if minutes else set()
    missing = tuple(f"đ/c {names[role]}" for role in (Role.RECORDER, Role.CHAIR) if role not in signed)
    marks = tuple(minutes.composed.get("open_marks", ())) if minutes else ()
    return {"missing_signatures": missing, "open_marks": marks}
