"""What was said in a meeting, for other rooms that make something of it: a petition, a task."""

from dataclasses import dataclass

from app.actor import Actor
from app.extensions import db, lock
from app.meetings.models import Meeting
from app.meetings.queries import get_visible_or_404, roles_at
from app.refusals import NotKnown, SomebodyWasFaster, expect_version
from app.sessions.models import Speech
from app.sessions.queries import speech_in
from workflows.meeting import State
from workflows.roles import Role
from workflows.sight import Part, parts_for

CHANGED = "Ý kiến này vừa được người khác sửa hoặc bỏ. Mở lại trang kỳ sinh hoạt để xem bản mới nhất."


@dataclass(frozen=True, kw_only=True)
class Heard:
    """`roles`: what the actor is in that meeting."""

    speech: Speech
    meeting: Meeting
    roles: frozenset[Role]

    @property
    def speech_id(self) -> int:
        return self.speech.id

    @property
    def cell_id(self) -> int:
        return self.meeting.cell_id

    @property
    def held(self) -> bool:
        return self.meeting.state == State.HELD

    @property
    def guest_name(self) -> str:
        return self.speech.guest.name if self.speech.guest else ""

    @property
    def who(self) -> str:
        return self.speech.person.full_name if self.speech.person else self.guest_name


def hear(speech_id: int, actor: Actor) -> Heard:
    """For who reads the record of the meeting. Raises NotKnown."""
    meeting_id = db.session.scalar(db.select(Speech.meeting_id).where(Speech.id == speech_id))
    if meeting_id is None:
        raise NotKnown
    meeting = get_visible_or_404(meeting_id, actor)
    speech = speech_in(meeting.id, speech_id)
    roles = roles_at(meeting, actor, with_substitution=False)
    if speech is None or Part.RECORD not in parts_for(roles, meeting.state):
        raise NotKnown
    return Heard(speech=speech, meeting=meeting, roles=roles)


def hold_still(heard: Heard, version: int | None) -> None:
    """Lock the meeting, so that nobody makes the same of the speech at once, nor writes on it meanwhile.

    Raises SomebodyWasFaster if the speech is not any more as the page showed it.
    """
    lock(heard.meeting)
    db.session.refresh(heard.speech)
    if heard.speech.removed_at is not None:
        raise SomebodyWasFaster(CHANGED)
    expect_version(heard.speech.version, version, CHANGED)
