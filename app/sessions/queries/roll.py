"""The roll of a meeting: everybody with a row, in the Vietnamese order of names."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from sqlalchemy import Integer, Row, Select, bindparam, case, func, select

from app.audit.queries import subjects_since
from app.extensions import connection, db
from app.members.models import Person
from app.sessions.models import Attendance, Speech
from workflows.attendance import Attendee, Headcount, Mark, headcount

# The times are the last fields of Attendee: what comes before them tells people of a kind from others.
WITHOUT_TIMES = Attendee._fields.index("arrived_at")
# A NamedTuple from its fields in their order, as its own function makes it, but without that function.
_new = tuple.__new__


class RollLine(NamedTuple):
    """One line of a roll call. `spoke` counts the whole meeting, `spoke_here` the item asked for."""

    id: int
    person_id: int
    name: str
    attendee: Attendee
    reason: str
    version: int
    spoke: int = 0
    spoke_here: int = 0
    strengthening: bool = False

    @property
    def counted(self) -> bool:
        """Among those due; the others are listed apart."""
        return self.attendee.due

    @property
    def takes_part(self) -> bool:
        """Who is suspended stands on the roll, but is neither marked nor chosen for anything."""
        return not self.attendee.suspended


@cache
def _statement() -> Select:
    """Built once: building it costs more than running it, and every page of the conduct asks."""
    meeting_id, item_id = bindparam("meeting_id", type_=Integer), bindparam("item_id", type_=Integer)
    row, person, speech = Attendance.__table__, Person.__table__, Speech.__table__.c
    here = case((speech.item_id == item_id, 1), else_=0)
    spoken = (
        select(speech.person_id, func.count().label("spoke"), func.sum(here).label("spoke_here"))
        .where(speech.meeting_id == meeting_id, speech.removed_at.is_(None), speech.person_id.is_not(None))
        .group_by(speech.person_id)
        .subquery()
    )
    # Columns, not rows of the ORM: up to 120 people are shown. `_read` takes them apart.
    return (
        select(
            row.c.id, row.c.person_id, person.c.full_name, *(row.c[name] for name in Attendee._fields),
            row.c.reason, row.c.version, spoken.c.spoke, spoken.c.spoke_here, row.c.strengthening,
        )
        .join_from(row, person, person.c.id == row.c.person_id)
        .outerjoin(spoken, spoken.c.person_id == row.c.person_id)
        .where(row.c.meeting_id == meeting_id)
        .order_by(person.c.sort_key, person.c.id)
    )  # fmt: skip


def _read(row: Row) -> RollLine:
    # Taken apart at once: asking a row for each column by its name takes longer than all the rest.
    id_, person_id, name, *attendee, reason, version, spoke, spoke_here, helps = row
    who = _new(Attendee, attendee)
    return _new(RollLine, (id_, person_id, name, who, reason, version, spoke or 0, spoke_here or 0, helps))


def roll_lines(meeting_id: int, item_id: int | None = None) -> list[RollLine]:
    """Everybody with a row, with how often they spoke; in one statement."""
    return [_read(row) for row in connection().execute(_statement(), _asked(meeting_id, item_id)).all()]


def _asked(meeting_id: int, item_id: int | None = None) -> dict[str, int]:
    return {"meeting_id": meeting_id, "item_id": item_id or 0}


def line_in(meeting_id: int, row_id: int) -> RollLine | None:
    found = db.session.execute(
        _statement().where(Attendance.__table__.c.id == row_id), _asked(meeting_id)
    ).one_or_none()
    return None if found is None else _read(found)


@dataclass(frozen=True, slots=True)
class Crowd:
    """The people of a meeting without their names: how many there are of each kind, and of those due and present how
    many have spoken."""

    attendees: Counter[Attendee]
    spoke: int
    came: int


def crowd_in(lines: Iterable[RollLine]) -> Crowd:
    alike = Counter((line.attendee, line.spoke > 0) for line in lines)
    return _crowd((*kind, people) for kind, people in alike.items())


def crowd_of(meeting_id: int) -> Crowd:
    """The same from the database, which counts those alike: so much is read of 120 people as of 10.

    Without the times: whoever came late or left early is counted as having been there.
    """
    rows = connection().execute(_alike(), {"meeting_id": meeting_id}).all()
    return _crowd((Attendee(*alike), spoke, people) for *alike, spoke, people in rows)


def _crowd(groups: Iterable[tuple[Attendee, bool, int]]) -> Crowd:
    attendees: Counter[Attendee] = Counter()
    spoke = came = 0
    for attendee, has_spoken, people in groups:
        attendees[attendee] += people
        if attendee.due and attendee.present_at():
            came += people
            spoke += people if has_spoken else 0
    return Crowd(attendees, spoke, came)


@cache
def _alike() -> Select:
    row, speech = Attendance.__table__.c, Speech.__table__.c
    this = bindparam("meeting_id", type_=Integer)
    has_spoken = (
        select(speech.id)
        .where(speech.meeting_id == this, speech.person_id == row.person_id, speech.removed_at.is_(None))
        .exists()
    )
    each = (
        select(*(row[name] for name in Attendee._fields[:WITHOUT_TIMES]), has_spoken.label("spoke"))
        .where(row.meeting_id == this)
        .subquery()
        .c
    )
    return select(*each, func.count().label("people")).group_by(*each)


def headcount_of(rows: Iterable[RollLine]) -> Headcount:
    return headcount(row.attendee for row in rows)


def end_present(rows: Iterable[RollLine]) -> int:
    """How many of those due were there at the end; who left early was not."""
    return sum(row.counted and row.attendee.end_mark in (Mark.PRESENT, Mark.LATE) for row in rows)


def changed_lines(cell_id: int, meeting_id: int, since: int, rows: Iterable[RollLine]) -> list[RollLine]:
    """The rows that somebody marked after event `since` of the cell's history."""
    people = subjects_since(cell_id, "attendance_marked", "meeting", meeting_id, since, "person_id")
    return [row for row in rows if row.person_id in people]


def turned_over(cell_id: int, meeting_id: int, since: int) -> bool:
    """Whether the self check-in began or was taken back after event `since`, which turns the marks of many."""
    events = ("check_in_begun", "check_in_stopped")
    return any(subjects_since(cell_id, event, "meeting", meeting_id, since, "which") for event in events)
