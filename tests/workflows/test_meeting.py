"""The by-laws of a meeting again, as a table: who may do what when."""

from types import SimpleNamespace

import pytest

from workflows.engine import NEW, Capacity, StepRefused
from workflows.meeting import (
    MEETING,
    STAGES,
    Kind,
    MeetingFacts,
    State,
    at_version,
    awaits,
    label_taken,
    main_step,
    stage_of,
    stages,
)
from workflows.roles import Role

SECRETARY = Role.SECRETARY, Role.DEPUTY_SECRETARY

OPEN_STEPS = [
    (NEW, SECRETARY, "create"),
    (NEW, [Role.SCRIBE], "create"),
    (NEW, [Role.OFFICE], "create"),
    (State.DRAFT, SECRETARY, "submit record_past cancel"),
    (State.DRAFT, [Role.SCRIBE], "record_past"),
    (State.DRAFT, [Role.OFFICE], "cancel"),
    (State.APPROVAL, SECRETARY, "withdraw agree convene cancel"),
    (State.APPROVAL, [Role.APPROVER], "agree return"),
    (State.APPROVAL, [Role.OVERSEER], "agree return"),
    (State.APPROVAL, [Role.RECORDER, Role.SCRIBE], "agree"),
    (State.APPROVAL, [Role.OFFICE], "convene cancel"),
    (State.CONVENED, SECRETARY, "amend postpone replace_chair replace_recorder cancel open"),
    (State.CONVENED, [Role.CHAIR], "replace_chair replace_recorder open"),
    (State.CONVENED, [Role.RECORDER, Role.SCRIBE], "open"),
    (State.CONVENED, [Role.OFFICE], "cancel"),
    (State.HELD, [*SECRETARY, Role.CHAIR], "replace_chair replace_recorder undo_open break_off close"),
    (State.HELD, [Role.RECORDER], "undo_open break_off close"),
    (State.HELD, [Role.SCRIBE], "close"),
    (State.MINUTES, SECRETARY, "sign score finish"),
    (State.MINUTES, [Role.CHAIR, Role.RECORDER, Role.OFFICE], "sign"),
    (State.SCORED, [Role.OVERSEER], "verify send_back"),
    (State.SCORED, [Role.OFFICE], "verify send_back evaluate"),
    (State.SCORED, [Role.LEADERSHIP], "evaluate"),
    (State.EVALUATED, [Role.OFFICE], "reopen"),
]
EXPECTED = {(str(state), role): steps.split() for state, roles, steps in OPEN_STEPS for role in roles}
PLACES = [NEW, *map(str, State)]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", PLACES)
def test_who_may_do_what_when(state, role):
    open_steps = [step.name for step in MEETING.steps_for(state, {role})]

    assert open_steps == EXPECTED.get((state, role), [])


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", PLACES)
def test_every_other_step_is_refused_and_leaves_the_meeting_where_it_is(state, role):
    meeting = SimpleNamespace(state=None if state == NEW else state)
    for name in set(MEETING.names) - set(EXPECTED.get((state, role), [])):
        with pytest.raises(StepRefused) as refused:
            MEETING.take(meeting, name, roles={role}, facts=MeetingFacts(), reason="Có lý do")

        ever = any(name in steps for (_, somebody), steps in EXPECTED.items() if somebody == role)
        assert refused.value.kind == ("not_here" if ever else "not_yours")
        assert meeting.state == (None if state == NEW else state)


TARGETS = [
    (NEW, "create", State.DRAFT),
    (State.DRAFT, "submit", State.APPROVAL),
    (State.DRAFT, "record_past", State.HELD),
    (State.DRAFT, "cancel", State.CANCELLED),
    (State.APPROVAL, "withdraw", State.DRAFT),
    (State.APPROVAL, "agree", State.APPROVAL),
    (State.APPROVAL, "return", State.DRAFT),
    (State.APPROVAL, "convene", State.CONVENED),
    (State.APPROVAL, "cancel", State.CANCELLED),
    (State.CONVENED, "amend", State.DRAFT),
    (State.CONVENED, "postpone", State.CONVENED),
    (State.CONVENED, "replace_chair", State.CONVENED),
    (State.CONVENED, "replace_recorder", State.CONVENED),
    (State.CONVENED, "cancel", State.CANCELLED),
    (State.CONVENED, "open", State.HELD),
    (State.HELD, "replace_chair", State.HELD),
    (State.HELD, "replace_recorder", State.HELD),
    (State.HELD, "undo_open", State.CONVENED),
    (State.HELD, "break_off", State.CONVENED),
    (State.HELD, "close", State.MINUTES),
    (State.MINUTES, "sign", State.MINUTES),
    (State.MINUTES, "score", State.SCORED),
    (State.MINUTES, "finish", State.EVALUATED),
    (State.SCORED, "verify", State.SCORED),
    (State.SCORED, "send_back", State.MINUTES),
    (State.SCORED, "evaluate", State.EVALUATED),
    (State.EVALUATED, "reopen", State.SCORED),
]


@pytest.mark.parametrize(("state", "name", "target"), TARGETS)
def test_where_a_step_leads(state, name, target):
    meeting = SimpleNamespace(state=None if state == NEW else state)
    facts = MeetingFacts(kind=Kind.EXTRAORDINARY if name == "finish" else Kind.REGULAR)

    MEETING.take(meeting, name, roles=set(Role), facts=facts, reason="Có lý do")

    assert meeting.state is target


def test_every_row_of_the_table_is_named_here():
    rows = {(str(step.source), step.name) for step in MEETING.steps}

    assert rows == {(str(state), name) for state, name, _ in TARGETS}


@pytest.mark.parametrize("state", State)
def test_there_is_a_way_on_from_everywhere_but_a_cancelled_meeting(state):
    assert bool(MEETING.steps_for(state, set(Role))) == (state != State.CANCELLED)


@pytest.mark.parametrize(
    ("state", "name", "role", "capacity"),
    [
        (NEW, "create", Role.SCRIBE, Capacity.FROM_PAPER),
        (State.DRAFT, "record_past", Role.SCRIBE, Capacity.FROM_PAPER),
        (State.APPROVAL, "agree", Role.APPROVER, Capacity.OWN),
        (State.APPROVAL, "agree", Role.OVERSEER, Capacity.ON_BEHALF),
        (State.APPROVAL, "agree", Role.SECRETARY, Capacity.FROM_PAPER),
        (State.CONVENED, "open", Role.CHAIR, Capacity.OWN),
        (State.CONVENED, "open", Role.RECORDER, Capacity.ON_BEHALF),
        (State.CONVENED, "open", Role.SCRIBE, Capacity.FROM_PAPER),
        (State.HELD, "close", Role.DEPUTY_SECRETARY, Capacity.ON_BEHALF),
        (State.HELD, "close", Role.SCRIBE, Capacity.FROM_PAPER),
        (State.MINUTES, "sign", Role.RECORDER, Capacity.OWN),
        (State.MINUTES, "sign", Role.OFFICE, Capacity.ON_BEHALF),
    ],
)
def test_the_history_tells_who_acted_for_another_or_from_paper(state, name, role, capacity):
    (step,) = [s for s in MEETING.steps_for(state, {role}) if s.name == name]

    assert step.capacity({role}) == capacity


@pytest.mark.parametrize(("name", "acting_as", "on_paper", "label"), [
    ("agree", "committee_member", False, "Đồng ý chương trình"),
    ("agree", "secretary", True, "Ghi ý kiến đồng ý trên giấy"),
    ("agree", "overseer", False, "Đồng ý thay người vắng"),
    ("convene", "secretary", False, "Triệu tập"),
    ("convene", "office", False, "Triệu tập khi chưa đủ đồng ý"),
    ("create", "secretary", False, "Lập kỳ sinh hoạt"),
    ("create", "scribe", True, "Lập kỳ sinh hoạt"),
    ("sign", "recorder", False, "Ký biên bản"),
    ("sign", "deputy_secretary", False, "Xác nhận ký thay"),
    ("evaluate", "leadership", False, "Quyết định mức xếp loại"),
    ("open", "recorder", False, "Khai mạc"),
])  # fmt: skip
def test_the_history_calls_a_step_what_it_was(name, acting_as, on_paper, label):
    assert label_taken(1, name, acting_as, on_paper=on_paper) == label


def test_a_scribe_never_acts_in_their_own_right():
    assert not any(Role.SCRIBE in step.by | step.on_behalf for step in MEETING.steps)
    assert {s.name for s in MEETING.steps if Role.SCRIBE in s.on_paper} == {
        "create",
        "record_past",
        "agree",
        "open",
        "close",
    }


@pytest.mark.parametrize(
    ("state", "number", "positions"),
    [
        (State.DRAFT, 1, "now ahead ahead ahead ahead"),
        (State.APPROVAL, 2, "done now ahead ahead ahead"),
        (State.CONVENED, 3, "done done now ahead ahead"),
        (State.HELD, 3, "done done now ahead ahead"),
        (State.MINUTES, 4, "done done done now ahead"),
        (State.SCORED, 5, "done done done done now"),
        (State.EVALUATED, 5, "done done done done done"),
        (State.CANCELLED, None, ""),
    ],
)
def test_the_strip_of_five_stages(state, number, positions):
    strip = stages(state)

    assert stage_of(state) == number
    assert [stage.position for stage in strip] == positions.split()
    assert all((stage.number, stage.label) == (i, STAGES[i - 1]) for i, stage in enumerate(strip, start=1))


@pytest.mark.parametrize(
    ("state", "facts", "name", "roles"),
    [
        (State.DRAFT, {}, "submit", SECRETARY),
        (State.APPROVAL, {"approvers": 3, "agreed": 1}, "agree", [Role.APPROVER]),
        (State.APPROVAL, {"approvers": 3, "agreed": 2}, "convene", SECRETARY),
        (State.CONVENED, {}, "open", [Role.CHAIR]),
        (State.HELD, {}, "close", [Role.CHAIR]),
        (State.MINUTES, {"missing_signatures": ("chủ trì",)}, "sign", [Role.CHAIR, Role.RECORDER]),
        (State.MINUTES, {}, "score", SECRETARY),
        (State.MINUTES, {"kind": Kind.EXTRAORDINARY}, "finish", SECRETARY),
        (State.SCORED, {"is_verified": False}, "verify", [Role.OVERSEER]),
        (State.SCORED, {"is_verified": False, "has_overseer": False}, "verify", [Role.OFFICE]),
        (State.SCORED, {}, "evaluate", [Role.LEADERSHIP]),
        (State.EVALUATED, {}, None, []),
        (State.CANCELLED, {}, None, []),
    ],
)
def test_whose_move_it_is(state, facts, name, roles):
    known = MeetingFacts(**facts)

    assert main_step(state, known) == name
    assert awaits(state, known) == frozenset(roles)


def test_a_meeting_finds_the_table_that_it_began_under():
    assert at_version(MEETING.definition_version) is MEETING
