"""Documents: frozen snapshots with their numbers, and the files made from them, kept by content hash."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import Json, UtcDateTime, enum_column
from app.extensions import Base


class StoredFile(Base):
    """A file in the store. Its name there is the hash of its bytes, so the same bytes are kept once."""

    __tablename__ = "stored_file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class NumberSeries(Base):
    """The last number given per organisation, term and type; the row is the lock. No holes, never reused."""

    __tablename__ = "number_series"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), primary_key=True)
    type_code: Mapped[str] = mapped_column(String(8), primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class Document(Base):
    """One version of one document. A draft has no number and may be made anew; an issued one never changes.

    `kind` names the template (`resolution`, `minutes` …), `type_code` the numbered type (NQ, BB, TB …).
    `file_sha256` is None until the worker has rendered it. `check_code` is printed on what was issued since there is a
    public page to check it on; it stands in the snapshot too. `signed_sha256`: the same file with the electronic
    signature of who issued it, made once and kept; None while that is still to be done (`to_be_signed`), and of papers
    that nobody has a certificate for. `signed_by`: what the certificate calls the signer.
    """

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("organisation_id", "term_id", "type_code", "number"),
        Index("ix_document_meeting", "meeting_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    kind: Mapped[str] = mapped_column(String(40))
    type_code: Mapped[str] = mapped_column(String(8), default="")
    term_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"))
    number: Mapped[int | None]
    symbol: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(String(300))
    snapshot: Mapped[dict[str, Any]] = mapped_column(Json)
    template_version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    file_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"), index=True)
    pages: Mapped[int | None]
    check_code: Mapped[str | None] = mapped_column(String(16), unique=True, index=True)

    to_be_signed: Mapped[bool] = mapped_column(default=False)
    signed_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"), index=True)
    signed_by: Mapped[str] = mapped_column(String(300), default="")
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    file: Mapped[StoredFile | None] = relationship(foreign_keys=[file_sha256])

    @property
    def paper_sha256(self) -> str | None:
        """What is handed out: the signed bytes where there are any."""
        return self.signed_sha256 or self.file_sha256


class DocumentSignature(Base):
    """A member's signature with their own certificate: the file before, and the file with it. The last of them is the
    document's `signed_sha256`."""

    __tablename__ = "document_signature"
    __table_args__ = (UniqueConstraint("document_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(300))  # as the certificate has it
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    before_sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"), index=True)


class AttachmentPurpose(StrEnum):
    DOCUMENT = "document"  # sent with the agenda
    DRAFT_RESOLUTION = "draft_resolution"
    PAPER_MINUTES = "paper_minutes"  # photo of minutes signed on paper
    ATTESTATION = "attestation"  # scan that a signature rests on
    EVIDENCE = "evidence"  # of a task
    ANSWER = "answer"  # to a petition
    GUIDANCE = "guidance"  # goes out with a committee's guidance


class Attachment(Base):
    """A file that a person uploaded to a meeting, an agenda item, a task, a petition or a guidance; served as a
    download only."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"), index=True)
    petition_id: Mapped[int | None] = mapped_column(ForeignKey("petition.id"), index=True)
    guidance_id: Mapped[int | None] = mapped_column(ForeignKey("guidance.id"), index=True)
    purpose: Mapped[AttachmentPurpose] = mapped_column(enum_column(AttachmentPurpose))
    file_sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    name: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    file: Mapped[StoredFile] = relationship()
