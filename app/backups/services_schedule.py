"""A backup every night into the folder of the settings, and how many of them stay."""

import re
import shutil
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from app import clock
from app.backups.archive import Refused
from app.backups.services import back_up
from app.jobs.services import enqueue
from app.settings import settings

KIND, FROM_HOUR = "back_up", 2
NAME = re.compile(r"nennep-(\d{4}-\d{2}-\d{2})\.backup")
NO_FOLDER = "NENNEP_BACKUP_DIR is not set on this machine: the job is for the one that has the folder"


def key_of(day: date) -> str:
    """Of the job of that day: one for all machines of the house."""
    return f"{KIND}:{day}"


def has_folder() -> bool:
    """This machine keeps the backups; of several it is one."""
    return settings().backup_dir is not None


def ask_for_backup() -> None:
    """Once a day, in the night, where a folder is set; a second machine that asks changes nothing."""
    if has_folder() and clock.now().astimezone(clock.VIETNAM).hour >= FROM_HOUR:
        enqueue(KIND, key_of(clock.today()))


def back_up_today() -> None:
    """Keep today's backup and remove those that are in excess. Run again it does nothing. Raises Refused."""
    folder = settings().backup_dir
    if folder is None:
        raise Refused(NO_FOLDER)
    path = folder / f"nennep-{clock.today()}.backup"
    if not path.exists():
        back_up(path)
    there = backups_in(folder)
    for day in there.keys() - kept_of(there, settings().backups_daily, settings().backups_monthly):
        there[day].unlink(missing_ok=True)


def sweep_half_done(before: datetime) -> None:
    """Remove what a process that was killed before that moment left of a backup of the schedule, or of a restore."""
    places = [(settings().data_dir, ".restoring-*")]
    if folder := settings().backup_dir:
        places += [(folder, ".half-nennep-*.backup"), (folder, ".backup-*")]
    for place, name in places:
        for one in place.glob(name):
            if one.stat().st_mtime < before.timestamp():
                shutil.rmtree(one) if one.is_dir() else one.unlink(missing_ok=True)


def backups_in(folder: Path) -> dict[date, Path]:
    """The backups of the schedule by their day; other files in the folder are nobody's affair."""
    found = {NAME.fullmatch(one.name): one for one in folder.glob("nennep-*.backup")}
    return {date.fromisoformat(match[1]): one for match, one in found.items() if match}


def kept_of(days: Iterable[date], daily: int, monthly: int) -> set[date]:
    """The latest days, and the first of each of the latest months that there is one of."""
    newest = sorted(days, reverse=True)
    firsts: dict[tuple[int, int], date] = {(day.year, day.month): day for day in newest}
    return {*newest[:daily], *[firsts[month] for month in sorted(firsts, reverse=True)[:monthly]]}
