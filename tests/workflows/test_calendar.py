"""Counting days: calendar days, Vietnam time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.calendar import (
    day_of,
    days_of_notice,
    demo_month,
    in_time,
    local_day,
    meeting_day,
    notice_deadline,
    publish_deadline,
)

FEBRUARY = date(2026, 2, 1)


def february(*days):
    return [date(2026, 2, n) for n in days]


@pytest.mark.parametrize(
    ("number", "day"),
    [
        (-1, date(2026, 1, 31)),
        (-2, date(2026, 1, 30)),
        (3, date(2026, 2, 3)),
        (10, date(2026, 2, 10)),
        (31, date(2026, 2, 28)),
    ],
)
def test_days_are_counted_from_the_month(number, day):
    assert day_of(FEBRUARY, number) == day
    assert day_of(date(2026, 2, 17), number) == day


@pytest.mark.parametrize(
    ("holidays", "day"),
    [
        ((), 3),
        ((4,), 3),
        ((3,), 4),
        ((3, 4, 5), 6),
        ((3, 4, 5, 6, 7), 2),
        ((2, 3, 4, 5, 6, 7), 1),
        ((1, 2, 3, 4, 5, 6, 7), 3),
    ],
)
def test_a_holiday_shifts_the_meeting_within_the_first_week(holidays, day):
    assert meeting_day(FEBRUARY, 3, february(*holidays)) == date(2026, 2, day)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 7), st.sets(st.integers(1, 28)))
def test_the_meeting_stays_in_the_first_week_and_off_holidays_if_it_can(month, number, off):
    holidays = [day_of(month, n) for n in off]

    day = meeting_day(month, number, holidays)

    assert day.day <= 7
    assert day not in holidays or set(range(1, 8)) <= off


def test_a_vietnamese_day_begins_at_seventeen_utc():
    midnight = datetime(2026, 2, 2, 17, tzinfo=UTC)

    assert local_day(midnight) == date(2026, 2, 3)
    assert local_day(midnight - timedelta(seconds=1)) == date(2026, 2, 2)


def test_notice_is_in_time_up_to_the_last_minute_of_the_day_before():
    meets_on, late_evening = date(2026, 2, 3), datetime(2026, 2, 2, 16, 59, tzinfo=UTC)

    assert notice_deadline(meets_on, 1) == date(2026, 2, 2)
    assert in_time(local_day(late_evening), notice_deadline(meets_on, 1))
    assert not in_time(local_day(late_evening + timedelta(minutes=1)), notice_deadline(meets_on, 1))
    assert days_of_notice(late_evening, meets_on) == 1


def test_before_day_ten_includes_the_tenth():
    assert in_time(date(2026, 2, 10), day_of(FEBRUARY, 10))
    assert not in_time(date(2026, 2, 11), day_of(FEBRUARY, 10))


def test_publishing_counts_from_the_day_of_the_meeting():
    assert publish_deadline(date(2026, 2, 3), 2) == date(2026, 2, 5)


@pytest.mark.parametrize(
    ("today", "month"),
    [
        (date(2026, 12, 6), date(2026, 12, 1)),
        (date(2026, 12, 5), date(2026, 11, 1)),
        (date(2026, 1, 5), date(2025, 12, 1)),
        (date(2026, 1, 31), date(2026, 1, 1)),
    ],
)
def test_the_demo_month_is_the_latest_whose_fifth_day_has_passed(today, month):
    assert demo_month(today) == month
