"""Pages of guidance: the list, one of them, its cells and its readers, its files."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.documents.models import Document
from app.documents.queries_rendering import rendering_of
from app.documents.services import sheet_of
from app.documents.services_uploads import UploadRefused
from app.guidance import queries, queries_cells, routes_steps, services, services_files
from app.guidance.models import Guidance, Outcome
from app.guidance.services_bringing import ask_again
from app.guidance.services_bringing import take_in as take_guidance_in
from app.guidance.services_last import unchanged_in
from app.guidance.services_paper import paper_in_force, sheet_of_draft
from app.guidance.services_reading import OF_A_CELL, note_reading
from app.guidance.words import file_name_of, title_of
from app.guidance.workbook import COLUMNS, row_of
from app.meetings.queries import get_visible_or_404
from app.refusals import BadInput
from app.web.downloads import as_download, handed_out, list_as_workbook
from app.web.nfc import query_int
from app.web.pages import done, page, wants_fragment
from app.web.paging import cut
from app.web.permissions import actor, hide_unless_visible, requires
from app.web.sent_files import sent_file
from app.workbooks import MOST_ROWS
from workflows.engine import Reason
from workflows.guidance import GUIDANCE, STATE_LABELS, State, at_version
from workflows.names import committee_of
from workflows.roles import Permission, Role

bp = Blueprint("guidance", __name__, url_prefix="/guidance")
hide_unless_visible("guidance_id", queries.get_visible_or_404)
routes_steps.add_to(bp)

OUTCOMES = {
    Outcome.CREATED: "Đã lập dự thảo chương trình",
    Outcome.ADDED: "Đã thêm vào dự thảo có sẵn",
    Outcome.UPDATED: "Đã cập nhật dự thảo",
    Outcome.TOLD: "Đã báo chi bộ, giữ nguyên chương trình",
    Outcome.REMOVED: "Đã rút khỏi dự thảo",
    Outcome.LEFT: "Đã tổ chức, giữ nguyên",
    Outcome.ENDED: "Chi bộ đã kết thúc hoạt động",
}
# Mended by the form of the step itself.
MENDED_BY_FORM = frozenset({"signature_is_missing", "signature_is_in_the_future"})


@bp.get("")
@requires(Permission.GUIDANCE_READ)
def index() -> ResponseReturnValue:
    number = max(1, query_int("page") or 1)
    rows, more = queries.listed(actor(), number)
    return page(
        "guidance/index.html",
        rows=rows,
        counts=queries.counts_of([row.id for row in rows]),
        read=queries.read_by(actor().person_id, [row.id for row in rows]),
        issues=set(actor().organisations_as(*queries.ISSUERS)),
        number=number,
        more=more,
        may_write=actor().may(Permission.GUIDANCE_WRITE),
        committee_of=committee_of,
        title_of=title_of,
        labels=STATE_LABELS,
    )


@bp.get("/workbook")
@requires(Permission.GUIDANCE_READ)
def workbook() -> ResponseReturnValue:
    rows, _ = queries.listed(actor(), size=MOST_ROWS)
    return list_as_workbook("Văn bản định hướng", COLUMNS, [row_of(row) for row in rows])


@bp.get("/<int:guidance_id>")
@requires(Permission.GUIDANCE_READ)
def detail(guidance_id: int) -> ResponseReturnValue:
    """htmx asks for its block `progress` every two seconds while cells wait for their drafts."""
    guidance, me = queries.get_visible_or_404(guidance_id, actor()), actor()
    roles = me.roles_in(guidance.organisation_id)
    is_draft = guidance.state == State.DRAFT
    progress = None if is_draft or not roles & set(queries.ISSUERS) else queries_cells.progress_of(guidance)
    shown: dict[str, Any] = {
        "guidance": guidance,
        "title": title_of(guidance),
        "progress": progress,
        "writes": Role.OFFICE in roles,
    }
    if wants_fragment():
        return page("guidance/detail.html", "progress", **shown)
    mine = me.organisations_as(*OF_A_CELL)
    of_cell = bool(mine) and bool(queries_cells.cells_read_in(guidance_id, mine))
    return page(
        "guidance/detail.html",
        **shown,
        committee=committee_of(guidance.organisation.name),
        label=STATE_LABELS[guidance.state],
        reasons=_reasons(guidance) if is_draft and Role.OFFICE in roles else (),
        cells=len(services.cells_of(guidance)) if is_draft else 0,
        unchanged=unchanged_in(guidance),
        sheet=_sheet(guidance),
        rendering=rendering_of(guidance.document) if guidance.document else None,
        files=queries.files_of(guidance_id),
        history=queries.history_of(guidance_id) if roles & set(queries.ISSUERS) else [],
        step_labels={step.name: step.label for step in GUIDANCE.steps},
        meetings=queries_cells.meetings_of(guidance, mine) if of_cell else [],
        reads=of_cell and not is_draft,
        read_at=queries_cells.read_at(guidance_id, me.person_id) if of_cell else None,
    )


def _sheet(guidance: Guidance) -> Markup | None:
    return sheet_of(guidance.document) if guidance.document else sheet_of_draft(guidance)


def _reasons(guidance: Guidance) -> tuple[Reason, ...]:
    """What stands in the way of publishing and no form can mend."""
    step = at_version(guidance.definition_version).step_named(guidance.state, "publish")
    facts = services.facts_of(guidance, services.SignedBy(), cells=[cell.id for cell in services.cells_of(guidance)])
    if step is None:
        return ()
    rules = [rule for rule in step.unless if rule.__name__ not in MENDED_BY_FORM]
    return tuple(reason for rule in rules if (reason := rule(facts)))


@bp.get("/<int:guidance_id>/cells")
@requires(Permission.GUIDANCE_READ)
def cells(guidance_id: int) -> ResponseReturnValue:
    """What has come of it in each cell, and who has not read it: for who issues it."""
    guidance = queries.get_issued_or_404(guidance_id, actor())
    only_unread = request.args.get("which") == "unread"
    return page(
        "guidance/cells.html",
        guidance=guidance,
        title=title_of(guidance),
        cells=cut(queries_cells.cells_of(guidance, only_unread=only_unread)),
        only_unread=only_unread,
        progress=queries_cells.progress_of(guidance),
        outcomes=OUTCOMES,
    )


@bp.post("/<int:guidance_id>/reading")
@requires(Permission.GUIDANCE_READ)
def read(guidance_id: int) -> ResponseReturnValue:
    """Sent by the page itself when it is opened; without scripts by its button."""
    guidance = queries.get_visible_or_404(guidance_id, actor())
    note_reading(guidance, actor=actor())
    if wants_fragment():
        read_at = queries_cells.read_at(guidance_id, actor().person_id)
        return page("guidance/detail.html", "reading", guidance=guidance, reads=True, read_at=read_at)
    return done(url_for(".detail", guidance_id=guidance_id))


@bp.post("/<int:guidance_id>/bringing")
@requires(Permission.GUIDANCE_WRITE)
def bring_again(guidance_id: int) -> ResponseReturnValue:
    """Once more to the cells where every try has failed."""
    ask_again(queries.get_written_or_404(guidance_id, actor()))
    flash("Đang đưa văn bản đến các chi bộ còn thiếu.")
    return done(url_for(".detail", guidance_id=guidance_id))


@bp.get("/of-meeting/<int:meeting_id>")
@requires(Permission.GUIDANCE_READ)
def behind(meeting_id: int) -> ResponseReturnValue:
    """The guidance behind a meeting. Where two committees guide the cell, the list tells them apart."""
    found = queries.behind_meeting(get_visible_or_404(meeting_id, actor()), actor())
    if len(found) == 1:
        return redirect(url_for(".detail", guidance_id=found[0]), 303)
    return redirect(url_for(".index"), 303)


@bp.post("/of-meeting/<int:meeting_id>/items")
@requires(Permission.AGENDA_WRITE)
def take_in(meeting_id: int) -> ResponseReturnValue:
    """Into a draft that the cell began by itself: suggested, added by one click."""
    take_guidance_in(get_visible_or_404(meeting_id, actor()), actor=actor())
    flash("Đã đưa nội dung định hướng vào chương trình.")
    return done(url_for("agendas.edit", meeting_id=meeting_id))


@bp.get("/<int:guidance_id>/pdf")
@requires(Permission.GUIDANCE_READ)
def pdf(guidance_id: int) -> ResponseReturnValue:
    guidance = queries.get_visible_or_404(guidance_id, actor())
    document: Document | None = guidance.document
    if document is None or document.paper_sha256 is None:
        return redirect(url_for(".detail", guidance_id=guidance_id), 303)
    return _handed_out(document.paper_sha256, "application/pdf", file_name_of(guidance, document.symbol, "pdf"))


@bp.get("/<int:guidance_id>/word")
@requires(Permission.GUIDANCE_READ)
def word(guidance_id: int) -> ResponseReturnValue:
    """Made at the moment it is asked for: a copy to work with, the PDF is the paper."""
    from app.documents.word import MEDIA_TYPE, guidance_docx  # late: few ask, and it takes long to load

    guidance = queries.get_visible_or_404(guidance_id, actor())
    symbol = guidance.document.symbol if guidance.document else ""
    return as_download(guidance_docx(paper_in_force(guidance)), MEDIA_TYPE, file_name_of(guidance, symbol, "docx"))


@bp.get("/<int:guidance_id>/files/<int:attachment_id>")
@requires(Permission.GUIDANCE_READ)
def file(guidance_id: int, attachment_id: int) -> ResponseReturnValue:
    found = services_files.file_or_404(queries.get_visible_or_404(guidance_id, actor()), attachment_id)
    return _handed_out(found.file_sha256, found.file.media_type, found.name)


def _handed_out(sha256: str, media_type: str, name: str) -> ResponseReturnValue:
    return handed_out(sha256, media_type, name, back=(url_for(".index"), "Văn bản định hướng"))


@bp.post("/<int:guidance_id>/files")
@requires(Permission.GUIDANCE_WRITE)
def add_file(guidance_id: int) -> ResponseReturnValue:
    guidance = queries.get_written_or_404(guidance_id, actor())
    try:
        if (upload := sent_file("file")) is None:
            raise BadInput("Chưa chọn tệp nào.")
        services_files.attach(guidance, upload, actor=actor())
    except UploadRefused as refused:
        raise BadInput(str(refused)) from refused
    flash("Đã tải tệp lên.")
    return done(url_for(".detail", guidance_id=guidance_id))


@bp.post("/<int:guidance_id>/files/<int:attachment_id>/removal")
@requires(Permission.GUIDANCE_WRITE)
def take_away(guidance_id: int, attachment_id: int) -> ResponseReturnValue:
    guidance = queries.get_written_or_404(guidance_id, actor())
    services_files.detach(guidance, services_files.file_or_404(guidance, attachment_id), actor=actor())
    flash("Đã gỡ tệp.")
    return done(url_for(".detail", guidance_id=guidance_id))
