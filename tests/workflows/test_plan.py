"""The by-laws of what a cell sets down for a year: author, committee, committee above."""

from datetime import date
from types import SimpleNamespace

import pytest

from workflows.engine import NEW, StepRefused
from workflows.plan import PLAN, TYPE_CODES, Kind, PlanFacts, State, asked_for, at_version, quarters_without
from workflows.roles import Role

B, D, C, V, F, S = (
    Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER, Role.OVERSEER, Role.OFFICE, Role.SCRIBE,
)  # fmt: skip
AUTHOR = {NEW: ["prepare"], State.DRAFT: ["submit"], State.COMMITTEE: ["withdraw", "agree", "return", "send"],
          State.SENT: ["revise"], State.FINISHED: ["revise"]}  # fmt: skip
APPROVER = {State.COMMITTEE: ["agree", "return"]}
OPEN = {B: AUTHOR, D: AUTHOR, C: APPROVER, V: APPROVER, F: {State.SENT: ["send_back", "finish"]}, S: {NEW: ["prepare"]}}
TARGETS = {
    "prepare": State.DRAFT, "submit": State.COMMITTEE, "withdraw": State.DRAFT, "agree": State.COMMITTEE,
    "return": State.DRAFT, "send": State.SENT, "send_back": State.DRAFT, "finish": State.FINISHED, "revise": State.DRAFT,
}  # fmt: skip


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", [NEW, *State])
def test_who_may_do_what_when(state, role):
    open_steps = [step.name for step in PLAN.steps_for(state, {role})]
    assert open_steps == OPEN.get(role, {}).get(state, [])

    plan = SimpleNamespace(state=None if state == NEW else state)
    for name in set(PLAN.names) - set(open_steps):
        with pytest.raises(StepRefused):
            PLAN.take(plan, name, roles={role}, facts=PlanFacts(), reason="Có lý do")
    for name in open_steps:
        plan.state = None if state == NEW else state
        PLAN.take(plan, name, roles={role}, facts=PlanFacts(agreed=1), reason="Có lý do")
        assert plan.state is TARGETS[name]


@pytest.mark.parametrize(
    ("name", "state", "stated", "words"),
    [
        ("prepare", None, {"exists": True}, "đã có văn bản loại này trong năm"),
        ("prepare", None, {"cell_ended_on": date(2026, 7, 1)}, "kết thúc hoạt động từ ngày 01/07/2026"),
        ("submit", State.DRAFT, {"has_text": False}, "chưa có nội dung, cũng chưa có tệp"),
        ("submit", State.DRAFT, {"thematic": True, "topics": 0}, "chưa ghi chuyên đề nào"),
        ("agree", State.COMMITTEE, {"has_agreed": True}, "Đồng chí đã cho ý kiến"),
        ("send", State.COMMITTEE, {"agreed": 1, "approvers": 2}, "Mới có 1/2 đồng chí đồng ý"),
        ("send", State.COMMITTEE, {"agreed": 2, "approvers": 3, "has_term": False}, "Chưa nhập nhiệm kỳ"),
        ("return", State.COMMITTEE, {}, "Chưa nêu lý do"),
        ("revise", State.FINISHED, {}, "Chưa nêu lý do"),
    ],
)
def test_what_blocks_a_step(name, state, stated, words):
    refused = PLAN.refusal(state, name, set(Role), PlanFacts(**stated))

    assert refused
    assert (refused.kind, words in str(refused)) == ("blocked", True)


@pytest.mark.parametrize(
    ("name", "state", "stated", "reason"),
    [
        ("submit", State.DRAFT, {"has_text": False, "has_file": True}, ""),
        ("submit", State.DRAFT, {"thematic": True, "topics": 0, "has_file": True}, ""),
        ("submit", State.DRAFT, {"thematic": True, "has_text": False}, ""),
        ("send", State.COMMITTEE, {"agreed": 1, "approvers": 3}, "Hội nghị chi ủy ngày 05/01 thống nhất 3/3"),
        ("send", State.COMMITTEE, {"agreed": 2, "approvers": 3}, ""),
        ("send", State.COMMITTEE, {"agreed": 1, "has_term": False, "has_file": True}, ""),
    ],
)
def test_what_does_not_block_it(name, state, stated, reason):
    assert PLAN.refusal(state, name, {B}, PlanFacts(**stated), reason) is None


def test_working_rules_are_numbered_apart_from_plans():
    assert [TYPE_CODES[kind] for kind in Kind] == ["QC", "KH", "KH"]
    assert at_version(1) is PLAN


@pytest.mark.parametrize(
    ("months", "today", "missing"),
    [
        ((), date(2025, 12, 31), [1, 2, 3, 4]),
        ((3, 4), date(2026, 1, 1), [3, 4]),
        ((1, 6, 9, 12), date(2026, 1, 1), []),
        ((), date(2026, 3, 31), [1, 2, 3, 4]),
        ((), date(2026, 4, 1), [2, 3, 4]),
        ((), date(2027, 1, 1), []),
    ],
)
def test_each_quarter_that_is_not_over_wants_a_theme(months, today, missing):
    assert quarters_without([date(2026, month, 1) for month in months], 2026, today) == missing


def test_the_sentence_names_the_quarters():
    assert asked_for([]) == ""
    assert asked_for([2, 4]) == "Chưa có chuyên đề cho quý II và quý IV; mỗi quý cần ít nhất một chuyên đề."
