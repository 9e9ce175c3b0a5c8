"""Sentences that a cell, or a committee for its cells, has ready to write."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import UtcDateTime, enum_column
from app.extensions import Base
from workflows.cells import CellType
from workflows.phrases import PhraseKind


class Phrase(Base):
    """`cell_type`: of a committee's phrase, the cells that it is for; all of them if None."""

    __tablename__ = "phrase"
    __table_args__ = (Index("ix_phrase_kind", "organisation_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[PhraseKind] = mapped_column(enum_column(PhraseKind))
    cell_type: Mapped[CellType | None] = mapped_column(enum_column(CellType))
    text: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
