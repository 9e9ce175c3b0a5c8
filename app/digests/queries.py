"""Half a page of a meeting for those who were not there, and who of them has been told."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app import clock
from app.agendas.models import AgendaItem, Outcome
from app.agendas.queries import items_of
from app.digests.models import AbsenteeTold
from app.extensions import db
from app.meetings.models import Meeting
from app.members.models import StatusKind, StatusPeriod
from app.members.queries import statuses_in_force
from app.resolutions import queries as resolutions
from app.sessions.queries import RollLine, roll_lines
from app.tasks.models import Task
from app.tasks.queries import name_of, of_meeting
from workflows.attendance import ABSENT, headcount
from workflows.meeting import KIND_LABELS, State
from workflows.roles import Role

LEADERS = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY})
AFTER = (State.MINUTES, State.SCORED, State.EVALUATED)
OUTCOMES = {
    Outcome.DECIDED: "thống nhất",
    Outcome.DISCUSSED: "đã bàn",
    Outcome.DEFERRED: "chuyển kỳ sau",
}
LONGEST_CONCLUSION = 200
MOST_TASKS = 12


@dataclass(frozen=True, kw_only=True)
class Away:
    """One who stayed away: why, whether they work away, and when they were told."""

    person_id: int
    name: str
    reason: str
    works_away: bool
    told_at: datetime | None


def aways_of(meeting: Meeting) -> list[Away]:
    """In the order of names; who is suspended sees nothing while it lasts."""
    gone = [line for line in roll_lines(meeting.id) if _stayed_away(line)]
    told = {
        row.person_id: row.told_at
        for row in db.session.scalars(select(AbsenteeTold).where(AbsenteeTold.meeting_id == meeting.id))
    }
    away = periods_away([line.person_id for line in gone], clock.today())
    return [
        Away(
            person_id=line.person_id, name=line.name, reason=_why(line), works_away=line.person_id in away,
            told_at=told.get(line.person_id),
        )
        for line in gone
    ]  # fmt: skip


def _stayed_away(line: RollLine) -> bool:
    one = line.attendee
    return one.start_mark in ABSENT and not (one.suspended or one.temporary_in or one.temporary_out)


def _why(line: RollLine) -> str:
    return line.reason or ("được miễn sinh hoạt" if line.attendee.exempt else "")


def periods_away(person_ids: list[int], on: date) -> dict[int, StatusPeriod]:
    """The periods of working away that hold on the day."""
    found = statuses_in_force(person_ids, on)
    return {
        person_id: period
        for person_id, periods in found.items()
        for period in periods
        if period.kind == StatusKind.WORKING_AWAY
    }


def told(meeting_id: int, person_id: int) -> AbsenteeTold | None:
    return db.session.scalar(
        select(AbsenteeTold).where(AbsenteeTold.meeting_id == meeting_id, AbsenteeTold.person_id == person_id)
    )


def text_of(meeting: Meeting) -> str:
    """Short enough for a phone. What is kept on paper is left out, and nobody is named but who has a task."""
    counts = headcount(line.attendee for line in roll_lines(meeting.id))
    held = meeting.closed_at or meeting.opened_at
    lines = [
        f"{meeting.cell.name}: sinh hoạt {KIND_LABELS[meeting.kind]} tháng {meeting.month.month}/{meeting.month.year}"
        + (f", ngày {clock.day_of(held):%d/%m/%Y}" if held else "")
        + f". Có mặt {counts.rate} đảng viên phải dự.",
        *_contents(items_of(meeting.id)),
        *_resolution(meeting),
        *_tasks(of_meeting(meeting.id)),
    ]
    return "\n".join(lines)


def _contents(items: list[AgendaItem]) -> list[str]:
    told = [item for item in items if item.outcome in OUTCOMES and not item.kept_on_paper and item.conclusion]
    return ["Nội dung:", *(f"- {item.title}: {_short(item.conclusion)}" for item in told)] if told else []


def _short(text: str) -> str:
    first = " ".join(text.split())
    return first if len(first) <= LONGEST_CONCLUSION else f"{first[: LONGEST_CONCLUSION - 1]}…"


def _resolution(meeting: Meeting) -> list[str]:
    found = resolutions.current(meeting.id)
    if found is None or found.state not in ("adopted", "issued"):
        return []
    return [f"Đã thông qua {found.subject_line[:1].lower()}{found.subject_line[1:]}."]


def _tasks(tasks: list[Task]) -> list[str]:
    if not tasks:
        return []
    listed = [
        f"- {name_of(task)}: {_short(task.work)}" + (f", hạn {task.deadline:%d/%m/%Y}" if task.deadline else "")
        for task in tasks[:MOST_TASKS]
    ]
    more = [f"- và {len(tasks) - MOST_TASKS} nhiệm vụ khác"] if len(tasks) > MOST_TASKS else []
    return ["Nhiệm vụ:", *listed, *more]
