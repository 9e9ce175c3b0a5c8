"""Rule sets: central rules changed three times in ten years and provinces add their own, so rules are data."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Json
from app.extensions import Base


class RuleSet(Base):
    """Settings for an organisation and all below it (None: everywhere), in force between two dates.

    `settings` is `workflows.rules.RuleSettings` as JSON. Every meeting keeps the rule set that it was made under,
    so a rule set in use is never edited in place for the past: a new one takes over from a day.
    """

    __tablename__ = "rule_set"
    __table_args__ = (Index("ix_rule_set_scope", "organisation_id", "effective_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    code: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]
    settings: Mapped[dict[str, Any]] = mapped_column(Json)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Holiday(Base):
    """A day on which no regular meeting is expected; the meeting day then shifts within the first seven."""

    __tablename__ = "holiday"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    on: Mapped[date] = mapped_column("on_day", index=True)
    name: Mapped[str] = mapped_column(String(120))
