"""The minutes' paper, composed from the record and from what people completed by hand."""

from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from app import clock
from app.documents.snapshots import Break, DocumentRef, Fees, Minutes, Person, PlannedTask, Signature
from app.meetings.models import Meeting
from app.minutes import course, present
from app.minutes.record import Record
from app.minutes.texts import Words
from app.papers import queries as papers
from app.sessions.queries import minutes_held
from app.tasks.queries import name_of

UNNAMED = "……………………"
TYPE_CODE = "BB"


def minutes_snapshot(record: Record, words: Words, *, version: int = 1, corrects: DocumentRef | None = None) -> Minutes:
    """The text as it stands, a draft without number and signatures; while the meeting is held, without its end."""
    meeting = record.meeting
    sitting = replace(papers.sitting_of(meeting), held_on=_began(meeting).date().isoformat())
    return Minutes(
        letterhead=papers.letterhead_of(meeting, TYPE_CODE, draft=1),
        style=papers.style_of(meeting),
        sitting=sitting,
        version=version,
        corrects=corrects,
        opened_at=papers.clock_time(_began(meeting)),
        closed_at=papers.clock_time(meeting.closed_at),
        closed_on=clock.day_of(meeting.closed_at).isoformat() if meeting.closed_at else None,
        minutes_long=minutes_held(meeting, meeting.closed_at) if meeting.closed_at else None,
        breaks=_breaks(meeting),
        counts=papers.counts_of(meeting),
        **present.names_of(record, words),
        guests=present.guests_of(record),
        chair=officer(meeting.chair, record.offices),
        recorder=officer(meeting.recorder, record.offices),
        fees=_fees(record),
        agenda_adopted=meeting.agenda_adopted,
        presented=course.presented(record, words),
        items=course.discussed(record, words),
        commendations=course.praised(record, words),
        reminders=course.reminded(record, words),
        tasks=_tasks(record),
        vote_base=course.base_of(record),
        votes=course.votes(record),
        score=course.score(record, words),
        read_and_adopted=meeting.minutes_adopted,
        keyed_in=_keyed_in(record),
        recorder_signature=Signature(name=meeting.recorder.full_name if meeting.recorder else ""),
        chair_signature=Signature(name=meeting.chair.full_name if meeting.chair else ""),
    )


def officer(person: object, offices: dict[int, str]) -> Person:
    if person is None:
        return Person(name=UNNAMED)
    return Person(name=person.full_name, position=offices.get(person.id, ""))  # type: ignore[attr-defined]


def _began(meeting: Meeting) -> datetime:
    """The stated opening, in Vietnam's time: of the first part, where the meeting was broken off."""
    first = datetime.fromisoformat(meeting.sittings[0]["opened_at"]) if meeting.sittings else meeting.opened_at
    return (first or clock.now()).astimezone(clock.VIETNAM)


def _parts(meeting: Meeting) -> list[tuple[datetime, datetime | None]]:
    earlier = [
        (datetime.fromisoformat(part["opened_at"]), datetime.fromisoformat(part["ended_at"]))
        for part in meeting.sittings
    ]
    return [*earlier, (meeting.opened_at, meeting.closed_at)] if meeting.opened_at else list(earlier)


def _breaks(meeting: Meeting) -> tuple[Break, ...]:
    parts = _parts(meeting)
    return tuple(
        Break(broken_off=papers.moment(end), resumed=papers.moment(begin))
        for (_, end), (begin, _) in pairwise(parts)
        if end
    )


def _fees(record: Record) -> Fees | None:
    meeting = record.meeting
    if meeting.fees_paid is None:
        return None
    owing = sum(not row.temporary_in for row in record.rows)
    return Fees(month=meeting.month.strftime("%Y-%m"), paid=meeting.fees_paid, owing=owing)


def _tasks(record: Record) -> tuple[PlannedTask, ...]:
    """Given by the chair in the meeting; those of the resolution stand there."""
    return tuple(
        PlannedTask(work=task.work, owner=Person(name=name_of(task)), due_on=task.deadline.isoformat())
        for task in record.tasks
        if task.deadline
    )


def _keyed_in(record: Record) -> tuple[str, str] | None:
    """Who entered it from paper, and on which day."""
    entered = record.meeting.closed_entered_at
    if not record.meeting.from_paper or entered is None or not record.entered_by:
        return None
    return (record.entered_by, clock.day_of(entered).isoformat())
