"""What a member has to be thought of for, and when."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.calendar import whole_years, years_later
from workflows.duties import (
    BADGE_YEARS,
    DUTY_LABELS,
    NOTICES,
    Duty,
    badge_spans,
    occasion_before,
    occasions,
    sentence,
    sentence_for_office,
    told_office_on,
    told_on,
)


def badge_at(admitted: date, occasion: date) -> int | None:
    return next((years for years, first, last in badge_spans(occasion) if first <= admitted <= last), None)


def test_badges_are_given_on_four_days_of_the_year():
    assert list(occasions(date(2026, 11, 7), date(2027, 11, 6))) == [
        date(2026, 11, 7), date(2027, 2, 3), date(2027, 5, 19), date(2027, 9, 2)
    ]  # fmt: skip
    assert list(occasions(date(2026, 11, 8), date(2027, 2, 2))) == []
    assert occasion_before(date(2027, 2, 3)) == date(2026, 11, 7)
    assert occasion_before(date(2026, 11, 7)) == date(2026, 9, 2)


@pytest.mark.parametrize(
    ("admitted", "occasion", "years"),
    [
        (date(1997, 2, 3), date(2027, 2, 3), 30),
        (date(1997, 2, 4), date(2027, 2, 3), None),
        (date(1997, 2, 4), date(2027, 5, 19), 30),
        (date(1996, 11, 7), date(2027, 2, 3), None),  # was given it on 7 November
        (date(1996, 11, 8), date(2027, 2, 3), 30),
        (date(1992, 1, 1), date(2027, 2, 3), None),  # 35 years have no badge
        (date(1937, 1, 1), date(2027, 2, 3), 90),
        (date(1996, 2, 29), date(2026, 5, 19), 30),
    ],
)
def test_who_reaches_a_badge_by_an_occasion(admitted, occasion, years):
    assert badge_at(admitted, occasion) == years


@given(st.dates(date(1930, 2, 3), date(2000, 1, 1)), st.sampled_from(BADGE_YEARS))
def test_everybody_is_given_each_badge_once_and_never_early(admitted, years):
    around = occasions(years_later(admitted, years - 2), years_later(admitted, years + 2))
    given = [day for day in around if badge_at(admitted, day) == years]

    assert len(given) == 1
    assert whole_years(admitted, given[0]) == years
    assert whole_years(admitted, occasion_before(given[0])) < years


@pytest.mark.parametrize("duty", Duty)
def test_each_is_told_ahead_and_still_two_days_later(duty):
    first, last = told_on(duty, date(2026, 12, 2))

    assert (last - date(2026, 12, 2), last - first) == (NOTICES[duty].before, timedelta(days=2))
    assert DUTY_LABELS[duty]
    assert "Đ/c Lê Văn Bình" in sentence(duty, "Lê Văn Bình", date(2027, 2, 3), 30)
    assert "03/02/2027" in sentence(duty, "Lê Văn Bình", date(2027, 2, 3), 30)


def test_an_office_is_told_of_three_by_name_and_of_the_rest_by_number():
    names = [f"đ/c {n}" for n in "ABCDE"]
    assert "có 3 đảng viên" in sentence_for_office(Duty.BADGE, names[:3], date(2027, 2, 3))
    assert "có 5 đảng viên được xét tặng Huy hiệu Đảng: đ/c A; đ/c B; đ/c C; 2 đồng chí khác." in sentence_for_office(
        Duty.BADGE, names, date(2027, 2, 3)
    )
    assert told_office_on(Duty.PROBATION, date(2027, 1, 4)) == (date(2027, 1, 1), date(2027, 1, 3))
