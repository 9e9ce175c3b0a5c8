"""What a cell sets down for a year: working rules, meeting plan, thematic plan with its topics; and its steps."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import UtcDateTime, enum_column
from app.documents.models import Document, StoredFile
from app.extensions import Base
from app.meetings.models import Meeting
from app.members.models import Person
from app.organisations.models import Organisation
from workflows.plan import Kind, State


class CellPlan(Base):
    """`state` is written by the engine only (`app.planning.services`). `document_id`: the paper issued last; a plan
    that is only a file has none. `sent_at`: when it was sent first."""

    __tablename__ = "cell_plan"
    __table_args__ = (UniqueConstraint("cell_id", "year", "kind"), Index("ix_cell_plan_year", "year", "state"))

    id: Mapped[int] = mapped_column(primary_key=True)
    cell_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    year: Mapped[int]
    kind: Mapped[Kind] = mapped_column(enum_column(Kind))
    content: Mapped[str] = mapped_column(Text, default="")
    file_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    file_name: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[State] = mapped_column(enum_column(State), default=State.DRAFT)
    definition_version: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    cell: Mapped[Organisation] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    document: Mapped[Document | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class PlanTopic(Base):
    """A theme of the year. `meeting_id`: the meeting that took it up."""

    __tablename__ = "plan_topic"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("cell_plan.id"), index=True)
    month: Mapped[date]  # its first day
    title: Mapped[str] = mapped_column(String(300))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who prepares it
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)

    plan: Mapped[CellPlan] = relationship()
    person: Mapped[Person | None] = relationship()
    meeting: Mapped[Meeting | None] = relationship()


class PlanStep(Base):
    """One step taken; a voice of the committee is the step `agree`."""

    __tablename__ = "plan_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("cell_plan.id"), index=True)
    step: Mapped[str] = mapped_column(String(40))
    from_state: Mapped[str] = mapped_column(String(32))
    to_state: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    acting_as: Mapped[str] = mapped_column(String(40), default="")
    reason: Mapped[str] = mapped_column(Text, default="")

    person: Mapped[Person] = relationship()
