"""From signed minutes to the overseer, and back: the steps that begin and end the stage of the papers."""

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor
from app.appointments.queries import office_over
from app.evaluations.services_verifying import verification_falls
from app.meetings.models import Meeting
from app.meetings.services import take_step
from app.meetings.services_plan import heading, path_of, tell_everybody
from app.minutes.services.composing import begin_version
from app.notifications.services import notify
from workflows.meeting import State
from workflows.notices import Notice
from workflows.roles import Role

SECRETARIES = (Role.SECRETARY, Role.DEPUTY_SECRETARY)


def score_meeting(meeting: Meeting, *, actor: Actor, version: int | None = None) -> None:
    """Hand the papers in: published to the members, and the overseer verifies. Raises StepRefused."""
    take_step(meeting, "score", actor=actor, version=version)
    _publish(meeting, actor)
    text = f"{meeting.cell.name} đã nộp hồ sơ {heading(meeting).lower()}, chờ thẩm định điểm."
    notify(_verifiers(meeting), Notice.TO_VERIFY, text, f"{path_of(meeting)}/score", but_not=actor.person_id)


def finish_meeting(meeting: Meeting, *, actor: Actor, version: int | None = None) -> None:
    """An extraordinary meeting ends with its papers. Raises StepRefused."""
    take_step(meeting, "finish", actor=actor, version=version)
    _publish(meeting, actor)


def send_back(meeting: Meeting, *, reason: str, actor: Actor, version: int | None = None) -> None:
    """The cell corrects: minutes version n+1 begins, to be signed anew, and its score is verified anew;
    the voted self-score stays. Raises StepRefused."""
    take_step(meeting, "send_back", actor=actor, reason=reason, version=version)
    begin_version(meeting, actor=actor)
    verification_falls(meeting)
    text = f"Hồ sơ {heading(meeting).lower()} được trả lại để sửa, sửa xong ký lại biên bản. Lý do: {reason}"
    _tell_the_cell(meeting, Notice.SENT_BACK, text, actor)


def reopen(meeting: Meeting, *, reason: str, actor: Actor, version: int | None = None) -> None:
    """A closed file is opened again; of an extraordinary meeting, its minutes."""
    take_step(meeting, "reopen", actor=actor, reason=reason, version=version)
    if meeting.state == State.MINUTES:
        begin_version(meeting, actor=actor)
    _tell_the_cell(meeting, Notice.REOPENED, f"{heading(meeting)} được mở lại hồ sơ. Lý do: {reason}", actor)


def _publish(meeting: Meeting, actor: Actor) -> None:
    # Handed in a second time, it was published with the first.
    meeting.published_at = meeting.published_at or clock.now()
    text = f"Biên bản, nghị quyết {heading(meeting).lower()} đã công bố, mời đồng chí xem."
    tell_everybody(meeting, Notice.PUBLISHED, text, but_not=actor.person_id, with_guests=False)


def _verifiers(meeting: Meeting) -> set[int]:
    """The overseer; where there is none, the nearest office above."""
    today = clock.today()
    if found := {person.id for person, _ in people_as(meeting.cell_id, (Role.OVERSEER,), today)}:
        return found
    return office_over(meeting.cell_id, today)


def _tell_the_cell(meeting: Meeting, kind: Notice, text: str, actor: Actor) -> None:
    told = {person.id for person, _ in people_as(meeting.cell_id, SECRETARIES, clock.today())}
    told |= {person for person in (meeting.chair_id, meeting.recorder_id) if person}
    notify(told, kind, text, f"{path_of(meeting)}/minutes", but_not=actor.person_id)
