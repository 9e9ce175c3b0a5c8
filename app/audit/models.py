"""The append-only history of every change, chained per organisation."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Json, UtcDateTime
from app.extensions import Base


class AuditHead(Base):
    """The end of one organisation's chain; its row is the lock under which the next event is added.

    `chain` is the organisation's id; 0 is the chain of what belongs to no organisation (sign-ins, technical settings).
    """

    __tablename__ = "audit_head"

    chain: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(String(64), default="")


# Few among many: looked for by the check page, which anybody may ask.
RENDERED_ANEW = text("event = 'document_rendered_anew'")


class AuditEvent(Base):
    """Who, as what, when, from where, before → after. `hash` covers all fields and `previous_hash`.

    `seals`: of the rows that its transaction wrote, by table and id (`app.audit.services_sealing`).
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        UniqueConstraint("chain", "seq"),
        Index("ix_audit_event_subject", "subject", "subject_id"),
        Index("ix_audit_event_rendered_anew", "at", sqlite_where=RENDERED_ANEW, postgresql_where=RENDERED_ANEW),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    chain: Mapped[int] = mapped_column(index=True)
    seq: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    acting_as: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(String(64), default="")
    event: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    seals: Mapped[dict[str, dict[str, str]] | None] = mapped_column(Json)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
