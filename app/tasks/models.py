"""Tasks: work, owner, deadline; followed until the next meeting opens with them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import UtcDateTime, enum_column
from app.commune_resolutions.models import CommuneResolution
from app.extensions import Base
from app.members.models import Person
from app.organisations.models import Organisation
from workflows.task import State


class Task(Base):
    """Given by a meeting's resolution or by its chair. Overdue is derived from `deadline`, never stored."""

    __tablename__ = "task"
    __table_args__ = (
        Index("ix_task_cell", "cell_id", "state", "deadline"),
        Index("ix_task_owner", "owner_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cell_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    resolution_id: Mapped[int | None] = mapped_column(ForeignKey("resolution.id"), index=True)
    # What it was made of, if somebody said it in a meeting; what it carries out, if a committee above resolved that.
    speech_id: Mapped[int | None] = mapped_column(ForeignKey("speech.id"), unique=True)
    commune_resolution_id: Mapped[int | None] = mapped_column(ForeignKey("commune_resolution.id"), index=True)
    field: Mapped[str] = mapped_column(String(120), default="")
    work: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    owner_name: Mapped[str] = mapped_column(String(200), default="")
    deadline: Mapped[date | None]
    state: Mapped[State] = mapped_column(enum_column(State), default=State.ASSIGNED)
    definition_version: Mapped[int] = mapped_column(default=1)
    percent: Mapped[int] = mapped_column(default=0)
    result: Mapped[str] = mapped_column(Text, default="")
    reported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    cell: Mapped[Organisation] = relationship()
    owner: Mapped[Person | None] = relationship()
    commune_resolution: Mapped[CommuneResolution | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class TaskStep(Base):
    __tablename__ = "task_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    step: Mapped[str] = mapped_column(String(40))
    from_state: Mapped[str] = mapped_column(String(32))
    to_state: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    percent: Mapped[int | None]

    person: Mapped[Person | None] = relationship()
