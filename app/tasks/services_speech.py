"""A speech in a meeting becomes a task with one tap, by who gives tasks there."""

from dataclasses import dataclass

from app.actor import Actor
from app.refusals import NotAllowed, SomebodyWasFaster
from app.sessions.services import Heard, hear, hold_still
from app.tasks import queries
from app.tasks.models import Task
from app.tasks.services import NewTask, assign_task
from workflows.roles import Role
from workflows.task import givers


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """`task_id`: what was made of the speech already."""

    heard: Heard
    task_id: int | None


def spoken_for(speech_id: int, actor: Actor) -> Spoken:
    """For who gives tasks in the meeting, or in the cell when it is over. Raises NotKnown, NotAllowed."""
    heard = hear(speech_id, actor)
    if not may_give(heard.roles, heard.held):
        raise NotAllowed("Chủ trì, thư ký, bí thư hoặc phó bí thư giao nhiệm vụ từ ý kiến trong kỳ sinh hoạt.")
    return Spoken(heard=heard, task_id=queries.of_speech(speech_id))


def may_give(roles: frozenset[Role], held: bool) -> bool:
    return bool(roles & givers(in_meeting=held))


def assign_from_speech(spoken: Spoken, new: NewTask, *, version: int | None, actor: Actor) -> Task:
    """While the meeting goes on it is one of its tasks; later one that its secretary gives, and the minutes stay.

    Raises what `assign_task` does; SomebodyWasFaster if the speech changed or is a task already.
    """
    hold_still(spoken.heard, version)
    if queries.of_speech(spoken.heard.speech_id) is not None:
        raise SomebodyWasFaster("Ý kiến này vừa được người khác giao thành nhiệm vụ.")
    held = spoken.heard.held
    return assign_task(
        new, cell_id=spoken.heard.cell_id, actor=actor,
        roles=spoken.heard.roles if held else actor.roles_in(spoken.heard.cell_id),
        meeting_id=spoken.heard.meeting.id if held else None,
        item_id=spoken.heard.speech.item_id if held else None,
        speech_id=spoken.heard.speech_id,
    )  # fmt: skip
