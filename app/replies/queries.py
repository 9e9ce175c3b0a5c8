"""Reading what members answered to a notice."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.actor import Actor
from app.agendas.models import AgendaItem
from app.agendas.queries import items_of
from app.extensions import db
from app.meetings.models import Meeting
from app.members.queries import OnRoll, roll_of
from app.replies.models import About, AttendanceReply, Opinion
from app.resolutions import queries as resolutions
from workflows.resolution import State as ResolutionState
from workflows.roles import Role
from workflows.sight import Part, parts_for

MEETING_AS_A_WHOLE = "Cả kỳ sinh hoạt"
DRAFT_RESOLUTION = "Dự thảo nghị quyết"


def reads_replies(roles: frozenset[Role], meeting: Meeting) -> bool:
    """Who keeps or reads the record of the meeting knows beforehand who stays away and who wants to speak."""
    return Part.RECORD in parts_for(roles, "held") and Part.CONVENED in parts_for(roles, meeting.state)


def day_of(meeting: Meeting) -> date:
    return clock.day_of(meeting.starts_at) if meeting.starts_at else clock.today()


def may_reply(meeting: Meeting, person_id: int) -> bool:
    """Who is asked: all on the roll of the meeting's day who are neither suspended nor temporarily elsewhere."""
    return any(one.person.id == person_id for one in asked(meeting))


def asked(meeting: Meeting) -> list[OnRoll]:
    return [one for one in roll_of(meeting.cell_id, day_of(meeting)) if not (one.suspended or one.temporary_out)]


def reply_of(meeting_id: int, person_id: int) -> AttendanceReply | None:
    return db.session.scalar(
        select(AttendanceReply).where(
            AttendanceReply.meeting_id == meeting_id, AttendanceReply.person_id == person_id
        )
    )  # fmt: skip


def excuses_of(meeting_id: int) -> dict[int, str]:
    """Who asked to be excused, with the reason; for the start roll call."""
    rows = db.session.execute(
        select(AttendanceReply.person_id, AttendanceReply.reason).where(
            AttendanceReply.meeting_id == meeting_id, AttendanceReply.coming.is_(False)
        )
    )
    return {person_id: reason for person_id, reason in rows}


def opinions_of(meeting_id: int, person_id: int | None = None) -> list[Opinion]:
    """Not withdrawn, in the order in which they came; of one person, or of all."""
    found = select(Opinion).where(Opinion.meeting_id == meeting_id, Opinion.withdrawn_at.is_(None))
    if person_id is not None:
        found = found.where(Opinion.person_id == person_id)
    return list(db.session.scalars(found.options(joinedload(Opinion.person)).order_by(Opinion.id)))


def subjects_of(meeting: Meeting) -> dict[str, str]:
    """What one may register an opinion about, by the value that the form sends: the meeting, each item, the draft.

    What is kept on paper is not written about here.
    """
    subjects = {str(About.MEETING): MEETING_AS_A_WHOLE}
    open_items = (item for item in items_of(meeting.id) if not item.kept_on_paper)
    subjects |= {f"{About.ITEM}-{item.id}": item.title for item in open_items}
    draft = resolutions.current(meeting.id)
    if draft is not None and draft.state == ResolutionState.DRAFT:
        subjects[str(About.RESOLUTION)] = DRAFT_RESOLUTION
    return subjects


@dataclass(frozen=True, kw_only=True)
class Answers:
    """All that was answered: who comes, who asks to be excused and why, who has not answered; opinions by subject."""

    coming: list[str]
    excused: list[tuple[str, str]]
    silent: list[str]
    opinions: list[tuple[str, list[Opinion]]]


def answers_of(meeting: Meeting) -> Answers:
    replies = {r.person_id: r for r in db.session.scalars(select(AttendanceReply).filter_by(meeting_id=meeting.id))}
    people = [(one.person.full_name, replies.get(one.person.id)) for one in asked(meeting)]
    return Answers(
        coming=[name for name, reply in people if reply and reply.coming],
        excused=[(name, reply.reason) for name, reply in people if reply and not reply.coming],
        silent=[name for name, reply in people if reply is None],
        opinions=_by_subject(opinions_of(meeting.id), items_of(meeting.id)),
    )


def _by_subject(opinions: list[Opinion], items: list[AgendaItem]) -> list[tuple[str, list[Opinion]]]:
    """In the order of the agenda, first what is about the meeting, last what is about the draft."""
    whole = [one for one in opinions if one.about == About.MEETING or (one.about == About.ITEM and not one.item_id)]
    draft = [one for one in opinions if one.about == About.RESOLUTION]
    by_item = ((item.title, [one for one in opinions if one.item_id == item.id]) for item in items)
    return [found for found in ((MEETING_AS_A_WHOLE, whole), *by_item, (DRAFT_RESOLUTION, draft)) if found[1]]


def own_opinion(opinion_id: int, meeting: Meeting, actor: Actor) -> Opinion | None:
    return db.session.scalar(
        select(Opinion).where(
            Opinion.id == opinion_id, Opinion.meeting_id == meeting.id, Opinion.person_id == actor.person_id
        )
    )


def subject_name(opinion: Opinion, subjects: dict[str, str]) -> str:
    """As the page calls what the opinion is about."""
    key = f"{About.ITEM}-{opinion.item_id}" if opinion.item_id else str(opinion.about)
    return subjects.get(key, MEETING_AS_A_WHOLE)
