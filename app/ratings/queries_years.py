"""What the record says of a cell's and of a member's year, from which their ratings are proposed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, func, select

from app import clock
from app.columns import among
from app.extensions import db
from app.meetings.models import Meeting
from app.sessions.models import Attendance, Mention, MentionKind
from app.summaries.models import MonthlySummary
from app.tasks.models import Task
from workflows.annual_rating import CellYear, MemberYear
from workflows.attendance import Mark
from workflows.meeting import Kind, State
from workflows.task import State as TaskState

HELD = (State.MINUTES, State.SCORED, State.EVALUATED)


def years_of_cells(founded: dict[int, date | None], year: int) -> dict[int, CellYear]:
    """From the monthly summaries, which follow from the records in the same transaction. One statement."""
    s = MonthlySummary
    begun = select(func.min(Meeting.month)).where(Meeting.cell_id == s.cell_id).correlate(s).scalar_subquery()
    rows = db.session.execute(
        select(
            s.cell_id, s.level, begun.label("begun"), func.count().filter(s.met_on.is_not(None)).label("held"),
            func.coalesce(func.sum(s.due), 0).label("due"), func.coalesce(func.sum(s.present), 0).label("present"),
            func.sum(s.tasks).label("tasks"), func.sum(s.tasks_in_time).label("in_time"),
        )
        .where(among(s.cell_id, list(founded)), s.month >= date(year, 1, 1), s.month <= date(year, 12, 1))
        .group_by(s.cell_id, s.level)
    ).all()  # fmt: skip
    by_cell: dict[int, list] = {cell_id: [] for cell_id in founded}
    for row in rows:
        by_cell[row.cell_id].append(row)
    return {key: _year_of(found, _months(year, _begun(found, founded[key]))) for key, found in by_cell.items()}


def _begun(rows: list, founded: date | None) -> date | None:
    """The month from which the record tells of the cell: of the months before it was kept here nothing is known, and
    nothing is held against the cell."""
    return max(filter(None, (founded, rows[0].begun if rows else None)), default=None)


def _year_of(rows: list, months: int) -> CellYear:
    return CellYear(
        months=months,
        held=sum(row.held for row in rows),
        levels={row.level: row.held for row in rows if row.level is not None},
        due=sum(row.due for row in rows),
        present=sum(row.present for row in rows),
        tasks=sum(row.tasks for row in rows),
        tasks_in_time=sum(row.in_time for row in rows),
    )


def _months(year: int, founded: date | None) -> int:
    """Months of the year that are over or under way, since the cell was founded."""
    today = clock.today()
    last = 12 if year < today.year else today.month if year == today.year else 0
    first = founded.month if founded and founded.year == year else 1
    return 0 if founded and founded.year > year else max(0, last - first + 1)


def years_of_members(ids: Sequence[int], year: int) -> dict[int, MemberYear]:
    """Regular and thematic meetings whose record is closed; tasks by their deadline. Three statements."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    of_year = and_(Meeting.month >= first, Meeting.month <= last, Meeting.state.in_(HELD))
    rolls, tasks, said = _roll_calls(ids, of_year), _tasks(ids, first, last), _mentions(ids, of_year)
    found = {}
    for key in ids:
        roll, work, words = rolls.get(key), tasks.get(key), said.get(key, {})
        found[key] = MemberYear(
            due=roll.due if roll else 0, present=roll.present if roll else 0, unexcused=roll.unexcused if roll else 0,
            tasks=work.all if work else 0, tasks_done=work.done if work else 0,
            praised=words.get(MentionKind.COMMENDATION, 0), reminded=words.get(MentionKind.REMINDER, 0),
        )  # fmt: skip
    return found


def _roll_calls(ids: Sequence[int], of_year: ColumnElement[bool]) -> dict[int, Any]:
    """How often each was due at a meeting, present there, and away without an excuse."""
    absent = Attendance.start_mark.in_((Mark.EXCUSED, Mark.UNEXCUSED))
    asked = (
        select(
            Attendance.person_id, func.count().label("due"), func.sum(case((absent, 0), else_=1)).label("present"),
            func.sum(func.cast(Attendance.start_mark == Mark.UNEXCUSED, Integer)).label("unexcused"),
        )
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(Attendance.person_id.in_(ids), of_year, Meeting.kind != Kind.EXTRAORDINARY, Attendance.due)
        .group_by(Attendance.person_id)
    )  # fmt: skip
    return {row.person_id: row for row in db.session.execute(asked)}


def _tasks(ids: Sequence[int], first: date, last: date) -> dict[int, Any]:
    """How many tasks of each had a deadline between the days, all and done, without those that were dropped."""
    asked = (
        select(
            Task.owner_id, func.count().label("all"),
            func.count().filter(Task.state == TaskState.CONFIRMED).label("done"),
        )
        .where(Task.owner_id.in_(ids), Task.deadline >= first, Task.deadline <= last)
        .where(Task.state != TaskState.DROPPED)
        .group_by(Task.owner_id)
    )  # fmt: skip
    return {row.owner_id: row for row in db.session.execute(asked)}


def _mentions(ids: Sequence[int], of_year: ColumnElement[bool]) -> dict[int | None, dict[MentionKind, int]]:
    """How often each was praised or reminded at a meeting."""
    asked = (
        select(Mention.person_id, Mention.kind, func.count())
        .join(Meeting, Meeting.id == Mention.meeting_id)
        .where(Mention.person_id.in_(ids), Mention.removed_at.is_(None), of_year)
        .group_by(Mention.person_id, Mention.kind)
    )
    said: dict[int | None, dict[MentionKind, int]] = {}
    for person_id, kind, count in db.session.execute(asked):
        said.setdefault(person_id, {})[kind] = count
    return said
