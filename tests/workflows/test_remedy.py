"""The by-laws of what a conclusion asks of a cell: who moves it, what holds it up, when it is late."""

from datetime import date
from types import SimpleNamespace

import pytest

from workflows.engine import StepRefused
from workflows.remedy import REMEDY, RemedyFacts, State, at_version, is_overdue
from workflows.roles import Role

I = Role.INSPECTOR  # noqa: E741 - the column of the table
TODAY = date(2026, 12, 2)
# step, from, who, to
STEPS = [
    ("set", None, I, State.SET),
    ("report", State.SET, Role.SECRETARY, State.REPORTED),
    ("report", State.SET, Role.DEPUTY_SECRETARY, State.REPORTED),
    ("return", State.REPORTED, I, State.SET),
    ("confirm", State.REPORTED, I, State.CONFIRMED),
]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("name", "state"), sorted({(row[0], row[1]) for row in STEPS}, key=str))
def test_a_remedy_is_reported_by_the_cell_and_confirmed_by_an_inspector(name, state, role):
    target = next((row[3] for row in STEPS if row[:3] == (name, state, role)), None)
    row = SimpleNamespace(state=state)
    if target is None:
        with pytest.raises(StepRefused):
            REMEDY.take(row, name, roles={role}, facts=RemedyFacts(), reason="Có lý do")
    else:
        REMEDY.take(row, name, roles={role}, facts=RemedyFacts(), reason="Có lý do")
        assert row.state is target


def test_what_blocks_a_remedy():
    report = REMEDY.refusal("set", "report", {Role.SECRETARY}, RemedyFacts(has_result=False, is_concluded=False))
    assert "Kết luận chưa ban hành" in str(report)
    assert "Chưa ghi kết quả" in str(report)
    assert "Chưa nêu lý do." in str(REMEDY.refusal("reported", "return", {I}, RemedyFacts()))


@pytest.mark.parametrize(
    ("state", "deadline", "late"),
    [
        ("set", date(2026, 12, 1), True),
        ("set", TODAY, False),
        ("set", None, False),
        ("reported", date(2026, 12, 1), False),
    ],
)
def test_when_a_is_overdue(state, deadline, late):
    assert is_overdue(state, deadline, TODAY) is late


def test_who_began_under_this_table_finishes_on_it():
    assert at_version(1) is REMEDY
