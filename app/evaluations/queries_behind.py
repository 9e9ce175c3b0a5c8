"""The rows behind a meeting's evidence: who spoke, was praised or reminded, which tasks are left, and the marks of the
year; all of it in one statement."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Integer, String, and_, func, literal, null, or_, select, type_coerce, union_all

from app import clock
from app.columns import UtcDateTime
from app.evaluations.queries_figures import previous
from app.extensions import connection
from app.meetings.models import Meeting
from app.members.models import Person
from app.sessions.models import Attendance, Mention, MentionKind, Speech
from app.tasks.models import Task
from workflows.attendance import ABSENT, Mark
from workflows.meeting import State as MeetingState
from workflows.task import State as TaskState

MARK, SPOKE, TASK = "mark", "spoke", "task"


@dataclass
class Behind:
    """`marks`: by person, those of the start roll calls of the year up to this meeting, in their order."""

    marks: dict[int, list[Mark]] = field(default_factory=lambda: defaultdict(list))
    spoke: list[str] = field(default_factory=list)
    praised: list[str] = field(default_factory=list)
    reminded: list[str] = field(default_factory=list)
    tasks_left: list[str] = field(default_factory=list)


def behind(meeting: Meeting) -> Behind:
    found = Behind()
    lists = {
        SPOKE: found.spoke, TASK: found.tasks_left, str(MentionKind.COMMENDATION): found.praised,
        str(MentionKind.REMINDER): found.reminded,
    }  # fmt: skip
    statement = union_all(_marks(meeting), _spoke(meeting), _mentions(meeting), _tasks(meeting))
    rows: Sequence[tuple[str, int, str, object, int]] = connection().execute(statement).all()
    for what, person_id, text, _, _ in sorted(rows, key=_in_order):
        if what == MARK:
            found.marks[person_id].append(Mark(text))
        else:
            lists[what].append(text)
    return found


def _in_order(row: tuple[str, int, str, object, int]) -> tuple[bool, str, int]:
    """Meetings by when they were opened; everything else as it was entered."""
    at, number = row[3], row[4]
    return at is None, str(at), number


def _marks(meeting: Meeting) -> Any:
    return (
        select(
            literal(MARK, String), Attendance.person_id, type_coerce(Attendance.start_mark, String), Meeting.opened_at,
            Meeting.id,
        )
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(Meeting.cell_id == meeting.cell_id, Meeting.state != MeetingState.CANCELLED)
        .where(Meeting.month.between(date(meeting.month.year, 1, 1), meeting.month))
        .where(or_(Meeting.id == meeting.id, Meeting.opened_at <= (meeting.opened_at or clock.now())))
        .where(Attendance.due)
    )  # fmt: skip


def _spoke(meeting: Meeting) -> Any:
    """Of those due who came, each once."""
    came = and_(
        Attendance.meeting_id == Speech.meeting_id, Attendance.person_id == Speech.person_id, Attendance.due,
        Attendance.start_mark.not_in(ABSENT),
    )  # fmt: skip
    return (
        select(literal(SPOKE, String), Person.id, Person.full_name, _no_moment(), func.min(Speech.id))
        .select_from(Speech)
        .join(Attendance, came)
        .join(Person, Person.id == Speech.person_id)
        .where(Speech.meeting_id == meeting.id, Speech.removed_at.is_(None))
        .group_by(Person.id, Person.full_name)
    )


def _mentions(meeting: Meeting) -> Any:
    return (
        select(
            type_coerce(Mention.kind, String), Mention.person_id, func.coalesce(Person.full_name, Mention.name),
            _no_moment(), Mention.id,
        )
        .outerjoin(Person, Person.id == Mention.person_id)
        .where(Mention.meeting_id == meeting.id, Mention.removed_at.is_(None))
    )  # fmt: skip


def _tasks(meeting: Meeting) -> Any:
    """What the last resolution set and nobody has confirmed."""
    return select(
        literal(TASK, String), type_coerce(null(), Integer), Task.work, _no_moment(), Task.id
    ).where(
        Task.meeting_id == previous(meeting), Task.resolution_id.is_not(None),
        Task.state.not_in((TaskState.DROPPED, TaskState.CONFIRMED)),
    )  # fmt: skip


def _no_moment() -> Any:
    return type_coerce(null(), UtcDateTime)
