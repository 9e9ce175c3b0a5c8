"""The year of a cell from its meetings, at every border of the rule; quarters and means of nothing are nothing."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.rules import RuleSettings, problems_of
from workflows.scoring import Level
from workflows.year_rating import (
    ORDER,
    Rated,
    YearStep,
    explained,
    mean_level,
    mean_of,
    quarters_of,
    reaches,
    span_of,
    yearly_level,
)

G, F, A, P = Level.GOOD, Level.FAIR, Level.AVERAGE, Level.POOR
RULE = RuleSettings().year_steps()


@pytest.mark.parametrize(
    ("levels", "year"),
    [
        ([G] * 12, G),
        ([G] * 7 + [F] * 5, G),
        ([G] * 7, G),
        ([G] * 6 + [F] * 6, F),
        ([G] * 11 + [A], F),
        ([G] * 11 + [P], A),
        ([F] * 7 + [A] * 5, F),
        ([F] * 6 + [A] * 6, A),
        ([G] * 3 + [F] * 4 + [A] * 5, F),
        ([A] * 7 + [P] * 5, A),
        ([A] * 6 + [P] * 6, P),
        ([G] * 6, None),
        ([P], None),
        ([P] * 7, P),
        ([], None),
    ],
)
def test_the_year_at_every_border_of_the_rule(levels, year):
    assert yearly_level(levels, RULE) == year


def test_another_rule_of_the_rule_set_counts():
    own = RuleSettings(year_good_count=9, year_good_floor="good").year_steps()

    assert yearly_level([G] * 9, own) == G
    assert yearly_level([G] * 11 + [F], own) == F


@pytest.mark.parametrize(
    ("stored", "named"),
    [({"year_good_count": 13}, "year_good_count"), ({"year_good_count": 0}, "year_good_count"),
     ({"year_fair_floor": "splendid"}, "year_fair_floor")],
)  # fmt: skip
def test_the_rule_has_its_bounds(stored, named):
    assert list(problems_of(stored)) == [named]


counts, floors = st.integers(1, 7), st.sampled_from(ORDER)


@settings(deadline=None)
@given(
    levels=st.lists(st.sampled_from(ORDER), min_size=7, max_size=12), at=st.integers(0, 11),
    rule=st.tuples(counts, floors, counts, floors, counts, floors),
)  # fmt: skip
def test_under_any_rule_a_better_meeting_never_makes_a_worse_year(levels, at, rule):
    steps = [YearStep(level, *rule[n : n + 2]) for level, n in ((G, 0), (F, 2), (A, 4))]
    better = list(levels)
    better[at % len(levels)] = ORDER[max(0, ORDER.index(levels[at % len(levels)]) - 1)]

    assert reaches(yearly_level(better, steps), yearly_level(levels, steps))


def test_quarters_hold_their_months_and_nothing_is_no_number():
    rows = [Rated(month, G, Decimal(90)) for month in (1, 3)] + [Rated(4, F, None), Rated(12, P, Decimal("49.9"))]
    first, second, third, fourth = quarters_of(rows)

    assert [one.said for one in (first, second, third, fourth)] == ["2 Tốt", "1 Khá", "–", "1 Kém"]
    assert [one.rated for one in (first, second, third, fourth)] == [2, 1, 0, 1]
    assert [one.mean for one in (first, second, third, fourth)] == [Decimal("90.0"), None, None, Decimal("49.9")]
    assert span_of(rows).said == "2 Tốt, 1 Khá, 1 Kém"


@pytest.mark.parametrize(
    ("scores", "level"),
    [(["90.0"], G), (["89.9", "90.0"], G), (["89.8", "90.0"], F), (["69.9"], A), (["49.9"], P), (["95.0", None], None),
     ([], None)],
)  # fmt: skip
def test_a_quarter_has_the_level_of_its_mean_as_it_is_printed(scores, level):
    rows = [Rated(n, G, score and Decimal(score)) for n, score in enumerate(scores, start=1)]

    assert mean_level(rows) == level


def test_a_quarter_is_not_better_than_the_best_that_was_decided():
    assert mean_level([Rated(1, P, Decimal(95)), Rated(2, F, Decimal(95))]) == F


def test_a_mean_is_rounded_half_up():
    assert mean_of([Decimal("93.7"), Decimal("93.6")]) == Decimal("93.7")
    assert mean_of([Decimal("90.0"), Decimal("90.0"), Decimal("90.1")]) == Decimal("90.0")
    assert mean_of([None]) is None


def test_the_rule_is_said_in_words():
    assert explained(RULE) == [
        "Tốt: ít nhất 7 kỳ thường kỳ xếp Tốt, không kỳ nào dưới Khá.",
        "Khá: ít nhất 7 kỳ thường kỳ xếp Khá trở lên, không kỳ nào dưới Trung bình.",
        "Trung bình: ít nhất 7 kỳ thường kỳ xếp Trung bình trở lên.",
        "Còn lại: Kém. Có dưới 7 kỳ được xếp loại thì để cấp ủy xem xét.",
    ]
