"""Opening, breaking off and closing a meeting, with what each leaves in the record."""

from datetime import datetime

from sqlalchemy import select

from app import clock
from app.actor import Actor
from app.agendas.models import AgendaItem
from app.extensions import db, lock
from app.meetings.models import Meeting
from app.meetings.queries import facts_of, roles_at
from app.meetings.services import expect_version, take_step
from app.meetings.services_plan import doubt_about
from app.members.queries import roll_of
from app.minutes.services import compose_at_close
from app.refusals import BadInput
from app.sessions.models import Which
from app.sessions.queries import roll_calls_of
from app.sessions.services.roll_call import drop_roll_call, miss_all_awaited, stamp_at_opening
from app.sessions.services.speaking import begin_item
from app.sessions.services.writing import Pen, note
from workflows.meeting import State, at_version

RECORDER_IS_ELSEWHERE = "Thư ký phải là đảng viên của chi bộ, không đang bị đình chỉ sinh hoạt."


def open_meeting(
    meeting: Meeting, *, at: datetime, actor: Actor, recorder_id: int | None = None, version: int | None = None,
    day_is_certain: bool = False,
) -> None:  # fmt: skip
    """Open the meeting at the stated time, or go on with one that was broken off; marks already made stay.

    A recorder is appointed here if there is none. Raises StepRefused with every reason, BadInput for a day that was
    not the planned one and is of another month, until it is said to be certain.
    """
    planned = meeting.starts_at is not None and clock.day_of(meeting.starts_at) == clock.day_of(at)
    if not (planned or day_is_certain) and (doubt := doubt_about(meeting, clock.day_of(at))):
        raise BadInput({"day_is_certain": doubt})
    if meeting.recorder_id is None and recorder_id is not None:
        lock(meeting)
        expect_version(meeting, version)
        _appoint_recorder(meeting, recorder_id, at, actor)
        version = None  # the appointment itself makes a new version
    take_step(
        meeting, "open", actor=actor, version=version, stated_at=at, stated_opening=at,
        on_behalf_of_id=_on_behalf_of(meeting, actor),
    )  # fmt: skip
    meeting.opened_at, meeting.opened_entered_at = at, clock.now()
    stamp_at_opening(meeting, actor)
    first = db.session.scalar(
        select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position).limit(1)
    )
    if first is not None:
        begin_item(meeting, first, at)


def _on_behalf_of(meeting: Meeting, actor: Actor) -> int | None:
    """The chair, where somebody else opens or closes in the chair's place."""
    return meeting.chair_id if meeting.chair_id != actor.person_id else None


def _appoint_recorder(meeting: Meeting, person_id: int, at: datetime, actor: Actor) -> None:
    """Before the step is taken, so that it is asked first whether the actor may open: naming oneself opens no door."""
    roles = roles_at(meeting, actor)
    facts = facts_of(meeting, stated_opening=at, has_recorder=True)
    refused = at_version(meeting.definition_version).refusal(meeting.state, "open", roles, facts)
    if refused:
        raise refused
    members = {p.person.id for p in roll_of(meeting.cell_id, clock.day_of(at)) if not p.suspended}
    if person_id not in members:
        raise BadInput({"recorder": RECORDER_IS_ELSEWHERE})
    note("meeting_changed", meeting, Pen(actor=actor), before={"recorder_id": None}, after={"recorder_id": person_id})
    meeting.recorder_id = person_id


def undo_open(meeting: Meeting, *, reason: str, actor: Actor, version: int | None = None) -> None:
    """The meeting was opened by mistake. The start roll call stays, unless the meeting goes back to a draft."""
    take_step(
        meeting, "undo_open", actor=actor, reason=reason, version=version, on_behalf_of_id=_on_behalf_of(meeting, actor)
    )
    meeting.opened_at = meeting.opened_entered_at = None
    if meeting.state == State.DRAFT:
        meeting.from_paper, meeting.missed = False, []
        drop_roll_call(meeting)
    elif call := roll_calls_of(meeting.id).get(Which.START):
        call.closed_at = None


def break_off(meeting: Meeting, *, at: datetime, reason: str, actor: Actor, version: int | None = None) -> None:
    """Stop for today: the record is kept, a new time continues it."""
    began = meeting.opened_at
    if at > clock.now():
        raise BadInput({"at": "Giờ tạm dừng chưa tới."})
    if began is not None and at <= began:
        raise BadInput({"at": "Giờ tạm dừng phải sau giờ khai mạc."})
    take_step(
        meeting, "break_off", actor=actor, reason=reason, version=version, stated_at=at,
        on_behalf_of_id=_on_behalf_of(meeting, actor),
    )  # fmt: skip
    part = {"opened_at": (began or at).isoformat(), "ended_at": at.isoformat(), "reason": reason}
    meeting.sittings = [*meeting.sittings, part]
    meeting.opened_at = meeting.opened_entered_at = None


def close_meeting(meeting: Meeting, *, at: datetime, actor: Actor, version: int | None = None) -> None:
    """Close at the stated time and compose the papers. Raises StepRefused with all that is missing."""
    take_step(
        meeting, "close", actor=actor, version=version, stated_at=at, stated_closing=at,
        on_behalf_of_id=_on_behalf_of(meeting, actor),
    )  # fmt: skip
    meeting.closed_at, meeting.closed_entered_at = at, clock.now()
    miss_all_awaited(meeting, actor)
    compose_at_close(meeting, actor=actor)
