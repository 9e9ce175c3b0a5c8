"""A speech in a meeting becomes a petition: what was said, by whom, and who may write it down."""

from dataclasses import dataclass

from app.actor import Actor
from app.petitions import queries
from app.petitions.models import Petition
from app.petitions.services import raise_petition
from app.petitions.services_said import NewPetition
from app.refusals import NotAllowed
from app.sessions.services import Heard, hear, hold_still
from workflows.petition import FOR_ANOTHER


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """`petition_id`: what was made of the speech already."""

    heard: Heard
    petition_id: int | None


def spoken_for(speech_id: int, actor: Actor) -> Spoken:
    """For who keeps the record of the meeting. Raises NotKnown, NotAllowed."""
    heard = hear(speech_id, actor)
    if not heard.roles & FOR_ANOTHER:
        raise NotAllowed("Chủ trì, thư ký, bí thư hoặc phó bí thư lập kiến nghị từ ý kiến trong kỳ sinh hoạt.")
    return Spoken(heard=heard, petition_id=queries.of_speech(speech_id))


def raise_from_speech(spoken: Spoken, new: NewPetition, *, version: int | None, actor: Actor) -> Petition:
    """Raises what `raise_petition` does, SomebodyWasFaster also if the speech is not any more as it was shown."""
    hold_still(spoken.heard, version)
    return raise_petition(
        new, cell_id=spoken.heard.cell_id, actor=actor, roles=spoken.heard.roles, meeting_id=spoken.heard.meeting.id,
        speech_id=spoken.heard.speech_id,
    )  # fmt: skip
