"""What can be found: a row for each thing, with its words as they are searched for."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import DDL, ForeignKey, Index, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import enum_column
from app.extensions import Base


class FoundKind(StrEnum):
    """In the order in which a page shows them."""

    MEETING = "meeting"
    ITEM = "item"
    MINUTES = "minutes"
    RESOLUTION = "resolution"
    GUIDANCE = "guidance"
    FILE = "file"  # sent with an agenda: found by its name, not by what is in it
    TASK = "task"
    PETITION = "petition"


class SearchText(Base):
    """`words` are those of the thing, folded (`app.finding.texts`), one space between; nothing is shown from here.

    `cell_id`: of a guidance, the committee that issues it. `issued`: of a resolution, whether it is, of a file, whether
    it was sent; with the state of its meeting it says who may read it. `on` orders.
    Both engines keep an index over `words` that is theirs alone: `search_text_fts` (FTS5, external content, kept by
    triggers) on SQLite, `search_text_fts` (GIN over a tsvector) on PostgreSQL.
    """

    __tablename__ = "search_text"
    __table_args__ = (UniqueConstraint("kind", "subject_id"), Index("ix_search_text_meeting_id", "meeting_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[FoundKind] = mapped_column(enum_column(FoundKind))
    subject_id: Mapped[int]
    cell_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    on: Mapped[date]
    issued: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str] = mapped_column(Text)


FTS = "search_text_fts"
# As in the migration, which must not know this module; for databases that are made of the models (measurements).
_SQLITE = (
    "CREATE VIRTUAL TABLE search_text_fts USING fts5(words, content='search_text', content_rowid='id', "
    "tokenize='unicode61 remove_diacritics 0', prefix='2 3')",
    "CREATE TRIGGER search_text_ai AFTER INSERT ON search_text BEGIN "
    "INSERT INTO search_text_fts(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER search_text_ad AFTER DELETE ON search_text BEGIN "
    "INSERT INTO search_text_fts(search_text_fts, rowid, words) VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER search_text_au AFTER UPDATE OF words ON search_text BEGIN "
    "INSERT INTO search_text_fts(search_text_fts, rowid, words) VALUES ('delete', old.id, old.words); "
    "INSERT INTO search_text_fts(rowid, words) VALUES (new.id, new.words); END",
)
_POSTGRESQL = "CREATE INDEX search_text_fts ON search_text USING gin (array_to_tsvector(string_to_array(words, ' ')))"

for _statement in _SQLITE:
    event.listen(SearchText.__table__, "after_create", DDL(_statement).execute_if(dialect="sqlite"))
event.listen(SearchText.__table__, "after_create", DDL(_POSTGRESQL).execute_if(dialect="postgresql"))


def is_of_one_engine(name: str | None, _type: str, _parents: Any) -> bool:
    """For Alembic (`include_name`): False of what one engine keeps beside the tables of the models."""
    return not (name or "").startswith(FTS)
