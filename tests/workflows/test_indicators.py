"""Plan, actual and the share of the plan, as clerks write them."""

from decimal import Decimal

import pytest

from workflows.indicators import PERIODS, amount, parse_amount, percent_of_plan, period_label, period_named


@pytest.mark.parametrize(
    ("text", "value"),
    [("", None), ("0", "0"), ("1250", "1250"), ("1.250", "1250"), ("12,5", "12.5"), ("1.250,75", "1250.75"),
     ("12.5", "12.5"), ("-3", "-3"), (" 1 250 ", "1250"), ("0,125", "0.125")],
)  # fmt: skip
def test_amounts_are_read_as_they_are_written(text, value):
    assert parse_amount(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize("text", ["x", "1,2,3", "12,3456", "1e9", "²", "1234567890123", "--1", "=1+1"])
def test_what_is_no_amount_is_told(text):
    with pytest.raises(ValueError, match=r"Ghi một số|Số quá lớn"):
        parse_amount(text)


@pytest.mark.parametrize(
    ("plan", "actual", "said"),
    [("0", "5", "–"), (None, "5", "–"), ("5", None, "–"), ("200", "197", "98,5%"), ("3", "2", "66,7%"), ("10", "12", "120,0%"),
     ("10", "0", "0,0%")],
)  # fmt: skip
def test_the_share_of_a_plan_of_nothing_is_a_dash(plan, actual, said):
    assert percent_of_plan(plan and Decimal(plan), actual and Decimal(actual)) == said


def test_amounts_are_written_with_points_and_a_comma():
    assert [amount(value and Decimal(value)) for value in ("1250", "0.5", "-1250.75", None, "0")] == [
        "1.250", "0,5", "-1.250,75", "–", "0",
    ]  # fmt: skip


def test_every_period_is_found_by_its_label():
    assert [period_named(period_label(period).upper()) for period in PERIODS] == list(PERIODS)
    assert period_label("q2") == "Quý II"
    assert period_named("Tháng 13") is None
