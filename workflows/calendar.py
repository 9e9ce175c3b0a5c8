"""Counting days as the organisation counts them: calendar days in Vietnam.

Every function takes the figures of the rule set that the meeting keeps; none has a day of its own.
A `month` is any date in it.
"""

from calendar import monthrange
from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

FIRST_WEEK = 7
"""A meeting day that falls on a holiday moves to another of the first so many days."""

DEMO_DAY = 5


def local_day(moment: datetime) -> date:
    """The date on a Vietnamese wall calendar at `moment` (aware; stored in UTC)."""
    return moment.astimezone(VIETNAM).date()


def first_of(month: date) -> date:
    return month.replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return months_away(month, 1)


def months_away(month: date, count: int) -> date:
    """The first day of the month that lies so many months after; before, where `count` is negative."""
    months = month.year * 12 + month.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


def years_later(day: date, years: int) -> date:
    """The same day so many years after, before where `years` is negative; of 29 February the 28th in other years."""
    year = day.year + years
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))


def whole_years(since: date, on: date) -> int:
    """How many years are full on the day: of an age, of Party age."""
    years = on.year - since.year
    return years if years_later(since, years) <= on else years - 1


def day_of(month: date, number: int) -> date:
    """The `number`th of the month; -1 is the last day of the month before, -2 the one before that.

    A month that is too short answers with its last day.
    """
    if number < 0:
        return first_of(month) + timedelta(days=number)
    return month.replace(day=min(number, monthrange(month.year, month.month)[1]))


def meeting_day(month: date, number: int, holidays: Collection[date] = ()) -> date:
    """The regular day, or if that is a holiday the nearest free day of the first week, later days first.

    If all of them are holidays the regular day stands and people decide.
    """
    regular = day_of(month, number)
    week = [day_of(month, n) for n in range(1, FIRST_WEEK + 1)]
    later, earlier = [d for d in week if d > regular], [d for d in reversed(week) if d < regular]
    return next((d for d in (regular, *later, *earlier) if d not in holidays), regular)


def publish_deadline(met_on: date, days: int) -> date:
    """Minutes and resolution are due `days` after the day of the meeting."""
    return met_on + timedelta(days=days)


def demo_month(today: date) -> date:
    """The first of the latest month whose 5th day has passed."""
    this = first_of(today)
    return this if today.day > DEMO_DAY else first_of(this - timedelta(days=1))
