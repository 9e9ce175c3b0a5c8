"""Who sees how much of a meeting's minutes, and the office that stands in for somebody."""

from dataclasses import dataclass
from datetime import timedelta

from app import clock
from app.actor import Actor
from app.meetings.models import Meeting
from app.meetings.queries import facts_of, roles_at
from app.meetings.services_history import record_on
from app.minutes.queries import was_opened_by
from app.refusals import NotAllowed
from workflows.meeting import State, at_version
from workflows.roles import Role
from workflows.sight import Part, parts_for

# A reading lasts as long as one sits over it; the next day it is opened, and noted, again.
OPEN_FOR = timedelta(hours=12)
STANDING_IN = {State.MINUTES: "attest", State.SCORED: "send_back"}
REASONS = {"attest": "xác nhận ký thay", "send_back": "xem xét trả lại, thẩm định"}


@dataclass(frozen=True, kw_only=True)
class Sight:
    """`roles`: with the overseer's, where the office stands in and has said so."""

    roles: frozenset[Role]
    unsigned: bool
    signed: bool
    may_stand_in: bool

    @property
    def nothing(self) -> bool:
        return not (self.unsigned or self.signed)


def sight_of(meeting: Meeting, actor: Actor) -> Sight:
    roles = roles_at(meeting, actor)
    may_stand_in = _may_stand_in(meeting, roles)
    if may_stand_in and was_opened_by(meeting.id, actor.account_id, clock.now() - OPEN_FOR):
        roles |= {Role.OVERSEER}
    parts = parts_for(roles, meeting.state)
    return Sight(
        roles=roles,
        unsigned=Part.UNSIGNED in parts and meeting.state in (State.HELD, State.MINUTES),
        signed=Part.SIGNED in parts and meeting.state in (State.SCORED, State.EVALUATED),
        may_stand_in=may_stand_in,
    )


def _may_stand_in(meeting: Meeting, roles: frozenset[Role]) -> bool:
    """Where the workflow has a step for the office alone that wants the minutes read."""
    if Role.OFFICE not in roles or meeting.state not in STANDING_IN:
        return False
    if meeting.state == State.SCORED:
        return True
    steps = at_version(meeting.definition_version).steps_for(meeting.state, {Role.OFFICE}, facts_of(meeting))
    return any(step.name == "sign" for step in steps)


def open_as_stand_in(meeting: Meeting, *, actor: Actor) -> None:
    """The office reads this one meeting as its overseer would, and the history says so. Raises NotAllowed."""
    if not _may_stand_in(meeting, roles_at(meeting, actor)):
        raise NotAllowed("Văn phòng Đảng ủy chỉ mở biên bản khi phải làm thay người vắng.")
    record_on(
        meeting,
        "personal_record_read",
        actor=actor,
        acting_as=Role.OFFICE,
        reason=REASONS[STANDING_IN[meeting.state]],
    )
