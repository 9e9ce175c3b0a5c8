"""A month of a cell in figures."""

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import enum_column
from app.extensions import Base
from workflows.meeting import State
from workflows.scoring import Level

POINTS = Numeric(4, 1)


class MonthlySummary(Base):
    """What the records of a cell say of one month; follows from them alone, never from the day on which it is read.

    A cell has a row once there is something to say. What nobody recorded is None: not the same as nothing. `met_on` to
    `repeats` are those of the month's live regular meeting. Whether it was late, each reader's calendar says.
    """

    __tablename__ = "monthly_summary"
    __table_args__ = (UniqueConstraint("cell_id", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cell_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    month: Mapped[date] = mapped_column(index=True)  # its first day
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"))
    state: Mapped[State | None] = mapped_column(enum_column(State))
    met_on: Mapped[date | None]  # the day on which it was opened
    minutes: Mapped[int | None]  # that it lasted, once it is closed
    minutes_norm: Mapped[int | None]
    due: Mapped[int | None]
    present: Mapped[int | None]
    spoke: Mapped[int | None]  # of those present
    self_points: Mapped[Decimal | None] = mapped_column(POINTS)  # of 100, as voted
    points: Mapped[Decimal | None] = mapped_column(POINTS)  # of 100, as verified
    level: Mapped[Level | None] = mapped_column(enum_column(Level))  # as decided
    topics: Mapped[int] = mapped_column(default=0)  # items that the cell chose to talk about
    repeats: Mapped[int] = mapped_column(default=0)  # of them, those of the three months before
    petitions: Mapped[int] = mapped_column(default=0)  # raised in the month
    petitions_open: Mapped[int] = mapped_column(default=0)  # of them, those without an answer
    tasks: Mapped[int] = mapped_column(default=0)  # to be done by a day of the month
    tasks_in_time: Mapped[int] = mapped_column(default=0)
