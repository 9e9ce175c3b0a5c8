"""What stands in the books of a year, in order: every paper, what of it is on paper only, and what is missing."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from app import clock
from app.agendas.models import AgendaItem
from app.books.models import BookKind
from app.columns import among
from app.documents.models import Attachment, AttachmentPurpose, Document, StoredFile
from app.documents.snapshots import DocumentKind
from app.extensions import db
from app.meetings.models import Meeting
from app.organisations.models import Organisation
from workflows.meeting import KIND_LABELS, Kind, State

PAPERS: Mapping[BookKind, DocumentKind] = MappingProxyType(
    {BookKind.MINUTES: DocumentKind.MINUTES, BookKind.RESOLUTIONS: DocumentKind.RESOLUTION}
)
FINISHED = (State.SCORED, State.EVALUATED)
"""Signed, issued and published: before that not everybody who reads the book may read the paper."""
UNDER_WAY = (State.HELD, State.MINUTES)
UNFINISHED = {
    BookKind.MINUTES: "biên bản chưa công bố, sẽ vào sổ khi công bố",
    BookKind.RESOLUTIONS: "nghị quyết chưa công bố, sẽ vào sổ khi công bố",
}
NONE = {BookKind.MINUTES: "chưa có biên bản", BookKind.RESOLUTIONS: "không có nghị quyết"}
NO_MEETING = "chưa có kỳ sinh hoạt thường kỳ"


@dataclass(frozen=True)
class Scan:
    """A photo of what was signed by hand."""

    name: str
    sha256: str
    media_type: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the contents. `missing`: why there is no paper; then nothing else is filled in."""

    title: str
    missing: str = ""
    document_id: int | None = None
    symbol: str = ""
    dated: date | None = None
    sha256: str | None = None
    issued_at: datetime | None = None
    on_paper: tuple[str, ...] = ()
    """Items that are kept in the paper book: their titles."""
    scans: tuple[Scan, ...] = ()


Entries = tuple[Entry, ...]


def contents_of(cell: Organisation, year: int) -> dict[BookKind, Entries]:
    """By month, in the order in which they met. Four statements."""
    meetings = _meetings(cell.id, year)
    finished = [row.id for row in meetings if row.state in FINISHED]
    papers, scans, on_paper = _papers(finished), _scans(finished), _on_paper(finished)
    months = _months_over(cell, year)
    found: dict[BookKind, Entries] = {}
    for kind in BookKind:
        lines: list[tuple[tuple[date, int], Entry]] = []
        regular = {row.month for row in meetings if row.kind == Kind.REGULAR}
        for number, row in enumerate(meetings, start=1):
            made = _entries(row, kind, papers[row.id, PAPERS[kind]])
            if kind == BookKind.MINUTES and made and made[0].sha256:
                made[-1] = _with_paper(made[-1], on_paper[row.id], scans[row.id])
            lines += [((row.month, number), one) for one in made]
        lines += [((month, 0), Entry(title=_month(month), missing=NO_MEETING)) for month in months - regular]
        found[kind] = tuple(entry for _, entry in sorted(lines, key=lambda line: line[0]))
    return found


def hash_of(entries: Entries) -> str:
    return hashlib.sha256(repr(entries).encode()).hexdigest()


def _meetings(cell_id: int, year: int) -> list[Any]:
    """Those that took place, and those of months that are over."""
    rows = db.session.execute(
        select(Meeting.id, Meeting.kind, Meeting.month, Meeting.state)
        .where(Meeting.cell_id == cell_id, Meeting.month.between(date(year, 1, 1), date(year, 12, 31)))
        .where(Meeting.state.in_((*FINISHED, *UNDER_WAY)))
        .order_by(Meeting.month, Meeting.opened_at, Meeting.id)
    )
    return list(rows)


def _papers(meeting_ids: list[int]) -> dict[tuple[int, str], list[Any]]:
    """The versions in force."""
    found: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for row in db.session.execute(
        select(
            Document.id, Document.meeting_id, Document.kind, Document.title, Document.symbol, Document.issued_at,
            Document.file_sha256,
        )
        .where(among(Document.meeting_id, meeting_ids), Document.kind.in_(PAPERS.values()))
        .where(Document.issued_at.is_not(None), Document.replaced_by_id.is_(None))
        .order_by(Document.id)
    ):  # fmt: skip
        found[row.meeting_id, row.kind].append(row)
    return found


def _scans(meeting_ids: list[int]) -> dict[int, tuple[Scan, ...]]:
    found: dict[int, tuple[Scan, ...]] = defaultdict(tuple)
    for row in db.session.execute(
        select(Attachment.meeting_id, Attachment.name, Attachment.file_sha256, StoredFile.media_type)
        .join(StoredFile, StoredFile.sha256 == Attachment.file_sha256)
        .where(among(Attachment.meeting_id, meeting_ids), Attachment.purpose == AttachmentPurpose.PAPER_MINUTES)
        .where(Attachment.removed_at.is_(None))
        .order_by(Attachment.id)
    ):
        found[row.meeting_id or 0] += (Scan(row.name, row.file_sha256, row.media_type),)
    return found


def _on_paper(meeting_ids: list[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for meeting_id, title in db.session.execute(
        select(AgendaItem.meeting_id, AgendaItem.title)
        .where(among(AgendaItem.meeting_id, meeting_ids), AgendaItem.kept_on_paper)
        .order_by(AgendaItem.position, AgendaItem.id)
    ):
        found[meeting_id] += (title,)
    return found


def _entries(row: Any, kind: BookKind, papers: list[Any]) -> list[Entry]:
    name = f"{_month(row.month)}, kỳ {KIND_LABELS[row.kind].lower()}"
    if row.state in UNDER_WAY:
        return [Entry(title=name, missing=UNFINISHED[kind])]
    if not papers:
        return [Entry(title=name, missing=NONE[kind])]
    return [
        Entry(
            title=paper.title, document_id=paper.id, symbol=paper.symbol, dated=clock.day_of(paper.issued_at),
            sha256=paper.file_sha256, issued_at=paper.issued_at,
            missing="" if paper.file_sha256 else "bản PDF đang được tạo",
        )
        for paper in papers
    ]  # fmt: skip


def _with_paper(entry: Entry, on_paper: tuple[str, ...], scans: tuple[Scan, ...]) -> Entry:
    return Entry(**{**entry.__dict__, "on_paper": on_paper, "scans": scans})


def _months_over(cell: Organisation, year: int) -> set[date]:
    """The months of the year that are over and in which the cell lived; what is still to come is not missing."""
    first = cell.founded_on.replace(day=1) if cell.founded_on else date.min
    last = min(clock.today().replace(day=1), cell.dissolved_on or date.max)
    return {month for number in range(1, 13) if first <= (month := date(year, number, 1)) < last}


def _month(month: date) -> str:
    return f"Tháng {month.month}/{month.year}"
