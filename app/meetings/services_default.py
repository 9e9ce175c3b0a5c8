"""What a new meeting begins with, so that a secretary corrects instead of typing: day, place, people, agenda."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import Date, Integer, Select, bindparam, select

from app import clock
from app.accounts.queries import people_as
from app.agendas.services_default import Brought, Looking, prefill, prefill_guided
from app.criteria.queries import criteria_set_for
from app.extensions import db
from app.meetings.models import Meeting
from app.members.queries import taking_part
from app.organisations.models import Organisation
from app.organisations.queries import above
from app.rules.queries import holidays_for, rule_set_for, settings_of
from app.tasks.queries import name_of, open_of
from workflows.calendar import meeting_day
from workflows.meeting import Kind, State
from workflows.roles import Role
from workflows.rules import RuleSettings
from workflows.words import day as day_in_words


@dataclass(frozen=True, kw_only=True)
class Usual:
    """What the cell is used to, read at once: who begins hundreds of meetings reads it before anything is locked."""

    rule_set_id: int
    settings: RuleSettings
    criteria_set_id: int
    chair_id: int | None
    deputy_id: int | None
    recorder_id: int | None
    place: str
    starts_at: datetime | None
    members: int
    back: Looking


def usual_of(cell_id: int, kind: Kind, month: date, *, guided: bool = False) -> Usual:
    """Day, people and place as the cell is used to. `guided`: with what a guided agenda looks back on."""
    rule_set = rule_set_for(cell_id, month)
    settings, last = settings_of(rule_set), _last_meeting(cell_id, month)
    people = {role: person.id for person, role in people_as(cell_id, _OFFICES, clock.today())}
    deputy = people.get(Role.DEPUTY_SECRETARY)
    chair = people.get(Role.SECRETARY) or deputy
    on_roll = taking_part(cell_id, clock.today())
    is_used = last is not None and last.recorder_id in on_roll and last.recorder_id != chair
    return Usual(
        rule_set_id=rule_set.id,
        settings=settings,
        criteria_set_id=criteria_set_for(cell_id, month, kind).id,
        chair_id=chair,
        deputy_id=deputy,
        recorder_id=last.recorder_id if last and is_used else None,
        place=last.place if last else "",
        starts_at=_hour_of(last, cell_id, month, settings) if kind == Kind.REGULAR and last else None,
        members=len(on_roll),
        back=_look_back(cell_id, last) if guided else Looking(),
    )


def _hour_of(last: Meeting, cell_id: int, month: date, settings: RuleSettings) -> datetime | None:
    """The month's meeting day, at the hour of the last meeting."""
    if last.starts_at is None:
        return None
    day = meeting_day(month, settings.meeting_day, holidays_for(above(cell_id, month), month))
    return datetime.combine(day, last.starts_at.astimezone(clock.VIETNAM).timetz())


def fill_in(meeting: Meeting, cell: Organisation, usual: Usual, brought: Sequence[Brought] | None = None) -> None:
    """The agenda of the cell's type. `meeting` has its id already."""
    people = {"chair": usual.chair_id, "deputy": usual.deputy_id}
    norm = usual.settings.minutes_for(meeting.kind, members=usual.members, has_theme=bool(meeting.theme))
    if brought is None:
        prefill(meeting, people, cell_type=cell.cell_type, norm=norm)
    else:
        prefill_guided(meeting, people, brought, usual.back, cell_type=cell.cell_type, norm=norm)


def _look_back(cell_id: int, last: Meeting | None) -> Looking:
    lines = [
        f"{number}. {task.work} ({name_of(task)}{f', hạn {day_in_words(task.deadline)}' if task.deadline else ''})"
        for number, task in enumerate(open_of(cell_id), start=1)
    ]
    has_minutes = last is not None and last.state in (State.MINUTES, State.SCORED, State.EVALUATED)
    return Looking(has_minutes, "\n".join(["Nhiệm vụ đang thực hiện:", *lines]) if lines else "")


_OFFICES = (Role.SECRETARY, Role.DEPUTY_SECRETARY)


def _last_meeting(cell_id: int, month: date) -> Meeting | None:
    """The cell's latest meeting up to this month that took place or is to take place."""
    return db.session.scalar(_last(), {"cell_id": cell_id, "month": month})


@cache
def _last() -> Select[Meeting]:
    """Built once: guidance begins hundreds of meetings in a few seconds."""
    return (
        select(Meeting)
        .where(Meeting.cell_id == bindparam("cell_id", type_=Integer), Meeting.state != State.CANCELLED)
        .where(Meeting.month <= bindparam("month", type_=Date), Meeting.place != "")
        .order_by(Meeting.month.desc(), Meeting.id.desc())
        .limit(1)
    )
