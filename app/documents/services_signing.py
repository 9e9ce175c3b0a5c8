"""Signing what a committee has issued: in the worker, after the paper was laid out. Once made, the bytes are kept."""

import logging
from typing import Any

from app import clock
from app.audit.services import record
from app.documents import signers
from app.documents.files import keep_file, read_file
from app.documents.models import Document
from app.documents.rendering_key import sign_key
from app.documents.signatures import name_in
from app.extensions import db
from app.jobs.services import enqueue, enqueue_again
from app.organisations.models import Organisation
from app.settings import settings

log = logging.getLogger(__name__)
KIND = "sign_document"
PDF = "application/pdf"
REASON = "Ban hành văn bản"


def ask_to_sign(document: Document) -> None:
    """After its file was made for the first time: papers of committees that a certificate is there for."""
    if not signers.is_to_be_signed(document):
        return
    document.to_be_signed = True
    enqueue(KIND, sign_key(document.id), document_id=document.id)


def ask_to_sign_again(document: Document) -> None:
    """What could not be signed so far."""
    enqueue_again(KIND, sign_key(document.id), document_id=document.id)


def waits_for_a_signature(document: Document) -> bool:
    """It has its file, and the signature on it is still to be made."""
    return document.to_be_signed and document.file_sha256 is not None and document.signed_sha256 is None


def sign_document(*, document_id: int) -> None:
    """Sign the kept file and keep the signed one beside it. What is signed already is left alone.

    Raises what stands in the way (a token that is not there, an authority that does not answer): the job tries again.
    """
    db.session.connection(execution_options={"read_only": True})
    document = db.session.get(Document, document_id)
    if document is None or document.file_sha256 is None or document.signed_sha256 is not None:
        return
    key = signers.key_of(document, db.session.get_one(Organisation, document.organisation_id))
    issuer, unsigned = document.snapshot["letterhead"]["issuer"], document.file_sha256
    # The slow part holds no transaction: on SQLite a writer would keep everybody waiting.
    db.session.rollback()
    signed, whose = _signed(read_file(unsigned), key, issuer)
    _keep(document_id, unsigned, signed, whose)


def _signed(data: bytes, key: str, issuer: str) -> tuple[bytes, str]:
    from app.documents.signing import sign_pdf  # late: pyHanko and what lays out the box

    found = settings().signing
    with signers.opened(key, issuer) as signer:
        signed = sign_pdf(data, signer, reason=REASON, at=clock.now(), time_url=found.time_url if found else "")
        return signed, name_in(signer.signing_cert.subject)


def _keep(document_id: int, unsigned: str, signed: bytes, whose: str) -> None:
    sha256 = keep_file(signed, PDF)
    document: Document | None = db.session.get(Document, document_id, with_for_update=True, populate_existing=True)
    if document is None or document.signed_sha256 is not None or document.file_sha256 != unsigned:
        log.info("document %s was signed or rendered anew meanwhile", document_id)
        return
    document.signed_sha256, document.signed_by, document.signed_at = sha256, whose, clock.now()
    said: dict[str, Any] = {"document_id": document.id, "signed_by": whose, "before": unsigned, "after": sha256}
    record(
        "document_signed",
        actor=None,
        organisation_id=document.organisation_id,
        subject="meeting" if document.meeting_id else "document",
        subject_id=document.meeting_id or document.id,
        **said,
    )
