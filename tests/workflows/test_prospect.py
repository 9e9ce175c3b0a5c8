"""The by-laws of the way into the Party: who writes down which step, and what is in its way."""

from datetime import date
from types import SimpleNamespace

import pytest

from workflows.engine import NEW, StepRefused
from workflows.prospect import PROSPECT, ProspectFacts, State, at_version, end_of_probation
from workflows.roles import Role

SECRETARIES = {Role.SECRETARY, Role.DEPUTY_SECRETARY}
BOTH, OFFICE = "both", "office"
# state: the steps from it, each with its target and who takes it.
STEPS = {
    NEW: {"introduce": (State.WATCHED, BOTH)},
    State.WATCHED: {
        "assign_helpers": (State.WATCHED, BOTH), "finish_class": (State.TRAINED, BOTH), "stop": (State.STOPPED, BOTH),
    },
    State.TRAINED: {
        "assign_helpers": (State.TRAINED, BOTH), "complete_file": (State.FILED, BOTH), "stop": (State.STOPPED, BOTH),
    },
    State.FILED: {"vote": (State.VOTED, BOTH), "stop": (State.STOPPED, BOTH)},
    State.VOTED: {"decide": (State.DECIDED, OFFICE), "stop": (State.STOPPED, OFFICE)},
    State.DECIDED: {"admit": (State.PROBATION, OFFICE), "stop": (State.STOPPED, OFFICE)},
    State.PROBATION: {"assess": (State.ASSESSED, BOTH), "stop": (State.STOPPED, OFFICE)},
    State.ASSESSED: {"recognise": (State.OFFICIAL, OFFICE), "stop": (State.STOPPED, OFFICE)},
    State.OFFICIAL: {},
    State.STOPPED: {"resume": (State.WATCHED, BOTH)},
}  # fmt: skip
TAKEN = [(state, name, *way) for state, steps in STEPS.items() for name, way in steps.items()]


@pytest.mark.parametrize("state", STEPS)
@pytest.mark.parametrize("role", Role)
def test_who_may_do_what_when(state, role):
    mine = {BOTH, OFFICE} if role == Role.OFFICE else {BOTH} if role in SECRETARIES else set()

    found = [step.name for step in PROSPECT.steps_for(state, {role})]
    assert found == [name for name, (_, by) in STEPS[state].items() if by in mine]


@pytest.mark.parametrize(("state", "name", "target", "by"), TAKEN)
def test_where_a_step_leads(state, name, target, by):
    somebody = SimpleNamespace(state=None if state == NEW else state)

    PROSPECT.take(somebody, name, roles={Role.OFFICE}, facts=ProspectFacts(), reason="Có lý do")

    assert somebody.state is target


@pytest.mark.parametrize(
    ("state", "name", "stated", "words"),
    [
        (None, "introduce", {"has_name": False}, "Chưa ghi họ và tên."),
        (None, "introduce", {"cell_has_ended": True}, "Chi bộ đã kết thúc hoạt động."),
        (State.WATCHED, "finish_class", {"on": None}, "Chưa ghi ngày."),
        (State.WATCHED, "finish_class", {"on": date(2026, 12, 3), "today": date(2026, 12, 2)}, "03/12/2026 chưa tới"),
        (State.WATCHED, "assign_helpers", {"on": date(2026, 1, 1), "last_on": date(2026, 1, 2)}, "liền trước, 02/01"),
        (State.TRAINED, "complete_file", {"helpers": 1}, "Chưa đủ 2 đảng viên chính thức"),
        (State.FILED, "vote", {"birth_on": None}, "Chưa ghi ngày sinh"),
        (State.FILED, "vote", {"birth_on": date(2008, 12, 4), "on": date(2026, 12, 3)}, "chưa đủ 18 tuổi"),
        (State.FILED, "vote", {"vote_passed": False}, "không đủ số phiếu"),
        (State.VOTED, "decide", {"symbol": " "}, "Chưa ghi số quyết định."),
        (State.PROBATION, "assess", {"admitted_on": date(2025, 12, 3), "on": date(2026, 12, 2)}, "đến ngày 03/12/2026"),
        (State.PROBATION, "assess", {"vote_passed": False}, "không đủ số phiếu"),
        (State.STOPPED, "resume", {"is_member": True}, "Đã kết nạp rồi"),
    ],
)
def test_what_blocks_a_step(state, name, stated, words):
    refused = PROSPECT.refusal(state, name, {Role.OFFICE}, ProspectFacts(**stated), reason="Có lý do")

    assert refused
    assert refused.kind == "blocked"
    assert words in str(refused)


@pytest.mark.parametrize(
    ("state", "name", "stated"),
    [
        (State.FILED, "vote", {"birth_on": date(2008, 12, 3), "on": date(2026, 12, 3)}),
        (State.PROBATION, "assess", {"admitted_on": date(2025, 12, 3), "on": date(2026, 12, 3)}),
        (
            State.WATCHED,
            "finish_class",
            {"on": date(2026, 1, 2), "last_on": date(2026, 1, 2), "today": date(2026, 1, 2)},
        ),
    ],
)
def test_on_the_day_itself_nothing_is_in_the_way(state, name, stated):
    assert PROSPECT.refusal(state, name, {Role.OFFICE}, ProspectFacts(**stated)) is None


@pytest.mark.parametrize(
    ("state", "name", "stated"),
    [
        (State.FILED, "vote", {"birth_on": date(2020, 12, 3)}),
        (State.PROBATION, "assess", {"admitted_on": date(2025, 12, 3)}),
        (State.WATCHED, "finish_class", {"last_on": date(2026, 1, 2), "today": date(2026, 1, 1)}),
    ],
)
def test_without_a_day_nothing_else_can_be_asked(state, name, stated):
    refused = PROSPECT.refusal(state, name, {Role.OFFICE}, ProspectFacts(on=None, **stated))

    assert refused
    assert [one.text for one in refused.reasons] == ["Chưa ghi ngày."]


@pytest.mark.parametrize("state", [state for state, steps in STEPS.items() if "stop" in steps])
def test_nobody_is_given_up_without_a_reason(state):
    with pytest.raises(StepRefused, match="Chưa nêu lý do"):
        PROSPECT.take(SimpleNamespace(state=state), "stop", roles={Role.OFFICE}, facts=ProspectFacts())


def test_probation_lasts_twelve_months():
    assert end_of_probation(date(2024, 2, 29)) == date(2025, 2, 28)
    assert at_version(1) is PROSPECT
