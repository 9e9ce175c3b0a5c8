"""What an administrator has to know of the backups: which there are, and whether the last one is too old."""

from datetime import date, timedelta
from typing import NamedTuple

from app import clock
from app.backups.services_schedule import backups_in, key_of
from app.jobs.queries import runs_of
from app.settings import settings

LATE = timedelta(days=2)  # a night may be missed: the machine was off
LOOKED_BACK = 31  # days; what is done is forgotten after a month, unless the settings say otherwise


class Backup(NamedTuple):
    day: date
    size: int
    """In bytes."""


class Backups(NamedTuple):
    """`arranged`: this machine or another makes them. `folder`: where they lie, None where not on this machine; then
    `rows` is empty. `last`: the day of the latest. `late`: that is too long ago, or there is none."""

    arranged: bool
    folder: str | None
    rows: list[Backup]
    last: date | None
    late: bool


def backups() -> Backups:
    """Of the machine with the folder what lies there, the latest first; of every other what all of them know."""
    folder = settings().backup_dir
    if folder is None:
        asked, done_at = runs_of([key_of(clock.today() - timedelta(days=back)) for back in range(LOOKED_BACK)])
        last = clock.day_of(done_at) if done_at else None
        return Backups(asked > 0, None, [], last, _is_late(last))
    there = backups_in(folder)
    rows = [Backup(day, there[day].stat().st_size) for day in sorted(there, reverse=True)]
    # One of a day to come was made before the clock was set back: it says nothing of the last night.
    last = max((row.day for row in rows if row.day <= clock.today()), default=None)
    return Backups(True, str(folder), rows, last, _is_late(last))


def _is_late(last: date | None) -> bool:
    return last is None or clock.today() - last >= LATE
