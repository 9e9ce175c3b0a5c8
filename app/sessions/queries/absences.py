"""Members who keep staying away: shown to people, who then talk to them. Nothing is done by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select

from app.columns import in_force
from app.extensions import db
from app.meetings.models import Meeting
from app.members.models import Membership, Person
from app.sessions.models import Attendance, RollCall, Which
from workflows.attendance import EXCUSED_IN_A_ROW, MONTHS_WITHOUT_REASON, Mark, absence_alert
from workflows.meeting import Kind, State


@dataclass(frozen=True, kw_only=True)
class Absentee:
    person_id: int
    name: str
    alert: str


def absentees_of(cell_ids: Sequence[int], on: date) -> list[Absentee]:
    """Of those on the rolls of these cells on the day, in the order of names; in one statement."""
    on_roll = select(Membership.person_id).where(
        Membership.organisation_id.in_(cell_ids), in_force(Membership.from_on, Membership.to_on, on)
    )
    return _alerts(Attendance.person_id.in_(on_roll), on) if cell_ids else []


def alert_of(person_id: int, on: date) -> str | None:
    """What there is to say of one person's absences this year, wherever they sat."""
    return next((found.alert for found in _alerts(Attendance.person_id == person_id, on)), None)


def _alerts(whose: Any, on: date) -> list[Absentee]:
    found = []
    for (person_id, name), rows in groupby(db.session.execute(_marks(whose, on)), lambda row: (row[0], row[1])):
        if alert := absence_alert([row.start_mark for row in rows]):
            found.append(Absentee(person_id=person_id, name=name, alert=alert))
    return found


def _marks(whose: Any, on: date) -> Select[Any]:
    """The marks at the year's regular meetings whose start roll call was announced, of those only who missed many."""
    announced = and_(
        RollCall.meeting_id == Meeting.id, RollCall.which == Which.START, RollCall.closed_at.is_not(None)
    )  # fmt: skip
    marks = (
        select(Attendance.person_id, Attendance.start_mark, Meeting.month)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .join(RollCall, announced)
        .where(whose, Attendance.due, Meeting.kind == Kind.REGULAR, Meeting.state != State.CANCELLED)
        .where(Meeting.month.between(date(on.year, 1, 1), on))
        .cte("marks")
    )
    many = (
        select(marks.c.person_id)
        .group_by(marks.c.person_id)
        .having(
            or_(
                _how_often(marks.c.start_mark, Mark.UNEXCUSED) >= MONTHS_WITHOUT_REASON,
                _how_often(marks.c.start_mark, Mark.EXCUSED) > EXCUSED_IN_A_ROW,
            )
        )
    )
    return (
        select(Person.id, Person.full_name, marks.c.start_mark)
        .join(marks, marks.c.person_id == Person.id)
        .where(Person.id.in_(many))
        .order_by(Person.sort_key, Person.id, marks.c.month)
    )


def _how_often(column: Any, mark: Mark) -> Any:
    return func.sum(case((column == mark, 1), else_=0))
