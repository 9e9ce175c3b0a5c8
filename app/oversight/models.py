"""What the office has suggested to cells, so that one overseer can attend them all."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import UtcDateTime
from app.extensions import Base


class HourSuggestion(Base):
    """Another hour for a meeting, said to the secretaries of its cell. It changes nothing: they decide."""

    __tablename__ = "hour_suggestion"
    __table_args__ = (UniqueConstraint("meeting_id", "was", "proposed"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))  # who would otherwise be at two places
    was: Mapped[datetime] = mapped_column(UtcDateTime)
    proposed: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
