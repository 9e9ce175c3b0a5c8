"""The record of a sitting as its minutes read it."""

from dataclasses import dataclass

from app import clock
from app.agendas.models import AgendaItem, ItemKind, Outcome
from app.agendas.queries import items_of
from app.criteria.models import CriteriaSet
from app.documents.models import Document
from app.evaluations.models import ScoreSheet
from app.evaluations.queries import sheet_of
from app.extensions import db
from app.meetings.models import Meeting
from app.minutes.queries import closed_by
from app.papers.queries import offices_in
from app.resolutions.queries import previous_of
from app.sessions.models import Attendance, Guest, Mention, Speech, Vote
from app.sessions.queries import guests_of, mentions_of, rows_of, speeches_of, votes_of
from app.tasks.models import Task
from app.tasks.queries import of_meeting, of_resolution
from workflows.attendance import Mark
from workflows.task import State as TaskState
from workflows.words import day, percent

SET_ASIDE = (Outcome.DEFERRED, Outcome.DROPPED)
# Opening and closing are told by the frame of the minutes, the score by a part of its own.
FRAME = (ItemKind.OPENING, ItemKind.CLOSING, ItemKind.SCORE)
NOT_PRESENTED = (*FRAME, ItemKind.CRITICISM)


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
    looked_back: str


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
        looked_back=looked_back(meeting),
    )


def looked_back(meeting: Meeting) -> str:
    """`Nghị quyết số 13-NQ/CB, ngày 03/01/2026 (hoàn thành 6/7 nhiệm vụ, đạt 85,7%)`, as it stood at the closing."""
    found = previous_of(meeting)
    if found is None or found[0].document_id is None:
        return ""
    document = db.session.get_one(Document, found[0].document_id)
    issued = clock.day_of(document.issued_at or document.created_at)
    moment = meeting.closed_at or clock.now()
    tasks = [task for task in of_resolution(found[0].id) if task.state != TaskState.DROPPED]
    done = sum(task.confirmed_at is not None and task.confirmed_at <= moment for task in tasks)
    kept = f" (hoàn thành {done}/{len(tasks)} nhiệm vụ, đạt {percent(done, len(tasks))})" if tasks else ""
    return f"Nghị quyết số {document.symbol}, ngày {day(issued)}{kept}"


def not_counted(meeting: Meeting, sheet: ScoreSheet | None) -> tuple[str, ...]:
    """The criteria that do not apply to this meeting, as `tiêu chí nội dung sinh hoạt chuyên đề`."""
    codes = {line.code for line in sheet.lines if not line.applies} if sheet else set()
    if not codes:
        return ()
    table = db.session.get_one(CriteriaSet, meeting.criteria_set_id).criteria
    titles = [row["title"].split(" (")[0] for row in table if row["code"] in codes]
    return tuple(f"tiêu chí {title[:1].lower()}{title[1:]}" for title in titles)


def is_absent_with_reason(row: Attendance) -> bool:
    return row.due and row.start_mark == Mark.EXCUSED


def speaker_of(speech: Speech) -> str:
    found = speech.person.full_name if speech.person else speech.guest.name if speech.guest else ""
    return found or "chưa rõ tên"


def open_items(record: Record) -> list[AgendaItem]:
    """The items that are written down here and not in the paper book."""
    return [item for item in record.items if not item.kept_on_paper]


def was_presented(item: AgendaItem) -> bool:
    taken_up = item.outcome is not None or item.started_at is not None
    has_presenter = bool(item.presenter_id or item.presenter_name)
    return taken_up and has_presenter and item.outcome not in SET_ASIDE and item.kind not in NOT_PRESENTED


def speeches_at(record: Record, item: AgendaItem) -> list[Speech]:
    return [speech for speech in record.speeches if speech.item_id == item.id]


def name_of(mention: Mention) -> str:
    return f"đồng chí {mention.person.full_name}" if mention.person else mention.name
