"""What a new meeting begins with, so that a secretary corrects instead of typing: day, place, people, agenda."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app import clock
from app.accounts.queries import people_as
from app.agendas.services_default import Brought, Looking, prefill, prefill_guided
from app.extensions import db
from app.meetings.models import Meeting
from app.members.queries import roll_of
from app.organisations.models import Organisation
from app.organisations.queries import above
from app.rules.models import RuleSet
from app.rules.queries import holidays_for, settings_of
from app.tasks.queries import name_of, open_of
from workflows.calendar import meeting_day
from workflows.meeting import Kind, State
from workflows.roles import Role
from workflows.words import day as day_in_words


def fill_in(meeting: Meeting, cell: Organisation, rule_set: RuleSet, brought: Sequence[Brought] | None = None) -> None:
    """Day and people as the cell is used to, and the agenda of its type. `meeting` has its id already."""
    settings = settings_of(rule_set)
    last = _last_meeting(meeting)
    people = {role: person.id for person, role in people_as(cell.id, _OFFICES, clock.today())}
    deputy = people.get(Role.DEPUTY_SECRETARY)
    meeting.chair_id = people.get(Role.SECRETARY) or deputy
    on_roll = {row.person.id for row in roll_of(cell.id, clock.today()) if not row.suspended}
    if last is not None:
        meeting.place = last.place
        if last.recorder_id in on_roll and last.recorder_id != meeting.chair_id:
            meeting.recorder_id = last.recorder_id
    if meeting.kind == Kind.REGULAR and last is not None and last.starts_at is not None:
        day = meeting_day(
            meeting.month, settings.meeting_day, holidays_for(above(cell.id, meeting.month), meeting.month)
        )
        hour = last.starts_at.astimezone(clock.VIETNAM).timetz()
        meeting.starts_at = datetime.combine(day, hour)
    usual = {"chair": meeting.chair_id, "deputy": deputy}
    norm = settings.minutes_for(meeting.kind, members=len(on_roll), has_theme=bool(meeting.theme))
    if brought is None:
        prefill(meeting, usual, cell_type=cell.cell_type, norm=norm)
    else:
        prefill_guided(meeting, usual, brought, _look_back(meeting, last), cell_type=cell.cell_type, norm=norm)


def _look_back(meeting: Meeting, last: Meeting | None) -> Looking:
    lines = [
        f"{number}. {task.work} ({name_of(task)}{f', hạn {day_in_words(task.deadline)}' if task.deadline else ''})"
        for number, task in enumerate(open_of(meeting.cell_id), start=1)
    ]
    has_minutes = last is not None and last.state in (State.MINUTES, State.SCORED, State.EVALUATED)
    return Looking(has_minutes, "\n".join(["Nhiệm vụ đang thực hiện:", *lines]) if lines else "")


_OFFICES = (Role.SECRETARY, Role.DEPUTY_SECRETARY)


def _last_meeting(meeting: Meeting) -> Meeting | None:
    """The cell's latest meeting before this one that took place or is to take place."""
    return db.session.scalar(
        select(Meeting)
        .where(Meeting.cell_id == meeting.cell_id, Meeting.id != meeting.id, Meeting.state != State.CANCELLED)
        .where(Meeting.month <= meeting.month, Meeting.place != "")
        .order_by(Meeting.month.desc(), Meeting.id.desc())
        .limit(1)
    )
