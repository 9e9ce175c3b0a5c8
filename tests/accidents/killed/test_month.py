"""Processes are killed in the middle of a month, and the month is as if nobody had been.

What people and machines do then: the worker is started anew; who got no answer sends the form once more, and once too
often. At the end of each chapter the house holds the same rows as in the undisturbed month; at the end of all no job is
left, no number is missing or was given twice, `verify` is clean, nothing half written stays, and each letter came once,
but the one that a server had just taken.
"""

from collections.abc import Callable
from typing import Any

import pytest

from tests.engines import engine_name

# Among those that die, by the words of the step and of the point.
SOME = [
    ["import_the_roster", "in a transaction"],
    ["publish_guidance", "after the commit"],
    ["brings guidance", "in a transaction, after writing notification"],
    ["before a page of a paper"],
    ["before the signature of a paper"],
    ["in the middle of a letter"],
    ["after the server took a letter"],
    ["issue_the_resolution", "after the commit"],
]
MORE = [
    ["after the PDF of a paper"],
    ["before the rename of a file"],
    ["a part of a backup"],
    ["the chair signs the minutes", "before the commit"],
    ["issue_the_synthesis", "in a transaction"],
]
MOST_TOLD = 30


def assert_unharmed(report: dict[str, Any]) -> None:
    told = [f"{one['fault']}\n    after {'; '.join(one['died'])}" for one in report["faults"]]
    assert not told, "\n".join(["", *told[:MOST_TOLD]])


@pytest.mark.each_engine
@pytest.mark.timeout(600)
def test_some_die_and_the_month_is_as_if_nobody_had(rehearse: Callable):
    must = SOME[::2] if engine_name() == "sqlite" else SOME[1::2]  # the long run has all of them on both
    report = rehearse(kills=2, must=must)

    assert_unharmed(report)
    assert report["points"] > 1000
    assert len(report["died"]) >= report["chosen"] >= len(must)
    assert report["letters"] > 10


@pytest.mark.long
@pytest.mark.parametrize("part", range(4))
def test_two_hundred_die(rehearse: Callable, part: int):
    """Evenly over all points; a fourth of them each time, because a test of the long run may take half an hour."""
    report = rehearse(kills=200, must=SOME + MORE, part=part, parts=4)

    assert_unharmed(report)
    assert len(report["died"]) >= report["chosen"] >= 50
