"""Reading documents and uploads: every query starts from what the actor may see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Integer, Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from app import clock
from app.actor import Actor
from app.columns import among, as_list
from app.documents import sight
from app.documents.models import Attachment, Document, StoredFile
from app.documents.queries_rendering import Rendering, how_far, last_job
from app.documents.sight import attachments_seen_by, documents_seen_by
from app.extensions import connection, db
from app.foreseen import UNKNOWN, What, foreseen
from app.jobs.models import JobState
from app.meetings.models import Meeting
from app.organisations.models import Organisation
from app.refusals import NotKnown
from app.tasks.models import Task

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the list."""

    id: int
    kind: str
    symbol: str
    title: str
    at: datetime
    issued: bool
    replaced: bool
    organisation: str
    size: int | None
    pages: int | None
    job: JobState | None
    """How far the last rendering asked for is, of a document without a file."""

    @property
    def rendering(self) -> Rendering:
        return how_far(self.job, made=self.pages is not None)


@dataclass(frozen=True, kw_only=True)
class Page:
    rows: list[Row]
    number: int
    total: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // PAGE))


def visible_to(actor: Actor) -> Select[Document]:
    """The documents that the actor may see, joined with their meetings."""
    return select(Document).join(Meeting, Meeting.id == Document.meeting_id).where(documents_seen_by(actor))


def get_visible_or_404(document_id: int, actor: Actor) -> Document:
    """The document with its file. Raises NotKnown."""
    found = db.session.scalar(visible_to(actor).where(Document.id == document_id).options(joinedload(Document.file)))
    if found is None:
        raise NotKnown
    return found


def list_page(actor: Actor, *, kind: str = "", month: date | None = None, number: int = 1, size: int = PAGE) -> Page:
    """The latest first, fifty a page; two statements."""
    seen = visible_to(actor)
    if kind:
        seen = seen.where(Document.kind == kind)
    if month:
        seen = seen.where(Meeting.month == month)
    total = db.session.scalar(seen.with_only_columns(func.count(Document.id))) or 0
    number = max(1, min(number, -(-total // size) or 1))
    columns = (
        Document.id,
        Document.kind,
        Document.symbol,
        Document.title,
        func.coalesce(Document.issued_at, Document.created_at, type_=Document.created_at.type).label("at"),
        Document.issued_at.is_not(None).label("issued"),
        Document.replaced_by_id.is_not(None).label("replaced"),
        Organisation.name.label("organisation"),
        StoredFile.size,
        Document.pages,
        last_job().label("job"),
    )
    rows = db.session.execute(
        seen.with_only_columns(*columns)
        .join(Organisation, Organisation.id == Document.organisation_id)
        .outerjoin(StoredFile, StoredFile.sha256 == Document.file_sha256)
        .order_by(Document.id.desc())
        .limit(size)
        .offset((number - 1) * size)
    )
    return Page(rows=[Row(**row._mapping) for row in rows], number=number, total=total)


def months_of(actor: Actor, limit: int = 36) -> Sequence[date]:
    """The months that have documents to see, the latest first."""
    months = visible_to(actor).with_only_columns(Meeting.month).distinct().order_by(Meeting.month.desc()).limit(limit)
    return db.session.scalars(months).all()


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    sha256: str | None
    symbol: str
    title: str
    issued: bool


def _file_with_meeting() -> Select[Any]:
    document, meeting = Document.__table__.c, Meeting.__table__.c
    return (
        select(
            func.coalesce(document.signed_sha256, document.file_sha256).label("file_sha256"),
            document.symbol,
            document.title,
            document.kind,
            document.issued_at,
        )
        .add_columns(document.organisation_id, meeting.state, meeting.chair_id, meeting.recorder_id)
        .join_from(Document.__table__, Meeting.__table__, meeting.id == document.meeting_id)
        .where(document.id == bindparam("document_id", type_=Integer))
    )


# Built once: a download is mostly this.
_FILE = _file_with_meeting()


def file_of_visible_or_404(document_id: int, actor: Actor) -> KeptFile:
    """What a download needs, in one statement for nearly everybody. Raises NotKnown."""
    found = connection().execute(_FILE, {"document_id": document_id}).one_or_none()
    if found is None:
        raise NotKnown
    issued = found.issued_at is not None
    capacities = sight.capacities(actor, found.organisation_id, found.chair_id, found.recorder_id)
    if not any(sight.sees_document(roles, found.state, found.kind, issued=issued) for roles in capacities):
        get_visible_or_404(document_id, actor)  # an approver sees some papers too; that is asked of the database
    return KeptFile(sha256=found.file_sha256, symbol=found.symbol, title=found.title, issued=issued)


def get_attachment_or_404(attachment_id: int, actor: Actor) -> Attachment:
    """An upload that was not removed, with its file. Raises NotKnown."""
    found = db.session.scalar(
        select(Attachment)
        .outerjoin(Meeting, Meeting.id == Attachment.meeting_id)
        .outerjoin(Task, Task.id == Attachment.task_id)
        .options(joinedload(Attachment.file))
        .where(Attachment.id == attachment_id, Attachment.removed_at.is_(None), attachments_seen_by(actor))
    )
    if found is None:
        raise NotKnown
    return found


def paper_of_meeting(meeting_id: int, kind: str, actor: Actor) -> Document | None:
    """The version in force of a meeting's paper, issued or still a draft, if the actor may see it."""
    return db.session.scalar(
        visible_to(actor)
        .where(Document.meeting_id == meeting_id, Document.kind == kind, Document.replaced_by_id.is_(None))
        .order_by(Document.id.desc())
        .limit(1)
    )


def evidence_of_task(task_id: int) -> list[Attachment]:
    """What was handed in for a task, with the files. Whoever reads the task may read it."""
    return list(
        db.session.scalars(
            select(Attachment)
            .where(Attachment.task_id == task_id, Attachment.removed_at.is_(None))
            .options(joinedload(Attachment.file))
            .order_by(Attachment.id)
        )
    )


def answers_of_petition(petition_id: int) -> list[Attachment]:
    """The papers of its answer, with the files. Whoever reads the petition may read them."""
    return list(
        db.session.scalars(
            select(Attachment)
            .where(Attachment.petition_id == petition_id, Attachment.removed_at.is_(None))
            .options(joinedload(Attachment.file))
            .order_by(Attachment.id)
        )
    )


def latest_issued(meeting_id: int, kind: str) -> Document | None:
    """The version in force of a meeting's paper, for the services; what a person may see is asked by `visible_to`."""
    if (papers := foreseen(What.PAPERS, (meeting_id, kind))) is not UNKNOWN:
        return next((paper for paper in reversed(papers) if paper.issued_at is not None), None)
    return db.session.scalar(_in_force(meeting_id, kind).order_by(Document.id.desc()).limit(1))


def papers_in(meeting_ids: Collection[int], kind: str) -> dict[tuple[int, str], list[Document]]:
    """The drafts and what is in force of one kind of paper, of each of these meetings (`What.PAPERS`)."""
    found: dict[tuple[int, str], list[Document]] = {(meeting_id, kind): [] for meeting_id in meeting_ids}
    papers = select(Document).where(Document.kind == kind, Document.replaced_by_id.is_(None)).order_by(Document.id)
    for paper in db.session.scalars(papers.where(among(Document.meeting_id, "ids")), {"ids": as_list(meeting_ids)}):
        found[paper.meeting_id or 0, kind].append(paper)
    return found


def all_issued(meeting_id: int, kind: str) -> list[Document]:
    """The same of a kind that a meeting has several of."""
    return list(db.session.scalars(_in_force(meeting_id, kind).order_by(Document.id)))


def _in_force(meeting_id: int, kind: str) -> Select[Document]:
    issued = select(Document).where(Document.meeting_id == meeting_id, Document.kind == kind)
    return issued.where(Document.issued_at.is_not(None), Document.replaced_by_id.is_(None))


def is_numbered_between(organisation_id: int, first: date, end: date) -> bool:
    """Whether a number was given from the day `first` on and before the day `end`."""
    since, until = (datetime.combine(day, time(), clock.VIETNAM) for day in (first, end))
    given = select(Document.id).where(Document.organisation_id == organisation_id, Document.number.is_not(None))
    return db.session.scalar(given.where(Document.issued_at >= since, Document.issued_at < until).limit(1)) is not None


def meeting_of(document: Document) -> Meeting:
    return db.session.get_one(Meeting, document.meeting_id)


def organisation_of(document: Document) -> Organisation:
    return db.session.get_one(Organisation, document.organisation_id)


@dataclass(frozen=True, kw_only=True)
class Versions:
    """The neighbours of a document in its line of versions, as far as the actor may see them."""

    newer: Document | None
    older: Document | None


def versions_of(document: Document, actor: Actor) -> Versions:
    newer = db.session.scalar(visible_to(actor).where(Document.id == document.replaced_by_id))
    older = db.session.scalar(visible_to(actor).where(Document.replaced_by_id == document.id))
    return Versions(newer=newer, older=older)
