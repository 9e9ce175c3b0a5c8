"""Binding a book: a job, off the path of any page. What is bound are the papers as they were issued, byte for byte."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from app import clock
from app.audit.services import lock_chain, record
from app.books.front import BookFront, ContentsLine, PaperPage
from app.books.models import YearBook
from app.books.queries_contents import Entries, Entry, Scan, contents_of, hash_of
from app.books.services import BOOK_LABELS
from app.documents.files import keep_file, read_file
from app.documents.snapshots import Letterhead, Style
from app.extensions import db
from app.organisations.models import Organisation
from app.organisations.queries import superior_of
from app.papers.queries import moment, style_from
from app.rules.queries import settings_for

PDF = "application/pdf"
PICTURES = ("image/png", "image/jpeg")
LARGEST_PICTURE = 60_000_000
"""Pixels: a photo of a telephone has 12 to 50 million."""
NOT_BOUND = "không đưa vào sổ được, xem tệp trong hệ thống"


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """All that is read in one transaction, before the slow part."""

    name: str
    year: int
    head: Letterhead
    style: Style
    entries: Entries


def bind_book(*, book_id: int) -> None:
    """Put the book together as its papers stand, unless it is already. Raises FileMissing or FileDamaged where the
    store lacks an issued paper: no book is bound that silently lacks one."""
    db.session.connection(execution_options={"read_only": True})
    book = db.session.get(YearBook, book_id)
    if book is None:
        return
    plan = _plan_of(book)
    if book.contents_hash == hash_of(plan.entries):
        return
    db.session.rollback()  # the slow part holds no transaction
    bound, pages = _bound(plan)
    _keep(book_id, plan.entries, bound, pages)


def _plan_of(book: YearBook) -> _Plan:
    cell = db.session.get_one(Organisation, book.cell_id)
    entries = contents_of(cell, book.year)[book.kind]
    superior = superior_of(cell.id, clock.today())
    # Of the last paper, not of today: the same papers make the same book.
    last = max((one.issued_at for one in entries if one.issued_at), default=clock.now())
    head = Letterhead(
        superior=superior.name if superior else "", issuer=cell.name,
        place=cell.place or (superior.place if superior else ""), created=moment(last),
    )  # fmt: skip
    style = style_from(settings_for(cell.id, clock.today()))
    return _Plan(name=BOOK_LABELS[book.kind], year=book.year, head=head, style=style, entries=entries)


def _bound(plan: _Plan) -> tuple[bytes, int]:
    from app.documents.render import render_front
    from app.documents.services_binding import Part, bind  # late: a web process never binds anything

    parts: list[Part] = []
    of_entry: list[int | None] = []  # which part each line of the contents begins with
    for entry in plan.entries:
        of_entry.append(len(parts) if entry.sha256 else None)
        if entry.sha256:
            parts.append(Part(title=_named(entry), data=read_file(entry.sha256)))
        if entry.sha256 and (entry.on_paper or entry.scans):
            parts += _on_paper(entry, plan)

    def front(starts: Sequence[int]) -> tuple[bytes, int]:
        lines = tuple(
            _line(entry, None if part is None else starts[part])
            for entry, part in zip(plan.entries, of_entry, strict=True)
        )
        papers = sum(part is not None for part in of_entry)
        return render_front(
            "year_book",
            BookFront(
                letterhead=plan.head, style=plan.style, name=plan.name, year=plan.year, papers=papers, lines=lines
            ),
        )

    return bind(front, parts, footer=f"{plan.name} năm {plan.year}")


def _named(entry: Entry) -> str:
    return f"{entry.title} ({entry.symbol})" if entry.symbol else entry.title


def _line(entry: Entry, page: int | None) -> ContentsLine:
    return ContentsLine(
        title=entry.title, symbol=entry.symbol, dated=entry.dated.isoformat() if entry.dated else None, page=page,
        sha256=entry.sha256 or "", missing=entry.missing,
    )  # fmt: skip


def _on_paper(entry: Entry, plan: _Plan) -> list:
    """The page that names what is on paper, and the scans behind it."""
    from app.documents.render import render_front
    from app.documents.services_binding import Part

    read = [(scan, _as_pdf(scan)) for scan in entry.scans]
    page = PaperPage(
        letterhead=plan.head, style=plan.style, title=entry.title, symbol=entry.symbol, items=entry.on_paper,
        scans=tuple((scan.name, scan.sha256, "" if data else NOT_BOUND) for scan, data in read),
    )  # fmt: skip
    named = Part(title=f"Lưu trên giấy: {entry.title}", data=render_front("book_paper", page)[0])
    return [named, *(Part(title=scan.name, data=data, foreign=True) for scan, data in read if data)]


def _as_pdf(scan: Scan) -> bytes | None:
    """None for what no page can be made of; the page that names it says so."""
    from app.documents.services_binding import pages_in

    data = read_file(scan.sha256)
    if scan.media_type == PDF:
        return data if pages_in(data) else None
    return _picture_as_pdf(data) if scan.media_type in PICTURES else None


def _picture_as_pdf(data: bytes) -> bytes | None:
    """On a sheet of A4, upright as it was taken."""
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(data)) as picture:
            if picture.width * picture.height > LARGEST_PICTURE:
                return None
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, SyntaxError, ValueError):  # what Pillow says of damaged pictures
        return None
    sheet = Image.new("RGB", (1654, 2339), "white")  # A4 at 200 dots an inch
    upright.thumbnail((1418, 2103))
    sheet.paste(upright, ((sheet.width - upright.width) // 2, 118))
    made = BytesIO()
    sheet.save(made, "PDF", resolution=200, creationDate=None, modDate=None)
    return made.getvalue()


def _keep(book_id: int, entries: Entries, bound: bytes, pages: int) -> None:
    """Unless the papers changed while it was bound: then another job is asked for, and brings the newer."""
    sha256 = keep_file(bound, PDF)
    book = db.session.get_one(YearBook, book_id)
    lock_chain(book.cell_id)  # before the row, as whoever issues a paper does
    book = db.session.get_one(YearBook, book_id, with_for_update={"of": YearBook}, populate_existing=True)
    cell = db.session.get_one(Organisation, book.cell_id)
    if hash_of(contents_of(cell, book.year)[book.kind]) != hash_of(entries):
        return
    book.file_sha256, book.pages, book.contents_hash, book.bound_at = sha256, pages, hash_of(entries), clock.now()
    record(
        "book_bound", actor=None, organisation_id=book.cell_id, subject="organisation", subject_id=book.cell_id,
        year=book.year, kind=book.kind, sha256=sha256, pages=pages,
    )  # fmt: skip
