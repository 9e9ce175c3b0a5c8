"""Reading minutes."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.audit.models import AuditEvent
from app.documents.models import Attachment, AttachmentPurpose, Document
from app.extensions import db
from app.meetings.models import MeetingStep
from app.members.models import Person
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


def fresh_minutes(meeting_id: int) -> Minutes:
    """As `current_minutes`, read anew after the meeting was locked. Raises NoResultFound if there are none."""
    return db.session.scalars(
        select(Minutes)
        .where(Minutes.meeting_id == meeting_id, Minutes.superseded_at.is_(None))
        .options(selectinload(Minutes.signatures))
        .execution_options(populate_existing=True)
    ).one()


def missing_roles(minutes: Minutes) -> list[Role]:
    """Recorder, then chair, as far as their signatures are missing."""
    signed = {signature.role for signature in minutes.signatures}
    return [role for role in (Role.RECORDER, Role.CHAIR) if role not in signed]


def facts_of(minutes: Minutes | None, names: dict[Role, str]) -> dict[str, Any]:
    """`names`: who signs as chair and as recorder."""
    signed = {s.role for s in minutes.signatures} if minutes else set()
    missing = tuple(f"đ/c {names[role]}" for role in (Role.RECORDER, Role.CHAIR) if role not in signed)
    marks = tuple(minutes.composed.get("open_marks", ())) if minutes else ()
    return {"missing_signatures": missing, "open_marks": marks}


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


def paper_minutes_of(meeting_id: int) -> list[Attachment]:
    """Photos of the minutes that were signed on paper."""
    return list(
        db.session.scalars(
            select(Attachment)
            .where(
                Attachment.meeting_id == meeting_id,
                Attachment.purpose == AttachmentPurpose.PAPER_MINUTES,
                Attachment.removed_at.is_(None),
            )
            .order_by(Attachment.id)
        )
    )


def was_opened_by(meeting_id: int, account_id: int, since: datetime) -> bool:
    """Whether the account noted since then that it reads this meeting in somebody's place."""
    found = select(AuditEvent.id).where(
        AuditEvent.subject == "meeting",
        AuditEvent.subject_id == meeting_id,
        AuditEvent.event == "personal_record_read",
        AuditEvent.account_id == account_id,
        AuditEvent.at >= since,
    )
    return db.session.scalar(found.limit(1)) is not None


def is_being_redone(document_id: int) -> bool:
    """Whether these issued minutes were opened again, to be signed anew under another number."""
    redone = select(Minutes.id).where(Minutes.document_id == document_id, Minutes.superseded_at.is_not(None))
    return db.session.scalar(redone.limit(1)) is not None
