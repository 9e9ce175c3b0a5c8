"""The record of a sitting as its minutes read it, and the texts in it that people may complete by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app import clock
from app.agendas.models import AgendaItem
from app.agendas.queries import items_of
from app.evaluations.models import CriteriaSet, ScoreSheet
from app.evaluations.queries import sheet_of
from app.extensions import db
from app.meetings.models import Meeting
from app.minutes.queries import closed_by
from app.papers.queries import offices_in
from app.sessions.models import Attendance, Guest, Mention, MentionKind, Speech, Vote
from app.sessions.queries import guests_of, mentions_of, rows_of, speeches_of, votes_of
from app.tasks.models import Task
from app.tasks.queries import of_meeting
from workflows.attendance import Mark

LONGEST = 20_000


@dataclass(frozen=True, kw_only=True)
class Record:
    """All that was noted of one meeting, read once."""

    meeting: Meeting
    rows: list[Attendance]
    items: list[AgendaItem]
    speeches: list[Speech]
    guests: list[Guest]
    mentions: list[Mention]
    votes: list[Vote]
    sheet: ScoreSheet | None
    tasks: list[Task]
    not_counted: tuple[str, ...]
    offices: dict[int, str]
    entered_by: str


def record_of(meeting: Meeting) -> Record:
    began = meeting.opened_at or meeting.starts_at
    day = clock.day_of(began) if began else clock.today()
    sheet = sheet_of(meeting.id)
    return Record(
        meeting=meeting,
        rows=rows_of(meeting.id),
        items=items_of(meeting.id),
        speeches=speeches_of(meeting.id),
        guests=guests_of(meeting.id),
        mentions=mentions_of(meeting.id),
        votes=votes_of(meeting.id),
        sheet=sheet,
        tasks=of_meeting(meeting.id),
        not_counted=not_counted(meeting, sheet),
        offices=offices_in(meeting.cell_id, day),
        entered_by=closed_by(meeting.id),
    )


def not_counted(meeting: Meeting, sheet: ScoreSheet | None) -> tuple[str, ...]:
    """The criteria that do not apply to this meeting, as `tiêu chí nội dung sinh hoạt chuyên đề`."""
    codes = {line.code for line in sheet.lines if not line.applies} if sheet else set()
    if not codes:
        return ()
    table = db.session.get_one(CriteriaSet, meeting.criteria_set_id).criteria
    titles = [row["title"].split(" (")[0] for row in table if row["code"] in codes]
    return tuple(f"tiêu chí {title[:1].lower()}{title[1:]}" for title in titles)


@dataclass(frozen=True, kw_only=True)
class TextField:
    """One text of the minutes. `recorded` is what was noted in the meeting; `gap` is set where it may not stay empty:
    the sentence that says what is missing."""

    key: str
    label: str
    group: str
    recorded: str
    gap: str = ""
    short: bool = False


class Words:
    """The texts of the minutes: as recorded, or as completed by hand. A later correction of the record wins."""

    def __init__(self, written: Mapping[str, Any]) -> None:
        self._written = written

    def of(self, key: str, recorded: str) -> str:
        found = self._written.get(key)
        return found["text"] if found and found["over"] == recorded else recorded


def is_absent_with_reason(row: Attendance) -> bool:
    away = row.exempt or row.temporary_in or row.temporary_out
    return not away and row.start_mark == Mark.EXCUSED


def speaker_of(speech: Speech) -> str:
    found = speech.person.full_name if speech.person else speech.guest.name if speech.guest else ""
    return found or "chưa rõ tên"


def fields_of(record: Record) -> list[TextField]:
    """Every text that may be completed, in the order of the paper. An item kept on paper has none."""
    return [*_reasons(record), *_course(record), *_after(record)]


def open_items(record: Record) -> list[AgendaItem]:
    """The items that are written down here and not in the paper book."""
    return [item for item in record.items if not item.kept_on_paper]


def speeches_at(record: Record, item: AgendaItem) -> list[Speech]:
    return [speech for speech in record.speeches if speech.item_id == item.id]


def _reasons(record: Record) -> list[TextField]:
    return [
        TextField(
            key=f"reason-{row.id}",
            label=f"Lý do vắng của đ/c {row.person.full_name}",
            group="Thành phần",
            recorded=row.reason,
            gap=f"Lý do vắng của đ/c {row.person.full_name} còn trống.",
            short=True,
        )
        for row in record.rows
        if is_absent_with_reason(row)
    ]


def _course(record: Record) -> list[TextField]:
    found = []
    for item in open_items(record):
        found += [
            TextField(
                key=f"speech-{speech.id}",
                label=f"Ý kiến của đ/c {speaker_of(speech)}",
                group=item.title,
                recorded=speech.text,
                gap=f"Ý kiến của đ/c {speaker_of(speech)} ở mục “{item.title}” còn trống.",
            )
            for speech in speeches_at(record, item)
        ]
        label = "Kết luận của chủ trì"
        found.append(TextField(key=f"conclusion-{item.id}", label=label, group=item.title, recorded=item.conclusion))
    return found


def _after(record: Record) -> list[TextField]:
    praise = {MentionKind.COMMENDATION: "Biểu dương", MentionKind.REMINDER: "Nhắc nhở"}
    found = [
        TextField(
            key=f"mention-{mention.id}",
            label=f"{praise[mention.kind]}: {name_of(mention)}",
            group="Biểu dương, nhắc nhở",
            recorded=mention.text,
        )
        for mention in record.mentions
    ]
    synthesis = record.meeting.conclusion
    found.append(TextField(key="synthesis", label="Tổng hợp của chủ trì", group="Kết thúc", recorded=synthesis))
    if record.sheet is not None:
        group, sheet = "Chấm điểm buổi sinh hoạt", record.sheet
        found += [
            TextField(key="weak", label="Tiêu chí chưa đạt, mỗi dòng một ý", group=group, recorded=sheet.weak_criteria),
            TextField(
                key="remedies", label="Biện pháp khắc phục, mỗi dòng một ý", group=group, recorded=sheet.remedies
            ),
        ]
    return found


def name_of(mention: Mention) -> str:
    return f"đồng chí {mention.person.full_name}" if mention.person else mention.name
