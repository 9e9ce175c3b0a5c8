"""Where the house holds something on a person, and to whom it hands it out: each table that names people, once.

OWN goes to the person alone, BOTH to the office as well: what it reads of its people in any case, never what they said,
wrote or were told. What is in NOT_HANDED_OUT names people too, with the reason why it stays where it is.
"""

from enum import StrEnum
from typing import NamedTuple


class To(StrEnum):
    OWN = "own"
    BOTH = "both"


class Section(NamedTuple):
    title: str  # at most 31 letters, as the name of a sheet
    table: str
    column: str  # which names the person, or the account
    to: To = To.BOTH


OWN = To.OWN
SECTIONS = (
    Section("Lý lịch", "person", "id"),
    Section("Sinh hoạt tại", "membership", "person_id"),
    Section("Miễn, nghỉ, đình chỉ", "status_period", "person_id"),
    Section("Sinh hoạt tạm thời, tăng cường", "temporary_transfer", "person_id"),
    Section("Chức vụ", "appointment", "person_id"),
    Section("Ủy quyền ký thay", "substitution", "person_id"),
    Section("Tổ đảng", "party_group_member", "person_id"),
    Section("Bồi dưỡng", "training", "person_id"),
    Section("Phân công phụ trách", "assignment", "person_id"),
    Section("Gương hay", "example", "person_id"),
    Section("Xếp loại năm", "year_rating", "person_id"),
    Section("Điểm danh", "attendance", "person_id"),
    Section("Nhiệm vụ", "task", "owner_id"),
    Section("Chữ ký biên bản", "signature", "person_id"),
    Section("Tài khoản", "account", "person_id"),
    Section("Các lần đăng nhập", "sign_in_attempt", "account_id"),
    Section("Báo dự, báo vắng", "attendance_reply", "person_id", OWN),
    Section("Phát biểu", "speech", "person_id", OWN),
    Section("Ý kiến trước kỳ sinh hoạt", "opinion", "person_id", OWN),
    Section("Biểu dương, nhắc nhở", "mention", "person_id", OWN),
    Section("Tự soi, tự sửa", "self_check", "person_id", OWN),
    Section("Kiến nghị đã nêu", "petition", "raised_by_id", OWN),
    Section("Ý kiến về chương trình", "agreement", "person_id", OWN),
    Section("Thông báo", "notification", "person_id", OWN),
    Section("Thư đã gửi đến tôi", "letter", "person_id", OWN),
    Section("Địa chỉ thư", "mail_address", "account_id", OWN),
    Section("Chọn nhận thư", "notice_choice", "account_id", OWN),
    Section("Liên kết lịch", "calendar_feed", "account_id", OWN),
    Section("Xác thực hai lớp", "second_factor", "account_id", OWN),
    Section("Máy đang đăng nhập", "open_session", "account_id", OWN),
    Section("Đang viết dở", "typing_draft", "account_id", OWN),
    Section("Việc đã làm trên hệ thống", "audit_event", "account_id", OWN),
)
# Of these the office is given what happened in its own organisations: a person may have come from another commune. What
# is not named here is the person's own file, which goes along with them. By table the way to the organisation.
WHERE_IT_WAS = {
    "assignment": "cell_id",
    "attendance": "meeting_id",
    "example": "cell_id",
    "signature": "minutes_id",
    "task": "cell_id",
}
_OFFICE = "what was done in an office stands in the record of that thing; the person's own acts are in audit_event"
_SECRET = "a secret or its hash, of use to nobody but the house"  # noqa: S105  # a reason, no password
_PLANNED = "what a committee considers of people before it is decided is its own"
_AT_WORK = "a part in a meeting or a paper, which is handed out with that meeting or paper"
NOT_HANDED_OUT = {
    ("absentee_told", "person_id"): "telling the absent, a note between officers",
    ("roster_upload", "account_id"): _OFFICE,
    ("reserve", "person_id"): _PLANNED,
    ("prospect", "person_id"): _PLANNED,
    ("draft_task", "owner_id"): "a proposal in a draft; once it is a task it is in task",
    ("prospect", "first_helper_id"): "the data of somebody else",
    ("prospect", "second_helper_id"): "the data of somebody else",
    ("recovery_code", "account_id"): _SECRET,
    ("ended_session", "account_id"): _SECRET,
    ("used_form", "account_id"): _SECRET,
    ("one_time_sign_in", "account_id"): _SECRET,
    ("party_group", "leader_id"): "the group itself; being in it is in party_group_member",
    ("guidance_reading", "person_id"): _AT_WORK,
    ("inspection_team_member", "person_id"): _AT_WORK,
    ("guest", "person_id"): _AT_WORK,
    ("meeting_guest", "person_id"): _AT_WORK,
    ("hour_suggestion", "person_id"): _OFFICE,
    ("meeting", "chair_id"): _AT_WORK,
    ("meeting", "recorder_id"): _AT_WORK,
    ("meeting", "observer_id"): _AT_WORK,
    ("agenda_item", "presenter_id"): _AT_WORK,
    ("plan_topic", "person_id"): _AT_WORK,
    ("document_signature", "person_id"): _AT_WORK,
    ("handover", "giver_id"): _AT_WORK,
    ("handover", "taker_id"): _AT_WORK,
}
# Columns that say by whom something was done.
DONE_BY = ("_by_id", "on_behalf_of_id", "signer_id")
DONE_IN = ("_step", "contact_note", "record_correction", "guidance")
NEVER = {
    "password_hash", "code_hash", "token_hash", "sealed", "session", "hash", "previous_hash", "text_hash", "seals",
    "data", "sort_key", "folded_name", "folded", "version", "definition_version", "session_epoch", "epoch", "last_step",
    "key", "body", "message_id", "tries", "next_try_at", "error", "counts", "chain", "seq", "acting_as", "id",
}  # fmt: skip


def is_done_by(table: str, column: str) -> bool:
    """Whether the column says who did something, not whom it is about (_OFFICE)."""
    return column.endswith(DONE_BY) or table.endswith(DONE_IN)
