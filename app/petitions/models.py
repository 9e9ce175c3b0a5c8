"""Petitions and opinions: what was raised, the way that it went, and the answer that each asking cell is owed."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import UtcDateTime, enum_column
from app.extensions import Base
from app.members.models import Person
from app.organisations.models import Organisation
from workflows.petition import Competence, Kind, SentTo, State


class Source(StrEnum):
    MEMBER = "member"
    PEOPLE = "people"


class Petition(Base):
    """`cell` raised it, `level` has it now. Overdue is derived from `deadline`, never stored.

    `raised_by` is the member who raised it, or through whom the people (`raiser_name`) did. A petition that was merged
    keeps all that is its own; its answer is that of `stays`. `folded` is the text as it is searched and compared.
    """

    __tablename__ = "petition"
    __table_args__ = (
        Index("ix_petition_cell", "cell_id", "state", "deadline"),
        Index("ix_petition_level", "level_id", "state", "deadline"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cell_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    level_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[Kind] = mapped_column(enum_column(Kind))
    sent_to: Mapped[SentTo] = mapped_column(enum_column(SentTo))
    source: Mapped[Source] = mapped_column(enum_column(Source), default=Source.MEMBER)
    text: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text)
    field: Mapped[str] = mapped_column(String(200), default="")
    competence: Mapped[Competence | None] = mapped_column(enum_column(Competence))
    people: Mapped[int] = mapped_column(default=1)
    hot: Mapped[bool] = mapped_column(default=False)
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    raiser_name: Mapped[str] = mapped_column(String(200), default="")
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    speech_id: Mapped[int | None] = mapped_column(ForeignKey("speech.id"), unique=True)
    state: Mapped[State] = mapped_column(enum_column(State), default=State.RAISED)
    definition_version: Mapped[int] = mapped_column(default=1)
    # Who deals with the matter itself; often a body outside the Party tree.
    handler: Mapped[str] = mapped_column(String(200), default="")
    deadline: Mapped[date | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("petition.id"), index=True)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    cell: Mapped[Organisation] = relationship(foreign_keys=cell_id)
    level: Mapped[Organisation] = relationship(foreign_keys=level_id)
    raised_by: Mapped[Person | None] = relationship()
    stays: Mapped["Petition | None"] = relationship(remote_side=id)

    __mapper_args__ = {"version_id_col": version}

    @property
    def source_of_answer(self) -> "Petition":
        return self.stays or self


class PetitionStep(Base):
    """`level` had it after this step, until `deadline`."""

    __tablename__ = "petition_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), index=True)
    step: Mapped[str] = mapped_column(String(40))
    from_state: Mapped[str] = mapped_column(String(32))
    to_state: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    level_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    deadline: Mapped[date | None]

    person: Mapped[Person | None] = relationship()
    level: Mapped[Organisation] = relationship()


class PetitionReply(Base):
    """One cell that is owed the answer: `item` tells it on the cell's agenda, `noted_at` when the cell took note."""

    __tablename__ = "petition_reply"
    __table_args__ = (UniqueConstraint("petition_id", "cell_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"))
    cell_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True)
    noted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    petition: Mapped[Petition] = relationship()
