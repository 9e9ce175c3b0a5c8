"""What was counted in cells and their meetings of a month: members, who came of those due, who spoke.

Apart from the cells themselves: joined to them in one statement, PostgreSQL counts anew for each of ten thousand.
"""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Date, Select, and_, bindparam, case, distinct, func, literal, select, union_all

from app.columns import among, as_list, in_force
from app.extensions import connection
from app.members.models import Membership
from app.sessions.models import Attendance, Speech
from workflows.attendance import ABSENT

_MEMBERS, _DUE, _SPOKE = range(3)


class Counts(NamedTuple):
    """`members`: by cell; the others by meeting. Who came, of those due, is `present`."""

    members: dict[int, int]
    due: dict[int, int]
    present: dict[int, int]
    spoke: dict[int, int]


def counts_of(cell_ids: Sequence[int], meeting_ids: Sequence[int], on: date) -> Counts:
    """Members as they are on the day. One statement."""
    asked = {"cell_ids": as_list(cell_ids), "meeting_ids": as_list(meeting_ids), "on": on}
    present: dict[int, int] = {}
    counted: tuple[dict[int, int], ...] = ({}, {}, {})
    for what, key, count, came in connection().execute(_counts(), asked).all():  # gone through once: there are hundreds
        counted[what][key] = count
        if what == _DUE:
            present[key] = int(came)
    return Counts(counted[_MEMBERS], counted[_DUE], present, counted[_SPOKE])


@cache
def _counts() -> Any:
    return union_all(_members(), _came(), _spoken())


def _members() -> Select[*tuple[Any, ...]]:
    on = bindparam("on", type_=Date)
    return (
        select(literal(_MEMBERS), Membership.organisation_id, func.count(), literal(0))
        .where(among(Membership.organisation_id, "cell_ids"), in_force(Membership.from_on, Membership.to_on, on))
        .group_by(Membership.organisation_id)
    )


def _came() -> Select[*tuple[Any, ...]]:
    came = case((Attendance.start_mark.not_in(ABSENT), 1), else_=0)
    return (
        select(literal(_DUE), Attendance.meeting_id, func.count(), func.sum(came))
        .where(among(Attendance.meeting_id, "meeting_ids"), Attendance.due)
        .group_by(Attendance.meeting_id)
    )


def _spoken() -> Select[*tuple[Any, ...]]:
    """Of those due who came, how many spoke."""
    same = and_(Attendance.meeting_id == Speech.meeting_id, Attendance.person_id == Speech.person_id)
    return (
        select(literal(_SPOKE), Speech.meeting_id, func.count(distinct(Speech.person_id)), literal(0))
        .join(Attendance, same)
        .where(among(Speech.meeting_id, "meeting_ids"), Speech.removed_at.is_(None))
        .where(Attendance.due, Attendance.start_mark.not_in(ABSENT))
        .group_by(Speech.meeting_id)
    )
