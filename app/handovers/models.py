"""What one secretary of a cell hands over to the next, and that both have signed."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import Json, UtcDateTime, enum_column
from app.documents.models import Attachment, Document
from app.extensions import Base
from app.members.models import Person
from app.organisations.models import Organisation


class Side(StrEnum):
    GIVER = "giver"
    TAKER = "taker"


class Handover(Base):
    """`listed`: what goes on, as the first of both signed it; before that the page shows it as it stands.

    `attested_by_id`: who of the office stood in for the side that could not sign (dead, moved away, without a way to
    sign in), and why; `scan_id`: the paper that was signed by hand, or what shows that it could not be.
    """

    __tablename__ = "handover"

    id: Mapped[int] = mapped_column(primary_key=True)
    cell_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    giver_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    taker_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    from_on: Mapped[date]
    decision: Mapped[str] = mapped_column(String(120), default="")
    listed: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)
    giver_signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    giver_note: Mapped[str] = mapped_column(Text, default="")
    attested_side: Mapped[Side | None] = mapped_column(enum_column(Side))
    attested_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    attested_reason: Mapped[str] = mapped_column(Text, default="")
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    taker_signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taker_note: Mapped[str] = mapped_column(Text, default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    cell: Mapped[Organisation] = relationship()
    giver: Mapped[Person] = relationship(foreign_keys=giver_id)
    taker: Mapped[Person] = relationship(foreign_keys=taker_id)
    attested_by: Mapped[Person | None] = relationship(foreign_keys=attested_by_id)
    scan: Mapped[Attachment | None] = relationship()
    document: Mapped[Document | None] = relationship()

    __mapper_args__ = {"version_id_col": version}
