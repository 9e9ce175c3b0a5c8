"""Courses that members took, and who is on the reserve list of a cell."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import UtcDateTime, enum_column
from app.extensions import Base
from app.members.models import Person
from app.organisations.models import Organisation
from workflows.roles import Role


class Training(Base):
    """One course of one person; `to_on` None: it is not over, or nobody knows when it was."""

    __tablename__ = "training"
    __table_args__ = (Index("ix_training_person", "person_id", "from_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course: Mapped[str] = mapped_column(String(200))
    organiser: Mapped[str] = mapped_column(String(200), default="")
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    certificate: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Reserve(Base):
    """Somebody of the cell who is planned (quy hoạch) as its secretary or deputy."""

    __tablename__ = "reserve"
    __table_args__ = (UniqueConstraint("cell_id", "person_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cell_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    position: Mapped[Role] = mapped_column(enum_column(Role))
    term: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(String(300), default="")
    listed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    cell: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship()

    __mapper_args__ = {"version_id_col": version}
