"""Who checked in by themselves, and with which code they may."""

from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, and_, bindparam, select

from app.extensions import connection, db
from app.meetings.models import Meeting
from app.members.models import Person
from app.organisations.models import Organisation
from app.sessions.models import Attendance, CheckIn, CheckInKey, RollCall, Which
from workflows.attendance import Mark
from workflows.meeting import Kind, State

OPEN_IN = (State.CONVENED, State.HELD)


class Arrival(NamedTuple):
    """Somebody who waits to be confirmed. `late`: checked in after the meeting was opened."""

    id: int
    name: str
    came_at: datetime
    late: bool


def waiting_at(call: Any, opened_at: datetime | None) -> list[Arrival]:
    """The longest waiting first; in one statement."""
    check_in, row, person = CheckIn.__table__, Attendance.__table__, Person.__table__
    found = (
        select(check_in.c.id, person.c.full_name, check_in.c.came_at)
        .join_from(check_in, row, row.c.id == check_in.c.attendance_id)
        .join(person, person.c.id == row.c.person_id)
        .where(_waiting(call.id))
        .order_by(check_in.c.came_at, check_in.c.id)
    )
    return [
        Arrival(id_, name, came_at, opened_at is not None and came_at > opened_at)
        for id_, name, came_at in connection().execute(found)
    ]


def _waiting(call_id: int) -> Any:
    check_in = CheckIn.__table__.c
    return (check_in.roll_call_id == call_id) & check_in.came_at.is_not(None) & check_in.settled_at.is_(None)


def waiting_rows(call_id: int, ids: list[int] | None = None) -> list[tuple[CheckIn, Attendance]]:
    """Check-ins that nobody has settled, with the rows that they are about; all, or those of `ids`."""
    found = (
        select(CheckIn, Attendance).join(Attendance, Attendance.id == CheckIn.attendance_id).where(_waiting(call_id))
    )
    if ids is not None:
        found = found.where(CheckIn.id.in_(ids))
    return [(check_in, row) for check_in, row in db.session.execute(found.order_by(CheckIn.id))]


def call_checking_in(calls: dict[Which, Any]) -> Any:
    """The roll call at which members check in now, or None. There is one at most."""
    return next((call for call in calls.values() if call.check_in_from and not call.closed_at), None)


def key_of(meeting_id: int) -> CheckInKey | None:
    return db.session.get(CheckInKey, meeting_id)


class OwnCall(NamedTuple):
    """A roll call with one's own check-in at it, if there is one."""

    id: int
    which: Which
    closed_at: datetime | None
    check_in_from: datetime | None
    check_in_id: int | None
    tries: int | None
    came_at: datetime | None
    settled_at: datetime | None


class Called(NamedTuple):
    """A meeting as who checks in there sees it. `row_id` None: they have no row in its roll calls."""

    id: int
    cell_id: int
    cell_name: str
    kind: Kind
    month: date
    state: State
    key: str | None
    printed_at: datetime | None
    row_id: int | None
    suspended: bool | None
    start_mark: Mark | None
    end_mark: Mark | None
    calls: list[OwnCall]

    @property
    def checking_in(self) -> OwnCall | None:
        found: OwnCall | None = call_checking_in({call.which: call for call in self.calls})
        return found

    def mark_at(self, call: OwnCall) -> Mark | None:
        return self.start_mark if call.which == Which.START else self.end_mark


def called_at(meeting_id: int, person_id: int) -> Called | None:
    """All that the page and the tap of somebody who checks in ask, in one statement."""
    rows = connection().execute(_called(), {"meeting_id": meeting_id, "person_id": person_id}).all()
    if not rows:
        return None
    width = len(Called._fields) - 1
    calls = [OwnCall(*row[width:]) for row in rows if row[width] is not None]
    return Called._make((*rows[0][:width], calls))


@cache
def _called() -> Select[Any]:
    meeting, cell, key = Meeting.__table__, Organisation.__table__, CheckInKey.__table__
    row, call, own = Attendance.__table__, RollCall.__table__, CheckIn.__table__
    me = bindparam("person_id", type_=Integer)
    return (
        select(meeting.c.id, meeting.c.cell_id, cell.c.name, meeting.c.kind, meeting.c.month, meeting.c.state)
        .add_columns(key.c.key, key.c.printed_at, row.c.id, row.c.suspended, row.c.start_mark, row.c.end_mark)
        .add_columns(call.c.id, call.c.which, call.c.closed_at, call.c.check_in_from)
        .add_columns(own.c.id, own.c.tries, own.c.came_at, own.c.settled_at)
        .join_from(meeting, cell, cell.c.id == meeting.c.cell_id)
        .outerjoin(key, key.c.meeting_id == meeting.c.id)
        .outerjoin(row, and_(row.c.meeting_id == meeting.c.id, row.c.person_id == me))
        .outerjoin(call, call.c.meeting_id == meeting.c.id)
        .outerjoin(own, and_(own.c.roll_call_id == call.c.id, own.c.attendance_id == row.c.id))
        .where(meeting.c.id == bindparam("meeting_id", type_=Integer))
        .order_by(call.c.id)
    )


class OpenDoor(NamedTuple):
    meeting_id: int
    which: Which
    cell: str


def doors_open_to(person_id: int) -> list[OpenDoor]:
    """Where the person could check in now, whose roll they are on."""
    return [OpenDoor(*row) for row in connection().execute(_doors(), {"person_id": person_id})]


@cache
def _doors() -> Select[Any]:
    meeting, call, row, cell = Meeting.__table__, RollCall.__table__, Attendance.__table__, Organisation.__table__
    return (
        select(meeting.c.id, call.c.which, cell.c.name)
        .join_from(row, meeting, meeting.c.id == row.c.meeting_id)
        .join(call, call.c.meeting_id == meeting.c.id)
        .join(cell, cell.c.id == meeting.c.cell_id)
        .where(row.c.person_id == bindparam("person_id", type_=Integer), row.c.suspended.is_(False))
        .where(meeting.c.state.in_(OPEN_IN))
        .where(call.c.check_in_from.is_not(None), call.c.closed_at.is_(None))
        .order_by(call.c.stamped_at.desc(), call.c.id)
    )
