"""Visits of higher levels to the meetings of cells: announced, then what came of them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import UtcDateTime
from app.extensions import Base
from app.members.models import Person
from app.organisations.models import Organisation


class Visit(Base):
    """`came` None: nobody has written down yet what came of it."""

    __tablename__ = "visit"
    __table_args__ = (Index("ix_visit_cell_month", "cell_id", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cell_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    month: Mapped[date]  # the first day of the month whose meeting is visited
    visitor: Mapped[str] = mapped_column(String(120))
    office: Mapped[str] = mapped_column(String(200), default="")
    purpose: Mapped[str] = mapped_column(String(300), default="")
    announced_at: Mapped[datetime] = mapped_column(UtcDateTime)
    came: Mapped[bool | None]
    remarks: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    cell: Mapped[Organisation] = relationship()
    recorded_by: Mapped[Person | None] = relationship()

    __mapper_args__ = {"version_id_col": version}
