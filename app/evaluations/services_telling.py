"""What is said of a score, to whom, and what the history keeps of it."""

from collections.abc import Collection, Sequence

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor, acting_as
from app.evaluations.models import ScoreSheet
from app.meetings.models import Meeting
from app.meetings.queries import roles_at
from app.meetings.services_history import record_on
from app.notifications.services import Said, notify, notify_each
from workflows.meeting import KIND_LABELS
from workflows.notices import Notice
from workflows.roles import Role
from workflows.scoring import LEVEL_LABELS

SECRETARIES = (Role.SECRETARY, Role.DEPUTY_SECRETARY)


def tell_levels(decided: Sequence[tuple[Meeting, ScoreSheet]], actor: Actor) -> None:
    """Those who lead the cells, and who oversees them."""
    said = [
        Said(
            _people(meeting, (*SECRETARIES, Role.OVERSEER)),
            f"{of_what(meeting)} được xếp loại {LEVEL_LABELS[row.official_rating]}.",
            path_of(meeting),
        )
        for meeting, row in decided
        if row.official_rating
    ]
    notify_each(Notice.RATING, said, but_not=actor.person_id)


def of_what(meeting: Meeting) -> str:
    """`Sinh hoạt thường kỳ tháng 11/2026`."""
    return f"Sinh hoạt {KIND_LABELS[meeting.kind]} tháng {meeting.month.month}/{meeting.month.year}"


def title_of(meeting: Meeting) -> str:
    """Of the score sheet as a paper."""
    return f"Phiếu đánh giá {of_what(meeting).lower()}"


def path_of(meeting: Meeting) -> str:
    return f"/meetings/{meeting.id}/score"


def tell_secretaries(meeting: Meeting, text: str, actor: Actor) -> None:
    notify(_people(meeting, SECRETARIES), Notice.RATING, text, path_of(meeting), but_not=actor.person_id)


def _people(meeting: Meeting, roles: tuple[Role, ...]) -> list[int]:
    return [person.id for person, _ in people_as(meeting.cell_id, roles, clock.today())]


def write_in_history(event: str, meeting: Meeting, actor: Actor, roles: Collection[Role], **data: object) -> None:
    """`roles`: those of the actor's that do this."""
    record_on(meeting, event, actor=actor, acting_as=acting_as(roles_at(meeting, actor), roles), **data)
