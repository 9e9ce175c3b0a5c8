"""The by-laws of a petition."""

from datetime import date
from types import SimpleNamespace

import pytest

from workflows.engine import NEW, StepRefused
from workflows.petition import PETITION, PetitionFacts, SentTo, State, at_version, is_overdue, three_months_after
from workflows.roles import Role

SECRETARY = Role.SECRETARY, Role.DEPUTY_SECRETARY
RAISING = (*SECRETARY, Role.MEMBER, Role.CHAIR, Role.RECORDER, Role.SCRIBE)

# Whatever is known of the petition; what its facts narrow down stands below.
OPEN_STEPS = [
    (NEW, RAISING, "raise"),
    (State.RAISED, [*SECRETARY, Role.OVERSEER, Role.OFFICE], "accept merge"),
    (State.IN_HAND, SECRETARY, "merge answer escalate note"),
    (State.IN_HAND, [Role.OFFICE], "merge answer answer_outside escalate note"),
    (State.ANSWERED, [*SECRETARY, Role.OFFICE], "note"),
]
EXPECTED = {(str(state), role): steps.split() for state, roles, steps in OPEN_STEPS for role in roles}
PLACES = [NEW, *map(str, State)]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", PLACES)
def test_who_may_do_what_when(state, role):
    assert [step.name for step in PETITION.steps_for(state, {role})] == EXPECTED.get((state, role), [])


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", PLACES)
def test_every_other_step_is_refused_and_leaves_it_where_it_is(state, role):
    petition = SimpleNamespace(state=None if state == NEW else state)
    for name in set(PETITION.names) - set(EXPECTED.get((state, role), [])):
        with pytest.raises(StepRefused):
            PETITION.take(petition, name, roles={role}, facts=PetitionFacts(), reason="Có lý do")

        assert petition.state == (None if state == NEW else state)


AT_CELL, ABOVE = {"at_cell": True}, {"at_cell": False}
OFFICES = {Role.OFFICE}
LATE = {"answered_on": date(2026, 9, 2), "today": date(2026, 12, 2)}
TARGETS = [
    (NEW, "raise", {}, set(SECRETARY), State.RAISED),
    (State.RAISED, "accept", {}, set(SECRETARY), State.IN_HAND),
    (State.RAISED, "merge", {}, set(SECRETARY), State.MERGED),
    (State.IN_HAND, "merge", AT_CELL, set(SECRETARY), State.MERGED),
    (State.IN_HAND, "answer", AT_CELL, set(SECRETARY), State.ANSWERED),
    (State.IN_HAND, "answer_outside", ABOVE, OFFICES, State.ANSWERED),
    (State.IN_HAND, "escalate", AT_CELL, set(SECRETARY), State.IN_HAND),
    (State.IN_HAND, "note", AT_CELL | {"is_opinion": True}, set(SECRETARY), State.CLOSED),
    (State.ANSWERED, "note", {"others_have_to_note": True}, set(SECRETARY), State.ANSWERED),
    (State.ANSWERED, "note", {"others_have_to_note": False}, set(SECRETARY), State.CLOSED),
    (State.ANSWERED, "note", LATE, OFFICES, State.CLOSED),
]


@pytest.mark.parametrize(("state", "name", "stated", "roles", "target"), TARGETS)
def test_where_a_step_leads(state, name, stated, roles, target):
    petition = SimpleNamespace(state=None if state == NEW else state)

    PETITION.take(petition, name, roles=roles, facts=PetitionFacts(**stated), reason="Có lý do")

    assert petition.state is target


def test_every_row_of_the_table_is_named_here():
    rows = {(str(s.source), s.name, str(s.target)) for s in PETITION.steps}
    assert rows == {(str(state), name, str(target)) for state, name, _, _, target in TARGETS}


@pytest.mark.parametrize("name", ["accept", "merge"])
@pytest.mark.parametrize(
    ("sent_to", "is_overseen", "takers"),
    [
        (SentTo.CELL, True, set(SECRETARY)),
        (SentTo.OVERSEER, True, {Role.OVERSEER}),
        (SentTo.OVERSEER, False, {Role.OVERSEER, Role.OFFICE}),
        (SentTo.COMMITTEE, True, {Role.OFFICE}),
        (SentTo.COMMITTEE, False, {Role.OFFICE}),
    ],
)
def test_only_they_take_it_in_hand_to_whom_it_was_sent(name, sent_to, is_overseen, takers):
    facts = PetitionFacts(sent_to=sent_to, is_overseen=is_overseen)

    assert {role for role in Role if PETITION.refusal(State.RAISED, name, {role}, facts) is None} == takers


@pytest.mark.parametrize("name", ["merge", "answer", "escalate", "note"])
@pytest.mark.parametrize(("at_cell", "handlers"), [(True, set(SECRETARY)), (False, {Role.OFFICE})])
def test_only_the_level_that_has_it_handles_it(name, at_cell, handlers):
    facts = PetitionFacts(at_cell=at_cell, is_opinion=True)

    assert {role for role in Role if PETITION.refusal(State.IN_HAND, name, {role}, facts, "Vì") is None} == handlers


@pytest.mark.parametrize(("role", "others_let"), [(Role.MEMBER, False), (Role.SECRETARY, True), (Role.CHAIR, True), (Role.SCRIBE, True)])  # fmt: skip
def test_a_member_speaks_only_for_themselves(role, others_let):
    for_another = PETITION.refusal(None, "raise", {role}, PetitionFacts(for_another=True))

    assert (for_another is None) is others_let
    if role in (Role.CHAIR, Role.SCRIBE):
        assert PETITION.refusal(None, "raise", {role}, PetitionFacts(for_another=False)).kind == "not_yours"


@pytest.mark.parametrize(
    ("name", "state", "stated", "roles", "words"),
    [
        ("raise", None, {"has_text": False}, {Role.MEMBER}, "Chưa ghi nội dung"),
        ("raise", None, {"sent_to": SentTo.OVERSEER, "is_overseen": False}, {Role.MEMBER}, "chưa có đảng ủy viên"),
        ("raise", None, {"sent_to": SentTo.COMMITTEE, "has_level_above": False}, {Role.MEMBER}, "cấp trên trong hệ"),
        ("accept", State.RAISED, {"deadline": None}, {Role.SECRETARY}, "Chưa ghi hạn xử lý"),
        (
            "accept",
            State.RAISED,
            {"deadline": date(2026, 12, 1), "today": date(2026, 12, 2)},
            {Role.SECRETARY},
            "Hạn xử lý 01/12/2026 đã qua",
        ),
        ("merge", State.RAISED, {"stays_is_named": False}, {Role.SECRETARY}, "Chưa chọn ý kiến giữ lại"),
        ("escalate", State.IN_HAND, AT_CELL, {Role.SECRETARY}, "Chưa nêu lý do"),
        ("escalate", State.IN_HAND, ABOVE | {"has_level_above": False}, {Role.OFFICE}, "chưa có Văn phòng trong hệ"),
        ("answer", State.IN_HAND, ABOVE | {"has_answer": False}, {Role.OFFICE}, "Chưa ghi nội dung trả lời"),
        ("answer_outside", State.IN_HAND, ABOVE | {"has_paper": False}, {Role.OFFICE}, "Chưa gửi kèm văn bản"),
        ("answer_outside", State.IN_HAND, ABOVE | {"has_level_above": True}, {Role.OFFICE}, "chuyển lên cấp trên"),
        (
            "note",
            State.ANSWERED,
            {"has_noted": True, "others_have_to_note": True},
            {Role.SECRETARY},
            "đã ghi nhận trả lời này",
        ),
        (
            "note",
            State.ANSWERED,
            {"answered_on": date(2026, 9, 3), "today": date(2026, 12, 2)},
            {Role.OFFICE},
            "từ ngày 03/12/2026",
        ),
    ],
)
def test_each_condition_blocks_with_a_sentence(name, state, stated, roles, words):
    refused = PETITION.refusal(state, name, roles, PetitionFacts(**stated))

    assert refused.kind == "blocked"
    assert words in str(refused)


def test_to_the_committee_above_a_cell_anybody_may_write():
    facts = PetitionFacts(sent_to=SentTo.COMMITTEE, has_level_above=True, is_overseen=False)

    assert PETITION.refusal(None, "raise", {Role.MEMBER}, facts) is None


@pytest.mark.parametrize("role", [*SECRETARY, Role.OFFICE])
def test_a_petition_is_never_just_noted_while_it_wants_an_answer(role):
    facts = PetitionFacts(is_opinion=False, at_cell=role != Role.OFFICE)

    assert PETITION.refusal(State.IN_HAND, "note", {role}, facts) is not None


@pytest.mark.parametrize(
    ("state", "deadline", "overdue"),
    [
        (State.RAISED, date(2026, 12, 4), True),
        (State.IN_HAND, date(2026, 12, 4), True),
        (State.IN_HAND, date(2026, 12, 5), False),
        (State.ANSWERED, date(2026, 12, 4), False),
        (State.IN_HAND, None, False),
    ],
)
def test_overdue_is_derived_and_the_last_day_is_still_in_time(state, deadline, overdue):
    assert is_overdue(state, deadline, today=date(2026, 12, 5)) is overdue


@pytest.mark.parametrize(
    ("on", "end"),
    [
        (date(2026, 9, 2), date(2026, 12, 2)),
        (date(2026, 12, 31), date(2027, 3, 31)),
        (date(2026, 11, 30), date(2027, 3, 1)),
        (date(2026, 1, 31), date(2026, 5, 1)),
    ],
)
def test_three_months_end_on_the_same_day_or_the_first_of_the_next_month(on, end):
    assert three_months_after(on) == end


def test_it_finds_the_table_that_it_began_under():
    assert at_version(1) is PETITION
