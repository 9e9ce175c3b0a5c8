"""The seals of the days."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Json, UtcDateTime
from app.extensions import Base


class DaySeal(Base):
    """The ends of all chains of the history at one moment, sealed together once a day.

    `ends`: by chain `[seq, hash]`, in the first seal of a month of all chains, in the others of those that had moved
    since the seal before; `hash` covers them, the day and `previous_hash`, so one seal that somebody keeps outside
    vouches for all that was written before it.
    """

    __tablename__ = "day_seal"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends: Mapped[dict[str, Any]] = mapped_column(Json)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
