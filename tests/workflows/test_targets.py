"""What can be aimed at, and when it is reached: exactly, and never of nothing."""

from decimal import Decimal

import pytest

from workflows.targets import MEASURES, Comparison, Measure, can_be_reached, reached, wanted

LEAST, MORE = Comparison.AT_LEAST, Comparison.MORE_THAN


@pytest.mark.parametrize(
    ("part", "whole", "comparison", "value", "is_reached"),
    [
        (9, 10, LEAST, "90", True), (9, 10, MORE, "90", False), (899, 1000, LEAST, "90", False),
        (8996, 10000, LEAST, "90", False), (901, 1000, MORE, "90", True), (52, 53, LEAST, "98.1", True),
        (0, 0, LEAST, "0.1", None), (0, 5, LEAST, "0.1", False),
    ],
)  # fmt: skip
def test_a_target_is_reached_by_the_exact_share_and_of_nothing_it_is_open(part, whole, comparison, value, is_reached):
    assert reached(part, whole, comparison, Decimal(value)) is is_reached


@pytest.mark.parametrize(
    ("comparison", "value", "words"),
    [(LEAST, "90.0", "từ 90% trở lên"), (LEAST, "100", "100%"), (MORE, "80", "trên 80%"), (LEAST, "98.1", "từ 98,1% trở lên")],
)  # fmt: skip
def test_it_is_said_as_resolutions_say_it(comparison, value, words):
    assert wanted(comparison, Decimal(value)) == words


def test_nobody_aims_at_what_no_share_can_be():
    can = [
        (value, c) for value in ("0", "0.1", "100", "100.1") for c in Comparison if can_be_reached(c, Decimal(value))
    ]
    assert can == [("0.1", LEAST), ("0.1", MORE), ("100", LEAST)]


def test_every_measure_says_its_part_and_its_whole():
    assert set(MEASURES) == set(Measure)
    assert all(" trên " in said.of for said in MEASURES.values())
