"""The engine on a small table of its own: a key that is handed out."""

from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from workflows.engine import (
    NEW,
    REASON_IS_MISSING,
    Capacity,
    MalformedWorkflow,
    Reason,
    Step,
    StepRefused,
    Workflow,
    by_version,
)
from workflows.roles import Role

SECRETARY, MEMBER, SCRIBE, OFFICE = Role.SECRETARY, Role.MEMBER, Role.SCRIBE, Role.OFFICE
LABELS = {"kept": "Đang giữ", "lent": "Đã cho mượn"}


@dataclass(frozen=True, kw_only=True)
class Facts:
    is_rusty: bool = False
    is_lost: bool = False
    belongs_to_office: bool = False


def key_is_rusty(facts: Facts) -> Reason | None:
    return Reason("Chìa khóa đã gỉ.", "Thợ khóa") if facts.is_rusty else None


def key_is_lost(facts: Facts) -> Reason | None:
    return Reason("Chìa khóa đã mất.", "Người giữ") if facts.is_lost else None


LEND = Step(
    name="lend", label="Cho mượn", source="kept", target="lent", by=frozenset({SECRETARY}),
    on_behalf=frozenset({Role.DEPUTY_SECRETARY}), on_paper=frozenset({SCRIBE}), unless=(key_is_rusty, key_is_lost),
)  # fmt: skip
CUT = Step(name="make", label="Làm chìa", source=NEW, target="kept", by=frozenset({SECRETARY}))
STEPS = [
    CUT,
    LEND,
    Step(name="lend", label="Cho mượn gấp", source="kept", target="lent", by=frozenset({OFFICE}), needs_reason=True),
    Step(name="take_back", label="Thu lại", source="lent", target="kept", by=frozenset({SECRETARY}), unless_reasoned=(key_is_rusty,)),
    Step(name="swap", label="Đổi", source="kept", target="kept", by=frozenset({SECRETARY}), when=lambda f: not f.belongs_to_office),
    Step(name="swap", label="Đổi", source="kept", target="lent", by=frozenset({OFFICE}), when=lambda f: f.belongs_to_office),
    Step(name="melt", label="Nấu chảy", source="kept", target="kept", by=frozenset()),
]  # fmt: skip


def workflow(steps=STEPS, initial="kept", labels=LABELS, version=1):
    return Workflow(initial, steps, definition_version=version, state_labels=labels)


KEY = workflow()


@pytest.mark.parametrize(("fixed_by", "said"), [("Thợ khóa", "Thợ khóa."), ("Đồng chí", ""), ("", "")])
def test_who_can_mend_it_is_said_unless_it_is_whoever_reads_it(fixed_by, said):
    assert Reason("Chìa khóa đã gỉ.", fixed_by).mended_by == said


def refused(state, name, *roles, facts=None, reason=""):
    return KEY.refusal(state, name, roles, facts or Facts(), reason)


def test_taking_a_step_moves_the_subject_and_answers_with_the_row():
    key = SimpleNamespace(state="kept")

    step = KEY.take(key, "lend", roles={SECRETARY}, facts=Facts())

    assert (key.state, step) == ("lent", LEND)


def test_a_thing_without_a_state_is_about_to_be_made():
    key = SimpleNamespace(state=None)

    KEY.take(key, "make", roles={SECRETARY}, facts=Facts())

    assert key.state == "kept"


def test_the_subject_is_left_as_it_was_when_refused():
    key = SimpleNamespace(state="kept")

    with pytest.raises(StepRefused):
        KEY.take(key, "lend", roles={MEMBER}, facts=Facts())

    assert vars(key) == {"state": "kept"}


def test_taking_a_step_puts_nothing_else_on_the_subject():
    key = SimpleNamespace(state="kept")

    KEY.take(key, "lend", roles={SECRETARY}, facts=Facts())

    assert vars(key) == {"state": "lent"}


@pytest.mark.parametrize(
    ("state", "name", "role", "kind"),
    [
        ("kept", "lend", SECRETARY, None),
        ("kept", "lend", SCRIBE, None),
        ("kept", "lend", MEMBER, "not_yours"),
        ("kept", "fly", SECRETARY, "unknown"),
        ("lent", "lend", SECRETARY, "not_here"),
        (None, "lend", SECRETARY, "not_here"),
        ("lent", "lend", MEMBER, "not_yours"),  # who may never take it learns nothing of the state
        ("kept", "melt", SECRETARY, "not_yours"),
        ("kept", "swap", OFFICE, "not_yours"),  # its row is for other facts
    ],
)
def test_why_a_step_is_refused(state, name, role, kind):
    answer = refused(state, name, role)

    assert (answer and answer.kind) == kind


def test_no_role_at_all_means_nobody():
    assert all(refused(step.source, step.name).kind == "not_yours" for step in STEPS)


def test_all_reasons_are_collected():
    answer = refused("kept", "lend", SECRETARY, facts=Facts(is_rusty=True, is_lost=True))

    assert answer.kind == "blocked"
    assert [reason.text for reason in answer.reasons] == ["Chìa khóa đã gỉ.", "Chìa khóa đã mất."]
    assert str(answer) == "Chìa khóa đã gỉ. Chìa khóa đã mất."
    assert [reason.fixed_by for reason in answer.reasons] == ["Thợ khóa", "Người giữ"]


@pytest.mark.parametrize(
    ("reason", "reasons"), [("", (REASON_IS_MISSING,)), (" \n", (REASON_IS_MISSING,)), ("Gấp", None)]
)
def test_a_step_that_needs_a_reason_is_blocked_without_one(reason, reasons):
    answer = refused("kept", "lend", OFFICE, reason=reason)

    assert (answer and answer.reasons) == reasons


def test_a_reason_lifts_only_what_it_may_lift():
    rusty = Facts(is_rusty=True)

    assert refused("lent", "take_back", SECRETARY, facts=rusty).kind == "blocked"
    assert refused("lent", "take_back", SECRETARY, facts=rusty, reason="Còn mở được") is None
    assert refused("kept", "lend", SECRETARY, facts=rusty, reason="Còn mở được").kind == "blocked"


def test_whoever_has_two_roles_takes_the_row_that_is_free():
    both, rusty = (SECRETARY, OFFICE), Facts(is_rusty=True)

    assert refused("kept", "lend", *both, facts=rusty).reasons == (key_is_rusty(rusty),)
    assert refused("kept", "lend", *both, facts=rusty, reason="Gấp") is None


def test_facts_pick_between_rows_of_one_name():
    key = SimpleNamespace(state="kept")

    KEY.take(key, "swap", roles={OFFICE}, facts=Facts(belongs_to_office=True))

    assert key.state == "lent"


@pytest.mark.parametrize(
    ("role", "capacity"),
    [
        (SECRETARY, Capacity.OWN),
        (Role.DEPUTY_SECRETARY, Capacity.ON_BEHALF),
        (SCRIBE, Capacity.FROM_PAPER),
        (MEMBER, None),
    ],
)
def test_the_history_can_tell_as_what_somebody_acted(role, capacity):
    assert LEND.capacity({role}) == capacity
    assert LEND.capacity({role, SECRETARY}) == Capacity.OWN


def test_steps_are_listed_once_each_in_the_order_of_the_table():
    assert [s.label for s in KEY.steps_for("kept", {SECRETARY, OFFICE})] == ["Cho mượn", "Đổi"]
    assert [s.name for s in KEY.steps_for(None, {SECRETARY})] == ["make"]
    assert KEY.is_for("make", {SECRETARY})
    assert not KEY.is_for("make", set())
    assert KEY.steps_for("kept", {OFFICE}, Facts())[0].label == "Cho mượn gấp"
    assert KEY.names == ("make", "lend", "take_back", "swap", "melt")


def test_a_step_is_found_by_name_whoever_it_is_for():
    assert KEY.step_named("kept", "lend") is LEND
    assert KEY.step_named(None, "make") is CUT
    assert KEY.step_named("lent", "lend") is None
    assert KEY.step_named("kept", "swap", Facts(belongs_to_office=True)).target == "lent"


def test_states_have_labels():
    assert (KEY.states, KEY.label("lent")) == (("kept", "lent"), "Đã cho mượn")
    assert "Đã cho mượn" in str(refused("lent", "lend", SECRETARY))


@pytest.mark.parametrize(
    ("steps", "labels"),
    [
        ([*STEPS, LEND], LABELS),
        (STEPS, {"kept": "Đang giữ"}),
        (STEPS, LABELS | {"broken": "Đã gãy"}),
        ([*STEPS, Step(name="unmake", label="Hủy", source="kept", target=NEW, by=frozenset())], LABELS),
    ],
    ids=["the same row twice", "a state without a label", "a state out of reach", "a step into nothing"],
)
def test_a_table_that_contradicts_itself_is_refused_when_it_is_built(steps, labels):
    with pytest.raises(MalformedWorkflow):
        workflow(steps, labels=labels)


def test_what_began_under_one_table_finishes_on_it():
    old, new = workflow(), workflow(STEPS[:4], version=2)

    at_version = by_version(old, new)

    assert (at_version(1), at_version(2)) == (old, new)
    with pytest.raises(KeyError):
        at_version(3)
    with pytest.raises(MalformedWorkflow):
        by_version(old, workflow())
