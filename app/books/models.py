"""The books of a cell's year, bound from the papers that were issued."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import UtcDateTime, enum_column
from app.documents.models import StoredFile
from app.extensions import Base


class BookKind(StrEnum):
    MINUTES = "minutes"
    RESOLUTIONS = "resolutions"


class YearBook(Base):
    """One book, from the first time that somebody asked for it. `contents_hash`: of what is in the bound file, so that
    one that lacks something is known; `asked`: how often it was asked for, by a person or by what changed."""

    __tablename__ = "year_book"
    __table_args__ = (UniqueConstraint("cell_id", "year", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cell_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    year: Mapped[int]
    kind: Mapped[BookKind] = mapped_column(enum_column(BookKind))
    asked: Mapped[int] = mapped_column(default=0)
    contents_hash: Mapped[str] = mapped_column(String(64), default="")
    file_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    pages: Mapped[int | None]
    bound_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    file: Mapped[StoredFile | None] = relationship()
