"""What the record proposes, with the sentence that stands beside the points."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.criteria import CRITERIA_WARD, FRAME_HD42
from workflows.evidence import PROPOSERS, Evidence, propose

BY_CODE = {c.code: c for c in CRITERIA_WARD}
DAY = date(2026, 12, 2)

PROPOSED = [
    ("1", {"minutes": 92, "is_closed": True}, 5, "Cả buổi 92 phút; mức tối thiểu 90."),
    ("1", {"minutes": 90}, 5, "Cả buổi ước 90 phút; mức tối thiểu 90."),
    ("1", {"minutes": 89}, 4, "thiếu 1 phút"),
    ("1", {"minutes": 75}, 4, "thiếu 15 phút"),
    ("1", {"minutes": 74}, 3, "thiếu 16 phút"),
    ("1", {"minutes": 60}, 3, "thiếu 30 phút"),
    ("1", {"minutes": 59}, 2, "thiếu 31 phút"),
    ("1", {"minutes": 45}, 2, "thiếu 45 phút"),
    ("1", {"minutes": 44}, 1, "thiếu 46 phút"),
    ("1", {"minutes": 100, "minutes_norm": 120}, 3, "mức tối thiểu 120, thiếu 20 phút"),
    ("1", {}, None, "Chưa có ghi nhận."),
    ("2a", {"present": 19, "due": 22}, 3, "Có mặt 19/22 (86,4%); vắng không lý do 0."),
    ("2a", {"present": 18, "due": 20}, 4, "18/20 (90,0%)"),
    ("2a", {"present": 15, "due": 20}, 3, "75,0%"),
    ("2a", {"present": 13, "due": 20}, 2, "65,0%"),
    ("2a", {"present": 12, "due": 20}, 1, "60,0%"),
    ("2a", {"present": 19, "due": 20, "unexcused": 1}, 1, "vắng không lý do 1"),
    ("2a", {"present": 0, "due": 0}, None, "Chưa có ghi nhận."),
    ("2b", {"longest_excused": 2, "longest_excused_name": "Lò Văn Tấn"}, 1, "Đồng chí Lò Văn Tấn vắng có lý do nhiều nhất, 2 kỳ liên tiếp."),
    ("2b", {"longest_excused": 3}, 1, "Vắng có lý do nhiều nhất, 3 kỳ"),
    ("2b", {"longest_excused": 4}, 0, "4 kỳ liên tiếp"),
    ("2b", {"longest_excused": 0}, 1, "không có đảng viên vắng"),
    ("2b", {}, None, "Chưa có ghi nhận."),
    ("3a", {"agenda_items": 10}, None, "Chương trình có 10 nội dung"),
    ("3b", {"questions": 2, "drafts": 1}, 2, "2 câu hỏi gợi ý thảo luận, 1 dự thảo"),
    ("3b", {"questions": 2}, 0, "0 dự thảo"),
    ("3c", {"committee_met_on": DAY, "committee_has_minutes": True, "agreed": 3, "approvers": 3}, 2, "Hội nghị chi ủy ngày 02/12/2026, có biên bản, 3/3 đồng ý chương trình."),
    ("3c", {"committee_met_on": DAY}, 0, "chưa có biên bản."),
    ("3c", {"lone_secretary": True}, 2, "tính điểm tối đa"),
    ("3c", {}, 0, "Không có ghi nhận hội nghị chi ủy"),
    ("3d", {"told": 22, "to_tell": 22, "overseer_told": True}, 1, "Đã báo 22/22 đảng viên; đảng ủy viên phụ trách đã được báo."),
    ("3d", {"told": 22, "to_tell": 22}, 0, "chưa được báo"),
    ("3d", {"told": 21, "to_tell": 22, "overseer_told": True}, 0, "21/22"),
    ("3d", {}, 0, "Không có ghi nhận thông báo"),
    ("3e", {"documents_sent_on": DAY, "documents_days_ahead": 1}, 2, "Gửi tài liệu ngày 02/12/2026, trước 1 ngày; quy định ít nhất 1."),
    ("3e", {"documents_sent_on": DAY, "documents_days_ahead": 0}, 0, "không gửi trước"),
    ("3e", {"documents_sent_on": DAY, "documents_days_ahead": 2, "notice_days": 3}, 0, "ít nhất 3"),
    ("3e", {}, 0, "Không có ghi nhận gửi tài liệu"),
    ("4a", {}, None, "Hồ sơ có đủ các bước"),
    ("4a", {"steps_missing": ("chi ủy duyệt", "thông báo")}, None, "thiếu bước: chi ủy duyệt, thông báo"),
    ("4b", {}, None, "Chi bộ tự đánh giá."),
    ("4d", {"praised": 2, "reminded": 1}, None, "Biểu dương 2, nhắc nhở 1"),
    ("4e", {"speakers": 10, "attendees": 19}, 5, "10/19 (52,6%) đồng chí dự đã phát biểu."),
    ("4e", {"speakers": 10, "attendees": 20}, 4, "50,0%"),
    ("4e", {"speakers": 8, "attendees": 20}, 4, "40,0%"),
    ("4e", {"speakers": 6, "attendees": 20}, 3, "30,0%"),
    ("4e", {"speakers": 5, "attendees": 20}, 2, "25,0%"),
    ("4e", {"attendees": 20}, None, "Chưa có ghi nhận."),
    ("4f", {"ideology_minutes": 16, "documents": 5}, 3, "Có sổ biên bản; 16 phút tư tưởng; 5 tài liệu trên hệ thống."),
    ("4f", {"ideology_minutes": 14}, 1, "14 phút"),
    ("4f", {"minutes_kept": False}, 0, "Không có sổ biên bản"),
    ("5", {}, None, "Chi bộ tự đánh giá."),
    ("7", {"tasks_done": 7, "tasks_total": 8}, 27, "Hoàn thành 7/8 (87,5%) nhiệm vụ"),
    ("7", {"tasks_done": 9, "tasks_total": 10}, 30, "90,0%"),
    ("7", {"tasks_done": 7, "tasks_total": 10}, 24, "70,0%"),
    ("7", {"tasks_done": 6, "tasks_total": 10}, 20, "60,0%"),
    ("7", {"tasks_done": 5, "tasks_total": 10}, 15, "50,0%"),
    ("7", {"tasks_done": 4, "tasks_total": 10}, 10, "40,0%"),
    ("7", {"tasks_done": 0}, None, "không giao nhiệm vụ nào"),
    ("8", {"is_adopted": True, "adoption": "16/20", "minutes_adopted": True, "tasks_assigned": 5, "published_after": 2}, 5, "Nghị quyết được thông qua 16/20; biên bản đã thông qua; giao 5 nhiệm vụ; ban hành sau 2 ngày."),
    ("8", {"is_adopted": True, "minutes_adopted": True, "tasks_assigned": 5, "published_after": 3}, 4, "ban hành sau 3 ngày"),
    ("8", {"is_adopted": True, "minutes_adopted": True, "tasks_assigned": 0, "published_after": 0}, 3, "ban hành trong ngày"),
    ("8", {"is_adopted": True, "tasks_assigned": 3}, 5, "dự kiến thông qua biên bản; giao 3 nhiệm vụ; dự kiến ban hành trong 2 ngày"),
    ("8", {"is_adopted": False, "minutes_adopted": False, "published_after": 1}, 1, "không được thông qua; biên bản chưa thông qua"),
    ("8", {}, 1, "Nghị quyết chưa biểu quyết"),
    ("8", {"awaits_vote": True, "tasks_assigned": 3}, 5, "Nghị quyết chưa biểu quyết, dự kiến thông qua; dự kiến thông qua biên bản; giao 3 nhiệm vụ"),
    ("8", {"awaits_vote": True, "is_adopted": False, "tasks_assigned": 3}, 3, "Nghị quyết không được thông qua"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "recorded", "points", "words"), PROPOSED)
def test_the_record_proposes_points_and_says_why(code, recorded, points, words):
    proposal = propose(BY_CODE[code], Evidence(**recorded))

    assert proposal.points == points
    assert words in proposal.record


@pytest.mark.parametrize(
    ("code", "recorded", "expected"),
    [
        ("1", {"minutes": 92}, True),
        ("1", {"minutes": 92, "is_closed": True}, False),
        ("2a", {"present": 19, "due": 22}, True),
        ("2a", {"present": 19, "due": 22, "is_closed": True}, False),
        ("8", {"is_adopted": True, "minutes_adopted": True, "tasks_assigned": 5}, True),
        ("8", {"published_after": 0, "minutes_adopted": True}, False),
        ("8", {"published_after": 0, "minutes_adopted": True, "awaits_vote": True}, True),
        ("7", {"tasks_done": 7, "tasks_total": 8}, False),
    ],
)
def test_what_is_not_certain_when_the_score_is_voted_counts_as_expected(code, recorded, expected):
    assert propose(BY_CODE[code], Evidence(**recorded)).expected is expected


@pytest.mark.parametrize("criterion", [*CRITERIA_WARD, *FRAME_HD42], ids=lambda c: c.code)
def test_every_evidence_that_a_table_names_is_known(criterion):
    assert not criterion.evidence or criterion.evidence in PROPOSERS


def test_an_empty_record_proposes_no_more_than_a_full_one():
    nothing = sum(propose(c, Evidence(minutes_kept=False)).points or 0 for c in CRITERIA_WARD)

    assert nothing == 1  # publication in time is expected until the deadline


amounts = st.integers(0, 40)
records = st.builds(
    Evidence,
    minutes=amounts.map(lambda n: n * 4),
    present=amounts,
    due=st.just(40),
    unexcused=st.integers(0, 2),
    longest_excused=st.integers(0, 6),
    questions=st.integers(0, 2),
    drafts=st.integers(0, 1),
    told=amounts,
    to_tell=st.just(40),
    overseer_told=st.booleans(),
    documents=st.integers(0, 3),
    documents_sent_on=st.just(DAY),
    documents_days_ahead=st.integers(-2, 3),
    speakers=amounts,
    attendees=st.just(40),
    ideology_minutes=amounts,
    tasks_done=amounts,
    tasks_total=st.just(40),
    tasks_assigned=st.integers(0, 2),
    published_after=st.integers(0, 5),
)
BETTER = {
    "minutes": 1, "present": 1, "unexcused": -1, "longest_excused": -1, "questions": 1, "drafts": 1, "told": 1, "documents": 1,
    "documents_days_ahead": 1, "speakers": 1, "ideology_minutes": 1, "tasks_done": 1, "tasks_assigned": 1, "published_after": -1,
}  # fmt: skip


@given(record=records, field=st.sampled_from(sorted(BETTER)), criterion=st.sampled_from([*CRITERIA_WARD, *FRAME_HD42]))
def test_more_favourable_evidence_never_lowers_points(record, field, criterion):
    better = replace(record, **{field: max(0, getattr(record, field) + BETTER[field])})

    before, after = propose(criterion, record).points, propose(criterion, better).points

    assert (after or 0) >= (before or 0)


@given(record=records, criterion=st.sampled_from([*CRITERIA_WARD, *FRAME_HD42]))
def test_proposals_stay_between_nothing_and_the_maximum(record, criterion):
    points = propose(criterion, record).points

    assert points is None or 0 <= points <= criterion.maximum
