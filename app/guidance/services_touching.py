"""Whether somebody has touched the draft that a guidance began: what it was left as, against what it is."""

from typing import NamedTuple

from sqlalchemy import Integer, bindparam, func, select

from app.agendas.models import AgendaItem, ItemKind
from app.documents.models import Attachment
from app.extensions import db
from app.guidance.models import GuidanceCell
from app.meetings.models import Meeting
from app.petitions.queries import items_that_tell


def note_as_left(row: GuidanceCell, meeting: Meeting) -> None:
    db.session.flush()  # the versions rise
    row.as_left = as_it_is(meeting, lines_in(meeting), files=files_on(meeting))


def is_untouched(row: GuidanceCell, meeting: Meeting) -> bool:
    """Nobody has written on the draft since: not on the agenda, nor on time and people; nobody hung a file there."""
    return row.as_left == as_it_is(meeting, lines_in(meeting), files=files_on(meeting))


class _Line(NamedTuple):
    """An item as far as it tells whether somebody has touched it."""

    id: int
    version: int
    kind: ItemKind


_ITEM = AgendaItem.__table__.c
_LINES = (
    select(_ITEM.id, _ITEM.version, _ITEM.kind)
    .where(_ITEM.meeting_id == bindparam("meeting_id", type_=Integer))
    .order_by(_ITEM.position, _ITEM.id)
)


def lines_in(meeting: Meeting) -> list[_Line]:
    """In their order, as the rows have them."""
    return [_Line(*line) for line in db.session.connection().execute(_LINES, {"meeting_id": meeting.id})]


def as_it_is(meeting: Meeting, lines: list[_Line], *, files: int) -> dict[str, object]:
    """Answers to petitions come by themselves, whenever somebody above answers: they are nobody's touch."""
    answers = [line.id for line in lines if line.kind == ItemKind.ANSWERS]
    by_themselves = items_that_tell(answers) if answers else set()
    return {
        "meeting": [meeting.id, meeting.version],
        "items": [[line.id, line.version] for line in lines if line.id not in by_themselves],
        "files": files,
    }


def files_on(meeting: Meeting) -> int:
    hanging = select(func.count(Attachment.id)).where(Attachment.meeting_id == meeting.id)
    return db.session.scalar(hanging.where(Attachment.removed_at.is_(None))) or 0
