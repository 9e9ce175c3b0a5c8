"""Reading the history, as far as pages need it to see whether something happened."""

from sqlalchemy import select

from app.audit.models import AuditEvent, AuditHead
from app.extensions import db


def last_seq(organisation_id: int) -> int:
    """The number of the latest event in the organisation's chain: as long as it stays, nothing was changed there."""
    return db.session.scalar(select(AuditHead.seq).where(AuditHead.chain == organisation_id)) or 0


def subjects_since(
    organisation_id: int, event: str, subject: str, subject_id: int, since: int, field: str
) -> set[object]:
    """The values of `field` in the events of one kind on one thing after number `since`."""
    found = db.session.scalars(
        select(AuditEvent.data)
        .where(AuditEvent.chain == organisation_id, AuditEvent.seq > since, AuditEvent.event == event)
        .where(AuditEvent.subject == subject, AuditEvent.subject_id == subject_id)
    )
    return {data.get(field) for data in found}
