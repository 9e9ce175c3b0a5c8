"""People and what is true of them on a given day: membership, exemption, suspension, residence, temporary transfer."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import UtcDateTime, enum_column
from app.extensions import Base
from app.organisations.models import Organisation


class Gender(StrEnum):
    MALE = "male"
    FEMALE = "female"


class Person(Base):
    """Somebody known to the system: nearly always a Party member, seldom an administrator who is none."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    full_name: Mapped[str] = mapped_column(String(120))
    # The Vietnamese order (given name, then family name, letters and tones), so that SQL can sort.
    sort_key: Mapped[str] = mapped_column(String(400), index=True)
    # The name without case and diacritics, to search in.
    folded_name: Mapped[str] = mapped_column(String(120), index=True)
    birth_on: Mapped[date | None]
    gender: Mapped[Gender | None] = mapped_column(enum_column(Gender))
    ethnicity: Mapped[str] = mapped_column(String(60), default="")
    youth_union: Mapped[bool | None]  # a member of the youth union when admitted; None: nobody has said
    card_number: Mapped[str | None] = mapped_column(String(32), unique=True)
    admitted_on: Mapped[date | None]
    official_on: Mapped[date | None]
    phone: Mapped[str] = mapped_column(String(32), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Membership(Base):
    """`person` is on the roll of `organisation` from `from_on` up to and including `to_on`.

    A formal transfer ends one membership and begins the next.
    """

    __tablename__ = "membership"
    __table_args__ = (Index("ix_membership_roll", "organisation_id", "from_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(200), default="")

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()


class StatusKind(StrEnum):
    EXEMPT = "exempt"  # miễn công tác và sinh hoạt
    SUSPENDED = "suspended"  # đình chỉ sinh hoạt
    WORKING_AWAY = "working_away"  # đi làm xa


class StatusPeriod(Base):
    """An exemption, a suspension or work away from home, with its dates (`to_on` None: open)."""

    __tablename__ = "status_period"
    __table_args__ = (Index("ix_status_period_person", "person_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[StatusKind] = mapped_column(enum_column(StatusKind))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(200), default="")


class ContactNote(Base):
    """One line of the contact log of somebody who works away: when the cell heard of them, and what."""

    __tablename__ = "contact_note"
    __table_args__ = (Index("ix_contact_note_period", "period_id", "on_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("status_period.id"))
    on: Mapped[date] = mapped_column("on_day")
    text: Mapped[str] = mapped_column(String(500))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TemporaryTransfer(Base):
    """Sinh hoạt tạm thời: full rights stay at home; at the host no vote and not in the headcount.

    Home or host may lie outside the system; then only its name is kept. `strengthening`: sent to help a small cell
    (đảng viên tăng cường), speaks there too, and is expected and counted at home as ever.
    """

    __tablename__ = "temporary_transfer"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    home_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    host_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    home_name: Mapped[str] = mapped_column(String(200), default="")
    host_name: Mapped[str] = mapped_column(String(200), default="")
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    strengthening: Mapped[bool] = mapped_column(default=False, server_default=false())

    person: Mapped[Person] = relationship()
