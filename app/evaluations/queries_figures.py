"""What a record holds in numbers, and what other rooms made of it: all that is only counted, in one statement."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, ScalarSelect, and_, case, distinct, exists, func, or_, select
from sqlalchemy.orm import aliased

from app import clock
from app.documents.models import Attachment, AttachmentPurpose, Document
from app.documents.snapshots import DocumentKind
from app.extensions import db
from app.meetings.models import Meeting, MeetingStep
from app.members.models import Person
from app.notifications.models import Notification
from app.resolutions.models import DraftTask, Resolution
from app.sessions.models import Attendance, Mention, MentionKind, Speech, Vote
from app.tasks.models import Task
from workflows.attendance import ABSENT
from workflows.notices import Notice
from workflows.resolution import State as ResolutionState
from workflows.task import State as TaskState

VOTED_THROUGH = (ResolutionState.ADOPTED, ResolutionState.ISSUED)
PREPARED_PAPERS = (AttachmentPurpose.DOCUMENT, AttachmentPurpose.DRAFT_RESOLUTION)


def figures_of(meeting: Meeting, overseers: Collection[int]) -> Row[Any]:
    """`overseers`: the persons who oversee the cell on the day."""
    wanted = _counts(meeting) | _told(meeting, overseers) | _decided(meeting)
    return db.session.execute(select(*(query.label(name) for name, query in wanted.items()))).one()


def _counts(meeting: Meeting) -> dict[str, Any]:
    mentions = select(func.count()).where(Mention.meeting_id == meeting.id, Mention.removed_at.is_(None))
    files = select(func.count()).where(Attachment.meeting_id == meeting.id, Attachment.removed_at.is_(None))
    papers = select(func.count()).where(Document.meeting_id == meeting.id, Document.issued_at.is_not(None))
    sent = select(func.max(Attachment.sent_at)).where(
        Attachment.meeting_id == meeting.id,
        Attachment.removed_at.is_(None),
        Attachment.purpose.in_(PREPARED_PAPERS),
    )
    agenda = select(func.max(Document.issued_at)).where(
        Document.meeting_id == meeting.id, Document.kind == DocumentKind.AGENDA
    )
    given = select(func.count()).where(Task.meeting_id == meeting.id, Task.resolution_id.is_(None))
    return {
        "praised": mentions.where(Mention.kind == MentionKind.COMMENDATION).scalar_subquery(),
        "reminded": mentions.where(Mention.kind == MentionKind.REMINDER).scalar_subquery(),
        "attachments": files.where(Attachment.purpose.in_(PREPARED_PAPERS)).scalar_subquery(),
        "papers": papers.scalar_subquery(),
        "documents_sent_at": sent.scalar_subquery(),
        "agenda_issued_at": agenda.scalar_subquery(),
        "given_tasks": given.where(Task.state != TaskState.DROPPED).scalar_subquery(),
        "speakers": _speakers(meeting.id),
    }


def _speakers(meeting_id: int) -> ScalarSelect[Any]:
    """Of those due who came, how many spoke."""
    return (
        select(func.count(distinct(Speech.person_id)))
        .join(Attendance, and_(Attendance.meeting_id == Speech.meeting_id, Attendance.person_id == Speech.person_id))
        .where(Speech.meeting_id == meeting_id, Speech.removed_at.is_(None))
        .where(Attendance.due, Attendance.start_mark.not_in(ABSENT))
        .scalar_subquery()
    )


def _told(meeting: Meeting, overseers: Collection[int]) -> dict[str, Any]:
    """Of the members due, how many got the notice; whoever convened knows without one."""
    path = f"/meetings/{meeting.id}"
    due = select(func.count()).where(Attendance.meeting_id == meeting.id, Attendance.due)

    def knows(person: Any) -> Any:
        notice = exists().where(
            Notification.person_id == person, Notification.kind == Notice.CONVENED, Notification.path == path
        )
        convened = exists().where(
            MeetingStep.meeting_id == meeting.id, MeetingStep.step == "convene", MeetingStep.person_id == person
        )
        return or_(notice, convened)

    overseer = aliased(Person)
    return {
        "to_tell": due.scalar_subquery(),
        "told": due.where(knows(Attendance.person_id)).scalar_subquery(),
        "overseer_told": exists().where(overseer.id.in_(overseers), knows(overseer.id)),
    }


def _decided(meeting: Meeting) -> dict[str, Any]:
    """The resolution of this meeting with its vote, or its draft before; how the tasks of the last one were done."""
    to_be_voted = and_(Resolution.state == ResolutionState.DRAFT, Resolution.replaces_id.is_(None))
    current = select(Resolution.id).where(
        Resolution.meeting_id == meeting.id,
        or_(Resolution.state.in_((*VOTED_THROUGH, ResolutionState.REJECTED)), to_be_voted),
    )
    newest = current.order_by(Resolution.id.desc()).limit(1).scalar_subquery()
    vote = select(Vote).join(Resolution, Resolution.vote_id == Vote.id).where(Resolution.id == newest)
    prepared = select(func.count()).where(Resolution.meeting_id == meeting.id, Resolution.replaces_id.is_(None))
    tasks = select(Task.id).where(Task.meeting_id == previous(meeting), Task.resolution_id.is_not(None))
    tasks = tasks.where(Task.state != TaskState.DROPPED)
    done = func.sum(case((Task.state == TaskState.CONFIRMED, 1), else_=0))
    return {
        "outcome": select(Resolution.state).where(Resolution.id == newest).scalar_subquery(),
        "votes_for": vote.with_only_columns(Vote.votes_for).scalar_subquery(),
        "base": vote.with_only_columns(Vote.base).scalar_subquery(),
        "drafts": prepared.where(Resolution.created_at <= (meeting.opened_at or clock.now())).scalar_subquery(),
        "draft_tasks": select(func.count()).where(DraftTask.resolution_id == newest).scalar_subquery(),
        "tasks_done": tasks.with_only_columns(done).scalar_subquery(),
        "tasks_total": tasks.with_only_columns(func.count()).scalar_subquery(),
    }


def previous(meeting: Meeting) -> ScalarSelect[int]:
    """The meeting whose resolution this one looks back on. Its tasks stay with the version that set them."""
    return (
        select(Meeting.id)
        .join(Resolution, Resolution.meeting_id == Meeting.id)
        .where(Meeting.cell_id == meeting.cell_id, Meeting.month < meeting.month)
        .where(Resolution.state == ResolutionState.ISSUED)
        .order_by(Meeting.month.desc(), Resolution.id.desc())
        .limit(1)
        .scalar_subquery()
    )
