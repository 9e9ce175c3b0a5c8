from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from workflows.words import day, decimal, listed, percent, share


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Decimal("93.68"), 1, "93,7"),
        (Fraction(1, 20), 1, "0,1"),
        (2, 1, "2,0"),
        (Fraction(1, 3), 2, "0,33"),
        (2, 0, "2"),
    ],
)
def test_decimals_have_a_comma_and_round_half_up(value, places, text):
    assert decimal(value, places) == text


def test_a_rate_shows_both_numbers():
    assert (share(19, 22), percent(19, 22)) == ("19/22 (86,4%)", "86,4%")
    assert (share(0, 0), percent(0, 0)) == ("0/0", "")
    assert share(539, 1035) == "539/1.035 (52,1%)"


def test_a_day_has_its_zeros():
    assert day(date(2026, 2, 3)) == "03/02/2026"


@pytest.mark.parametrize(
    ("items", "text"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a và b"),
        (["a", "b", "c"], "a, b và c"),
        (["a", "b", "c", "d", "e"], "a, b, c và 2 nội dung khác"),
    ],
)
def test_lists_read_as_a_sentence(items, text):
    assert listed(items) == text
