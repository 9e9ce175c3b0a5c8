"""Making the PDF of a document from its snapshot: in the worker only."""

import json
import logging
from typing import Any

from markupsafe import Markup

from app.audit.services import record
from app.documents.files import keep_file
from app.documents.models import Document
from app.documents.rendering_key import digest_of
from app.documents.services_signing import ask_to_sign
from app.documents.snapshots import TEMPLATE_VERSION, DocumentKind, Snapshot, SnapshotUnreadable, from_json
from app.extensions import db

log = logging.getLogger(__name__)
KIND = "render_document"
PDF = "application/pdf"


def snapshot_of(document: Document) -> Snapshot:
    return from_json(document.kind, json.dumps(document.snapshot, ensure_ascii=False))


def is_of_another_time(document: Document) -> bool:
    """Issued for templates that have changed since: what they would make of it today is another paper."""
    return document.issued_at is not None and document.template_version != TEMPLATE_VERSION


def sheet_of(document: Document, now: Snapshot | None = None) -> Markup | None:
    """The paper as a page shows it, or None where only its stored PDF says what was issued. `now`: a draft made anew.

    So it is for one that was issued for other templates, and for a snapshot of another shape.
    """
    from app.documents.render import render_sheet  # late: the templates of documents are needed by few pages

    if is_of_another_time(document):
        return None
    try:
        return render_sheet(DocumentKind(document.kind), now or snapshot_of(document))
    except SnapshotUnreadable:
        log.warning("document %s cannot be shown", document.id, exc_info=True)
        return None


def render_document(*, document_id: int, digest: str) -> None:
    """Render and keep the PDF of the document. One that was drafted anew since it was asked for is left alone.

    So is an issued one that has its PDF once the templates have changed: the kept file is the paper.
    """
    db.session.connection(execution_options={"read_only": True})
    document = db.session.get(Document, document_id)
    if document is None or digest_of(document) != digest:
        return
    if document.file_sha256 is not None and is_of_another_time(document):
        log.warning("document %s was issued for other templates and is not rendered again", document_id)
        return
    kind, snapshot = DocumentKind(document.kind), snapshot_of(document)
    # The slow part holds no transaction: on SQLite a writer would keep everybody waiting.
    db.session.rollback()
    pdf, pages = _render(kind, snapshot)
    _keep(document_id, digest, pdf, pages)


def _render(kind: DocumentKind, snapshot: Snapshot) -> tuple[bytes, int]:
    from app.documents.render import render_with_pages  # late: jinja and the templates, which most processes never need

    return render_with_pages(kind, snapshot)


def _keep(document_id: int, digest: str, pdf: bytes, pages: int) -> None:
    sha256 = keep_file(pdf, PDF)
    document: Document | None = db.session.get(Document, document_id, with_for_update=True, populate_existing=True)
    if document is None or digest_of(document) != digest:
        log.info("document %s was drafted anew while it was rendered", document_id)
        return
    before = document.file_sha256
    document.file_sha256, document.pages = sha256, pages
    if before is None:
        ask_to_sign(document)
        _tell("document_rendered", document, sha256=sha256)
    elif before != sha256:
        # Other letters or another layout engine: the text is the same, the bytes are not, and the history says so.
        _tell("document_rendered_anew", document, before=before, after=sha256)


def _tell(event: str, document: Document, **data: Any) -> None:
    record(
        event,
        actor=None,
        organisation_id=document.organisation_id,
        subject="meeting" if document.meeting_id else "document",
        subject_id=document.meeting_id or document.id,
        document_id=document.id,
        **data,
    )
