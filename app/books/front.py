"""What a book begins with, and the page that stands for what is kept on paper: laid out by templates of documents."""

from dataclasses import dataclass

from app.documents.snapshots import Letterhead, Style


@dataclass(frozen=True, kw_only=True)
class ContentsLine:
    """`page` None: nothing of it is in the book, and `missing` says why."""

    title: str
    symbol: str = ""
    dated: str | None = None
    page: int | None = None
    sha256: str = ""
    missing: str = ""


@dataclass(frozen=True, kw_only=True)
class BookFront:
    letterhead: Letterhead
    style: Style
    name: str
    year: int
    papers: int
    lines: tuple[ContentsLine, ...]


@dataclass(frozen=True, kw_only=True)
class PaperPage:
    """`items`: what the paper book of the cell holds; `scans`: name, hash, and why it is not bound, or nothing."""

    letterhead: Letterhead
    style: Style
    title: str
    symbol: str
    items: tuple[str, ...]
    scans: tuple[tuple[str, str, str], ...]
