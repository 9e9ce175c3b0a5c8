"""What blocks each step of a meeting: one row a condition, with facts that block and the words that the person reads."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from workflows.meeting import MEETING, Kind, MeetingFacts, Signature, State, Voice
from workflows.roles import Role

DAY = date(2026, 12, 3)
EVENING = datetime(2026, 12, 3, 12, 40, tzinfo=UTC)  # 19:40 in Vietnam
LATER = datetime(2026, 12, 3, 14, 12, tzinfo=UTC)
EVE = datetime(2026, 12, 2, 16, 30, tzinfo=UTC)  # 23:30 the day before, in Vietnam
SOON = datetime(2026, 12, 2, 17, 30, tzinfo=UTC)  # 00:30 on the day, in Vietnam
EXTRA = Kind.EXTRAORDINARY
S, OFFICE, OVERSEER, CHAIR, SCRIBE = Role.SECRETARY, Role.OFFICE, Role.OVERSEER, Role.CHAIR, Role.SCRIBE

BLOCKED = [
    ("create", None, S, {"live_regular_exists": True, "month": "12/2026"}, "đã có kỳ sinh hoạt thường kỳ tháng 12/2026"),
    ("submit", State.DRAFT, S, {"agenda_items": 0}, "chưa có nội dung nào"),
    ("submit", State.DRAFT, S, {"items_without_presenter": ("Thời sự", "Thảo luận")}, "2 nội dung chưa có người trình bày: “Thời sự” và “Thảo luận”"),
    ("submit", State.DRAFT, S, {"has_time": False}, "Chưa ghi thời gian."),
    ("submit", State.DRAFT, S, {"has_place": False, "has_chair": False}, "Chưa ghi địa điểm và người chủ trì."),
    ("submit", State.DRAFT, S, {"guidance_is_published": True}, "văn bản định hướng"),
    ("submit", State.DRAFT, S, {"open_tasks": 8}, "Còn 8 nhiệm vụ"),
    ("submit", State.DRAFT, S, {"part_is_held": True}, "đã diễn ra"),
    ("create", None, S, {"cell_ended_on": DAY}, "kết thúc hoạt động từ ngày 03/12/2026"),
    ("create", None, OFFICE, {"cell_ended_on": DAY, "from_guidance": True}, "kết thúc hoạt động"),
    ("submit", State.DRAFT, S, {"cell_ended_on": DAY}, "kết thúc hoạt động"),
    ("convene", State.APPROVAL, S, {"cell_ended_on": DAY}, "kết thúc hoạt động"),
    ("record_past", State.DRAFT, S, {"cell_ended_on": DAY, "planned_day": DAY, "stated_opening": EVENING}, "trước ngày này"),
    ("open", State.CONVENED, CHAIR, {"cell_ended_on": DAY, "planned_day": DAY}, "trước ngày này"),
    ("agree", State.APPROVAL, Role.APPROVER, {"voice": Voice.OWN, "voice_is_given": True}, "Đồng chí đã đồng ý"),
    ("agree", State.APPROVAL, SCRIBE, {"voice": Voice.PAPER, "voice_is_given": True, "voice_of": "Lý Thị Hương"}, "Đồng chí Lý Thị Hương đã đồng ý"),
    ("agree", State.APPROVAL, SCRIBE, {"voice": Voice.PAPER, "voice_is_named": False}, "Chưa chọn người duyệt"),
    ("return", State.APPROVAL, Role.APPROVER, {}, "Chưa nêu lý do"),
    ("convene", State.APPROVAL, S, {"approvers": 3, "agreed": 1}, "Mới có 1 trong 3 người duyệt đồng ý, cần ít nhất 2."),
    ("convene", State.APPROVAL, S, {"approvers": 4, "agreed": 2}, "Mới có 2 trong 4 người duyệt đồng ý, cần ít nhất 3."),
    ("convene", State.APPROVAL, S, {"approvers": 0, "agreed": 0}, "cần ít nhất 1"),
    ("convene", State.APPROVAL, OFFICE, {}, "Chưa nêu lý do"),
    ("amend", State.CONVENED, S, {}, "Chưa nêu lý do"),
    ("postpone", State.CONVENED, S, {}, "Chưa nêu lý do"),
    ("replace_chair", State.CONVENED, S, {}, "Chưa nêu lý do"),
    ("replace_recorder", State.HELD, CHAIR, {}, "Chưa nêu lý do"),
    ("record_past", State.DRAFT, SCRIBE, {"has_chair": False, "has_recorder": False, "has_place": False, "opening_is_stated": False}, "Chưa ghi người chủ trì, thư ký, địa điểm và giờ khai mạc"),
    ("record_past", State.DRAFT, S, {"planned_day": DAY, "now": EVE}, "Ngày 03/12/2026 chưa tới"),
    ("record_past", State.DRAFT, S, {"planned_day": DAY, "stated_opening": EVENING, "now": SOON}, "Giờ khai mạc chưa tới"),
    ("cancel", State.DRAFT, OFFICE, {}, "Chưa nêu lý do"),
    ("cancel", State.APPROVAL, S, {}, "Chưa nêu lý do"),
    ("cancel", State.CONVENED, S, {}, "Chưa nêu lý do"),
    ("open", State.CONVENED, CHAIR, {"planned_day": DAY, "stated_opening": EVE}, "từ ngày sinh hoạt 03/12/2026"),
    ("open", State.CONVENED, CHAIR, {"planned_day": DAY, "stated_opening": LATER, "now": EVENING}, "chưa tới"),
    ("open", State.CONVENED, SCRIBE, {"has_recorder": False}, "Chưa cử thư ký"),
    ("undo_open", State.HELD, CHAIR, {}, "Chưa nêu lý do"),
    ("break_off", State.HELD, CHAIR, {}, "Chưa nêu lý do"),
    ("close", State.HELD, CHAIR, {"open_roll_calls": ("điểm danh cuối giờ",)}, "Chưa xong điểm danh cuối giờ"),
    ("close", State.HELD, CHAIR, {"items_without_outcome": ("A", "B", "C", "D", "E")}, "5 nội dung chưa ghi kết quả (đã bàn, đã quyết, để lại, bỏ): “A”, “B”, “C” và 2 nội dung khác"),
    ("close", State.HELD, CHAIR, {"votes_that_do_not_add_up": ("Nghị quyết tháng 12",)}, "nhiều hơn số đảng viên chính thức có mặt ở Nghị quyết tháng 12"),
    ("close", State.HELD, CHAIR, {"undecided_resolutions": ("Nghị quyết tháng 12",)}, "chưa biểu quyết"),
    ("close", State.HELD, CHAIR, {"score_is_voted": False}, "Chưa biểu quyết điểm tự chấm"),
    ("close", State.HELD, CHAIR, {"score_is_voted": False, "kind": Kind.THEMATIC}, "Chưa biểu quyết điểm tự chấm"),
    ("close", State.HELD, CHAIR, {"minutes_are_adopted": False}, "đọc lại và thông qua"),
    ("close", State.HELD, SCRIBE, {"stated_opening": EVENING, "stated_closing": EVENING}, "sau giờ khai mạc"),
    ("close", State.HELD, SCRIBE, {"stated_closing": LATER, "now": EVENING}, "Giờ kết thúc chưa tới"),
    ("sign", State.MINUTES, CHAIR, {"open_marks": ("Ý kiến của đ/c Lý Thị Hương còn trống.",)}, "1 chỗ để trống: Ý kiến của đ/c Lý Thị Hương còn trống."),
    ("sign", State.MINUTES, Role.RECORDER, {"signature_is_there": True}, "đã có"),
    ("sign", State.MINUTES, S, {"signature": Signature.ATTESTED}, "ảnh bản đã ký trên giấy"),
    ("sign", State.MINUTES, OFFICE, {"signature": Signature.ATTESTED, "secretaries_cannot_attest": True}, "ảnh bản đã ký trên giấy"),
    ("score", State.MINUTES, S, {"kind": EXTRA}, "bất thường không chấm điểm"),
    ("score", State.MINUTES, S, {"missing_signatures": ("thư ký", "chủ trì")}, "thiếu chữ ký của thư ký và chủ trì"),
    ("score", State.MINUTES, S, {"unissued_resolutions": ("Nghị quyết tháng 12",)}, "chưa ban hành: Nghị quyết tháng 12"),
    ("finish", State.MINUTES, S, {}, "phải chấm điểm"),
    ("finish", State.MINUTES, S, {"kind": EXTRA, "missing_signatures": ("chủ trì",)}, "thiếu chữ ký"),
    ("finish", State.MINUTES, S, {"kind": EXTRA, "unissued_resolutions": ("Nghị quyết",)}, "chưa ban hành"),
    ("verify", State.SCORED, OVERSEER, {"criteria_without_points": ("4b", "6")}, "2 tiêu chí chưa có điểm thẩm định: 4b và 6"),
    ("send_back", State.SCORED, OVERSEER, {}, "Chưa nêu lý do"),
    ("evaluate", State.SCORED, Role.LEADERSHIP, {"is_verified": False}, "chưa được thẩm định"),
    ("evaluate", State.SCORED, Role.LEADERSHIP, {"has_rating": False}, "Chưa chọn mức xếp loại"),
    ("evaluate", State.SCORED, OFFICE, {"has_decision": False}, "Chưa ghi số và ngày"),
    ("reopen", State.EVALUATED, OFFICE, {}, "Chưa nêu lý do"),
]  # fmt: skip

BLOCKED_IN_SPITE_OF_A_REASON = [
    ("agree", State.APPROVAL, OVERSEER, {"voice": Voice.STAND_IN, "stand_in_has_spoken": True}, "một tiếng nói"),
    ("agree", State.APPROVAL, OVERSEER, {"voice": Voice.STAND_IN, "voice_is_named": False}, "Chưa chọn người duyệt"),
    ("convene", State.APPROVAL, S, {"approvers": 3, "agreed": 1}, "Mới có 1 trong 3"),
    ("amend", State.CONVENED, S, {"part_is_held": True}, "đã diễn ra"),
    ("convene", State.APPROVAL, OFFICE, {"cell_ended_on": DAY}, "kết thúc hoạt động"),
    ("amend", State.CONVENED, S, {"cell_ended_on": DAY}, "kết thúc hoạt động"),
    ("postpone", State.CONVENED, S, {"cell_ended_on": DAY}, "kết thúc hoạt động"),
    ("break_off", State.HELD, CHAIR, {"cell_ended_on": DAY}, "kết thúc hoạt động"),
    ("postpone", State.CONVENED, S, {"has_new_time": False}, "Chưa ghi thời gian mới"),
    ("replace_chair", State.HELD, S, {"successor_is_named": False}, "Chưa chọn người thay"),
    ("replace_recorder", State.CONVENED, S, {"successor_is_named": False}, "Chưa chọn người thay"),
    ("undo_open", State.HELD, CHAIR, {"recorded": ("2 ý kiến phát biểu", "1 lần biểu quyết")}, "Đã ghi 2 ý kiến phát biểu và 1 lần biểu quyết"),
    ("evaluate", State.SCORED, Role.LEADERSHIP, {"has_rating": False}, "Chưa chọn mức xếp loại"),
]  # fmt: skip

OPEN = [
    ("create", None, SCRIBE, {"live_regular_exists": True, "kind": Kind.THEMATIC}, ""),
    ("create", None, OFFICE, {"from_guidance": True}, ""),
    ("submit", State.DRAFT, S, {"guidance_is_published": True, "has_guidance_item": True, "open_tasks": 8, "has_results_item": True}, ""),
    ("submit", State.DRAFT, S, {"guidance_is_published": True, "open_tasks": 8, "kind": EXTRA}, ""),
    ("agree", State.APPROVAL, OVERSEER, {"voice": Voice.STAND_IN}, "Đồng chí Mến đi viện"),
    ("convene", State.APPROVAL, S, {"approvers": 3, "agreed": 2}, ""),
    ("convene", State.APPROVAL, OFFICE, {"approvers": 3, "agreed": 0}, "Bão lũ"),
    ("record_past", State.DRAFT, SCRIBE, {"planned_day": DAY, "stated_opening": EVENING, "now": LATER}, ""),
    ("record_past", State.DRAFT, S, {"planned_day": DAY, "now": SOON}, ""),
    ("open", State.CONVENED, Role.RECORDER, {"planned_day": DAY, "stated_opening": SOON, "now": LATER}, ""),
    ("open", State.CONVENED, SCRIBE, {"planned_day": DAY, "stated_opening": EVENING, "now": EVENING}, ""),
    ("close", State.HELD, SCRIBE, {"stated_opening": EVENING, "stated_closing": LATER, "now": LATER}, ""),
    ("close", State.HELD, CHAIR, {"score_is_voted": False, "kind": EXTRA}, ""),
    ("sign", State.MINUTES, CHAIR, {"signature": Signature.OWN}, ""),
    ("sign", State.MINUTES, S, {"signature": Signature.ATTESTED, "has_scan": True}, ""),
    ("sign", State.MINUTES, S, {"signature": Signature.ATTESTED}, "Thư ký nằm viện"),
    ("score", State.MINUTES, S, {"kind": Kind.THEMATIC}, ""),
    ("finish", State.MINUTES, S, {"kind": EXTRA}, ""),
    ("verify", State.SCORED, OFFICE, {"has_overseer": False}, ""),
    ("evaluate", State.SCORED, Role.LEADERSHIP, {"is_verified": False}, "Hết hạn tổng hợp"),
]  # fmt: skip

CLOSED = [
    ("create", None, OFFICE, {}),
    ("agree", State.APPROVAL, Role.COMMITTEE_MEMBER, {}),
    ("agree", State.APPROVAL, Role.APPROVER, {"voice": Voice.PAPER}),
    ("agree", State.APPROVAL, SCRIBE, {"voice": Voice.OWN}),
    ("agree", State.APPROVAL, S, {"voice": Voice.STAND_IN}),
    ("sign", State.MINUTES, CHAIR, {"signature": Signature.ATTESTED}),
    ("sign", State.MINUTES, S, {"signature": Signature.OWN}),
    ("sign", State.MINUTES, OFFICE, {"signature": Signature.ATTESTED}),
    ("verify", State.SCORED, OFFICE, {}),
]


@pytest.mark.parametrize(("name", "state", "role", "stated", "words"), BLOCKED)
def test_each_condition_blocks_with_a_sentence_and_who_can_mend_it(name, state, role, stated, words):
    refused = MEETING.refusal(state, name, {role}, MeetingFacts(**stated))

    assert refused.kind == "blocked"
    assert words in str(refused)
    assert all(reason.text.endswith((".", "”.")) and reason.fixed_by for reason in refused.reasons)


@pytest.mark.parametrize(("name", "state", "role", "stated", "words"), BLOCKED_IN_SPITE_OF_A_REASON)
def test_some_conditions_hold_whatever_the_reason(name, state, role, stated, words):
    refused = MEETING.refusal(state, name, {role}, MeetingFacts(**stated), reason="Có lý do chính đáng")

    assert refused.kind == "blocked"
    assert [words in reason.text for reason in refused.reasons] == [True]


@pytest.mark.parametrize(("name", "state", "role", "stated", "reason"), OPEN)
def test_what_may_go_on(name, state, role, stated, reason):
    assert MEETING.refusal(state, name, {role}, MeetingFacts(**stated), reason) is None


@pytest.mark.parametrize(("name", "state", "role", "stated"), CLOSED)
def test_what_the_facts_close_to_a_role(name, state, role, stated):
    assert MEETING.refusal(state, name, {role}, MeetingFacts(**stated), "Có lý do").kind == "not_yours"


def test_everything_that_is_missing_is_said_at_once():
    facts = MeetingFacts(
        agenda_items=0, has_time=False, guidance_is_published=True, open_tasks=1, part_is_held=True,
        items_without_presenter=("Thời sự",),
    )  # fmt: skip

    assert len(MEETING.refusal(State.DRAFT, "submit", {S}, facts).reasons) == 6


@pytest.mark.parametrize(
    "step", [s for s in MEETING.steps if s.source in set(State)], ids=lambda s: f"{s.source}-{s.label}"
)
def test_facts_left_alone_block_nothing_but_a_missing_reason(step):
    facts = MeetingFacts(kind=EXTRA if step.name == "finish" else Kind.REGULAR)

    assert step.reasons(facts, "Có lý do") == ()


@pytest.mark.parametrize(("came_by_record_past", "target"), [(False, State.CONVENED), (True, State.DRAFT)])
@pytest.mark.parametrize("name", ["undo_open", "break_off"])
def test_undoing_leads_back_to_where_the_meeting_came_from(name, came_by_record_past, target):
    meeting = SimpleNamespace(state=State.HELD)

    MEETING.take(
        meeting, name, roles={CHAIR}, facts=MeetingFacts(came_by_record_past=came_by_record_past), reason="Mất điện"
    )

    assert meeting.state == target


@pytest.mark.parametrize(("kind", "target"), [(Kind.REGULAR, State.SCORED), (EXTRA, State.MINUTES)])
def test_reopening_leads_back_to_what_can_still_be_changed(kind, target):
    meeting = SimpleNamespace(state=State.EVALUATED)

    MEETING.take(meeting, "reopen", roles={OFFICE}, facts=MeetingFacts(kind=kind), reason="Sửa xếp loại")

    assert meeting.state == target
