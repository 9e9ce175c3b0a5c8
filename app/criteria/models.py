"""Criteria sets: how meetings are scored, as data that an office edits and a meeting keeps."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Json, UtcDateTime, enum_column
from app.extensions import Base
from workflows.meeting_facts import Kind


class CriteriaSet(Base):
    """A table of criteria (`workflows.criteria.Criterion` as JSON) for an organisation and all below it (None:
    everywhere). A draft until it is issued; from then on it never changes: a meeting keeps the one it began with, and
    another set takes over from a day. A draft of nobody is a pattern to begin with.
    """

    __tablename__ = "criteria_set"
    __table_args__ = (Index("ix_criteria_set_scope", "organisation_id", "effective_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    basis: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[Kind | None] = mapped_column(enum_column(Kind))  # None: all meetings that are scored
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    groups: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
