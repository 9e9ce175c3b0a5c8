"""The committee's agreement to an agenda: rounds, who has a voice in each, and the committee meeting behind it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import Json, UtcDateTime, enum_column
from app.extensions import Base
from app.members.models import Person
from workflows.roles import Role


class RoundResult(StrEnum):
    OPEN = "open"
    VOID = "void"  # withdrawn, or the meeting was cancelled
    RETURNED = "returned"
    CONVENED = "convened"
    PAST = "past"  # nothing was submitted: only the committee's meeting, keyed in with a meeting held already


class ApprovalRound(Base):
    """One submission. It records the committee's meeting too: when, who was present, remarks."""

    __tablename__ = "approval_round"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    number: Mapped[int]
    result: Mapped[RoundResult] = mapped_column(enum_column(RoundResult), default=RoundResult.OPEN)
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    met_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    met_place: Mapped[str] = mapped_column(String(200), default="")
    met_present: Mapped[list[int]] = mapped_column(Json, default=list)  # ids of persons
    overseer_present: Mapped[bool] = mapped_column(default=False)
    overseers_came: Mapped[list[int]] = mapped_column(Json, default=list)  # ids of persons; empty in old records
    remarks: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    agreements: Mapped[list["Agreement"]] = relationship(order_by="Agreement.id", back_populates="round")

    __mapper_args__ = {"version_id_col": version}


class Agreement(Base):
    """One approver's voice in one round; one person has one voice. `agreed_at` None: not answered yet."""

    __tablename__ = "agreement"
    __table_args__ = (UniqueConstraint("round_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("approval_round.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_column(Role))
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    entered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    on_paper: Mapped[bool] = mapped_column(default=False)
    stood_in_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # the overseer, for one not reached
    reason: Mapped[str] = mapped_column(Text, default="")
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # lost the appointment
    version: Mapped[int] = mapped_column(default=1)

    round: Mapped[ApprovalRound] = relationship(back_populates="agreements")
    person: Mapped[Person] = relationship(foreign_keys=person_id)

    __mapper_args__ = {"version_id_col": version}
