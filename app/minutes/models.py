"""The minutes: composed from the record, completed by hand, signed on the hash of their text."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import Json, UtcDateTime, enum_column
from app.extensions import Base
from app.members.models import Person
from workflows.roles import Role


class Minutes(Base):
    """Version n of a meeting's minutes; `send_back` begins the next.

    `composed` is what the record says, composed anew after every correction; `free_text` holds only what people wrote
    by hand (keyed by section). `text_hash` is set by the first signature and falls when the text is edited.
    """

    __tablename__ = "minutes"
    __table_args__ = (UniqueConstraint("meeting_id", "number_of_version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    number_of_version: Mapped[int] = mapped_column(default=1)
    composed: Mapped[dict[str, Any]] = mapped_column(Json)
    adopted_text: Mapped[dict[str, Any] | None] = mapped_column(Json)  # as the meeting heard and adopted it
    free_text: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    composed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    text_hash: Mapped[str | None] = mapped_column(String(64))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    signatures: Mapped[list["Signature"]] = relationship(order_by="Signature.id", back_populates="minutes")

    __mapper_args__ = {"version_id_col": version}


class Signature(Base):
    """A sign-off by recorder or chair, in person or attested for one who cannot."""

    __tablename__ = "signature"
    __table_args__ = (UniqueConstraint("minutes_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    role: Mapped[Role] = mapped_column(enum_column(Role))  # chair or recorder
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    text_hash: Mapped[str] = mapped_column(String(64))
    attested_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    attested_as: Mapped[str] = mapped_column(String(40), default="")
    attested_reason: Mapped[str] = mapped_column(Text, default="")
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))

    minutes: Mapped[Minutes] = relationship(back_populates="signatures")
    person: Mapped[Person] = relationship(foreign_keys=person_id)
    attested_by: Mapped[Person | None] = relationship(foreign_keys=attested_by_id)
