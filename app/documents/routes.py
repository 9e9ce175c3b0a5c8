"""The papers of my organisations: the list, the page of one, and its file."""

from datetime import date

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.actor import acting_as
from app.books.queries import reads_any
from app.documents import queries, queries_rendering
from app.documents.files import read_file
from app.documents.naming import KIND_NAMES, LISTED, file_name
from app.documents.queries_order import what_it_precedes
from app.documents.services import render_again as ask_to_render_again
from app.documents.services import sheet_of
from app.documents.services_reading import (
    file_of_readable_or_404,
    get_readable_attachment_or_404,
    get_readable_or_404,
    get_renderable_or_404,
)
from app.documents.services_word import KINDS, word_of
from app.documents.store import FileDamaged, FileMissing
from app.documents.workbook import COLUMNS, row_of
from app.meetings.queries import roles_at
from app.meetings.services_papers import draw_again as ask_to_draw_again
from app.meetings.services_papers import working_paper_now
from app.web.downloads import SANDBOX, as_download, as_word, list_as_workbook
from app.web.pages import done, page, wants_fragment
from app.web.paging import number_asked
from app.web.permissions import actor, hide_unless_visible, requires
from app.workbooks import MOST_ROWS
from workflows.roles import Permission, Role
from workflows.sight import Part, may_write

bp = Blueprint("documents", __name__, url_prefix="/documents")
hide_unless_visible("document_id", get_readable_or_404)
hide_unless_visible("attachment_id", get_readable_attachment_or_404)

PDF = "application/pdf"


@bp.get("/")
@requires(Permission.DOCUMENT_READ)
def index() -> ResponseReturnValue:
    kind, month = _kind_asked(), _month(request.args.get("month", ""))
    found = queries.list_page(actor(), kind=kind, month=month, number=number_asked())
    return page(
        "document_pages/index.html",
        "papers",
        found=found,
        kind=kind,
        month=month,
        months=queries.months_of(actor()),
        kinds=LISTED,
        several=len(actor().roles) > 1,
        reads_books=reads_any(actor()),
        failed=queries_rendering.failed_renderings(actor()) if actor().may(Permission.RENDERING_RETRY) else [],
    )


@bp.get("/workbook")
@requires(Permission.DOCUMENT_READ)
def workbook() -> ResponseReturnValue:
    month = _month(request.args.get("month", ""))
    found = queries.list_page(actor(), kind=_kind_asked(), month=month, size=MOST_ROWS + 1)
    return list_as_workbook("Văn bản", COLUMNS, [row_of(one) for one in found.rows])


def _kind_asked() -> str:
    kind = request.args.get("kind", "")
    return kind if kind in LISTED else ""


@bp.get("/<int:document_id>")
@requires(Permission.DOCUMENT_READ)
def detail(document_id: int) -> ResponseReturnValue:
    """The page of one document; htmx asks for its block `file` every two seconds until there is news."""
    return _detail(document_id)


@bp.get("/<int:document_id>/pdf")
@requires(Permission.DOCUMENT_READ)
def download(document_id: int) -> ResponseReturnValue:
    found = file_of_readable_or_404(document_id, actor())
    if found.sha256 is None:
        return redirect(url_for("documents.detail", document_id=document_id), 303)
    name = file_name(found.title, found.symbol, issued=found.issued)
    return _as_download(found.sha256, PDF, name) or _detail(document_id, broken=True)


@bp.get("/<int:document_id>/word")
@requires(Permission.DOCUMENT_READ)
def word(document_id: int) -> ResponseReturnValue:
    """Minutes or a resolution as a Word file, made at the moment it is asked for."""
    document = get_readable_or_404(document_id, actor())
    return as_word(word_of(document), document.title, document.symbol, issued=document.issued_at is not None)


@bp.get("/failed")
@requires(Permission.RENDERING_RETRY)
def failed() -> ResponseReturnValue:
    """The papers whose PDF could not be made, for who may have it made again."""
    return page("document_pages/failed.html", papers=queries_rendering.failed_renderings(actor()), kinds=KIND_NAMES)


@bp.post("/<int:document_id>/rendering")
@requires(Permission.RENDERING_RETRY)
def render_again(document_id: int) -> ResponseReturnValue:
    """The PDF could not be made, or its file was lost: make it from the frozen snapshot once more."""
    document, readable = get_renderable_or_404(document_id, actor())
    # An administrator's appointment is to the commune, above the cell.
    capacity = acting_as(actor().roles_in(document.organisation_id), queries_rendering.RETRIERS) or str(
        Role.ADMINISTRATOR
    )
    ask_to_render_again(document, actor=actor(), acting_as=capacity)
    flash("Đã yêu cầu tạo lại bản PDF. Thường xong sau ít giây.")
    here = url_for("documents.detail", document_id=document_id) if readable else url_for("documents.failed")
    return done(here)


@bp.post("/<int:document_id>/figures")
@requires(Permission.SESSION_WRITE)
def draw_again(document_id: int) -> ResponseReturnValue:
    """A working paper of a meeting that is still to be held, from what is true now."""
    document = get_readable_or_404(document_id, actor())
    ask_to_draw_again(document, queries.meeting_of(document), actor=actor())
    flash("Đang tạo bản PDF theo số liệu mới. Thường xong sau ít giây.")
    return done(url_for(".detail", document_id=document_id))


@bp.get("/attachments/<int:attachment_id>")
@requires(Permission.DOCUMENT_READ)
def attachment(attachment_id: int) -> ResponseReturnValue:
    found = get_readable_attachment_or_404(attachment_id, actor())
    answer = _as_download(found.file_sha256, found.file.media_type, found.name)
    if answer is None:
        return page("document_pages/lost.html", status=410, attachment=found)
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


def _detail(document_id: int, *, broken: bool = False) -> Response:
    document = get_readable_or_404(document_id, actor())
    rendering = queries_rendering.rendering_of(document)
    if wants_fragment() and rendering.waiting:
        return Response(status=204)  # nothing new: the page stays as it is
    meeting = queries.meeting_of(document)
    now = None if wants_fragment() else working_paper_now(document, meeting)
    return page(
        "document_pages/detail.html",
        "file",
        # Not 404: the document is known, its file is gone.
        status=410 if broken else 200,
        document=document,
        meeting=meeting,
        has_changed=now is not None,
        may_draw=bool(now and may_write(roles_at(meeting, actor()), meeting.state, Part.RECORD)),
        organisation=queries.organisation_of(document),
        versions=queries.versions_of(document, actor()),
        precedes=what_it_precedes(document, meeting),
        rendering=rendering,
        broken=broken,
        may_render=actor().may(Permission.RENDERING_RETRY),
        sheet=None if wants_fragment() else sheet_of(document, now),
        as_word=document.kind in KINDS,
        kinds=KIND_NAMES,
    )


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def _as_download(sha256: str, media_type: str, name: str) -> Response | None:
    """The stored file, whole and as it was kept, or None: a lost or damaged one is never handed out."""
    if request.if_none_match.contains(sha256):
        return make_response("", 304)
    try:
        data = read_file(sha256)
    except (FileMissing, FileDamaged):
        return None
    response = as_download(data, media_type, name)
    response.set_etag(sha256)
    return response
