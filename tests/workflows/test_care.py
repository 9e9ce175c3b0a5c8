"""Which cells need care: each reason at its border."""

from datetime import date

import pytest

from workflows.care import CellMonth, Reason, flaws_of, reasons_of
from workflows.rules import RuleSettings

SETTINGS = RuleSettings(care_times=2, care_short=15, care_speakers=20, care_repeats=50)


def month(number: int = 11, **more) -> CellMonth:
    good = {"meeting_id": 1, "met": True, "late": False, "minutes": 90, "minutes_norm": 90, "present": 20, "spoke": 8,
            "topics": 4, "repeats": 0}  # fmt: skip
    return CellMonth(month=date(2026, number, 1), **(good | more))


@pytest.mark.parametrize(("what", "flaws"), [
    ({}, []),
    ({"met": False, "late": True, "spoke": 0}, [Reason.MISSING]),
    ({"late": True}, [Reason.LATE]),
    ({"minutes": 76}, []),
    ({"minutes": 75}, [Reason.SHORT]),
    ({"minutes": None}, []),
    ({"spoke": 4}, []),
    ({"spoke": 3}, [Reason.SILENT]),
    ({"spoke": 0, "present": 0}, []),
    ({"spoke": None}, []),
    ({"repeats": 1}, []),
    ({"repeats": 2}, [Reason.REPEATED]),
    ({"topics": 0}, []),
])  # fmt: skip
def test_what_counts_against_a_month(what, flaws):
    assert flaws_of(month(**what), SETTINGS) == flaws


def test_one_month_without_a_meeting_is_enough_of_the_rest_two_are_needed():
    late, missing = month(9, late=True), month(10, met=False)

    assert reasons_of([late, missing, month()], SETTINGS) == {Reason.MISSING: [missing]}
    again = month(11, late=True)
    assert reasons_of([late, missing, again], SETTINGS) == {Reason.MISSING: [missing], Reason.LATE: [late, again]}
