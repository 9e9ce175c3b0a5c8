"""What each kind of thing says, read where it is kept: for the index, and for the page that shows what was found.

One function a kind, so that what is indexed is what is shown. None asks who reads: that is `queries`' affair.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, func, select
from sqlalchemy.orm import aliased

from app import clock
from app.agendas.models import AgendaItem
from app.columns import among, as_list
from app.documents.models import Attachment, AttachmentPurpose, Document
from app.finding.models import FoundKind
from app.guidance.models import Guidance
from app.meetings.models import Meeting
from app.members.models import Person
from app.minutes.models import Minutes
from app.organisations.models import Organisation
from app.petitions.models import Petition
from app.resolutions.models import DraftTask, Resolution
from app.resolutions.queries import IN_FORCE
from app.tasks.models import Task
from workflows.meeting import KIND_LABELS
from workflows.petition import KIND_LABELS as PETITION_KINDS
from workflows.resolution import State as ResolutionState


class Thing(NamedTuple):
    """`place`: the cell; `on`: the month of the meeting, or the day on which it was raised or given."""

    id: int
    cell_id: int
    place: str
    meeting_id: int | None
    on: date
    title: str
    text: str
    issued: bool = False


_CELL, _MEETING = Organisation.__table__.c, Meeting.__table__.c
_ITEM, _MINUTES, _RESOLUTION = AgendaItem.__table__.c, Minutes.__table__.c, Resolution.__table__.c
_TASK, _PETITION, _DOCUMENT = Task.__table__.c, Petition.__table__.c, Document.__table__.c
_GUIDANCE, _FILE, _PERSON = Guidance.__table__.c, Attachment.__table__.c, Person.__table__.c
_WRITTEN = ("theme", "situation", "orientation", "contents", "contents_by_type")
_STAYS = aliased(Petition.__table__)

# Of a snapshot of minutes: the texts that people wrote. Codes, dates and counts are no words of anybody.
_SAID = frozenset({
    "title", "text", "conclusion", "name", "work", "subject", "theme", "reason", "commendations", "reminders", "weak",
    "remedies",
})  # fmt: skip


def things(kind: FoundKind, ids: Collection[int], connection: Connection, *, lock: bool = False) -> list[Thing]:
    """Those of the things that are there and can be found. `lock`: nobody changes them before the transaction ends."""
    _, read = _READ[kind]
    rows = connection.execute(_of(kind, lock=lock), {"ids": as_list(ids)}).all()
    return list(read(rows, connection))


@cache
def _of(kind: FoundKind, *, lock: bool) -> Select[Any]:
    """Built once: it is sent with nearly every change."""
    of, (asked, _) = ROWS[kind], _READ[kind]
    query = asked().where(among(of.c.id, "ids")).order_by(of.c.id)
    return query.with_for_update(of=of) if lock else query


def _of_meetings(*columns: Any) -> Select[Any]:
    shown = (_MEETING.cell_id, _CELL.name, _MEETING.id, _MEETING.month, _MEETING.kind)
    return select(*columns, *(c.label(f"meeting_{c.name}") for c in shown)).where(_CELL.id == _MEETING.cell_id)


def _thing_of(row: Row[Any], title: str, text: str, *, issued: bool = False) -> Thing:
    return Thing(
        row.id, row.meeting_cell_id, row.meeting_name, row.meeting_id, row.meeting_month, title, text, issued
    )  # fmt: skip


def _heading(row: Row[Any]) -> str:
    month = row.meeting_month
    return f"Sinh hoạt chi bộ {KIND_LABELS[row.meeting_kind]} tháng {month.month}/{month.year}"


def _meetings() -> Select[Any]:
    return _of_meetings(_MEETING.id.label("id"), _MEETING.theme)


def _read_meetings(rows: Collection[Row[Any]], _connection: Connection) -> Iterator[Thing]:
    for row in rows:
        yield _thing_of(row, _heading(row), _lines(row.meeting_name, row.theme and f"Chuyên đề: {row.theme}"))


def _items() -> Select[Any]:
    shown = _of_meetings(_ITEM.id.label("id"), _ITEM.title, _ITEM.content, _ITEM.questions, _ITEM.kept_on_paper)
    return shown.where(_MEETING.id == _ITEM.meeting_id)


def _read_items(rows: Collection[Row[Any]], _connection: Connection) -> Iterator[Thing]:
    for row in rows:
        text = "" if row.kept_on_paper else _lines(row.content, *(one["text"] for one in row.questions))
        yield _thing_of(row, row.title, text)


def _minutes() -> Select[Any]:
    shown = _of_meetings(_MINUTES.id.label("id"), _MINUTES.composed, _symbol(_MINUTES.document_id))
    return shown.where(_MEETING.id == _MINUTES.meeting_id, _MINUTES.superseded_at.is_(None))


def _read_minutes(rows: Collection[Row[Any]], _connection: Connection) -> Iterator[Thing]:
    for row in rows:
        said = _lines(row.symbol, *_said_in(row.composed.get("snapshot")))
        yield _thing_of(row, f"Biên bản {_heading(row).lower()}", said)


def _said_in(data: Any, field: str = "") -> Iterator[str]:
    """The texts of a snapshot in their order, whatever version of the program made it."""
    if isinstance(data, Mapping):
        for name, value in data.items():
            yield from _said_in(value, name)
    elif isinstance(data, list):
        for one in data:
            yield from _said_in(one, field)
    elif isinstance(data, str) and field in _SAID:
        yield data


def _resolutions() -> Select[Any]:
    shown = _of_meetings(
        _RESOLUTION.id.label("id"), _RESOLUTION.subject_line, _RESOLUTION.sections, _RESOLUTION.state,
        _symbol(_RESOLUTION.document_id),
    )  # fmt: skip
    return shown.where(_MEETING.id == _RESOLUTION.meeting_id, _RESOLUTION.state.in_(IN_FORCE))


def _read_resolutions(rows: Collection[Row[Any]], connection: Connection) -> Iterator[Thing]:
    tasks = _draft_tasks([row.id for row in rows], connection)
    for row in rows:
        said = _lines(row.symbol, *(str(text) for text in row.sections.values()), *tasks[row.id])
        yield _thing_of(row, row.subject_line, said, issued=row.state == ResolutionState.ISSUED)


def _draft_tasks(resolution_ids: Collection[int], connection: Connection) -> Mapping[int, list[str]]:
    line = DraftTask.__table__.c
    found: dict[int, list[str]] = defaultdict(list)
    wanted = select(line.resolution_id, line.field, line.work, line.owner_name)
    for row in connection.execute(
        wanted.where(line.resolution_id.in_(resolution_ids)).order_by(line.position, line.id)
    ):
        found[row.resolution_id].append(_lines(row.field, row.work, row.owner_name))
    return found


def _symbol(document_id: Any) -> Any:
    """The number that the issued paper bears."""
    symbol = select(_DOCUMENT.symbol).where(_DOCUMENT.id == document_id).scalar_subquery()
    return func.coalesce(symbol, "").label("symbol")


def _guidance() -> Select[Any]:
    """With the names of the files that go out with it."""
    shown = (_GUIDANCE.id, _GUIDANCE.organisation_id, _CELL.name, _GUIDANCE.month, *(_GUIDANCE[n] for n in _WRITTEN))
    return select(*shown, _symbol(_GUIDANCE.document_id)).where(_CELL.id == _GUIDANCE.organisation_id)


def _read_guidance(rows: Collection[Row[Any]], connection: Connection) -> Iterator[Thing]:
    names = _file_names([row.id for row in rows], connection)
    for row in rows:
        *texts, by_type = (getattr(row, name) for name in _WRITTEN)
        said = _lines(row.symbol, *texts, *by_type.values(), *names[row.id])
        title = f"Định hướng sinh hoạt chi bộ tháng {row.month.month}/{row.month.year}"
        yield Thing(row.id, row.organisation_id, row.name, None, row.month, title, said)


def _file_names(guidance_ids: Collection[int], connection: Connection) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    asked = select(_FILE.guidance_id, _FILE.name).where(_FILE.guidance_id.in_(guidance_ids))
    for row in connection.execute(asked.where(_FILE.removed_at.is_(None)).order_by(_FILE.id)):
        found[row.guidance_id].append(row.name)
    return found


def _files() -> Select[Any]:
    """What was uploaded with an agenda, and is still there."""
    shown = _of_meetings(_FILE.id.label("id"), _FILE.name.label("file_name"), _FILE.sent_at)
    there = (_FILE.purpose == AttachmentPurpose.DOCUMENT, _FILE.removed_at.is_(None))
    return shown.where(_MEETING.id == _FILE.meeting_id, *there)


def _read_files(rows: Collection[Row[Any]], _connection: Connection) -> Iterator[Thing]:
    for row in rows:
        yield _thing_of(row, row.file_name, f"Tài liệu của {_heading(row).lower()}", issued=row.sent_at is not None)


def _tasks() -> Select[Any]:
    """With the name of who has it, which stands beside it wherever the task is shown."""
    owner = func.coalesce(_PERSON.full_name, _TASK.owner_name).label("owner")
    shown = select(_TASK.id, _TASK.cell_id, _CELL.name, _TASK.created_at, _TASK.work, _TASK.field, _TASK.result, owner)
    joined = Task.__table__.join(Organisation.__table__, _CELL.id == _TASK.cell_id)
    return shown.select_from(joined.outerjoin(Person.__table__, _PERSON.id == _TASK.owner_id))


def _read_tasks(rows: Collection[Row[Any]], _connection: Connection) -> Iterator[Thing]:
    for row in rows:
        text = _lines(row.field, row.owner, row.result)
        yield Thing(row.id, row.cell_id, row.name, None, clock.day_of(row.created_at), row.work, text)


def _petitions() -> Select[Any]:
    """Never who raised it: that is not for everybody who reads it."""
    answer = func.coalesce(_STAYS.c.answer, _PETITION.answer).label("answer")
    shown = (_PETITION.id, _PETITION.cell_id, _CELL.name, _PETITION.raised_at, _PETITION.kind, _PETITION.text)
    joined = Petition.__table__.join(Organisation.__table__, _CELL.id == _PETITION.cell_id)
    joined = joined.outerjoin(_STAYS, _STAYS.c.id == _PETITION.merged_into_id)
    return select(*shown, _PETITION.field, answer).select_from(joined)


def _read_petitions(rows: Collection[Row[Any]], _connection: Connection) -> Iterator[Thing]:
    for row in rows:
        title, text = PETITION_KINDS[row.kind], _lines(row.text, row.field, row.answer)
        yield Thing(row.id, row.cell_id, row.name, None, clock.day_of(row.raised_at), title, text)


def _lines(*texts: str) -> str:
    return "\n".join(text.strip() for text in texts if text and text.strip())


_Read = Callable[[Collection[Row[Any]], Connection], Iterator[Thing]]
_READ: Mapping[FoundKind, tuple[Callable[[], Select[Any]], _Read]] = {
    FoundKind.MEETING: (_meetings, _read_meetings),
    FoundKind.ITEM: (_items, _read_items),
    FoundKind.MINUTES: (_minutes, _read_minutes),
    FoundKind.RESOLUTION: (_resolutions, _read_resolutions),
    FoundKind.GUIDANCE: (_guidance, _read_guidance),
    FoundKind.FILE: (_files, _read_files),
    FoundKind.TASK: (_tasks, _read_tasks),
    FoundKind.PETITION: (_petitions, _read_petitions),
}
# The table whose rows are the things of a kind.
ROWS = {
    FoundKind.MEETING: Meeting.__table__,
    FoundKind.ITEM: AgendaItem.__table__,
    FoundKind.MINUTES: Minutes.__table__,
    FoundKind.RESOLUTION: Resolution.__table__,
    FoundKind.GUIDANCE: Guidance.__table__,
    FoundKind.FILE: Attachment.__table__,
    FoundKind.TASK: Task.__table__,
    FoundKind.PETITION: Petition.__table__,
}
