"""What a meeting talks about, in order, and the versions of it that were frozen when it was convened."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import Json, UtcDateTime, enum_column
from app.extensions import Base
from app.members.models import Person


class ItemKind(StrEnum):
    OPENING = "opening"
    INFORMATION = "information"  # thời sự, văn bản cấp trên
    GUIDANCE = "guidance"  # văn bản định hướng
    STUDY = "study"  # học tập và làm theo Bác
    LAST_MINUTES = "last_minutes"  # thông qua biên bản kỳ trước
    LAST_RESOLUTION = "last_resolution"
    ANSWERS = "answers"  # trả lời kiến nghị
    DISCUSSION = "discussion"
    THEME = "theme"
    PARTY_BUILDING = "party_building"
    CRITICISM = "criticism"
    RESOLUTION = "resolution"
    SCORE = "score"
    CLOSING = "closing"
    OTHER = "other"


class Outcome(StrEnum):
    DISCUSSED = "discussed"
    DECIDED = "decided"
    DEFERRED = "deferred"
    DROPPED = "dropped"


class AgendaItem(Base):
    """An item, from its preparation to its outcome. It carries a version of its own: chair and recorder work at once.

    `questions` is a list of `{"text": str, "asked_first_id": int | None}`. An item `kept_on_paper` (discipline,
    personal files, personnel, denunciations) holds title, time and vote totals only.
    """

    __tablename__ = "agenda_item"
    __table_args__ = (Index("ix_agenda_item_order", "meeting_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int]
    kind: Mapped[ItemKind] = mapped_column(enum_column(ItemKind), default=ItemKind.OTHER)
    title: Mapped[str] = mapped_column(String(300))
    presenter_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    presenter_name: Mapped[str] = mapped_column(String(120), default="")  # a guest who presents
    minutes: Mapped[int] = mapped_column(default=5)
    content: Mapped[str] = mapped_column(Text, default="")
    questions: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    kept_on_paper: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[Outcome | None] = mapped_column(enum_column(Outcome))
    conclusion: Mapped[str] = mapped_column(Text, default="")
    # Its cell was merged before it was talked about: the cell whose next regular agenda takes it over. Then None again.
    waits_for_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    # "Như tháng trước": the version in which it was copied. Whoever writes on it goes past that version.
    as_copied: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    presenter: Mapped[Person | None] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_as_last_month(self) -> bool:
        return self.as_copied == self.version


class AgendaVersion(Base):
    """The agenda as it stood when the meeting was convened for the n-th time."""

    __tablename__ = "agenda_version"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    number: Mapped[int]
    frozen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    snapshot: Mapped[dict[str, Any]] = mapped_column(Json)
