"""Counting days: calendar days, Vietnam time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.calendar import (
    day_of,
    demo_month,
    local_day,
    meeting_day,
    next_month,
    publish_deadline,
    whole_years,
    years_later,
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


@pytest.mark.parametrize(
    ("month", "after"),
    [
        (date(2026, 1, 1), date(2026, 2, 1)),
        (date(2026, 12, 1), date(2027, 1, 1)),
        (date(2028, 2, 29), date(2028, 3, 1)),
    ],
)
def test_the_month_after(month, after):
    assert next_month(month) == after


@pytest.mark.parametrize(
    ("since", "on", "full"),
    [
        (date(1996, 12, 2), date(2026, 12, 1), 29),
        (date(1996, 12, 2), date(2026, 12, 2), 30),
        (date(1996, 2, 29), date(2026, 2, 27), 29),
        (date(1996, 2, 29), date(2026, 2, 28), 30),
        (date(2026, 12, 3), date(2026, 12, 2), -1),
    ],
)
def test_years_are_full_on_their_day(since, on, full):
    assert whole_years(since, on) == full


def test_the_29th_of_february_is_the_28th_in_other_years():
    assert years_later(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert years_later(date(2024, 2, 29), -4) == date(2020, 2, 29)
