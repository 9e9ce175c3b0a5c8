"""Each step of a meeting, kept or missing, at the borders of its days."""

from datetime import date

import pytest

from workflows.course import Course, figure, passed
from workflows.rules import RuleSettings

WHOLE = {
    "steps": frozenset({"submit", "convene", "open", "close", "score"}), "held_on": date(2026, 12, 3),
    "convened_on": date(2026, 12, 2), "has_start_call": True, "has_end_call": True, "published_on": date(2026, 12, 5),
}  # fmt: skip


def missing(**changed) -> list[str]:
    return [one.label for one in passed(Course(**WHOLE | changed), RuleSettings()) if not one.kept]


@pytest.mark.parametrize(
    ("changed", "labels"),
    [
        ({}, []),
        ({"convened_on": date(2026, 12, 3)}, ["Báo trước ít nhất 1 ngày"]),
        ({"convened_on": None}, ["Báo trước ít nhất 1 ngày"]),
        ({"published_on": date(2026, 12, 6)}, ["Công bố trong 2 ngày"]),
        ({"has_end_call": False}, ["Điểm danh cuối buổi"]),
        ({"has_start_call": False}, ["Điểm danh đầu buổi"]),
        ({"steps": frozenset({"submit", "convene", "close"})}, ["Ký biên bản", "Nộp điểm tự chấm"]),
        ({"steps": frozenset({"finish", "close"}), "extraordinary": True}, ["Chi ủy duyệt chương trình", "Triệu tập"]),
        ({"steps": frozenset({"submit", "convene", "score"})}, ["Bế mạc, thông qua biên bản"]),
    ],
)
def test_what_is_missing(changed, labels):
    assert missing(**changed) == labels


def test_one_roll_call_is_enough_where_the_rules_ask_for_one():
    steps = passed(Course(**WHOLE | {"has_end_call": False}), RuleSettings(roll_calls=1))
    assert figure([steps, steps]) == (16, 16)
    assert figure([]) == (0, 0)
