"""Whether a meeting went all its way: each step that the by-laws and the rule set ask for, kept or missing.

A figure for people who look back: nothing is blocked by it, and what is not due yet is in no denominator.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from workflows.calendar import publish_deadline
from workflows.rules import RuleSettings


@dataclass(frozen=True, kw_only=True)
class Course:
    """What is known of a meeting that took place. `steps`: the names of those taken."""

    steps: frozenset[str]
    held_on: date
    convened_on: date | None = None
    has_start_call: bool = False
    has_end_call: bool = False
    published_on: date | None = None
    extraordinary: bool = False


@dataclass(frozen=True)
class Passed:
    """One step of the way. `part`: the page of the meeting on which it is seen or made up for."""

    label: str
    kept: bool
    part: str = ""


def passed(course: Course, rules: RuleSettings) -> list[Passed]:
    """Every step that such a meeting is asked for, in the order of the way."""
    told_by = course.held_on - timedelta(days=rules.notice_days)
    in_time = publish_deadline(course.held_on, rules.publish_days)
    found = [
        Passed("Chi ủy duyệt chương trình", "submit" in course.steps),
        Passed("Triệu tập", "convene" in course.steps),
        Passed(
            f"Báo trước ít nhất {rules.notice_days} ngày",
            course.convened_on is not None and course.convened_on <= told_by,
        ),
        Passed("Điểm danh đầu buổi", course.has_start_call, "/minutes"),
    ]
    if rules.roll_calls > 1:
        found.append(Passed("Điểm danh cuối buổi", course.has_end_call, "/minutes"))
    found += [
        Passed("Bế mạc, thông qua biên bản", "close" in course.steps, "/minutes"),
        Passed("Ký biên bản", bool({"score", "finish"} & course.steps), "/minutes"),
        Passed(
            f"Công bố trong {rules.publish_days} ngày",
            course.published_on is not None and course.published_on <= in_time,
            "/minutes",
        ),
    ]
    return found if course.extraordinary else [*found, Passed("Nộp điểm tự chấm", "score" in course.steps, "/score")]


def figure(courses: Iterable[list[Passed]]) -> tuple[int, int]:
    """Steps kept, and steps asked for, of all together."""
    every = [one for steps in courses for one in steps]
    return sum(one.kept for one in every), len(every)
