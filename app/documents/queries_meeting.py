"""The papers and files of one meeting, as far as the actor may see them, in one statement."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal, null, select, union_all

from app.actor import Actor
from app.documents.models import Attachment, AttachmentPurpose, Document, StoredFile
from app.documents.sight import attachments_seen_by, documents_seen_by
from app.extensions import db
from app.meetings.models import Meeting
from app.tasks.models import Task


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A document of ours (`is_file` False) or an upload. `at`: when it was issued or sent; None: not yet."""

    is_file: bool
    id: int
    kind: str
    symbol: str
    title: str
    at: datetime | None
    replaced: bool
    item_id: int | None
    size: int | None
    pages: int | None


def papers_of(meeting_id: int, actor: Actor) -> list[Paper]:
    """Documents first, then what was uploaded with the agenda, each in the order in which it came."""
    documents = (
        select(
            literal(0).label("is_file"), Document.id.label("id"), Document.kind.label("kind"),
            Document.symbol.label("symbol"), Document.title.label("title"), Document.issued_at.label("at"),
            Document.replaced_by_id.label("replaced"), null().label("item_id"), StoredFile.size.label("size"),
            Document.pages.label("pages"),
        )
        .join(Meeting, Meeting.id == Document.meeting_id)
        .outerjoin(StoredFile, StoredFile.sha256 == Document.file_sha256)
        .where(Document.meeting_id == meeting_id, documents_seen_by(actor))
    )  # fmt: skip
    files = (
        select(
            literal(1), Attachment.id, Attachment.purpose, literal(""), Attachment.name, Attachment.sent_at, null(),
            Attachment.item_id, StoredFile.size, null(),
        )
        .outerjoin(Meeting, Meeting.id == Attachment.meeting_id)
        .outerjoin(Task, Task.id == Attachment.task_id)
        .join(StoredFile, StoredFile.sha256 == Attachment.file_sha256)
        .where(Attachment.meeting_id == meeting_id, Attachment.purpose == AttachmentPurpose.DOCUMENT)
        .where(Attachment.removed_at.is_(None), attachments_seen_by(actor))
    )  # fmt: skip
    both = union_all(documents, files).subquery()
    rows = db.session.execute(select(both).order_by(both.c.is_file, both.c.id))
    return [
        Paper(**{**row._mapping, "is_file": bool(row.is_file), "replaced": row.replaced is not None}) for row in rows
    ]
