"""From points to a level, and the tables that the house ships."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.criteria import CRITERIA_WARD, FRAME_HD42, GROUPS, Criterion
from workflows.meeting import Kind
from workflows.scoring import (
    LEVEL_LABELS,
    Level,
    ScoringContext,
    applying,
    level_of,
    lost_points,
    maximum_of,
    normalised,
    passes_gate,
)

REGULAR, WITH_THEME = ScoringContext(), ScoringContext(has_theme=True)
THEMATIC = ScoringContext(kind=Kind.THEMATIC)
FULL = {c.code: c.maximum for c in CRITERIA_WARD}


@pytest.mark.parametrize(
    ("score", "level"),
    [
        ("100", Level.GOOD),
        ("90.0", Level.GOOD),
        ("89.9", Level.FAIR),
        ("70", Level.FAIR),
        ("69.9", Level.AVERAGE),
        ("50", Level.AVERAGE),
        ("49.9", Level.POOR),
        ("0", Level.POOR),
    ],
)
def test_the_borders_of_the_levels(score, level):
    assert level_of(Decimal(score)) == level


@pytest.mark.parametrize(("score", "level"), [(95, Level.FAIR), (89, Level.FAIR), (50, Level.AVERAGE)])
def test_without_the_gate_good_becomes_fair_and_nothing_else_changes(score, level):
    assert level_of(score, gate_passed=False) == level


@pytest.mark.parametrize(
    ("total", "maximum", "score"),
    [
        (89, 95, "93.7"),
        (87, 95, "91.6"),
        (90, 100, "90.0"),
        (0, 100, "0.0"),
        (Decimal("85.5"), 95, "90.0"),
        (1799, 2000, "90.0"),  # 89.95: what is printed decides
        (17989, 20000, "89.9"),
    ],
)
def test_a_total_is_put_on_a_scale_of_a_hundred(total, maximum, score):
    assert str(normalised(total, maximum)) == score


@pytest.mark.parametrize(("total", "maximum"), [(1, 0), (-1, 95), (96, 95)])
def test_points_outside_the_maximum_have_no_score(total, maximum):
    with pytest.raises(ValueError, match="points"):
        normalised(total, maximum)


@given(st.integers(1, 200).flatmap(lambda m: st.tuples(st.just(m), st.integers(0, m), st.integers(0, m))))
def test_more_points_never_mean_a_lower_level(case):
    maximum, less, more = case[0], min(case[1:]), max(case[1:])
    order = list(Level)

    assert order.index(level_of(normalised(more, maximum))) <= order.index(level_of(normalised(less, maximum)))


@pytest.mark.parametrize("criteria", [CRITERIA_WARD, FRAME_HD42], ids=["ward", "frame"])
def test_a_table_that_is_shipped_is_sound(criteria):
    assert maximum_of(criteria) == 100
    assert len({c.code for c in criteria}) == len(criteria)
    for c in criteria:
        points = [band.points for band in c.bands] + list(c.otherwise)
        assert points == sorted(points, reverse=True)
        assert not points or points[0] == c.maximum
        assert not c.parts or sum(part.maximum for part in c.parts) == c.maximum


def test_the_ward_adds_up_by_group_and_to_the_frame():
    by_group = {group: maximum_of(c for c in CRITERIA_WARD if c.group == group) for group in GROUPS}

    assert by_group == {"1": 5, "2": 5, "3": 10, "4": 30, "5": 10, "6": 5, "7": 30, "8": 5}
    assert [c.maximum for c in FRAME_HD42] == [5, 5, 10, by_group["4"] + by_group["5"], 5, 30, 5]


@pytest.mark.parametrize(
    ("context", "left_out", "maximum"),
    [(REGULAR, {"4c"}, 95), (WITH_THEME, set(), 100), (THEMATIC, {"4b"}, 90)],
)
def test_a_meeting_is_scored_by_the_criteria_that_apply(context, left_out, maximum):
    chosen = applying(CRITERIA_WARD, context)

    assert {c.code for c in CRITERIA_WARD} - {c.code for c in chosen} == left_out
    assert maximum_of(chosen) == maximum


def test_an_extraordinary_meeting_is_not_scored():
    assert applying(CRITERIA_WARD, ScoringContext(kind=Kind.EXTRAORDINARY)) == ()


@pytest.mark.parametrize(("code", "points"), [("1", 4), ("2a", 3), ("4e", 4), ("4f", 2), ("1", None)])
def test_the_gate_wants_full_points_in_duration_attendance_speakers_and_minutes(code, points):
    assert passes_gate(CRITERIA_WARD, FULL)
    assert not passes_gate(CRITERIA_WARD, FULL | {code: points})


def test_the_gate_minds_nothing_else():
    assert passes_gate(CRITERIA_WARD, FULL | {"7": 10, "5": 0})


def test_weak_criteria_are_found():
    points = FULL | {"2a": 3, "7": 27, "5": None}

    assert [c.code for c in lost_points(CRITERIA_WARD, points)] == ["2a", "7"]


@pytest.mark.parametrize("criterion", [*CRITERIA_WARD, *FRAME_HD42], ids=lambda c: c.title)
def test_a_criterion_survives_being_stored(criterion):
    assert Criterion.from_json(json.loads(json.dumps(criterion.to_json()))) == criterion


def test_a_criterion_needs_only_what_every_table_has():
    criterion = Criterion.from_json({"code": "9", "group": "9", "title": "Khác", "maximum": 2, "judging": "judged"})

    assert (criterion.evidence, criterion.bands, criterion.parts) == ("", (), ())
    with pytest.raises(ValueError, match="guessed"):
        Criterion.from_json(criterion.to_json() | {"judging": "guessed"})


def test_levels_have_names():
    assert [LEVEL_LABELS[level] for level in Level] == ["Tốt", "Khá", "Trung bình", "Kém"]
