"""The resolution of a meeting: drafted with the agenda, voted in the meeting, issued under a number."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import Json, UtcDateTime, enum_column
from app.extensions import Base
from app.members.models import Person
from workflows.resolution import State

# Free text, in the order of the paper. Labels are what the page calls them.
SECTIONS = {
    "results": "Kết quả thực hiện nghị quyết kỳ trước",
    "limits": "Hạn chế, nguyên nhân",
    "politics": "Về chính trị, tư tưởng",
    "orientation": "Phương hướng, nhiệm vụ tháng tới",
    "implementation": "Phân công, tổ chức thực hiện",
}


class Resolution(Base):
    """`sections` holds the free text by the keys of `SECTIONS`."""

    __tablename__ = "resolution"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    state: Mapped[State] = mapped_column(enum_column(State), default=State.DRAFT, index=True)
    definition_version: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    subject_line: Mapped[str] = mapped_column(String(300))
    sections: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    vote_id: Mapped[int | None] = mapped_column(ForeignKey("vote.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    signed_as: Mapped[str] = mapped_column(String(40), default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("resolution.id"))
    reason: Mapped[str] = mapped_column(Text, default="")  # why a later version replaced it

    signed_by: Mapped[Person | None] = relationship()
    tasks: Mapped[list["DraftTask"]] = relationship(order_by="DraftTask.position", back_populates="resolution")

    __mapper_args__ = {"version_id_col": version}


class DraftTask(Base):
    """A task as the resolution words it (rõ việc, rõ người, rõ tiến độ); it begins to live as a Task at `issue`."""

    __tablename__ = "draft_task"
    __table_args__ = (Index("ix_draft_task_order", "resolution_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"))
    position: Mapped[int]
    field: Mapped[str] = mapped_column(String(120), default="")
    work: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    owner_name: Mapped[str] = mapped_column(String(200), default="")
    deadline: Mapped[date | None]

    resolution: Mapped[Resolution] = relationship(back_populates="tasks")
    owner: Mapped[Person | None] = relationship()
