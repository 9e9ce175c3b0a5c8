"""The score of a meeting: proposed from the record, voted by the cell, verified by the overseer, decided above."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import UtcDateTime, enum_column
from app.extensions import Base
from workflows.scoring import Level, normalised

POINTS = Numeric(6, 2)


class ScoreSheet(Base):
    """The three results of one meeting are kept apart, each with who and when. None: not (yet) given."""

    __tablename__ = "score_sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    # Proposed in the meeting; it becomes the self-score only if the meeting votes for it.
    self_score: Mapped[Decimal | None] = mapped_column(POINTS)
    self_maximum: Mapped[Decimal | None] = mapped_column(POINTS)
    self_level: Mapped[Level | None] = mapped_column(enum_column(Level))
    voted: Mapped[bool | None]  # True: voted; False: voted down; None: not put to the vote yet
    vote_id: Mapped[int | None] = mapped_column(ForeignKey("vote.id"))
    verified_score: Mapped[Decimal | None] = mapped_column(POINTS)
    verified_maximum: Mapped[Decimal | None] = mapped_column(POINTS)
    verified_level: Mapped[Level | None] = mapped_column(enum_column(Level))
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verified_as: Mapped[str] = mapped_column(String(40), default="")
    overseer_note: Mapped[str] = mapped_column(Text, default="")
    proposed_rating: Mapped[Level | None] = mapped_column(enum_column(Level))
    official_rating: Mapped[Level | None] = mapped_column(enum_column(Level))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decision_number: Mapped[str] = mapped_column(String(60), default="")
    decision_on: Mapped[date | None]
    weak_criteria: Mapped[str] = mapped_column(Text, default="")
    remedies: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    lines: Mapped[list["ScoreLine"]] = relationship(order_by="ScoreLine.position", back_populates="sheet")

    __mapper_args__ = {"version_id_col": version}

    @property
    def self_normalised(self) -> Decimal | None:
        return _of_hundred(self.self_score, self.self_maximum)

    @property
    def verified_normalised(self) -> Decimal | None:
        return _of_hundred(self.verified_score, self.verified_maximum)


def _of_hundred(points: Decimal | None, maximum: Decimal | None) -> Decimal | None:
    """On the scale that levels are read from."""
    return None if points is None or not maximum else normalised(points, maximum)


class ScoreLine(Base):
    """One criterion: what the record proposes, what the cell gave itself, what the overseer found. All three stay."""

    __tablename__ = "score_line"
    __table_args__ = (UniqueConstraint("sheet_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheet.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(16))
    maximum: Mapped[Decimal] = mapped_column(POINTS)
    applies: Mapped[bool] = mapped_column(default=True)
    proposed: Mapped[Decimal | None] = mapped_column(POINTS)
    evidence: Mapped[str] = mapped_column(Text, default="")
    expected: Mapped[bool] = mapped_column(default=False)  # "dự kiến": not known yet when it was voted
    self_points: Mapped[Decimal | None] = mapped_column(POINTS)
    self_note: Mapped[str] = mapped_column(Text, default="")
    verified_points: Mapped[Decimal | None] = mapped_column(POINTS)
    verified_note: Mapped[str] = mapped_column(Text, default="")

    sheet: Mapped[ScoreSheet] = relationship(back_populates="lines")
