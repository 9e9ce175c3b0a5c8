"""Who was there and who was not, by name, for the minutes."""

from typing import Any

from app.documents.snapshots import Absentee, OffTime, Person
from app.minutes.record import Record, is_absent_with_reason
from app.minutes.texts import Words
from app.papers.queries import clock_time, guest_name
from app.sessions.models import Attendance, GuestKind
from workflows.attendance import ABSENT, Mark

OVERSEER = "đảng ủy viên phụ trách chi bộ"


def names_of(record: Record, words: Words) -> dict[str, Any]:
    """The fields of the snapshot that hold names, by the start roll call."""
    due = [row for row in record.rows if row.due]
    exempt = [row for row in record.rows if row.exempt and not (row.suspended or row.temporary_in or row.temporary_out)]
    return {
        "excused": tuple(_excused(row, words) for row in due if is_absent_with_reason(row)),
        "unexcused": tuple(Absentee(name=row.person.full_name) for row in due if row.start_mark == Mark.UNEXCUSED),
        "exempt_present": _names(row for row in exempt if row.start_mark not in ABSENT),
        "exempt_absent": _names(row for row in exempt if row.start_mark in ABSENT),
        "temporary_in": tuple(
            guest_name(row.person.full_name, helps=row.strengthening)
            for row in record.rows
            if row.temporary_in and row.start_mark not in ABSENT
        ),
        "temporary_out": _names(row for row in record.rows if row.temporary_out and not row.suspended),
        "late": tuple(_off(row, row.arrived_at) for row in due if row.start_mark == Mark.LATE),
        "early": tuple(_off(row, row.left_at) for row in due if row.end_mark == Mark.EARLY),
    }


def _excused(row: Attendance, words: Words) -> Absentee:
    return Absentee(name=row.person.full_name, reason=words.of(f"reason-{row.id}", row.reason))


def _names(rows: Any) -> tuple[str, ...]:
    return tuple(row.person.full_name for row in rows)


def _off(row: Attendance, at: Any) -> OffTime:
    return OffTime(name=row.person.full_name, at=clock_time(at))


def guests_of(record: Record) -> tuple[Person, ...]:
    return tuple(
        Person(name=guest.name, position=guest.office or (OVERSEER if guest.kind == GuestKind.OVERSEER else ""))
        for guest in record.guests
    )
