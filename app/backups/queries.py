"""What an administrator has to know of the backups: which there are, and whether the last one is too old."""

from datetime import date, timedelta
from typing import NamedTuple

from app import clock
from app.backups.services_schedule import backups_in
from app.settings import settings

LATE = timedelta(days=2)  # a night may be missed: the machine was off


class Backup(NamedTuple):
    day: date
    size: int
    """In bytes."""


class Backups(NamedTuple):
    """`folder`: where they lie, None where none are made. `late`: the last is too old, or there is none."""

    folder: str | None
    rows: list[Backup]
    late: bool


def backups() -> Backups:
    """The latest first."""
    folder = settings().backup_dir
    if folder is None:
        return Backups(None, [], True)
    there = backups_in(folder)
    rows = [Backup(day, there[day].stat().st_size) for day in sorted(there, reverse=True)]
    # One of a day to come was made before the clock was set back: it says nothing of the last night.
    last = max((row.day for row in rows if row.day <= clock.today()), default=date.min)
    return Backups(str(folder), rows, clock.today() - last >= LATE)
