"""An issued document never changes: what tries to is stopped before it reaches the database."""

from typing import Any

from sqlalchemy import Connection, event, inspect, select
from sqlalchemy.orm import Mapper

from app.documents.models import Document, DocumentSignature

# Known only after the issue: the file made from the snapshot, its signature, and the version that came after. What was
# signed and what came after are said once.
MAY_FOLLOW = {
    "file_sha256", "file", "pages", "replaced_by_id", "to_be_signed", "signed_sha256", "signed_by", "signed_at",
}  # fmt: skip


class IssuedDocumentChanged(RuntimeError):
    """A mistake in the program: a correction is a new version that names the old one."""


@event.listens_for(Document, "before_update")
def _refuse_change(_mapper: Mapper[Any], connection: Connection, document: Document) -> None:
    # What the database holds, not what this session remembers: after a commit it remembers nothing.
    row = Document.__table__.c
    asked = select(row.issued_at, row.replaced_by_id, row.signed_sha256).where(row.id == document.id)
    held = connection.execute(asked).one_or_none()
    if held is None or held.issued_at is None:
        return
    changed = {one.key for one in inspect(document).attrs if one.history.has_changes()} - MAY_FOLLOW
    if held.replaced_by_id not in (None, document.replaced_by_id):
        changed.add("replaced_by_id")
    if held.signed_sha256 not in (None, document.signed_sha256) and not _was_added_to(connection, document, held):
        changed.add("signed_sha256")
    if changed:
        raise IssuedDocumentChanged(f"document {document.id}: {', '.join(sorted(changed))}")


def _was_added_to(connection: Connection, document: Document, held: Any) -> bool:
    """Whether the signed file is the one before with one more person's signature."""
    row = DocumentSignature.__table__.c
    added = select(row.id).where(row.document_id == document.id, row.before_sha256 == held.signed_sha256)
    return connection.execute(added.where(row.sha256 == document.signed_sha256)).first() is not None


@event.listens_for(Document, "before_delete")
def _refuse_deletion(_mapper: Mapper[Any], _connection: Connection, document: Document) -> None:
    if document.issued_at is not None:
        raise IssuedDocumentChanged(f"document {document.id} is issued and stays")
