"""Meetings of several cells that one person is to attend: which of them clash, and hours at which they would not.

What is proposed is only said; the hour of a meeting is its cell's to set.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import combinations

from workflows.calendar import VIETNAM

EARLIEST, LATEST = time(7, 0), time(20, 0)
"""Between these hours a meeting may be proposed to begin."""
STEP = timedelta(minutes=15)
DAYS = 4
"""A meeting that finds no free hour on its day is proposed for one of so many days after."""


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One meeting that the person attends. `rank`: whose hour is kept before whose, 0 is never moved."""

    id: int
    starts_at: datetime
    minutes: int
    rank: int = 1


def clashes(planned: Sequence[Planned], travel: int) -> list[tuple[Planned, Planned]]:
    """Those of which the person cannot attend both whole, with `travel` minutes from one place to the other."""
    in_order = sorted(planned, key=lambda one: (one.starts_at, one.id))
    return [pair for pair in combinations(in_order, 2) if _meet(*pair, travel)]


def staggered(planned: Sequence[Planned], travel: int, now: datetime) -> dict[int, datetime]:
    """New hours for as few of them as need one, so that none clash: the nearest free quarter of an hour.

    A meeting without a free hour has no entry, nor has one whose day has come already.
    """
    placed: list[tuple[float, float]] = []
    found: dict[int, datetime] = {}
    for one in sorted(planned, key=lambda each: (each.rank, each.starts_at, each.id)):
        kept, lasts = one.starts_at, (one.minutes + travel) * 60
        if one.rank and _is_taken(kept, lasts, placed):
            kept = next((slot for slot in _slots(one, now) if not _is_taken(slot, lasts, placed)), kept)
        if kept != one.starts_at:
            found[one.id] = kept
        placed.append((kept.timestamp(), kept.timestamp() + lasts))
    return found


def _is_taken(begin: datetime, lasts: int, placed: Sequence[tuple[float, float]]) -> bool:
    """In seconds: an overseer of many cells has thousands of hours tried."""
    first, last = begin.timestamp(), begin.timestamp() + lasts
    return any(first < end and start < last for start, end in placed)


def _meet(one: Planned, other: Planned, travel: int) -> bool:
    return one.starts_at < _free_after(other, travel) and other.starts_at < _free_after(one, travel)


def _free_after(one: Planned, travel: int) -> datetime:
    return one.starts_at + timedelta(minutes=one.minutes + travel)


def _slots(one: Planned, now: datetime) -> Iterator[datetime]:
    """Other hours for it that lie ahead: the day itself first, and on each day the nearest to the planned hour first."""
    was = one.starts_at.astimezone(VIETNAM)
    for days in range(DAYS + 1):
        same_hour = was + timedelta(days=days)
        begins = sorted(_quarters(same_hour), key=lambda slot: (abs(slot - same_hour), slot))
        yield from (begin for begin in begins if begin > now)


def _quarters(day: datetime) -> Iterator[datetime]:
    slot, last = datetime.combine(day, EARLIEST, VIETNAM), datetime.combine(day, LATEST, VIETNAM)
    while slot <= last:
        yield slot
        slot += STEP
