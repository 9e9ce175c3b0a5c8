"""The sitting itself: who was there, who spoke, what was voted, who was praised or reminded."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, false, or_
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import Json, UtcDateTime, enum_column
from app.extensions import Base
from app.members.models import Person
from workflows.attendance import Mark, Standing
from workflows.voting import Ballot, Matter, Tally, Threshold


class Which(StrEnum):
    START = "start"
    END = "end"


class RollCall(Base):
    """The first or the second roll call of a meeting; closed once announced.

    `check_in_from`: since when members check themselves in; None where the recorder alone marks who is not there.
    """

    __tablename__ = "roll_call"
    __table_args__ = (UniqueConstraint("meeting_id", "which"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    which: Mapped[Which] = mapped_column(enum_column(Which))
    stamped_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    check_in_from: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CheckInKey(Base):
    """The secret of which all codes of a meeting are made (workflows.check_in); `printed_at` None: none was printed."""

    __tablename__ = "check_in_key"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    printed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CheckIn(Base):
    """One person who checks in by themselves at one roll call, once. It counts nowhere: the mark does, once confirmed.

    `came_at` None: only wrong digits so far. `refused`: the recorder did not see them in the room.
    """

    __tablename__ = "check_in"
    __table_args__ = (UniqueConstraint("roll_call_id", "attendance_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    roll_call_id: Mapped[int] = mapped_column(ForeignKey("roll_call.id", ondelete="CASCADE"))
    attendance_id: Mapped[int] = mapped_column(ForeignKey("attendance.id", ondelete="CASCADE"), index=True)
    tries: Mapped[int] = mapped_column(default=0)
    came_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    refused: Mapped[bool] = mapped_column(default=False)


class Attendance(Base):
    """One person at one meeting, with what was true of them on its day. Everyone is present until marked otherwise.

    `standing` and the five flags are frozen from the roll when the start roll call is stamped. Who is suspended has a
    row only to be counted on the roll: nobody marks it. `end_mark` None: no second roll call taken yet. Two people
    marking one row at once: the version tells the slower one.
    """

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    standing: Mapped[Standing] = mapped_column(enum_column(Standing))
    exempt: Mapped[bool] = mapped_column(default=False)
    suspended: Mapped[bool] = mapped_column(default=False)
    temporary_in: Mapped[bool] = mapped_column(default=False)
    temporary_out: Mapped[bool] = mapped_column(default=False)
    strengthening: Mapped[bool] = mapped_column(default=False, server_default=false())  # a guest sent to help the cell
    start_mark: Mapped[Mark] = mapped_column(enum_column(Mark))
    arrived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_mark: Mapped[Mark | None] = mapped_column(enum_column(Mark))
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @hybrid_property
    def due(self) -> bool:
        """In the denominator of the rate, as `workflows.attendance.Attendee.due` has it."""
        return not (self.exempt or self.suspended or self.temporary_in or self.temporary_out)

    @due.inplace.expression
    @classmethod
    def _due(cls) -> ColumnElement[bool]:
        return ~or_(cls.exempt, cls.suspended, cls.temporary_in, cls.temporary_out)


class GuestKind(StrEnum):
    OVERSEER = "overseer"
    GUEST = "guest"


class Guest(Base):
    __tablename__ = "guest"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    kind: Mapped[GuestKind] = mapped_column(enum_column(GuestKind), default=GuestKind.GUEST)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(120))
    office: Mapped[str] = mapped_column(String(200), default="")


class Speech(Base):
    __tablename__ = "speech"
    __table_args__ = (Index("ix_speech_order", "meeting_id", "item_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("guest.id"))
    spoken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    text: Mapped[str] = mapped_column(Text, default="")
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person | None] = relationship()
    guest: Mapped[Guest | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class VoteAbout(StrEnum):
    AGENDA = "agenda"
    ITEM = "item"
    RESOLUTION = "resolution"
    SCORE = "score"
    MINUTES = "minutes"


class Vote(Base):
    """Totals of one vote. `base` and `present` are frozen with it; `base_parts` says what the base was made of.

    Who did not vote is never written: "không biểu quyết" is `tally.not_voting`, the rest of those present.
    """

    __tablename__ = "vote"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    about: Mapped[VoteAbout] = mapped_column(enum_column(VoteAbout))
    subject: Mapped[str] = mapped_column(String(300))
    ballot: Mapped[Ballot] = mapped_column(enum_column(Ballot))
    # What is voted on, and the threshold that the meeting's rule set asked for it when it was voted.
    matter: Mapped[Matter] = mapped_column(enum_column(Matter), default=Matter.ORDINARY, server_default="ordinary")
    threshold: Mapped[Threshold] = mapped_column(enum_column(Threshold))
    votes_for: Mapped[int]
    against: Mapped[int]
    other: Mapped[int]
    base: Mapped[int]
    present: Mapped[int]  # official members present at that moment
    base_parts: Mapped[dict[str, Any]] = mapped_column(Json)
    passed: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def tally(self) -> Tally:
        """The totals as the rules of `workflows.voting` read them."""
        return Tally(
            votes_for=self.votes_for,
            against=self.against,
            other=self.other,
            base=self.base,
            present=self.present,
            threshold=self.threshold,
        )


class MentionKind(StrEnum):
    COMMENDATION = "commendation"  # biểu dương
    REMINDER = "reminder"  # nhắc nhở


class Mention(Base):
    """A member praised or reminded at a meeting."""

    __tablename__ = "mention"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    kind: Mapped[MentionKind] = mapped_column(enum_column(MentionKind))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(200), default="")  # a group, where no single person is meant
    text: Mapped[str] = mapped_column(Text)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person | None] = relationship()


class RecordCorrection(Base):
    """A correction of the record after `close` and before the first signature: both values stay, with the reason."""

    __tablename__ = "record_correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    what: Mapped[str] = mapped_column(String(120))
    subject_id: Mapped[int | None]
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
