"""The yearly rating of an organisation, or of one of its members: proposed by the cell, decided above."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import Json, UtcDateTime, enum_column
from app.extensions import Base
from app.members.models import Person
from app.organisations.models import Organisation
from workflows.annual_rating import Rating

_ALL, _ONE = text("person_id IS NULL"), text("person_id IS NOT NULL")


class YearRating(Base):
    """`person_id` None: of the organisation itself. `own_level`: what the cell proposes; `level`: what was decided.

    `goods`: the four-goods criteria as they stood when the cell marked them, each with whether it is met; `four_goods`:
    whether the decision recognises the cell as one of four goods.
    """

    __tablename__ = "year_rating"
    __table_args__ = (
        # One rating a year of each; two who decide at once must not both succeed.
        Index(
            "uq_year_rating_organisation", "year", "organisation_id", unique=True, sqlite_where=_ALL,
            postgresql_where=_ALL,
        ),
        Index("uq_year_rating_person", "year", "person_id", unique=True, sqlite_where=_ONE, postgresql_where=_ONE),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    own_level: Mapped[Rating | None] = mapped_column(enum_column(Rating))
    own_note: Mapped[str] = mapped_column(Text, default="")
    goods: Mapped[dict[str, bool]] = mapped_column(Json, default=dict)
    level: Mapped[Rating | None] = mapped_column(enum_column(Rating))
    four_goods: Mapped[bool | None]
    decision_number: Mapped[str] = mapped_column(String(60), default="")
    decision_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text, default="")  # why more are excellent than the rule says
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person | None] = relationship()
    earlier: Mapped[list["EarlierDecision"]] = relationship(order_by="EarlierDecision.id", back_populates="rating")

    __mapper_args__ = {"version_id_col": version}


class EarlierDecision(Base):
    """What was decided before a correction, and why it was corrected; the latest last."""

    __tablename__ = "earlier_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    rating_id: Mapped[int] = mapped_column(ForeignKey("year_rating.id"), index=True)
    level: Mapped[Rating] = mapped_column(enum_column(Rating))
    four_goods: Mapped[bool | None]
    decision_number: Mapped[str] = mapped_column(String(60))
    decision_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    why: Mapped[str] = mapped_column(Text)
    corrected_at: Mapped[datetime] = mapped_column(UtcDateTime)
    corrected_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    rating: Mapped[YearRating] = relationship(back_populates="earlier")
    corrected_by: Mapped[Person] = relationship()
