"""Those on their way into the Party, and each step of that way with its day and who wrote it down."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import UtcDateTime, enum_column
from app.extensions import Base
from app.members.models import Gender, Person
from app.organisations.models import Organisation
from workflows.prospect import State


class Prospect(Base):
    """Somebody outstanding among the people. `person` is set by the admission; the file itself stays on paper."""

    __tablename__ = "prospect"
    __table_args__ = (Index("ix_prospect_cell", "cell_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cell_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    full_name: Mapped[str] = mapped_column(String(120))
    sort_key: Mapped[str] = mapped_column(String(400))
    birth_on: Mapped[date | None]
    gender: Mapped[Gender | None] = mapped_column(enum_column(Gender))
    ethnicity: Mapped[str] = mapped_column(String(60), default="")
    youth_union: Mapped[bool | None]  # None: nobody has said
    occupation: Mapped[str] = mapped_column(String(200), default="")
    first_helper_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    second_helper_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), unique=True)
    state: Mapped[State] = mapped_column(enum_column(State), default=State.WATCHED)
    definition_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    cell: Mapped[Organisation] = relationship()
    first_helper: Mapped[Person | None] = relationship(foreign_keys=first_helper_id)
    second_helper: Mapped[Person | None] = relationship(foreign_keys=second_helper_id)
    person: Mapped[Person | None] = relationship(foreign_keys=person_id)

    __mapper_args__ = {"version_id_col": version}

    @property
    def helpers(self) -> list[Person]:
        return [one for one in (self.first_helper, self.second_helper) if one]


class ProspectStep(Base):
    """`on`: the day on which it happened; `vote`: of a meeting, where it was taken there and not on paper."""

    __tablename__ = "prospect_step"
    __table_args__ = (Index("ix_prospect_step_order", "prospect_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    prospect_id: Mapped[int] = mapped_column(ForeignKey("prospect.id"))
    step: Mapped[str] = mapped_column(String(32))
    on: Mapped[date] = mapped_column("on_day")
    symbol: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(String(500), default="")
    vote_id: Mapped[int | None] = mapped_column(ForeignKey("vote.id"), index=True)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    written_by: Mapped[Person] = relationship()
