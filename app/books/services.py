"""Asking for a book, and asking again of itself when a paper of its year was added or corrected."""

from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.event import listens_for
from sqlalchemy.orm import Session

from app import clock
from app.actor import Actor, acting_as
from app.audit.services import record
from app.books import queries
from app.books.models import BookKind, YearBook
from app.documents.models import Attachment, AttachmentPurpose, Document
from app.extensions import db, lock
from app.jobs.models import JobState
from app.jobs.queries import status_of
from app.jobs.services import enqueue
from app.meetings.models import Meeting
from app.organisations.models import Organisation
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster

KIND = "bind_book"
BOOK_LABELS = {BookKind.MINUTES: "Sổ biên bản", BookKind.RESOLUTIONS: "Sổ nghị quyết"}
NOTED = "meetings_with_new_papers"  # in Session.info


def ask_for_book(cell: Organisation, year: int, kind: BookKind, *, actor: Actor) -> YearBook:
    """Have the book bound as its papers stand. Raises NotAllowed, BadInput, SomebodyWasFaster."""
    if kind not in queries.kinds_read(actor, cell.id) or not queries.may_bind(actor, cell.id):
        raise NotAllowed("Chi ủy, đảng ủy viên phụ trách và Đảng ủy mới lập sổ; đồng chí tải sổ đã lập.")
    if year > clock.today().year or (cell.founded_on and year < cell.founded_on.year):
        raise BadInput(f"Năm {year} chi bộ chưa có kỳ sinh hoạt nào để lập sổ.")
    lock(cell)  # of two who ask first the second finds the book of the first
    book = queries.book_of(cell.id, year, kind)
    if book is None:
        book = YearBook(cell_id=cell.id, year=year, kind=kind, asked=0)
        db.session.add(book)
        db.session.flush()  # its id goes into the job
    elif (status := status_of(key_of(book))) and status.status == JobState.QUEUED:
        raise SomebodyWasFaster("Sổ này đang được lập. Mở lại trang sau ít giây để tải.")
    _enqueue(book)
    record(
        "book_asked", actor=actor, organisation_id=cell.id, subject="organisation", subject_id=cell.id,
        acting_as=acting_as(actor.roles_in(cell.id), queries.BINDERS), year=year, kind=kind,
    )  # fmt: skip
    return book


def key_of(book: YearBook) -> str:
    """Of the job that was asked for last."""
    return f"{KIND}:{book.id}:{book.asked}"


def _enqueue(book: YearBook) -> None:
    book.asked += 1
    enqueue(KIND, key_of(book), book_id=book.id)


@listens_for(Session, "after_flush")
def _note(session: Session, _context: object) -> None:
    for row in (*session.new, *session.dirty):
        # A meeting that is new has no paper yet; its first one is new itself.
        is_news = not (isinstance(row, Meeting) and row in session.new)
        if is_news and (meeting_id := _meeting_with_news(row)) is not None:
            session.info.setdefault(NOTED, set()).add(meeting_id)


def _meeting_with_news(row: Any) -> int | None:
    if isinstance(row, Document) and row.meeting_id and _moved(row, "file_sha256", "replaced_by_id"):
        return row.meeting_id
    if isinstance(row, Meeting) and _moved(row, "state", "cell_id"):
        return row.id
    if isinstance(row, Attachment) and row.purpose == AttachmentPurpose.PAPER_MINUTES:
        return row.meeting_id
    return None


def _moved(row: Any, *names: str) -> bool:
    return any(inspect(row).attrs[name].history.has_changes() for name in names)


@listens_for(Session, "before_commit")
def _renew(session: Session) -> None:
    """Those that somebody once asked for: the others are bound when they are wanted."""
    session.flush()  # what is still to be written may be a paper
    noted: set[int] = session.info.pop(NOTED, set())
    if not noted:
        return
    found = session.execute(
        select(YearBook, Meeting.month)
        .join(Meeting, Meeting.cell_id == YearBook.cell_id)
        .where(Meeting.id.in_(noted))
        .order_by(YearBook.id)  # all lock them in one order
        .with_for_update(of=YearBook)
        .execution_options(populate_existing=True)
    )
    for book in dict.fromkeys(book for book, month in found if month.year == book.year):
        _enqueue(book)


@listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(NOTED, None)
