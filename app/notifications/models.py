"""A notification is a row written with the change that it tells of, and so is the letter that carries it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import UtcDateTime, enum_column
from app.extensions import Base
from workflows.notices import Notice

LONGEST_ADDRESS = 254


class Notification(Base):
    """`key`: of a reminder, what it reminds of and when; a person is told once of each."""

    __tablename__ = "notification"
    __table_args__ = (
        Index("ix_notification_inbox", "person_id", "read_at", "created_at"),
        Index("uq_notification_key_person_id", "key", "person_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[Notice] = mapped_column(enum_column(Notice, 40))
    text: Mapped[str] = mapped_column(String(500))
    path: Mapped[str] = mapped_column(String(200), default="")
    key: Mapped[str | None] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LetterState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


class Letter(Base):
    """One mail to one person: written with its notification, sent after the commit.

    Without a notification it is the one that asks whether an address is right; with a `body` of its own it goes to an
    address outside the house (`NENNEP_SEALS_TO`), which is no person's here. `message_id` stays the same however
    often it is tried. `tries` is the claim's token, as in `app.jobs.claims`: it rises with each, and while a letter is
    in hand `next_try_at` lies far enough ahead that nobody else takes it.
    """

    __tablename__ = "letter"
    __table_args__ = (
        Index("ix_letter_waiting", "status", "next_try_at", "id"),
        Index("ix_letter_sent", "status", "sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    notification_id: Mapped[int | None] = mapped_column(ForeignKey("notification.id"), index=True)
    # Whose entry for a calendar it carries.
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    subject: Mapped[str | None] = mapped_column(String(200))
    body: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    message_id: Mapped[str] = mapped_column(String(300), unique=True)
    # "status", not "state": no workflow of `workflows/` moves it.
    status: Mapped[LetterState] = mapped_column(enum_column(LetterState), default=LetterState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(Text, default="")


class MailAddress(Base):
    """Where the mail of an account goes. `pending` is not used before its owner gave the code that was sent there."""

    __tablename__ = "mail_address"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    address: Mapped[str] = mapped_column(String(LONGEST_ADDRESS), default="")
    pending: Mapped[str] = mapped_column(String(LONGEST_ADDRESS), default="")
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)


class NoticeChoice(Base):
    """Whether somebody wants mail of one kind; without a row the default of `workflows.notices` holds."""

    __tablename__ = "notice_choice"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    kind: Mapped[Notice] = mapped_column(enum_column(Notice, 40), primary_key=True)
    by_mail: Mapped[bool]


class CalendarFeed(Base):
    """A private link to somebody's calendar; only the hash of its token is kept."""

    __tablename__ = "calendar_feed"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
