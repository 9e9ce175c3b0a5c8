"""The pages of a meeting's resolution: its text, its preview, signing and issuing it, replacing it."""

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app import clock
from app.documents.models import Document
from app.documents.render import render_sheet
from app.documents.services import sheet_of
from app.documents.services_word import word_of, word_of_snapshot
from app.documents.snapshots import DocumentKind
from app.extensions import db
from app.forms.queries import saved_texts
from app.forms.services import forget_draft
from app.meetings.models import Meeting
from app.meetings.queries import get_visible_or_404, roles_at
from app.refusals import BadInput, NotAllowed, NotKnown, SomebodyWasFaster
from app.resolutions import queries, services
from app.resolutions.forms import as_typed, read_draft, rows_of, typed
from app.resolutions.models import Resolution
from app.resolutions.services_drafts import Draft, TaskDraft
from app.resolutions.snapshot import SECTIONS, resolution_snapshot
from app.tasks.queries import owners_for
from app.web.downloads import as_word
from app.web.nfc import sent_version
from app.web.pages import done, page
from app.web.permissions import actor, requires
from app.web.proof import check_again
from workflows.meeting import State as MeetingState
from workflows.resolution import STATE_LABELS, State, at_version
from workflows.roles import Permission, Role
from workflows.sight import Part, parts_for

bp = Blueprint("resolutions", __name__, url_prefix="/meetings/<int:meeting_id>/resolution")

SIGNERS = frozenset({Role.SECRETARY, Role.SUBSTITUTE})


def _meeting(meeting_id: int) -> Meeting:
    return get_visible_or_404(meeting_id, actor())


def _resolution_or_404(meeting: Meeting) -> Resolution:
    """The meeting's resolution, if the actor may see it as it stands. Raises NotKnown."""
    found = queries.current(meeting.id)
    if found is None or not _sees(meeting, found):
        raise NotKnown
    return found


def _sees(meeting: Meeting, resolution: Resolution | None) -> bool:
    parts = parts_for(roles_at(meeting, actor()), meeting.state)
    if resolution is not None and resolution.state == State.ISSUED:
        return Part.RESOLUTION in parts
    # The draft goes out with the documents; what was voted waits for its signature.
    before_held = meeting.opened_at is None
    return (Part.DOCUMENTS if before_held else Part.UNSIGNED) in parts


@bp.get("")
@requires(Permission.MEETING_READ)
def detail(meeting_id: int) -> ResponseReturnValue:
    meeting = _meeting(meeting_id)
    resolution = queries.current(meeting.id)
    if not _sees(meeting, resolution):
        raise NotKnown
    roles = roles_at(meeting, actor())
    return page(
        "resolutions/detail.html",
        meeting=meeting,
        resolution=resolution,
        state_label=STATE_LABELS[resolution.state] if resolution else "",
        sheet=_preview(meeting, resolution) if resolution else "",
        may_edit=resolution is not None and services.may_edit(resolution, meeting, actor()),
        may_begin=resolution is None and _may_begin(meeting, roles),
        blocked=_why_not_issued(meeting, resolution, roles),
        may_sign=bool(roles & SIGNERS),
        document=db.session.get(Document, resolution.document_id) if resolution and resolution.document_id else None,
    )


def _preview(meeting: Meeting, resolution: Resolution) -> Markup | None:
    """The paper as one would print it: an issued one as it was frozen, if it can be, a draft from the record of now."""
    if resolution.document_id:
        issued = db.session.get_one(Document, resolution.document_id)
        return sheet_of(issued)
    return render_sheet(DocumentKind.RESOLUTION, resolution_snapshot(resolution, meeting))


@bp.get("/word")
@requires(Permission.MEETING_READ)
def word(meeting_id: int) -> ResponseReturnValue:
    """The sheet of the page as a Word file: as it was frozen, or as a draft that says so."""
    meeting = _meeting(meeting_id)
    resolution = _resolution_or_404(meeting)
    if resolution.document_id:
        issued = db.session.get_one(Document, resolution.document_id)
        return as_word(word_of(issued), issued.title, issued.symbol, issued=True)
    paper, title = resolution_snapshot(resolution, meeting), resolution.subject_line
    return as_word(word_of_snapshot(paper, title), title, "", issued=False)


def _may_begin(meeting: Meeting, roles: frozenset[Role]) -> bool:
    open_still = meeting.state in ("draft", "approval", "convened", "held")
    return open_still and bool(roles & {Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.CHAIR, Role.RECORDER, Role.SCRIBE})


def _why_not_issued(meeting: Meeting, resolution: Resolution | None, roles: frozenset[Role]) -> list[object] | None:
    """The reasons against issuing now; None where the step is not here or not the actor's business."""
    if resolution is None or resolution.state != State.ADOPTED or not roles & SIGNERS:
        return None
    workflow = at_version(resolution.definition_version)
    refused = workflow.refusal(resolution.state, "issue", roles, services.facts_of_issue(resolution, meeting))
    return list(refused.reasons) if refused else []


@bp.post("")
@requires(Permission.SESSION_WRITE)
def begin(meeting_id: int) -> ResponseReturnValue:
    meeting = _meeting(meeting_id)
    if not _may_begin(meeting, roles_at(meeting, actor())):
        raise NotAllowed("Đồng chí không soạn được dự thảo nghị quyết của kỳ sinh hoạt này.")
    services.ensure_draft(meeting, actor=actor())
    return done(url_for("resolutions.edit", meeting_id=meeting_id))


@bp.get("/edit")
@requires(Permission.SESSION_WRITE)
def edit(meeting_id: int) -> ResponseReturnValue:
    meeting = _meeting(meeting_id)
    resolution = _resolution_or_404(meeting)
    if not services.may_edit(resolution, meeting, actor()):
        raise NotAllowed("Đồng chí không sửa được nghị quyết này, hoặc nghị quyết đã ban hành.")
    kept = saved_texts(actor().account_id, _draft_key(meeting_id))
    return _edit_page(meeting, resolution, kept or as_typed(_stored(resolution)), {}, restored=bool(kept))


def _draft_key(meeting_id: int, replaces: Resolution | None = None) -> str:
    return f"resolution-{meeting_id}" + (f"-replaces-{replaces.id}" if replaces else "")


def _stored(resolution: Resolution) -> Draft:
    tasks = [
        TaskDraft(work=t.work, owner_id=t.owner_id, owner_name=t.owner_name, deadline=t.deadline, field=t.field)
        for t in resolution.tasks
    ]
    return Draft(subject_line=resolution.subject_line, sections=resolution.sections, tasks=tasks)


def _edit_page(
    meeting: Meeting,
    resolution: Resolution,
    fields: dict[str, str],
    errors: dict[str, str],
    *,
    restored: bool = False,
    replacing: bool = False,
    status: int = 200,
) -> ResponseReturnValue:
    return page(
        "resolutions/edit.html",
        meeting=meeting,
        resolution=resolution,
        fields=fields,
        errors=errors,
        restored=restored,
        replacing=replacing,
        sections=SECTIONS,
        rows=rows_of(fields),
        people=owners_for(meeting.cell_id, clock.today()),
        draft_key=_draft_key(meeting.id, resolution if replacing else None),
        status=status,
    )


@bp.post("/edit")
@requires(Permission.SESSION_WRITE)
def save(meeting_id: int) -> ResponseReturnValue:
    meeting = _meeting(meeting_id)
    resolution = _resolution_or_404(meeting)
    version = sent_version()
    try:
        services.edit_draft(resolution, meeting, read_draft(), actor=actor(), version=version)
    except BadInput as refused:
        return _edit_page(meeting, resolution, typed(), refused.errors, status=422)
    forget_draft(actor().account_id, _draft_key(meeting_id))
    flash("Đã lưu dự thảo nghị quyết.")
    where = "resolutions.edit" if "more" in request.form else "resolutions.detail"
    return done(url_for(where, meeting_id=meeting_id))


@bp.post("/pdf")
@requires(Permission.SESSION_WRITE)
def draft_pdf(meeting_id: int) -> ResponseReturnValue:
    """Ask for the draft as a PDF, marked DỰ THẢO."""
    meeting = _meeting(meeting_id)
    document = services.print_draft(_resolution_or_404(meeting), meeting, actor=actor())
    return done(url_for("documents.detail", document_id=document.id))


@bp.get("/issue")
@requires(Permission.RESOLUTION_WRITE)
def issue_page(meeting_id: int) -> ResponseReturnValue:
    return _issue_page(_meeting(meeting_id))


def _issue_page(meeting: Meeting, error: str = "", status: int = 200) -> ResponseReturnValue:
    resolution = _resolution_or_404(meeting)
    blocked = _why_not_issued(meeting, resolution, roles_at(meeting, actor()))
    if blocked is None:
        raise NotAllowed("Nghị quyết do bí thư ký, hoặc phó bí thư có ủy quyền trong thời gian này.")
    return page(
        "resolutions/issue.html", meeting=meeting, resolution=resolution, blocked=blocked, error=error, status=status
    )


@bp.post("/issue")
@requires(Permission.RESOLUTION_WRITE)
def issue(meeting_id: int) -> ResponseReturnValue:
    meeting = _meeting(meeting_id)
    resolution = _resolution_or_404(meeting)
    try:
        check_again(actor(), request.form.get("password", ""))
    except BadInput as refused:
        return _issue_page(meeting, " ".join(refused.errors.values()), 422)
    document = services.issue(resolution, meeting, actor=actor())
    flash(f"Đã ban hành {document.symbol}. Tệp PDF đang được tạo.")
    return done(url_for("resolutions.detail", meeting_id=meeting_id))


@bp.get("/replace")
@requires(Permission.RESOLUTION_WRITE)
def replace_page(meeting_id: int) -> ResponseReturnValue:
    meeting = _meeting(meeting_id)
    old = _replaceable(meeting)
    kept = saved_texts(actor().account_id, _draft_key(meeting_id, old))
    return _edit_page(meeting, old, kept or as_typed(_stored(old)), {}, restored=bool(kept), replacing=True)


def _replaceable(meeting: Meeting) -> Resolution:
    old = _resolution_or_404(meeting)
    if old.state != State.ISSUED or not roles_at(meeting, actor()) & SIGNERS:
        raise NotAllowed("Chỉ thay được nghị quyết đã ban hành; do bí thư hoặc phó bí thư có ủy quyền làm.")
    if meeting.state == MeetingState.EVALUATED:
        raise NotAllowed("Kỳ sinh hoạt đã xếp loại; đề nghị Văn phòng Đảng ủy mở lại hồ sơ rồi thay nghị quyết.")
    return old


@bp.post("/replace")
@requires(Permission.RESOLUTION_WRITE)
def replace(meeting_id: int) -> ResponseReturnValue:
    meeting = _meeting(meeting_id)
    old = _replaceable(meeting)
    if request.form.get("replaces", str(old.id)) != str(old.id):
        raise SomebodyWasFaster("Nghị quyết này vừa được thay bằng bản khác. Mở lại trang để xem bản đang có hiệu lực.")
    try:
        draft = read_draft()
        check_again(actor(), request.form.get("password", ""))
    except BadInput as refused:
        return _edit_page(meeting, old, typed(), refused.errors, replacing=True, status=422)
    try:
        services.replace(old, meeting, draft, actor=actor(), reason=request.form.get("reason", "")[:2000])
    except BadInput as refused:
        return _edit_page(meeting, old, typed(), refused.errors, replacing=True, status=422)
    forget_draft(actor().account_id, _draft_key(meeting_id, old))
    flash("Đã ban hành bản thay thế.")
    return done(url_for("resolutions.detail", meeting_id=meeting_id))
