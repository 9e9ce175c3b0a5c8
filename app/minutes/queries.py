"""Reading minutes."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.documents.models import Document
from app.extensions import db
from app.meetings.models import MeetingStep
from app.members.models import Person
from app.minutes.models import Minutes
from app.sessions.models import Speech
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


def speeches_of(meeting_id: int) -> list[Speech]:
    """All speeches of the meeting with their speakers, in the order in which they were entered."""
    return list(
        db.session.scalars(
            select(Speech)
            .where(Speech.meeting_id == meeting_id, Speech.removed_at.is_(None))
            .options(joinedload(Speech.person), joinedload(Speech.guest))
            .order_by(Speech.id)
        )
    )


def closed_by(meeting_id: int) -> str:
    """Who entered the closing; empty before."""
    found = (
        select(Person.full_name)
        .join(MeetingStep, MeetingStep.person_id == Person.id)
        .where(MeetingStep.meeting_id == meeting_id, MeetingStep.step == "close")
        .order_by(MeetingStep.id.desc())
    )
    return db.session.scalar(found.limit(1)) or ""


def issued_versions(meeting_id: int) -> list[Document]:
    """The signed minutes that were issued so far, the earliest first."""
    return list(
        db.session.scalars(
            select(Document)
            .join(Minutes, Minutes.document_id == Document.id)
            .where(Minutes.meeting_id == meeting_id, Document.issued_at.is_not(None))
            .order_by(Minutes.number_of_version)
        )
    )
