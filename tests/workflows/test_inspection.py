"""The by-laws of an inspection: who moves it, what holds it up, who reads what of a cell's file, which cells come first."""

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.engine import NEW, StepRefused
from workflows.inspection import (
    CHECKLIST,
    FINDING_LABELS,
    INSPECTION,
    InspectionFacts,
    State,
    at_version,
    speaks_of_another_procedure,
)
from workflows.inspection_sight import Part, Seat, sees
from workflows.inspection_signals import CellFigures, Signal, months_looked_at, signals_of, weight_of
from workflows.remedy import REMEDY
from workflows.roles import Role

I, L = Role.INSPECTOR, Role.LEADERSHIP  # noqa: E741 - the columns of the table
TODAY = date(2026, 12, 2)
# state: step -> (target, who)
STEPS = {
    NEW: {"plan": (State.PLANNED, {I})},
    State.PLANNED: {"announce": (State.ANNOUNCED, {I, L}), "cancel": (State.CANCELLED, {I})},
    State.ANNOUNCED: {"begin": (State.UNDER_WAY, {I}), "cancel": (State.CANCELLED, {I})},
    State.UNDER_WAY: {"send_draft": (State.DRAFTED, {I}), "cancel": (State.CANCELLED, {I})},
    State.DRAFTED: {"conclude": (State.CONCLUDED, {I, L}), "cancel": (State.CANCELLED, {I})},
    State.CONCLUDED: {"recheck": (State.CLOSED, {I})},
    State.CLOSED: {},
    State.CANCELLED: {},
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", STEPS)
def test_who_may_take_which_step_and_where_it_leads(state, role):
    for name in INSPECTION.names:
        row = SimpleNamespace(state=None if state == NEW else state)
        target, who = STEPS[state].get(name, (None, set()))
        if role in who:
            INSPECTION.take(row, name, roles={role}, facts=InspectionFacts(), reason="Có lý do")
            assert row.state is target
        else:
            with pytest.raises(StepRefused):
                INSPECTION.take(row, name, roles={role}, facts=InspectionFacts(), reason="Có lý do")
            assert row.state == (None if state == NEW else state)


@pytest.mark.parametrize(
    ("name", "state", "stated", "words"),
    [
        ("plan", None, {"organisation_ended_on": TODAY}, "kết thúc hoạt động từ ngày 02/12/2026"),
        ("announce", State.PLANNED, {"cells": 0}, "Chưa chọn chi bộ nào"),
        ("announce", State.PLANNED, {"has_leader": False}, "Chưa ghi trưởng đoàn"),
        ("announce", State.PLANNED, {"has_checklist": False}, "Chưa có đề cương"),
        ("announce", State.PLANNED, {"report_due": None}, "Chưa ghi hạn chi bộ gửi báo cáo"),
        ("announce", State.PLANNED, {"report_due": date(2026, 12, 1)}, "Ngày 01/12/2026 đã qua, ghi lại hạn"),
        ("announce", State.PLANNED, {"signer_is_named": False, "signed_on": None}, "người ký và ngày ký"),
        ("announce", State.PLANNED, {"signed_on": date(2026, 12, 3)}, "Ngày ký 03/12/2026 chưa tới"),
        ("announce", State.PLANNED, {"has_term": False}, "Chưa nhập nhiệm kỳ"),
        ("send_draft", State.UNDER_WAY, {"without_session": ("Chi bộ A", "Chi bộ B")}, "với Chi bộ A và Chi bộ B."),
        ("send_draft", State.UNDER_WAY, {"not_looked_at": ("A", "B", "C", "D")}, "A, B và 2 chi bộ khác"),
        ("send_draft", State.UNDER_WAY, {"comment_due": TODAY}, "sau hôm nay ít nhất một ngày"),
        ("send_draft", State.UNDER_WAY, {"comment_due": None}, "sau hôm nay ít nhất một ngày"),
        ("conclude", State.DRAFTED, {"still_commenting": ("A",), "comment_due": TODAY}, "A còn thời gian góp ý"),
        ("conclude", State.DRAFTED, {"has_summary": False}, "Chưa ghi đánh giá chung"),
        ("conclude", State.DRAFTED, {"unclear_remedies": ("A",)}, "Việc khắc phục của A chưa ghi người"),
        ("recheck", State.CONCLUDED, {"remedies": 1, "next_quarter_on": date(2026, 12, 3)}, "từ ngày 03/12/2026"),
        ("recheck", State.CONCLUDED, {"open_remedies": 2}, "Còn 2 việc khắc phục chưa được xác nhận"),
    ],
)
def test_what_blocks_a_step(name, state, stated, words):
    refused = INSPECTION.refusal(state, name, {I}, InspectionFacts(**{"today": TODAY} | stated))

    assert refused
    assert refused.kind == "blocked"
    assert words in str(refused)


def test_the_borders_of_days():
    open_till_today = InspectionFacts(today=TODAY, report_due=TODAY, signed_on=TODAY)
    assert INSPECTION.refusal(State.PLANNED, "announce", {I}, open_till_today) is None
    over = InspectionFacts(today=TODAY, still_commenting=("A",), comment_due=date(2026, 12, 1))
    assert INSPECTION.refusal(State.DRAFTED, "conclude", {I}, over) is None
    mended = InspectionFacts(today=TODAY, remedies=1, next_quarter_on=TODAY)
    assert INSPECTION.refusal(State.CONCLUDED, "recheck", {I}, mended) is None
    nothing = InspectionFacts(today=TODAY, next_quarter_on=date(2027, 1, 1))
    assert INSPECTION.refusal(State.CONCLUDED, "recheck", {I}, nothing) is None
    tomorrow = InspectionFacts(today=TODAY, comment_due=date(2026, 12, 3))
    assert INSPECTION.refusal(State.UNDER_WAY, "send_draft", {I}, tomorrow) is None


def test_an_inspection_is_not_cancelled_without_a_reason_and_closed_with_open_remedies_only_with_one():
    for state in (State.PLANNED, State.ANNOUNCED, State.UNDER_WAY, State.DRAFTED):
        assert "Chưa nêu lý do." in str(INSPECTION.refusal(state, "cancel", {I}, InspectionFacts()))
    still_open = InspectionFacts(open_remedies=1)
    assert INSPECTION.refusal(State.CONCLUDED, "recheck", {I}, still_open, "Giao cấp trên theo dõi") is None
    assert INSPECTION.refusal(State.CONCLUDED, "recheck", {I}, InspectionFacts()) is None


def test_who_began_under_this_table_finishes_on_it():
    assert at_version(1) is INSPECTION


# ---------------------------------------------------------------- who reads what

BEFORE_THE_CONCLUSION = (State.PLANNED, State.ANNOUNCED, State.UNDER_WAY, State.DRAFTED, State.CANCELLED)
CAMPAIGN = (State.ANNOUNCED, State.UNDER_WAY, State.DRAFTED, State.CONCLUDED)


@pytest.mark.parametrize("state", State)
def test_the_record_behind_is_open_to_the_team_while_the_campaign_lasts(state):
    assert (Part.EVIDENCE in sees(Seat.TEAM, state)) == (state in CAMPAIGN)
    assert Part.EVIDENCE not in sees(Seat.LEADER, state) | sees(Seat.PLANNER, state) | sees(Seat.OTHER, state)


@pytest.mark.parametrize("state", BEFORE_THE_CONCLUSION)
def test_until_it_is_concluded_others_know_nothing_and_the_cell_reads_no_findings(state):
    assert sees(Seat.OTHER, state) == frozenset()
    assert not sees(Seat.CELL, state) & {Part.FINDINGS, Part.CONCLUSION, Part.REMEDIES, Part.PROGRESS}
    assert (Part.DRAFT in sees(Seat.CELL, state)) == (state == State.DRAFTED)


@pytest.mark.parametrize("state", [State.CONCLUDED, State.CLOSED])
def test_the_conclusion_is_everybodys_and_the_file_stays_the_cells(state):
    assert sees(Seat.OTHER, state) == {Part.CONCLUSION}
    assert {Part.REPORT, Part.DRAFT, Part.CONCLUSION, Part.REMEDIES} <= sees(Seat.CELL, state)
    assert not sees(Seat.PLANNER, state) & {Part.REPORT, Part.FINDINGS, Part.DRAFT}


def test_a_cell_learns_of_it_with_the_announcement():
    assert sees(Seat.CELL, State.PLANNED) == frozenset()
    assert sees(Seat.CELL, State.ANNOUNCED) == {Part.ANNOUNCED, Part.REPORT, Part.EVIDENCE}


# ---------------------------------------------------------------- which cells first

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


@pytest.mark.parametrize(
    ("figures", "signal", "words"),
    [
        ({"missing": (OCTOBER, NOVEMBER)}, Signal.MISSING, "Chưa sinh hoạt tháng 10/2026, 11/2026."),
        ({"unanswered": 2}, Signal.UNANSWERED, "2 kiến nghị, phản ánh quá hạn chưa trả lời."),
        ({"late": (OCTOBER,)}, Signal.LATE, "Sinh hoạt muộn tháng 10/2026."),
        ({"present": 89, "due": 100}, Signal.ABSENT, "Đảng viên dự 89/100, dưới 90%."),
        ({"repeated": (NOVEMBER,)}, Signal.REPEATED, "lặp lại tháng trước: tháng 11/2026."),
        ({"far_off": (NOVEMBER,)}, Signal.FAR_OFF, "từ 10 điểm trở lên: tháng 11/2026."),
    ],
)
def test_each_reason_is_a_sentence(figures, signal, words):
    found = signals_of(CellFigures(**figures))

    assert list(found) == [signal]
    assert words in found[signal]
    assert weight_of(CellFigures(**figures)) > 0


def test_a_cell_of_which_nothing_is_known_is_not_reproached():
    assert signals_of(CellFigures()) == {}
    assert weight_of(CellFigures()) == 0
    assert signals_of(CellFigures(present=90, due=100)) == {}


MONTHS = st.lists(st.sampled_from([OCTOBER, NOVEMBER, date(2026, 12, 1)]), unique=True).map(tuple)


@given(missing=MONTHS, late=MONTHS, unanswered=st.integers(0, 9), due=st.integers(0, 30), absent=st.integers(0, 30))
def test_what_is_worse_never_comes_later(missing, late, unanswered, due, absent):
    figures = {"late": late, "due": due, "present": max(0, due - absent)}
    cell = CellFigures(missing=missing, unanswered=unanswered, **figures)
    worse = CellFigures(missing=(*missing, date(2027, 1, 1)), unanswered=unanswered + 1, **figures)

    assert weight_of(worse) > weight_of(cell)
    assert (weight_of(cell) == 0) == (not signals_of(cell))


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (OCTOBER, date(2026, 12, 1), [10, 11, 12]),
        (NOVEMBER, date(2027, 1, 1), [11, 12]),
        (date(2027, 1, 1), date(2027, 3, 1), [9, 10, 11]),
        (date(2026, 7, 1), date(2026, 9, 1), [7, 8, 9]),
    ],
)
def test_the_months_that_speak_have_begun(first, last, months):
    assert [month.month for month in months_looked_at(first, last, TODAY)] == months


def test_an_inspection_does_not_speak_the_language_of_another_procedure():
    assert speaks_of_another_procedure("Chi bộ có VI  PHẠM điều lệ")
    assert speaks_of_another_procedure("dau hieu vi pham")
    assert not speaks_of_another_procedure("Phạm vi kiểm tra quý IV")
    ours = [*CHECKLIST, *FINDING_LABELS.values(), *(step.label for step in INSPECTION.steps + REMEDY.steps)]
    assert not any(speaks_of_another_procedure(text) for text in ours)
