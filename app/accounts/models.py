"""Who may sign in, and who holds which office where and when."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import UtcDateTime, enum_column
from app.extensions import Base
from app.members.models import Person
from app.organisations.models import Organisation
from workflows.roles import Role


class Account(Base):
    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    user_name: Mapped[str] = mapped_column(String(60), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=True)
    # The last day of the password on a slip; None with a password of one's own.
    slip_until: Mapped[date | None]
    # Raised to end every open session of the account at once.
    session_epoch: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_sign_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship()

    __mapper_args__ = {"version_id_col": version}


class Appointment(Base):
    """`person` holds `role` at `organisation` from `from_on` up to and including `to_on`.

    Its scope is that organisation and what is below it on the day. Membership by itself gives the role of a member.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        Index("ix_appointment_office", "organisation_id", "role"),
        UniqueConstraint("organisation_id", "for_month"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[Role] = mapped_column(enum_column(Role))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    decision: Mapped[str] = mapped_column(String(120), default="")
    # An overseer of that one month (its first day), who goes before the standing one while it lasts.
    for_month: Mapped[date | None]

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()


class Substitution(Base):
    """A deputy stands in for the secretary between two dates; only then may the deputy sign for the secretary."""

    __tablename__ = "substitution"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200))

    person: Mapped[Person] = relationship()


class OneTimeSignIn(Base):
    """A code that signs one person in once: the part by which it is found, and the hash of the part that opens."""

    __tablename__ = "one_time_sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    lookup: Mapped[str | None] = mapped_column(String(8), index=True)  # none of codes from before there was one
    code_hash: Mapped[str] = mapped_column(String(120), unique=True)
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SecondFactor(Base):
    """An app that shows a code every half minute. Asked for at the door once its owner has confirmed it with a code."""

    __tablename__ = "second_factor"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    # What app and house share, encrypted with a key made of the secret key (factor_codes.py).
    sealed: Mapped[str] = mapped_column(String(200))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The half minute (since 1970) of the latest code that was taken: none is taken twice.
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Base):
    """Stands in for the app once, when the telephone is lost; only its hash is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(120))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OpenSession(Base):
    """A session as its person sees it: on which device, since when, last used when.

    It opens nothing: whether a session still holds says the account's epoch and `EndedSession`. `session` is its name
    in the signed cookie; `seen_at` is written every few minutes only (durations.SEEN_EVERY).
    """

    __tablename__ = "open_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    session: Mapped[str] = mapped_column(String(24), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    epoch: Mapped[int]
    device: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(64))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EndedSession(Base):
    """A session that was signed out. Its cookie, copied before, opens nothing any more; kept as long as one could."""

    __tablename__ = "ended_session"

    session: Mapped[str] = mapped_column(String(24), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class SignInAttempt(Base):
    """What throttles guessing, and what the person is shown as their sign-in history."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_user_name", "user_name", "at"),
        Index("ix_sign_in_attempt_address", "address", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_name: Mapped[str] = mapped_column(String(60))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    succeeded: Mapped[bool]
    # A failure counts against the name until somebody signs in under it or the office resets the password.
    counts: Mapped[bool] = mapped_column(default=False)
    # In words, such as "Chrome trên Android"; "" for what was tried before devices were noted.
    device: Mapped[str] = mapped_column(String(80), default="")
