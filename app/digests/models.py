"""Who of those that stayed away has been told what the meeting decided."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import UtcDateTime
from app.extensions import Base


class AbsenteeTold(Base):
    __tablename__ = "absentee_told"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
    told_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
