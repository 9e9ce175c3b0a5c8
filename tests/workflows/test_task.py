"""The by-laws of a task."""

from datetime import date
from types import SimpleNamespace

import pytest

from workflows.engine import NEW, StepRefused
from workflows.roles import Role
from workflows.task import TASK, State, TaskFacts, at_version, givers, is_overdue

SECRETARY = Role.SECRETARY, Role.DEPUTY_SECRETARY

OPEN_STEPS = [
    (NEW, [*SECRETARY, Role.CHAIR, Role.RECORDER, Role.SCRIBE], "assign"),
    (State.ASSIGNED, SECRETARY, "report extend reassign drop"),
    (State.ASSIGNED, [Role.OWNER], "report"),
    (State.REPORTED, SECRETARY, "return confirm"),
]
EXPECTED = {(str(state), role): steps.split() for state, roles, steps in OPEN_STEPS for role in roles}
PLACES = [NEW, *map(str, State)]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", PLACES)
def test_who_may_do_what_when(state, role):
    assert [step.name for step in TASK.steps_for(state, {role})] == EXPECTED.get((state, role), [])


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", PLACES)
def test_every_other_step_is_refused_and_leaves_it_where_it_is(state, role):
    task = SimpleNamespace(state=None if state == NEW else state)
    for name in set(TASK.names) - set(EXPECTED.get((state, role), [])):
        with pytest.raises(StepRefused):
            TASK.take(task, name, roles={role}, facts=TaskFacts(), reason="Có lý do")

        assert task.state == (None if state == NEW else state)


TARGETS = [
    (NEW, "assign", State.ASSIGNED),
    (State.ASSIGNED, "report", State.REPORTED),
    (State.REPORTED, "return", State.ASSIGNED),
    (State.REPORTED, "confirm", State.CONFIRMED),
    (State.ASSIGNED, "extend", State.ASSIGNED),
    (State.ASSIGNED, "reassign", State.ASSIGNED),
    (State.ASSIGNED, "drop", State.DROPPED),
]


@pytest.mark.parametrize(("state", "name", "target"), TARGETS)
def test_where_a_step_leads(state, name, target):
    task = SimpleNamespace(state=None if state == NEW else state)

    TASK.take(task, name, roles=set(SECRETARY), facts=TaskFacts(), reason="Có lý do")

    assert task.state is target


def test_every_row_of_the_table_is_named_here():
    assert {(str(s.source), s.name) for s in TASK.steps} == {(str(state), name) for state, name, _ in TARGETS}


@pytest.mark.parametrize(
    ("name", "state", "stated", "words"),
    [
        (
            "assign",
            None,
            {"has_work": False, "has_owner": False, "has_deadline": False},
            "việc phải làm, người thực hiện và thời hạn",
        ),
        ("report", State.ASSIGNED, {"has_result": False}, "Chưa ghi kết quả"),
        ("return", State.REPORTED, {}, "Chưa nêu lý do"),
        ("extend", State.ASSIGNED, {}, "Chưa nêu lý do"),
        ("extend", State.ASSIGNED, {"new_deadline": None}, "Chưa ghi thời hạn mới"),
        (
            "extend",
            State.ASSIGNED,
            {"old_deadline": date(2026, 12, 5), "new_deadline": date(2026, 12, 5)},
            "phải sau thời hạn đang có, 05/12/2026",
        ),
        ("reassign", State.ASSIGNED, {"new_owner_is_named": False}, "Chưa chọn người thực hiện mới"),
        ("drop", State.ASSIGNED, {}, "Chưa nêu lý do"),
    ],
)
def test_each_condition_blocks_with_a_sentence(name, state, stated, words):
    refused = TASK.refusal(state, name, {Role.SECRETARY}, TaskFacts(**stated))

    assert refused.kind == "blocked"
    assert words in str(refused)


def test_a_longer_deadline_is_an_extension():
    facts = TaskFacts(old_deadline=date(2026, 12, 5), new_deadline=date(2026, 12, 6))

    assert TASK.refusal(State.ASSIGNED, "extend", {Role.SECRETARY}, facts, "Mưa kéo dài") is None


@pytest.mark.parametrize("role", [Role.CHAIR, Role.RECORDER, Role.SCRIBE])
def test_outside_a_meeting_only_secretary_and_deputy_give_tasks(role):
    assert TASK.refusal(None, "assign", {role}, TaskFacts(in_meeting=False)).kind == "not_yours"
    assert TASK.refusal(None, "assign", {role}, TaskFacts(in_meeting=True)) is None
    assert TASK.refusal(None, "assign", {Role.DEPUTY_SECRETARY}, TaskFacts(in_meeting=False)) is None


@pytest.mark.parametrize(
    ("state", "deadline", "overdue"),
    [
        (State.ASSIGNED, date(2026, 12, 4), True),
        (State.ASSIGNED, date(2026, 12, 5), False),
        (State.REPORTED, date(2026, 12, 4), False),
        (State.CONFIRMED, date(2026, 12, 4), False),
        (State.ASSIGNED, None, False),
    ],
)
def test_overdue_is_derived_and_the_last_day_is_still_in_time(state, deadline, overdue):
    assert is_overdue(state, deadline, today=date(2026, 12, 5)) is overdue


def test_it_finds_the_table_that_it_began_under():
    assert at_version(1) is TASK


def test_who_gives_tasks_while_a_meeting_goes_on_and_when_it_is_over():
    leading = {Role.SECRETARY, Role.DEPUTY_SECRETARY}

    assert givers(in_meeting=False) == leading
    assert givers(in_meeting=True) > leading
    assert givers(in_meeting=True) >= {Role.CHAIR, Role.RECORDER}
    assert Role.MEMBER not in givers(in_meeting=True)
