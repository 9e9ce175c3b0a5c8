"""The plan of a year, and what came of it: who was host, who was invited, who came."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.actor import Actor
from app.extensions import db
from app.meetings.models import Meeting, MeetingGuest
from app.organisations.models import Organisation, OrganisationKind
from app.refusals import NotAllowed, NotKnown
from app.rotations.models import ModelPlan, ModelPlanGuest
from app.sessions.models import Guest
from workflows.meeting import Kind, State
from workflows.roles import Role

READERS = (Role.OFFICE, Role.LEADERSHIP, Role.OVERSEER, Role.SECRETARY, Role.DEPUTY_SECRETARY)
HELD = (State.HELD, State.MINUTES, State.SCORED, State.EVALUATED)


class Held(NamedTuple):
    """A model meeting that took place."""

    meeting_id: int
    host_id: int
    month: date


@dataclass
class CellRecord:
    """What a cell has had in a year: months as host, and months in which it was invited, and of these came."""

    cell_id: int
    name: str
    planned_host: list[date] = field(default_factory=list)
    planned_guest: list[date] = field(default_factory=list)
    hosted: list[date] = field(default_factory=list)
    invited: list[date] = field(default_factory=list)
    came: list[date] = field(default_factory=list)


def _in_sight(actor: Actor) -> ColumnElement[bool]:
    """Host or guest is a cell that the actor reads."""
    mine = actor.organisations_as(*READERS)
    invited = select(ModelPlanGuest.plan_id).where(ModelPlanGuest.cell_id.in_(mine))
    return or_(ModelPlan.host_id.in_(mine), ModelPlan.id.in_(invited))


def plans_of(actor: Actor, year: int) -> list[ModelPlan]:
    """Those of the year in the actor's sight, with host and guests, by month. Two statements."""
    found = (
        select(ModelPlan)
        .join(ModelPlan.host)
        .where(_in_sight(actor), ModelPlan.month >= date(year, 1, 1), ModelPlan.month <= date(year, 12, 31))
        .options(joinedload(ModelPlan.host), selectinload(ModelPlan.guests).joinedload(ModelPlanGuest.cell))
        .order_by(ModelPlan.month, Organisation.code)
    )
    return list(db.session.scalars(found))


def get_visible(plan_id: int, actor: Actor) -> ModelPlan:
    """Raises NotKnown."""
    found = db.session.scalar(select(ModelPlan).where(ModelPlan.id == plan_id, _in_sight(actor)))
    if found is None:
        raise NotKnown
    return found


def get_managed(plan_id: int, actor: Actor) -> ModelPlan:
    """Raises NotKnown, NotAllowed."""
    found = get_visible(plan_id, actor)
    if Role.OFFICE not in actor.roles_in(found.host_id):
        raise NotAllowed("Chỉ Văn phòng Đảng ủy lập, sửa kế hoạch sinh hoạt điểm luân phiên.")
    return found


def plan_of(host_id: int, month: date) -> ModelPlan | None:
    """What is planned for the cell's meeting of that month, with its guests."""
    return db.session.scalar(
        select(ModelPlan)
        .where(ModelPlan.host_id == host_id, ModelPlan.month == month)
        .options(selectinload(ModelPlan.guests).joinedload(ModelPlanGuest.cell))
    )


def planned_for(host_id: ColumnElement[int], month: ColumnElement[date]) -> Select[int]:
    """What the year's plan says of the cell's meeting of that month, as a part of another statement."""
    return select(ModelPlan.id).where(ModelPlan.host_id == host_id, ModelPlan.month == month)


def meetings_of(plans: Sequence[ModelPlan]) -> dict[int, tuple[int, State]]:
    """By plan: the host's regular meeting of the month, and its state."""
    hosts = {(plan.host_id, plan.month): plan.id for plan in plans}
    found = db.session.execute(
        select(Meeting.id, Meeting.cell_id, Meeting.month, Meeting.state)
        .where(Meeting.cell_id.in_({host for host, _ in hosts}), Meeting.month.in_({month for _, month in hosts}))
        .where(Meeting.kind == Kind.REGULAR, Meeting.state != State.CANCELLED)
    )
    return {
        hosts[cell_id, month]: (meeting_id, state)
        for meeting_id, cell_id, month, state in found
        if (cell_id, month) in hosts
    }


def records_of(actor: Actor, year: int) -> list[CellRecord]:
    """The year of every cell that the actor reads from above, by code. Five statements."""
    scope = actor.organisations_as(Role.OFFICE, Role.LEADERSHIP)
    cells = db.session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(scope), Organisation.kind == OrganisationKind.CELL)
        .where(or_(Organisation.dissolved_on.is_(None), Organisation.dissolved_on > date(year, 1, 1)))
        .order_by(Organisation.code)
    )
    found = {row.id: CellRecord(row.id, row.name) for row in cells}
    for plan in plans_of(actor, year):
        _note(found, plan.host_id, "planned_host", plan.month)
        for guest in plan.guests:
            _note(found, guest.cell_id, "planned_guest", plan.month)
    held = held_in(scope, year)
    for one in held:
        _note(found, one.host_id, "hosted", one.month)
    for cell_id, month, came in _visits({one.meeting_id: one.month for one in held}):
        _note(found, cell_id, "invited", month)
        if came:
            _note(found, cell_id, "came", month)
    return list(found.values())


def _note(found: dict[int, CellRecord], cell_id: int, what: str, month: date) -> None:
    if cell_id in found:
        getattr(found[cell_id], what).append(month)


def held_in(cell_ids: Sequence[int], year: int) -> list[Held]:
    """The model meetings of these cells that took place, by month."""
    found = db.session.execute(
        select(Meeting.id, Meeting.cell_id, Meeting.month)
        .where(Meeting.cell_id.in_(cell_ids), Meeting.model_meeting, Meeting.state.in_(HELD))
        .where(Meeting.month >= date(year, 1, 1), Meeting.month <= date(year, 12, 31))
        .order_by(Meeting.month, Meeting.id)
    )
    return [Held._make(row) for row in found]


def _visits(months: dict[int, date]) -> list[tuple[int, date, bool]]:
    """Each cell invited to these meetings, with the month and whether somebody of it was noted at the sitting."""
    came = select(Guest.id).where(
        Guest.meeting_id == MeetingGuest.meeting_id, Guest.person_id == MeetingGuest.person_id
    )  # fmt: skip
    found = db.session.execute(
        select(MeetingGuest.meeting_id, MeetingGuest.cell_id, func.count().filter(came.exists()))
        .where(MeetingGuest.meeting_id.in_(months))
        .group_by(MeetingGuest.meeting_id, MeetingGuest.cell_id)
        .order_by(MeetingGuest.meeting_id, MeetingGuest.cell_id)
    )
    return [(cell_id, months[meeting_id], count > 0) for meeting_id, cell_id, count in found]
