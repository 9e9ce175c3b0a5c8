"""What a person typed: forms already taken (against double clicks) and text not yet sent (against lost sessions)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Json, UtcDateTime
from app.extensions import Base


class UsedForm(Base):
    """A form's token, written in the transaction that took the form: the same form sent again changes nothing.

    `content`: the hash of what was sent with it, empty for one of a time when that was not kept.
    """

    __tablename__ = "used_form"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    location: Mapped[str] = mapped_column(String(400), default="")
    content: Mapped[str] = mapped_column(String(64), default="", server_default="")


class TypingDraft(Base):
    """The fields of a form that is being typed, kept until it is sent. No audit event: nothing has happened yet."""

    __tablename__ = "typing_draft"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    form_key: Mapped[str] = mapped_column(String(120), primary_key=True)
    fields: Mapped[dict[str, Any]] = mapped_column(Json)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
