"""Whether a paper says an earlier moment than what it rests on: the server's clock was wrong then, or before."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from app.documents.models import Document
from app.documents.snapshots import DocumentKind
from app.extensions import db
from app.meetings.models import Meeting

# They tell of a sitting that is over.
OF_THE_SITTING = (DocumentKind.MINUTES, DocumentKind.RESOLUTION, DocumentKind.SCORE_SHEET)


class Before(NamedTuple):
    """`what` is dated at the moment `at`, and yet came before the paper in question."""

    what: str
    at: datetime


def what_it_precedes(document: Document, meeting: Meeting | None) -> list[Before]:
    """What the paper should be later than, and says that it is not. Its number is right in any case: numbers go by the
    order in which they are given."""
    at = document.issued_at
    if at is None:
        return []
    found = []
    if meeting is not None and meeting.closed_at and document.kind in OF_THE_SITTING and at < meeting.closed_at:
        found.append(Before("giờ bế mạc kỳ sinh hoạt", meeting.closed_at))
    if document.number is not None and (one := _of_a_lower_number(document, at)) is not None:
        found.append(one)
    return found


def _of_a_lower_number(document: Document, at: datetime) -> Before | None:
    """Of the same series, issued later all the same."""
    row = db.session.execute(
        select(Document.symbol, Document.issued_at)
        .where(Document.organisation_id == document.organisation_id, Document.term_id == document.term_id)
        .where(Document.type_code == document.type_code, Document.number < document.number, Document.issued_at > at)
        .order_by(Document.number.desc())
        .limit(1)
    ).one_or_none()
    return Before(f"văn bản số {row.symbol}", row.issued_at) if row else None
