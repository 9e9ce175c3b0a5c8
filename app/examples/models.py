"""Good practice and models: a cell's or a member's, with the reason and the period, for other cells to read."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import UtcDateTime
from app.extensions import Base
from app.members.models import Person
from app.organisations.models import Organisation


class Example(Base):
    """`person` None: it is the cell's. `folded`: title and reason as they are searched."""

    __tablename__ = "example"
    __table_args__ = (Index("ix_example_cell", "cell_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cell_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    period: Mapped[str] = mapped_column(String(80))
    recognised: Mapped[str] = mapped_column(String(200), default="")
    folded: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    cell: Mapped[Organisation] = relationship()
    person: Mapped[Person | None] = relationship()

    __mapper_args__ = {"version_id_col": version}
