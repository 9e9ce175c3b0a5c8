"""The workbook from which a meeting is entered into the national e-handbook: a sheet for each of its pages."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from app import clock
from app.agendas.models import AgendaItem, Outcome
from app.handbook.queries import Held
from app.meetings.models import Meeting
from app.resolutions.models import SECTIONS, Resolution
from app.sessions.models import Attendance, Vote
from app.workbooks import Sheet, workbook
from workflows.attendance import MARK_LABELS, Standing
from workflows.meeting import KIND_LABELS
from workflows.voting import Ballot

MEETINGS = (
    ("Chi bộ", 32), ("Loại sinh hoạt", 14), ("Tháng", 9), ("Ngày sinh hoạt", 15), ("Khai mạc", 10), ("Bế mạc", 10),
    ("Địa điểm", 30), ("Chuyên đề", 30), ("Chủ trì", 24), ("Thư ký", 24), ("Số biên bản", 14), ("Số nghị quyết", 14),
    ("Tổng hợp của chủ trì", 60),
)  # fmt: skip
ROLL = (
    ("Ngày sinh hoạt", 15), ("TT", 6), ("Họ và tên", 28), ("Tư cách", 12), ("Ghi chú", 26), ("Điểm danh đầu giờ", 20),
    ("Đến lúc", 10), ("Điểm danh cuối giờ", 20), ("Về lúc", 10), ("Lý do vắng", 36),
)  # fmt: skip
ITEMS = (("Ngày sinh hoạt", 15), ("TT", 6), ("Nội dung", 48), ("Kết quả", 22), ("Kết luận", 70))
VOTES = (
    ("Ngày sinh hoạt", 15), ("TT", 6), ("Nội dung biểu quyết", 48), ("Hình thức", 14), ("Diện tính biểu quyết", 12),
    ("Có mặt", 10), ("Tán thành", 10), ("Không tán thành", 12), ("Ý kiến khác", 10), ("Không biểu quyết", 12),
    ("Kết quả", 18),
)  # fmt: skip
RESOLUTIONS = (
    ("Ngày sinh hoạt", 15), ("Số", 14), ("Ngày ban hành", 15), ("Trích yếu", 40), ("Phần", 30), ("Nội dung", 70),
    ("Người phụ trách", 26), ("Thời hạn", 12),
)  # fmt: skip
OUTCOMES = {
    Outcome.DISCUSSED: "Đã thảo luận", Outcome.DECIDED: "Đã quyết định", Outcome.DEFERRED: "Chuyển kỳ sau",
    Outcome.DROPPED: "Đưa ra khỏi chương trình",
}  # fmt: skip


def workbook_of(held: Held) -> bytes:
    days = {meeting.id: _day(meeting) for meeting in held.meetings}
    return workbook(
        [
            Sheet("Kỳ sinh hoạt", MEETINGS, [_meeting(meeting, held) for meeting in held.meetings]),
            Sheet("Điểm danh", ROLL, list(_numbered(held.attendance, days, _attendance))),
            Sheet("Nội dung", ITEMS, list(_numbered(held.items, days, _item))),
            Sheet("Biểu quyết", VOTES, list(_numbered(held.votes, days, _vote))),
            Sheet("Nghị quyết", RESOLUTIONS, [row for one in held.resolutions for row in _resolution(one, held, days)]),
        ]
    )


def _numbered(rows: Any, days: dict[int, date | None], told: Any) -> Iterator[list[Any]]:
    """Counted from 1 in each meeting."""
    number, meeting = 0, None
    for row in rows:
        number = number + 1 if row.meeting_id == meeting else 1
        meeting = row.meeting_id
        yield [days[meeting], number, *told(row)]


def _day(meeting: Meeting) -> date | None:
    began = meeting.opened_at or meeting.starts_at
    return clock.day_of(began) if began else None


def _meeting(meeting: Meeting, held: Held) -> list[Any]:
    return [
        meeting.cell.name, KIND_LABELS[meeting.kind], f"{meeting.month.month}/{meeting.month.year}", _day(meeting),
        _time(meeting.opened_at), _time(meeting.closed_at), meeting.place, meeting.theme,
        meeting.chair.full_name if meeting.chair else "", meeting.recorder.full_name if meeting.recorder else "",
        held.symbols.get(("minutes", meeting.id), ""), held.symbols.get(("resolution", meeting.id), ""),
        meeting.conclusion,
    ]  # fmt: skip


def _attendance(row: Attendance) -> list[Any]:
    standing = "Chính thức" if row.standing == Standing.OFFICIAL else "Dự bị"
    notes = {
        "Miễn sinh hoạt": row.exempt, "Đình chỉ sinh hoạt": row.suspended, "Sinh hoạt tạm thời đến": row.temporary_in,
        "Sinh hoạt tạm thời nơi khác": row.temporary_out,
    }  # fmt: skip
    started = "" if row.suspended else MARK_LABELS[row.start_mark]
    ended = MARK_LABELS[row.end_mark] if row.end_mark and not row.suspended else ""
    said = "; ".join(words for words, holds in notes.items() if holds)
    return [
        row.person.full_name, standing, said, started, _time(row.arrived_at), ended, _time(row.left_at), row.reason,
    ]  # fmt: skip


def _item(item: AgendaItem) -> list[Any]:
    conclusion = "Ghi sổ giấy" if item.kept_on_paper else item.conclusion
    return [item.title, OUTCOMES[item.outcome] if item.outcome else "", conclusion]


def _vote(vote: Vote) -> list[Any]:
    ballot = "Phiếu kín" if vote.ballot == Ballot.SECRET else "Giơ tay"
    return [
        vote.subject, ballot, vote.base, vote.present, vote.votes_for, vote.against, vote.other, vote.tally.not_voting,
        "Thông qua" if vote.passed else "Không thông qua",
    ]  # fmt: skip


def _resolution(one: Resolution, held: Held, days: dict[int, date | None]) -> Iterator[list[Any]]:
    issued = clock.day_of(one.issued_at) if one.issued_at else None
    head = [days[one.meeting_id], held.symbols.get(("resolution", one.meeting_id), ""), issued, one.subject_line]
    for key, label in SECTIONS.items():
        if text := str(one.sections.get(key, "")).strip():
            yield [*head, label, text, None, None]
    for task in one.tasks:
        owner = task.owner.full_name if task.owner else task.owner_name
        yield [*head, f"Nhiệm vụ {task.field}".strip(), task.work, owner, task.deadline]


def _time(moment: Any) -> str:
    return moment.astimezone(clock.VIETNAM).strftime("%H:%M") if moment else ""
