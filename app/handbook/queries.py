"""What the national e-handbook (Sổ tay đảng viên điện tử) asks of a meeting that is over: read as it was recorded.

Only for who reads the record itself: it names those who stayed away, and why.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.actor import Actor
from app.agendas.models import AgendaItem
from app.documents.models import Document
from app.extensions import db
from app.meetings.models import Meeting
from app.meetings.queries import get_visible_or_404, roles_at, visible_to
from app.members.models import Person
from app.minutes.models import Minutes
from app.refusals import NotKnown
from app.resolutions.models import DraftTask, Resolution
from app.sessions.models import Attendance, Vote
from workflows.meeting import State
from workflows.resolution import State as ResolutionState
from workflows.sight import Part, parts_for

OVER = (State.MINUTES, State.SCORED, State.EVALUATED)


@dataclass(frozen=True, kw_only=True)
class Held:
    """Meetings with all that was recorded of them, each list in the order of the meetings."""

    meetings: Sequence[Meeting]
    attendance: Sequence[Attendance]
    items: Sequence[AgendaItem]
    votes: Sequence[Vote]
    resolutions: Sequence[Resolution]
    symbols: dict[tuple[str, int], str]
    """Of issued papers: by `minutes` or `resolution` and the meeting."""


def may_hand_on(meeting: Meeting, actor: Actor) -> bool:
    return meeting.state in OVER and Part.RECORD in parts_for(roles_at(meeting, actor), meeting.state)


def one_or_404(meeting_id: int, actor: Actor) -> Held:
    """Raises NotKnown for who does not read its record, and while it is not over."""
    meeting = get_visible_or_404(meeting_id, actor)
    if not may_hand_on(meeting, actor):
        raise NotKnown
    return _held([meeting])


def month_or_404(cell_id: int, month: date, actor: Actor) -> Held:
    """All meetings of the cell in the month that are over. Raises NotKnown if there is none to be read."""
    found = visible_to(actor).where(Meeting.cell_id == cell_id, Meeting.month == month, Meeting.state.in_(OVER))
    found = found.options(joinedload(Meeting.chair), joinedload(Meeting.recorder)).order_by(Meeting.opened_at)
    meetings = [meeting for meeting in db.session.scalars(found) if may_hand_on(meeting, actor)]
    if not meetings:
        raise NotKnown
    return _held(meetings)


def _held(meetings: Sequence[Meeting]) -> Held:
    ids = [meeting.id for meeting in meetings]
    attendance = select(Attendance).join(Attendance.person).options(joinedload(Attendance.person))
    return Held(
        meetings=meetings,
        attendance=_of(attendance, Attendance.meeting_id, ids, Person.sort_key, Person.id),
        items=_of(select(AgendaItem), AgendaItem.meeting_id, ids, AgendaItem.position, AgendaItem.id),
        votes=_of(select(Vote).where(Vote.removed_at.is_(None)), Vote.meeting_id, ids, Vote.id),
        resolutions=_of(_issued(), Resolution.meeting_id, ids, Resolution.id),
        symbols={(row.kind, row.meeting_id): row.symbol for row in _symbols(ids)},
    )


def _of(query: Any, column: Any, ids: Sequence[int], *order: Any) -> list[Any]:
    found = list(db.session.scalars(query.where(column.in_(ids)).order_by(*order)))
    return sorted(found, key=lambda row: ids.index(row.meeting_id))


def _issued() -> Any:
    tasks = selectinload(Resolution.tasks).joinedload(DraftTask.owner)
    return select(Resolution).where(Resolution.state == ResolutionState.ISSUED).options(tasks)


def _symbols(ids: Sequence[int]) -> Any:
    papers = select(Document.kind, Document.meeting_id, Document.symbol)
    current = select(Minutes.document_id).where(Minutes.superseded_at.is_(None), Minutes.document_id.is_not(None))
    resolutions = select(Resolution.document_id).where(Resolution.state == ResolutionState.ISSUED)
    in_force = Document.id.in_(current) | Document.id.in_(resolutions)
    return db.session.execute(papers.where(Document.meeting_id.in_(ids), in_force)).all()
