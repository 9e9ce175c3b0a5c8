"""Who checked in by themselves, and with which code they may."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from app.extensions import connection, db
from app.meetings.models import Meeting
from app.members.models import Person
from app.organisations.models import Organisation
from app.sessions.models import Attendance, CheckIn, CheckInKey, RollCall, Which
from workflows.meeting import State

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


def check_in_of(call_id: int, attendance_id: int) -> CheckIn | None:
    return db.session.scalar(
        select(CheckIn).where(CheckIn.roll_call_id == call_id, CheckIn.attendance_id == attendance_id)
    )


def call_checking_in(calls: dict[Which, Any]) -> Any:
    """The roll call at which members check in now, or None. There is one at most."""
    return next((call for call in calls.values() if call.check_in_from and not call.closed_at), None)


def key_of(meeting_id: int) -> CheckInKey | None:
    return db.session.get(CheckInKey, meeting_id)


class OpenDoor(NamedTuple):
    meeting_id: int
    which: Which
    cell: str


def doors_open_to(person_id: int) -> list[OpenDoor]:
    """Where the person could check in now, whose roll they are on."""
    return [OpenDoor(*row) for row in connection().execute(_doors(person_id))]


def _doors(person_id: int) -> Select[Any]:
    meeting, call, row, cell = Meeting.__table__, RollCall.__table__, Attendance.__table__, Organisation.__table__
    return (
        select(meeting.c.id, call.c.which, cell.c.name)
        .join_from(row, meeting, meeting.c.id == row.c.meeting_id)
        .join(call, call.c.meeting_id == meeting.c.id)
        .join(cell, cell.c.id == meeting.c.cell_id)
        .where(row.c.person_id == person_id, row.c.suspended.is_(False), meeting.c.state.in_(OPEN_IN))
        .where(call.c.check_in_from.is_not(None), call.c.closed_at.is_(None))
        .order_by(call.c.stamped_at.desc(), call.c.id)
    )
