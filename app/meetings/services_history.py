"""What happens to a meeting, in the chained history of its cell."""

from typing import Any

from app.actor import Actor
from app.audit.models import AuditEvent
from app.audit.services import record
from app.meetings.models import Meeting


def record_on(meeting: Meeting, event: str, *, actor: Actor | None, acting_as: str, **data: Any) -> AuditEvent:
    """One event about the meeting, in the chain of its cell. Raises ValueError if its fields are not those declared."""
    return record(
        event, actor=actor, organisation_id=meeting.cell_id, subject="meeting", subject_id=meeting.id,
        acting_as=acting_as, **data,
    )  # fmt: skip
