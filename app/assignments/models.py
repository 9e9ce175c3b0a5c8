"""Standing assignments: which member looks after which household or model, with a note each month."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import UtcDateTime, enum_column
from app.extensions import Base
from app.members.models import Person
from app.organisations.models import Organisation


class Charge(StrEnum):
    HOUSEHOLD = "household"
    MODEL = "model"


class Assignment(Base):
    __tablename__ = "assignment"
    __table_args__ = (Index("ix_assignment_cell", "cell_id", "to_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cell_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[Charge] = mapped_column(enum_column(Charge))
    subject: Mapped[str] = mapped_column(String(200))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    cell: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship()

    __mapper_args__ = {"version_id_col": version}


class AssignmentNote(Base):
    """What was done in a month; written again, it is replaced (the history keeps both)."""

    __tablename__ = "assignment_note"
    __table_args__ = (UniqueConstraint("assignment_id", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"))
    month: Mapped[date]  # its first day
    text: Mapped[str] = mapped_column(String(1000))
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
