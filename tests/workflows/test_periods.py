"""Periods as people write them, and how a report divides them."""

from datetime import date

import pytest

from workflows.periods import period_named


@pytest.mark.parametrize(
    ("text", "name", "words", "columns", "bars"),
    [
        ("11/2026", "11/2026", "tháng 11 năm 2026", 0, 1),
        (" q4/2026", "Q4/2026", "quý IV năm 2026", 3, 3),
        ("Quý I/2026", "Q1/2026", "quý I năm 2026", 3, 3),
        ("2026", "2026", "năm 2026", 4, 12),
        ("2025–2030", "2025-2030", "giai đoạn 2025–2030", 6, 6),
    ],
)
def test_a_period_is_read_as_it_is_written_and_divided(text, name, words, columns, bars):
    period = period_named(text)

    assert period is not None
    assert (period.name, period.words, len(period.parts()), len(period.bars())) == (name, words, columns, bars)
    assert period_named(period.name) == period
    for parts in (period.parts(), period.bars()):
        assert not parts or (parts[0].first, parts[-1].last) == (period.first, period.last)


@pytest.mark.parametrize(
    "text", ["", "13/2026", "0/2026", "Q5/2026", "2030-2025", "2020-2030", "0/0", "1899", "2190", "x"]
)
def test_what_is_no_period_is_none(text):
    assert period_named(text) is None


def test_the_quarters_of_a_year_follow_each_other():
    parts = period_named("2026").parts()
    assert [part.first for part in parts] == [date(2026, month, 1) for month in (1, 4, 7, 10)]
    assert [part.label for part in parts] == ["quý I", "quý II", "quý III", "quý IV"]
