"""Guidance of a committee to its cells for one month, and what became of it in each of them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import Json, UtcDateTime, enum_column
from app.documents.models import Document
from app.extensions import Base
from app.members.models import Person
from app.organisations.models import Organisation
from workflows.guidance import State


class Guidance(Base):
    """`state` is written by the engine only (`app.guidance.services`).

    `contents` and each text of `contents_by_type` (by type of cell) hold one content a line. `cell_types`: the types in
    the scope, all if empty. `edition` counts what was sent out: 0 a draft, 1 published, one more with each correction
    and with the withdrawal. `account_id` and `person_id`: who took the last step; the cells' drafts are made in their
    name.
    """

    __tablename__ = "guidance"
    __table_args__ = (Index("ix_guidance_month", "organisation_id", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    month: Mapped[date]  # its first day
    theme: Mapped[str] = mapped_column(String(300), default="")
    situation: Mapped[str] = mapped_column(Text, default="")
    orientation: Mapped[str] = mapped_column(Text, default="")
    contents: Mapped[str] = mapped_column(Text, default="")
    contents_by_type: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    cell_types: Mapped[list[str]] = mapped_column(Json, default=list)
    deadline: Mapped[date | None]  # by when the cells are to have met

    state: Mapped[State] = mapped_column(enum_column(State), default=State.DRAFT)
    definition_version: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    edition: Mapped[int] = mapped_column(default=0)
    signer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    signer_position: Mapped[str] = mapped_column(String(60), default="")
    signed_on: Mapped[date | None]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # The text that it began with, "như tháng trước".
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("guidance.id"))

    organisation: Mapped[Organisation] = relationship()
    signer: Mapped[Person | None] = relationship(foreign_keys=signer_id)
    person: Mapped[Person | None] = relationship(foreign_keys=person_id)
    document: Mapped[Document | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class GuidanceStep(Base):
    """One step taken. `changes`: the fields that a correction changed, in words."""

    __tablename__ = "guidance_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    guidance_id: Mapped[int] = mapped_column(ForeignKey("guidance.id"), index=True)
    step: Mapped[str] = mapped_column(String(40))
    from_state: Mapped[str] = mapped_column(String(32))
    to_state: Mapped[str] = mapped_column(String(32))
    edition: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    changes: Mapped[str] = mapped_column(Text, default="")

    person: Mapped[Person | None] = relationship()


class Outcome(StrEnum):
    """What the last edition that was brought has done in a cell."""

    CREATED = "created"  # the month's draft was made
    ADDED = "added"  # items came into the draft that was there
    UPDATED = "updated"  # the correction came into a draft that nobody had touched
    TOLD = "told"  # the agenda was left as it is, and the cell was told
    REMOVED = "removed"  # withdrawn: its items left a draft that nobody had touched
    LEFT = "left"  # withdrawn after the meeting was held, or where nothing had come of it
    ENDED = "ended"  # the cell was there no more


class GuidanceCell(Base):
    """A cell of the scope, fixed when the guidance was published. `edition`: the one that it was brought last.

    `items`: the agenda items that the guidance put there; `as_left`: the agenda as the guidance left it, to know
    whether anybody has touched it since.
    """

    __tablename__ = "guidance_cell"
    __table_args__ = (UniqueConstraint("guidance_id", "cell_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guidance_id: Mapped[int] = mapped_column(ForeignKey("guidance.id"))
    cell_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    edition: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[Outcome | None] = mapped_column(enum_column(Outcome))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    items: Mapped[list[int]] = mapped_column(Json, default=list)
    as_left: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    theme_set: Mapped[bool] = mapped_column(default=False)  # the meeting had no theme before
    brought_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class GuidanceReading(Base):
    """Somebody of a cell has opened the guidance: the first time."""

    __tablename__ = "guidance_reading"
    __table_args__ = (UniqueConstraint("guidance_id", "cell_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guidance_id: Mapped[int] = mapped_column(ForeignKey("guidance.id"))
    cell_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)
