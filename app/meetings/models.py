"""A meeting of a cell, and the history of its steps."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import Json, UtcDateTime, enum_column
from app.extensions import Base
from app.members.models import Person
from app.organisations.models import Organisation
from app.rules.models import RuleSet
from workflows.meeting import Kind, State

_LIVE_REGULAR = text("kind = 'regular' AND state != 'cancelled'")


class Meeting(Base):
    """`state` is written by the engine only (`app.meetings.services.take_step`).

    Times are what was stated; `*_entered_at` says when it was keyed in, so that a record taken from paper keeps both.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        # A cell has one live regular meeting a month; two people creating it at once must not both succeed.
        Index(
            "uq_meeting_live_regular",
            "cell_id",
            "month",
            unique=True,
            sqlite_where=_LIVE_REGULAR,
            postgresql_where=_LIVE_REGULAR,
        ),
        Index("ix_meeting_cell_month", "cell_id", "month"),
        Index("ix_meeting_month_state", "month", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cell_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[Kind] = mapped_column(enum_column(Kind))
    month: Mapped[date]  # the first day of the month that the meeting belongs to
    theme: Mapped[str] = mapped_column(String(300), default="")
    model_meeting: Mapped[bool] = mapped_column(default=False)
    state: Mapped[State] = mapped_column(enum_column(State), default=State.DRAFT)
    definition_version: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_set.id"))
    criteria_set_id: Mapped[int] = mapped_column(ForeignKey("criteria_set.id"))

    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(String(200), default="")
    chair_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    recorder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    observer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # of the score
    agenda_version: Mapped[int] = mapped_column(default=0)  # how many times the agenda was frozen
    convened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    from_paper: Mapped[bool] = mapped_column(default=False)  # came by `record_past`
    missed: Mapped[list[str]] = mapped_column(Json, default=list)  # steps that such a meeting never took
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_entered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_entered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sittings: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)  # earlier parts, broken off
    agenda_adopted: Mapped[bool] = mapped_column(default=False)
    fees_paid: Mapped[int | None]  # members whose Party fee is paid up
    fees_note: Mapped[str] = mapped_column(String(300), default="")
    conclusion: Mapped[str] = mapped_column(Text, default="")  # the chair's synthesis
    minutes_adopted: Mapped[bool] = mapped_column(default=False)  # read out and adopted by the meeting
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    cell: Mapped[Organisation] = relationship()
    rule_set: Mapped[RuleSet] = relationship()
    chair: Mapped[Person | None] = relationship(foreign_keys=chair_id)
    recorder: Mapped[Person | None] = relationship(foreign_keys=recorder_id)
    observer: Mapped[Person | None] = relationship(foreign_keys=observer_id)

    __mapper_args__ = {"version_id_col": version}


class MeetingStep(Base):
    """One step taken: the history that people read on the meeting's page; the audit trail holds the same, chained."""

    __tablename__ = "meeting_step"
    __table_args__ = (Index("ix_meeting_step_history", "meeting_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    step: Mapped[str] = mapped_column(String(40))
    from_state: Mapped[str] = mapped_column(String(32))
    to_state: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    acting_as: Mapped[str] = mapped_column(String(40), default="")
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    on_paper: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text, default="")

    person: Mapped[Person | None] = relationship(foreign_keys=person_id)


class MeetingGuest(Base):
    """Somebody of another cell who was invited to a model meeting: reads its convened agenda and its documents."""

    __tablename__ = "meeting_guest"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    cell_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))  # which was invited
