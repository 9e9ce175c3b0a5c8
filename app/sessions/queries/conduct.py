"""What the conduct pages show of items, speeches, guests and mentions."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from app.agendas.models import AgendaItem
from app.agendas.queries import items_of
from app.audit.queries import last_seq, last_seq_column
from app.columns import as_fields
from app.extensions import connection, db
from app.meetings.models import Meeting
from app.members.models import Person
from app.sessions.models import Guest, Speech


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """One item of the agenda; `number` counts from 1. `item` is the row itself, or a plain row with its columns and
    `presenter`, `speeches` besides, where it is only shown."""

    number: int
    item: Any

    @property
    def minutes_taken(self) -> int | None:
        if self.item.started_at is None or self.item.finished_at is None:
            return None
        return int((self.item.finished_at - self.item.started_at).total_seconds()) // 60


def item_lines(meeting_id: int) -> list[ItemLine]:
    """The agenda in its order, to be written on."""
    return [ItemLine(number=number, item=item) for number, item in enumerate(items_of(meeting_id), start=1)]


def agenda_now(meeting: Meeting) -> tuple[list[ItemLine], int]:
    """The agenda to be shown, and how far the cell's history had come when it was read: what a page shows is at least
    that new. Read it before the rest of the page. One statement.
    """
    asked = {"meeting_id": meeting.id, "cell_id": meeting.cell_id}
    rows = connection().execute(_agenda_now(), asked).all()
    lines = [ItemLine(number=number, item=row) for number, row in enumerate(rows, start=1)]
    return lines, (rows[0].seq or 0) if rows else last_seq(meeting.cell_id)


@cache
def _agenda_now() -> Select[Any]:
    """Built once, of bare tables: building it costs more than running it, and the ORM's rows more than that."""
    item, person, speech = AgendaItem.__table__, Person.__table__, Speech.__table__
    spoken = (
        select(func.count(speech.c.id, type_=Integer))
        .where(speech.c.item_id == item.c.id, speech.c.removed_at.is_(None))
        .scalar_subquery()
    )
    seq = last_seq_column(bindparam("cell_id", type_=Integer))
    return (
        select(item, person.c.full_name.label("presenter"), spoken.label("speeches"), seq.label("seq"))
        .join_from(item, person, person.c.id == item.c.presenter_id, isouter=True)
        .where(item.c.meeting_id == bindparam("meeting_id", type_=Integer))
        .order_by(item.c.position, item.c.id)
    )


def speeches_of(meeting_id: int) -> list[Speech]:
    """All speeches of the meeting with their speakers, in the order in which they were entered."""
    return list(
        db.session.scalars(
            select(Speech)
            .where(Speech.meeting_id == meeting_id, Speech.removed_at.is_(None))
            .options(joinedload(Speech.person).load_only(Person.full_name), joinedload(Speech.guest))
            .order_by(Speech.id)
        )
    )


class SpeechLine(NamedTuple):
    """One speech as the list of an item shows it; of a guest `guest_id` is set."""

    id: int
    who: str
    guest_id: int | None
    spoken_at: datetime | None
    text: str


@cache
def _speeches_at() -> Select[Any]:
    speech, person, guest = Speech.__table__, Person.__table__, Guest.__table__
    shown: dict[str, Any] = {name: speech.c[name] for name in ("id", "guest_id", "spoken_at", "text")}
    shown["who"] = func.coalesce(person.c.full_name, guest.c.name)
    return (
        select(*as_fields(SpeechLine, shown))
        .join_from(speech, person, person.c.id == speech.c.person_id, isouter=True)
        .outerjoin(guest, guest.c.id == speech.c.guest_id)
        .where(speech.c.item_id == bindparam("item_id", type_=Integer), speech.c.removed_at.is_(None))
        .order_by(speech.c.id)
    )


def speeches_at(item_id: int) -> list[SpeechLine]:
    """What was said to an item, in the order in which it was entered, to be shown; in one statement."""
    return [SpeechLine(*row) for row in connection().execute(_speeches_at(), {"item_id": item_id}).all()]


def speech_in(meeting_id: int, speech_id: int) -> Speech | None:
    return db.session.scalar(
        select(Speech)
        .where(Speech.id == speech_id, Speech.meeting_id == meeting_id, Speech.removed_at.is_(None))
        .options(joinedload(Speech.person), joinedload(Speech.guest))
    )
