"""Meetings of the little world, brought to a state by the services that the pages call."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from app.actor import Actor
from app.agendas.queries import items_of
from app.approvals.services import agree, submit
from app.extensions import db
from app.meetings.models import Meeting
from app.meetings.services import create_meeting
from app.meetings.services_convening import convene
from app.meetings.services_plan import Plan, change_plan
from app.organisations.models import Organisation
from workflows.meeting import Kind

DECEMBER = date(2026, 12, 1)
# Thursday, 3 December 2026, 19:30 in Vietnam: the evening after the day on which tests live.
EVENING = datetime(2026, 12, 3, 12, 30, tzinfo=UTC)
ActorOf = Callable[[str], Actor]


def drafted(actor_of: ActorOf, by: str = "thang", kind: Kind = Kind.REGULAR, **more: object) -> Meeting:
    """A new meeting of the person's own cell, with its default agenda."""
    me = actor_of(by)
    cell = db.session.get_one(Organisation, me.home_id)
    return create_meeting(cell, kind, DECEMBER, actor=me, **more)  # type: ignore[arg-type]


def planned(actor_of: ActorOf, by: str = "thang", recorder: str = "lan", kind: Kind = Kind.REGULAR) -> Meeting:
    """A draft that lacks nothing: time, place, people, and a presenter for every item."""
    meeting = drafted(actor_of, by, kind)
    plan = Plan(
        starts_at=EVENING,
        place="Nhà văn hóa thôn Nà Mười",
        chair_id=actor_of(by).person_id,
        recorder_id=actor_of(recorder).person_id,
    )
    change_plan(meeting, plan, actor=actor_of(by))
    for item in items_of(meeting.id):
        item.presenter_id = item.presenter_id or meeting.recorder_id
    db.session.flush()  # the rules read the rows
    return meeting


def submitted(actor_of: ActorOf, by: str = "thang") -> Meeting:
    meeting = planned(actor_of)
    submit(meeting, actor=actor_of(by))
    db.session.flush()  # pages and other sessions read the rows
    return meeting


def agreed(actor_of: ActorOf) -> Meeting:
    """Two of three agree: the secretary by submitting, and Hương of the committee."""
    meeting = submitted(actor_of)
    agree(meeting, actor=actor_of("huong"))
    return meeting


def convened(actor_of: ActorOf) -> Meeting:
    meeting = agreed(actor_of)
    convene(meeting, actor=actor_of("thang"))
    db.session.flush()  # pages and other sessions read the rows
    return meeting
