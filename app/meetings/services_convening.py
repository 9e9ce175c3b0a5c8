"""From the agreed agenda to the day, and the ways around it: convening, amending, cancelling, writing down the past."""

from dataclasses import dataclass
from datetime import datetime

from app import clock
from app.actor import Actor, acting_as
from app.agendas.services import freeze
from app.agendas.services_files import send_with_notice
from app.approvals.services import end_by_convening, void_round
from app.approvals.services_committee import Gathering, errors_in_past, record_past_committee_meeting
from app.extensions import lock
from app.meetings.models import Meeting
from app.meetings.queries import roles_at
from app.meetings.services import expect_version, take_step
from app.meetings.services_papers import issue_convening_papers
from app.meetings.services_plan import doubt_about, heading, people_of, tell_everybody, tell_the_committee
from app.refusals import BadInput
from app.resolutions.services import drop_for_cancelled
from app.sessions.models import Which
from app.sessions.services import stamp_roll_call
from workflows.meeting import State, at_version
from workflows.notices import Notice

# What a meeting that was only written down afterwards never went through, in the order of the way.
MISSED = ("submit", "agree", "convene")


@dataclass(frozen=True, kw_only=True)
class Held:
    """What is stated of a meeting that took place already."""

    opened_at: datetime | None = None
    chair_id: int | None = None
    recorder_id: int | None = None
    place: str = ""
    day_is_certain: bool = False
    committee: Gathering | None = None


def convene(meeting: Meeting, *, actor: Actor, reason: str = "", version: int | None = None) -> None:
    """Freeze the agenda as version n, send the documents, make the papers and tell all members and the overseer."""
    step = take_step(meeting, "convene", actor=actor, reason=reason, version=version)
    found = end_by_convening(meeting, actor=actor)
    freeze(meeting)
    meeting.convened_at = clock.now()
    send_with_notice(meeting, actor=actor, acting_as=acting_as(roles_at(meeting, actor), step.by))
    issue_convening_papers(meeting, found, actor=actor)
    tell_everybody(meeting, Notice.CONVENED, announcement(meeting), but_not=actor.person_id)


def amend(meeting: Meeting, *, actor: Actor, reason: str, version: int | None = None) -> None:
    """Back to the draft; the next convening makes version n+1 of the agenda."""
    take_step(meeting, "amend", actor=actor, reason=reason, version=version)
    text = f"Chương trình {heading(meeting).lower()} được sửa lại, chờ thông báo mới. Lý do: {reason}"
    tell_everybody(meeting, Notice.AMENDED, text, but_not=actor.person_id)


def cancel(meeting: Meeting, *, actor: Actor, reason: str, version: int | None = None) -> None:
    """Outside the way for good: the round is void, the draft resolution dropped, whoever knew of it is told."""
    was_convened = meeting.state == State.CONVENED or meeting.agenda_version > 0
    take_step(meeting, "cancel", actor=actor, reason=reason, version=version)
    void_round(meeting)
    drop_for_cancelled(meeting, actor=actor)
    text = f"{heading(meeting)} đã hủy. Lý do: {reason}"
    tell = tell_everybody if was_convened else tell_the_committee
    tell(meeting, Notice.CANCELLED, text, but_not=actor.person_id)


def record_past(meeting: Meeting, held: Held, *, actor: Actor, version: int | None = None) -> None:
    """A meeting that took place without the earlier steps: they are marked as missed, and block nothing.

    Raises StepRefused with all that is missing or in the future, BadInput for people outside the cell, and for a day
    outside the meeting's month until it is said to be certain.
    """
    lock(meeting)
    if at_version(meeting.definition_version).is_for("record_past", roles_at(meeting, actor)):
        expect_version(meeting, version)
    _refuse_what_cannot_be(meeting, held)
    take_step(
        meeting,
        "record_past",
        actor=actor,
        stated_at=held.opened_at,
        stated_opening=held.opened_at,
        opening_is_stated=held.opened_at is not None,
        planned_day=clock.day_of(held.opened_at or clock.now()),
        has_place=bool(held.place.strip()),
        has_chair=held.chair_id is not None,
        has_recorder=held.recorder_id is not None,
    )
    meeting.place, meeting.chair_id, meeting.recorder_id = held.place, held.chair_id, held.recorder_id
    meeting.starts_at = held.opened_at
    meeting.opened_at, meeting.opened_entered_at = held.opened_at, clock.now()
    if not meeting.from_paper:
        meeting.from_paper = True
        meeting.missed = [] if meeting.agenda_version else list(MISSED)
    if held.committee is not None:
        record_past_committee_meeting(meeting, held.committee, actor=actor)
    stamp_roll_call(meeting, Which.START, actor=actor)


def _refuse_what_cannot_be(meeting: Meeting, held: Held) -> None:
    known = people_of(meeting)
    errors = {
        name: "Chọn một đảng viên của chi bộ."
        for name in ("chair_id", "recorder_id")
        if getattr(held, name) is not None and getattr(held, name) not in known
    }
    if held.chair_id is not None and held.chair_id == held.recorder_id:
        errors["recorder_id"] = "Thư ký không đồng thời là người chủ trì."
    doubt = doubt_about(meeting, clock.day_of(held.opened_at)) if held.opened_at and not held.day_is_certain else ""
    if doubt:
        errors["day_is_certain"] = doubt
    if held.committee is not None:
        wrong = errors_in_past(meeting, held.committee, held.opened_at)
        errors |= {f"committee_{name}": text for name, text in wrong.items()}
    if len(held.place) > 200:
        errors["place"] = "Địa điểm không quá 200 chữ."
    if errors:
        raise BadInput(errors)


def announcement(meeting: Meeting) -> str:
    """What everybody is told of a meeting as it stands: that it is held, when and where, or not at all."""
    if meeting.state == State.CANCELLED:
        return f"{heading(meeting)} đã hủy."
    if meeting.starts_at is None:  # the rules of `submit` see to it
        return f"{heading(meeting)} đã triệu tập."
    when = meeting.starts_at.astimezone(clock.VIETNAM).strftime("%H giờ %M ngày %d/%m/%Y")
    return f"Mời đồng chí dự {heading(meeting).lower()}: {when}, tại {meeting.place}."


# NOIMPORT
