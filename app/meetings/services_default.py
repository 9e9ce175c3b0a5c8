"""What a new meeting begins with, so that a secretary corrects instead of typing: day, place, people, agenda."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Date, Row, Select, bindparam, func, select

from app import clock
from app.accounts.queries_offices import holders_in
from app.agendas.services_default import Brought, Looking, prefill, prefill_guided
from app.columns import among, as_list
from app.criteria.queries import criteria_sets_for
from app.extensions import connection
from app.meetings.models import Meeting
from app.members.queries import taking_part_in
from app.organisations.models import Organisation
from app.organisations.queries_chains import chains_of
from app.rules.models import RuleSet
from app.rules.queries import holidays_among, rule_sets_for, settings_of
from app.tasks.models import Task
from app.tasks.queries import name_of, open_in
from workflows.calendar import meeting_day
from workflows.meeting import Kind, State
from workflows.roles import Role
from workflows.rules import RuleSettings
from workflows.words import day as day_in_words

OFFICES = (Role.SECRETARY, Role.DEPUTY_SECRETARY)


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
    return usual_in((cell_id,), kind, month, guided=guided)[cell_id]


def usual_in(cell_ids: Collection[int], kind: Kind, month: date, *, guided: bool = False) -> dict[int, Usual]:
    """The same for each of these cells, in as many statements."""
    today, chains = clock.today(), chains_of(cell_ids, month)
    rule_sets, criteria = rule_sets_for(chains, month), criteria_sets_for(chains, month, kind)
    holidays = holidays_among(chains, month) if kind == Kind.REGULAR else {}
    last, rolls = _last_meetings(cell_ids, month), taking_part_in(cell_ids, today)
    offices, tasks = holders_in(cell_ids, OFFICES, today), open_in(cell_ids) if guided else {}
    return {
        one: _usual(
            rule_sets[one], criteria[one], last.get(one), rolls[one],
            {role: person_id for person_id, role in offices[one]},
            month=month if kind == Kind.REGULAR else None, holidays=holidays.get(one, ()),
            back=_look_back(tasks[one], last.get(one)) if guided else Looking(),
        )
        for one in cell_ids
    }  # fmt: skip


def _usual(
    rule_set: RuleSet, criteria_set_id: int, last: Row[Any] | None, on_roll: Collection[int],
    people: Mapping[Role, int], *, month: date | None, holidays: Collection[date], back: Looking,
) -> Usual:  # fmt: skip
    settings, deputy = settings_of(rule_set), people.get(Role.DEPUTY_SECRETARY)
    chair = people.get(Role.SECRETARY) or deputy
    is_used = last is not None and last.recorder_id in on_roll and last.recorder_id != chair
    return Usual(
        rule_set_id=rule_set.id,
        settings=settings,
        criteria_set_id=criteria_set_id,
        chair_id=chair,
        deputy_id=deputy,
        recorder_id=last.recorder_id if last and is_used else None,
        place=last.place if last else "",
        starts_at=_hour_of(last, month, settings, holidays) if month and last else None,
        members=len(on_roll),
        back=back,
    )


def _hour_of(last: Row[Any], month: date, settings: RuleSettings, holidays: Collection[date]) -> datetime | None:
    """The month's meeting day, at the hour of the last meeting."""
    if last.starts_at is None:
        return None
    day = meeting_day(month, settings.meeting_day, holidays)
    return datetime.combine(day, last.starts_at.astimezone(clock.VIETNAM).timetz())


def fill_in(meeting: Meeting, cell: Organisation, usual: Usual, brought: Sequence[Brought] | None = None) -> None:
    """The agenda of the cell's type. `meeting` has its id already."""
    people = {"chair": usual.chair_id, "deputy": usual.deputy_id}
    norm = usual.settings.minutes_for(meeting.kind, members=usual.members, has_theme=bool(meeting.theme))
    if brought is None:
        prefill(meeting, people, cell_type=cell.cell_type, norm=norm)
    else:
        prefill_guided(meeting, people, brought, usual.back, cell_type=cell.cell_type, norm=norm)


def _look_back(tasks: Sequence[Task], last: Row[Any] | None) -> Looking:
    lines = [
        f"{number}. {task.work} ({name_of(task)}{f', hạn {day_in_words(task.deadline)}' if task.deadline else ''})"
        for number, task in enumerate(tasks, start=1)
    ]
    has_minutes = last is not None and last.state in (State.MINUTES, State.SCORED, State.EVALUATED)
    return Looking(has_minutes, "\n".join(["Nhiệm vụ đang thực hiện:", *lines]) if lines else "")


def _last_meetings(cell_ids: Collection[int], month: date) -> dict[int, Row[Any]]:
    """Each cell's latest meeting up to this month that took place or is to take place."""
    rows = connection().execute(_last(), {"cells": as_list(cell_ids), "month": month})
    return {row.cell_id: row for row in rows}


@cache
def _last() -> Select[*tuple[Any, ...]]:
    meeting = Meeting.__table__.c
    latest_first = func.row_number().over(
        partition_by=meeting.cell_id, order_by=(meeting.month.desc(), meeting.id.desc())
    )
    in_order = (
        select(meeting.id, latest_first.label("place"))
        .where(among(meeting.cell_id, "cells"), meeting.state != State.CANCELLED)
        .where(meeting.month <= bindparam("month", type_=Date), meeting.place != "")
        .subquery()
    )
    return (
        select(meeting.cell_id, meeting.state, meeting.place, meeting.recorder_id, meeting.starts_at)
        .join(in_order, in_order.c.id == meeting.id)
        .where(in_order.c.place == 1)
    )
