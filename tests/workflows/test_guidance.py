"""The by-laws of a guidance: the office moves it, signed by the leadership, to cells that have none yet."""

from datetime import date
from types import SimpleNamespace

import pytest

from workflows.engine import NEW, StepRefused
from workflows.guidance import GUIDANCE, GuidanceFacts, State, at_version
from workflows.roles import Role

STEPS = {NEW: ["prepare"], State.DRAFT: ["publish"], State.PUBLISHED: ["correct", "withdraw"], State.WITHDRAWN: []}
TARGETS = {"prepare": State.DRAFT, "publish": State.PUBLISHED, "correct": State.PUBLISHED, "withdraw": State.WITHDRAWN}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", STEPS)
def test_only_the_office_moves_it_and_only_on_its_way(state, role):
    open_steps = [step.name for step in GUIDANCE.steps_for(state, {role})]
    assert open_steps == (STEPS[state] if role == Role.OFFICE else [])

    guidance = SimpleNamespace(state=None if state == NEW else state)
    for name in set(GUIDANCE.names) - set(open_steps):
        with pytest.raises(StepRefused):
            GUIDANCE.take(guidance, name, roles={role}, facts=GuidanceFacts(), reason="Có lý do")
    assert guidance.state == (None if state == NEW else state)


@pytest.mark.parametrize(("state", "name"), [(state, name) for state, names in STEPS.items() for name in names])
def test_where_a_step_leads(state, name):
    guidance = SimpleNamespace(state=None if state == NEW else state)

    GUIDANCE.take(guidance, name, roles={Role.OFFICE}, facts=GuidanceFacts(), reason="Có lý do")

    assert guidance.state is TARGETS[name]


@pytest.mark.parametrize(
    ("name", "state", "stated", "words"),
    [
        ("publish", State.DRAFT, {"has_situation": False, "has_contents": False}, "tình hình và nội dung đề nghị"),
        ("publish", State.DRAFT, {"cells": 0}, "Không có chi bộ nào"),
        ("publish", State.DRAFT, {"guided_already": ("Chi bộ A",), "month": "12/2026"}, "tháng 12/2026 cho Chi bộ A;"),
        ("publish", State.DRAFT, {"guided_already": ("A", "B")}, "cho 2 chi bộ, trong đó có A"),
        ("publish", State.DRAFT, {"month_is_over": True, "month": "10/2026"}, "Tháng 10/2026 đã qua"),
        ("publish", State.DRAFT, {"signer_is_named": False, "signed_on": None}, "người ký và ngày ký"),
        ("publish", State.DRAFT, {"signed_on": date(2026, 12, 3), "today": date(2026, 12, 2)}, "03/12/2026 chưa tới"),
        ("publish", State.DRAFT, {"has_term": False}, "Chưa nhập nhiệm kỳ"),
        ("prepare", None, {"organisation_ended_on": date(2026, 7, 1)}, "kết thúc hoạt động từ ngày 01/07/2026"),
        ("correct", State.PUBLISHED, {"something_changed": False}, "chưa có gì thay đổi"),
    ],
)
def test_what_blocks_a_step(name, state, stated, words):
    refused = GUIDANCE.refusal(state, name, {Role.OFFICE}, GuidanceFacts(**stated), reason="Có lý do")

    assert refused
    assert refused.kind == "blocked"
    assert words in str(refused)


@pytest.mark.parametrize("name", ["correct", "withdraw"])
def test_after_publication_nothing_moves_without_a_reason(name):
    refused = GUIDANCE.refusal(State.PUBLISHED, name, {Role.OFFICE}, GuidanceFacts())

    assert refused
    assert "Chưa nêu lý do." in str(refused)


def test_who_began_under_this_table_finishes_on_it():
    assert at_version(1) is GUIDANCE
