"""Each member's own monthly check: what was done, how well, self-criticism and remedy."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import UtcDateTime, enum_column
from app.extensions import Base


class Grade(StrEnum):
    """As members are rated at the end of the year."""

    EXCELLENT = "excellent"
    WELL_DONE = "well_done"
    DONE = "done"
    NOT_DONE = "not_done"


class SelfCheck(Base):
    """One month of one member. `cell_id`: the cell that the member belonged to when it was written."""

    __tablename__ = "self_check"
    __table_args__ = (
        UniqueConstraint("person_id", "month"),
        Index("ix_self_check_cell_month", "cell_id", "month"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    cell_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    month: Mapped[date]
    work: Mapped[str] = mapped_column(Text)
    grade: Mapped[Grade] = mapped_column(enum_column(Grade))
    self_criticism: Mapped[str] = mapped_column(Text, default="")
    remedy: Mapped[str] = mapped_column(Text, default="")
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
