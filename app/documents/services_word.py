"""Papers as Word files, for who goes on working with them."""

from app.documents.models import Document
from app.documents.rendering import is_of_another_time, snapshot_of
from app.documents.snapshots import DocumentKind, Snapshot, SnapshotUnreadable
from app.refusals import NotKnown

KINDS = frozenset(
    {
        DocumentKind.MINUTES,
        DocumentKind.RESOLUTION,
        DocumentKind.SYNTHESIS,
        DocumentKind.SCHEDULE,
        DocumentKind.INSPECTION,
        DocumentKind.CELL_PLAN,
        DocumentKind.PERIOD_REPORT,
    }
)


def word_of(document: Document) -> bytes:
    """What its PDF says, from the same snapshot. Raises NotKnown for other kinds of papers, and where only the kept PDF
    still says what was issued."""
    if document.kind not in KINDS or is_of_another_time(document):
        raise NotKnown
    try:
        return word_of_snapshot(snapshot_of(document), document.title)
    except SnapshotUnreadable as unreadable:
        raise NotKnown from unreadable


def word_of_snapshot(snapshot: Snapshot, title: str) -> bytes:
    from app.documents.word_sheet import sheet_docx  # late: few ask, and it takes long to load

    return sheet_docx(snapshot.kind, snapshot, title)
