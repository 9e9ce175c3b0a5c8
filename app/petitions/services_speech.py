"""A speech in a meeting becomes a petition: what was said, by whom, and who may write it down."""

from dataclasses import dataclass

from app.actor import Actor
from app.extensions import db
from app.meetings.queries import get_visible_or_404, roles_at
from app.petitions import queries
from app.refusals import NotAllowed, NotKnown
from app.sessions.models import Speech
from app.sessions.queries import speech_in
from workflows.meeting import State
from workflows.petition import FOR_ANOTHER
from workflows.roles import Role
from workflows.sight import Part, parts_for


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """`roles`: what the actor is in that meeting. `petition_id`: what was made of the speech already."""

    speech_id: int
    meeting_id: int
    item_id: int
    cell_id: int
    text: str
    person_id: int | None
    who: str
    guest_name: str
    roles: frozenset[Role]
    held: bool
    petition_id: int | None


def spoken_for(speech_id: int, actor: Actor) -> Spoken:
    """For who keeps the record of the meeting. Raises NotKnown, NotAllowed."""
    meeting_id = db.session.scalar(db.select(Speech.meeting_id).where(Speech.id == speech_id))
    if meeting_id is None:
        raise NotKnown
    meeting = get_visible_or_404(meeting_id, actor)
    speech = speech_in(meeting.id, speech_id)
    roles = roles_at(meeting, actor, with_substitution=False)
    if speech is None or Part.RECORD not in parts_for(roles, meeting.state):
        raise NotKnown
    if not roles & FOR_ANOTHER:
        raise NotAllowed("Chủ trì, thư ký, bí thư hoặc phó bí thư lập kiến nghị từ ý kiến trong kỳ sinh hoạt.")
    guest = speech.guest.name if speech.guest else ""
    return Spoken(
        speech_id=speech.id, meeting_id=meeting.id, item_id=speech.item_id, cell_id=meeting.cell_id, text=speech.text,
        person_id=speech.person_id, who=speech.person.full_name if speech.person else guest,
        guest_name=guest, roles=roles, held=meeting.state == State.HELD,
        petition_id=queries.of_speech(speech.id),
    )  # fmt: skip
