"""The by-laws of a resolution: adopted by its vote, issued once, replaced but never altered."""

from types import SimpleNamespace

import pytest

from workflows.engine import NEW, Capacity, StepRefused
from workflows.resolution import RESOLUTION, ResolutionFacts, State, at_version
from workflows.roles import Role
from workflows.voting import Threshold

SECRETARY = Role.SECRETARY, Role.DEPUTY_SECRETARY
IN_THE_MEETING = [*SECRETARY, Role.CHAIR, Role.RECORDER, Role.SCRIBE]

OPEN_STEPS = [
    (NEW, [*IN_THE_MEETING, Role.SUBSTITUTE], "prepare"),
    (State.DRAFT, IN_THE_MEETING, "adopt reject drop"),
    (State.DRAFT, [Role.OFFICE], "drop"),
    (State.ADOPTED, IN_THE_MEETING, "reject"),
    (State.ADOPTED, [Role.SUBSTITUTE], "issue"),
    (State.REJECTED, IN_THE_MEETING, "adopt"),
    (State.ISSUED, [Role.SECRETARY, Role.SUBSTITUTE], "replace"),
]
EXPECTED = {(str(state), role): steps.split() for state, roles, steps in OPEN_STEPS for role in roles}
EXPECTED[State.ADOPTED, Role.SECRETARY] = ["reject", "issue"]
PLACES = [NEW, *map(str, State)]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", PLACES)
def test_who_may_do_what_when(state, role):
    assert [step.name for step in RESOLUTION.steps_for(state, {role})] == EXPECTED.get((state, role), [])


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", PLACES)
def test_every_other_step_is_refused_and_leaves_it_where_it_is(state, role):
    resolution = SimpleNamespace(state=None if state == NEW else state)
    for name in set(RESOLUTION.names) - set(EXPECTED.get((state, role), [])):
        with pytest.raises(StepRefused):
            RESOLUTION.take(resolution, name, roles={role}, facts=ResolutionFacts(), reason="Có lý do")

        assert resolution.state == (None if state == NEW else state)


TARGETS = [
    (NEW, "prepare", State.DRAFT),
    (State.DRAFT, "adopt", State.ADOPTED),
    (State.DRAFT, "reject", State.REJECTED),
    (State.DRAFT, "drop", State.DROPPED),
    (State.ADOPTED, "reject", State.REJECTED),
    (State.REJECTED, "adopt", State.ADOPTED),
    (State.ADOPTED, "issue", State.ISSUED),
    (State.ISSUED, "replace", State.REPLACED),
]


@pytest.mark.parametrize(("state", "name", "target"), TARGETS)
def test_where_a_step_leads(state, name, target):
    resolution = SimpleNamespace(state=None if state == NEW else state)

    RESOLUTION.take(resolution, name, roles=set(Role), facts=ResolutionFacts(), reason="Có lý do")

    assert resolution.state is target


def test_every_row_of_the_table_is_named_here():
    assert {(str(s.source), s.name) for s in RESOLUTION.steps} == {(str(state), name) for state, name, _ in TARGETS}


def test_a_new_version_rests_on_the_same_vote_and_begins_adopted():
    successor = SimpleNamespace(state=None)

    RESOLUTION.take(successor, "prepare", roles={Role.SUBSTITUTE}, facts=ResolutionFacts(replaces_issued=True))

    assert successor.state == State.ADOPTED


@pytest.mark.parametrize("name", ["issue", "replace"])
def test_a_deputy_without_substitution_signs_nothing(name):
    state = State.ADOPTED if name == "issue" else State.ISSUED
    refused = RESOLUTION.refusal(state, name, {Role.DEPUTY_SECRETARY}, ResolutionFacts(), "Bí thư đi vắng")

    assert refused.kind == "not_yours"


BLOCKED = [
    ("adopt", State.DRAFT, {"is_voted": False}, "chưa được biểu quyết"),
    ("adopt", State.DRAFT, {"votes_for": 10, "base": 20}, "10/20 đồng chí tán thành, cần ít nhất 11"),
    ("adopt", State.DRAFT, {"votes_for": 13, "base": 20, "threshold": Threshold.TWO_THIRDS}, "cần ít nhất 14"),
    ("reject", State.DRAFT, {"votes_for": 11, "base": 20}, "11/20 đồng chí tán thành, đủ để thông qua"),
    ("reject", State.ADOPTED, {"meeting_is_closed": True}, "phải nêu lý do"),
    ("reject", State.ADOPTED, {"signatures": 1}, "đã có chữ ký"),
    ("adopt", State.REJECTED, {"meeting_is_closed": True}, "phải nêu lý do"),
    ("drop", State.DRAFT, {"item_is_set_aside": False}, "vẫn trong chương trình"),
    ("issue", State.ADOPTED, {"missing_signatures": ("chủ trì",)}, "thiếu chữ ký của chủ trì"),
    ("issue", State.ADOPTED, {"has_subject_line": False}, "tên nghị quyết"),
    ("issue", State.ADOPTED, {"tasks_unclear": 2}, "2 nhiệm vụ chưa rõ"),
    ("replace", State.ISSUED, {}, "Chưa nêu lý do"),
    ("replace", State.ISSUED, {"has_successor": False}, "Chưa soạn bản thay thế"),
    ("replace", State.ISSUED, {"meeting_is_evaluated": True}, "Kỳ sinh hoạt đã xếp loại"),
]


@pytest.mark.parametrize(("name", "state", "stated", "words"), BLOCKED)
def test_each_condition_blocks_with_a_sentence(name, state, stated, words):
    refused = RESOLUTION.refusal(state, name, {Role.SECRETARY}, ResolutionFacts(**stated))

    assert refused.kind == "blocked"
    assert words in str(refused)


@pytest.mark.parametrize(
    ("name", "state", "stated", "reason"),
    [
        ("adopt", State.DRAFT, {"votes_for": 11, "base": 20}, ""),
        ("reject", State.DRAFT, {"votes_for": 10, "base": 20}, ""),
        ("reject", State.ADOPTED, {"votes_for": 10, "base": 20, "meeting_is_closed": True}, "Đếm nhầm"),
        ("adopt", State.REJECTED, {"votes_for": 14, "base": 20, "threshold": Threshold.TWO_THIRDS}, ""),
    ],
)
def test_the_count_decides(name, state, stated, reason):
    assert RESOLUTION.refusal(state, name, {Role.CHAIR}, ResolutionFacts(**stated), reason) is None


def test_a_count_is_never_corrected_once_somebody_signed():
    facts = ResolutionFacts(votes_for=10, base=20, signatures=1)

    assert RESOLUTION.refusal(State.ADOPTED, "reject", {Role.SECRETARY}, facts, "Đếm nhầm").kind == "blocked"


def test_a_scribe_only_keys_in():
    steps = [step for step in RESOLUTION.steps if step.capacity({Role.SCRIBE})]

    assert {step.capacity({Role.SCRIBE}) for step in steps} == {Capacity.FROM_PAPER}


def test_it_finds_the_table_that_it_began_under():
    assert at_version(1) is RESOLUTION
