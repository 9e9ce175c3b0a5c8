"""The books of a cell's year: what is in them, what is missing, and each as one PDF."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from app.books import queries, services
from app.books.models import BookKind, YearBook
from app.books.queries_contents import Entries, contents_of, hash_of
from app.jobs.models import JobState
from app.jobs.queries import status_of
from app.refusals import NotKnown
from app.web.downloads import handed_out
from app.web.form_pages import act_at_once
from app.web.inputs import year_or_this
from app.web.nfc import query_int
from app.web.pages import page
from app.web.permissions import actor, requires
from workflows.roles import Permission

bp = Blueprint("books", __name__, url_prefix="/books")
OF_ONE = "/cells/<int:cell_id>/<any(minutes, resolutions):kind>"


def _year() -> int:
    return year_or_this(request.args.get("year", ""))


@bp.get("")
@requires(Permission.DOCUMENT_READ)
def index() -> ResponseReturnValue:
    me, year, asked = actor(), _year(), query_int("cell")
    cells = queries.cells_read(me)
    cell = next((one for one in cells if asked in (None, one.id)), None)
    if cell is None:
        raise NotKnown
    contents, books = contents_of(cell, year), queries.books_of(cell.id, year)
    return page(
        "books/index.html", cell=cell, cells=cells, year=year, binds=queries.may_bind(me, cell.id),
        shown=[_shown(kind, contents[kind], books.get(kind)) for kind in queries.kinds_read(me, cell.id)],
    )  # fmt: skip


def _shown(kind: BookKind, entries: Entries, book: YearBook | None) -> dict[str, Any]:
    """`state`: none, waiting, failed, bound or old."""
    status = status_of(services.key_of(book)) if book else None
    fresh = book is not None and book.contents_hash == hash_of(entries)
    state = "bound" if fresh else "none" if status is None else "waiting"
    if not fresh and status is not None and status.status == JobState.FAILED:
        state = "failed"
    elif not fresh and status is not None and status.status == JobState.DONE:
        state = "old"
    return {
        "kind": kind, "label": services.BOOK_LABELS[kind], "entries": entries, "book": book, "state": state,
        "papers": sum(one.sha256 is not None for one in entries),
        "missing": [one for one in entries if one.missing],
    }  # fmt: skip


@bp.post(OF_ONE)
@requires(Permission.DOCUMENT_READ)
def bind(cell_id: int, kind: str) -> ResponseReturnValue:
    me, year, which = actor(), _year(), BookKind(kind)
    cell = queries.readable_cell(cell_id, which, me)
    return act_at_once(
        lambda: services.ask_for_book(cell, year, which, actor=me),
        to=url_for(".index", cell=cell_id, year=year), said="Đang lập sổ. Mở lại trang sau ít giây để tải.",
    )  # fmt: skip


@bp.get(f"{OF_ONE}/pdf")
@requires(Permission.DOCUMENT_READ)
def pdf(cell_id: int, kind: str) -> ResponseReturnValue:
    year, which = _year(), BookKind(kind)
    cell = queries.readable_cell(cell_id, which, actor())
    book = queries.book_of(cell_id, year, which)
    if book is None or book.file_sha256 is None:
        raise NotKnown
    name = f"{services.BOOK_LABELS[which]} năm {year}, {cell.name}.pdf"
    back = (url_for(".index", cell=cell_id, year=year), f"{services.BOOK_LABELS[which]} năm {year}")
    return handed_out(book.file_sha256, "application/pdf", name, back=back)
