"""The pages of scores: the cell's own, the overseer's, the committee's decision, and the list of all."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app import clock
from app.documents.queries import paper_of_meeting
from app.documents.snapshots import DocumentKind
from app.evaluations import queries, queries_list, services, services_verdict
from app.evaluations.forms import DecisionForm, own_fields, read_given, typed, verified_fields
from app.evaluations.links import links_for
from app.evaluations.queries_scope import superior_that_decides
from app.evaluations.queries_sheet import Sheet, whole_sheet
from app.evaluations.routes_day import bp as day
from app.evaluations.routes_signs import bp as signs
from app.evaluations.routes_year import bp as year
from app.evaluations.workbook import COLUMNS, row_of
from app.forms.queries import saved_texts
from app.forms.services import forget_draft
from app.meetings.models import Meeting
from app.meetings.queries import get_visible_or_404, roles_at
from app.refusals import BadInput, NotAllowed, NotKnown, SomebodyWasFaster
from app.web.downloads import list_as_workbook
from app.web.forms import take_errors
from app.web.inputs import parse_month
from app.web.nfc import query_int
from app.web.pages import done, page
from app.web.permissions import actor, requires
from app.workbooks import MOST_ROWS
from workflows.engine import StepRefused
from workflows.meeting import KIND_LABELS, State
from workflows.roles import Permission, Role
from workflows.sight import Part, parts_for

bp = Blueprint("evaluations", __name__)
bp.register_blueprint(day)
bp.register_blueprint(signs)
bp.register_blueprint(year)

WHICH = {"verify": "Chờ thẩm định", "decide": "Chờ xếp loại", "decided": "Đã xếp loại", "all": "Tất cả"}


@bp.get("/evaluations")
@requires(Permission.MEETING_READ)
def index() -> ResponseReturnValue:
    me, which, month = actor(), _which_asked(), _month_asked()
    return page(
        "evaluations/index.html",
        "listing",
        listed=queries_list.list_page(me, which=which, month=month, number=query_int("page") or 1),
        months=queries_list.months_of(me),
        month=month,
        which=which,
        tabs=WHICH,
        verifies=me.holds(Role.OVERSEER, Role.OFFICE),
        decides=me.holds(Role.LEADERSHIP, Role.OFFICE),
        reviews=me.may(Permission.EVALUATION_REVIEW),
    )


@bp.get("/evaluations/workbook")
@requires(Permission.MEETING_READ)
def workbook() -> ResponseReturnValue:
    found = queries_list.list_page(actor(), which=_which_asked(), month=_month_asked(), size=MOST_ROWS + 1)
    return list_as_workbook("Điểm và xếp loại", COLUMNS, [row_of(one) for one in found.rows])


def _which_asked() -> str:
    return which if (which := request.args.get("which")) in WHICH else queries_list.which_first(actor())


def _month_asked() -> date | None:
    try:
        return parse_month(request.args.get("month", ""))
    except ValueError:
        return None


# ---------------------------------------------------------------- one meeting


def _meeting(meeting_id: int) -> tuple[Meeting, frozenset[Part]]:
    """The meeting and what the actor sees of it; without a part in its score it is not known. Raises NotKnown."""
    meeting = get_visible_or_404(meeting_id, actor())
    parts = parts_for(roles_at(meeting, actor()), meeting.state)
    if not parts & {Part.RESULT, Part.SCORES}:
        raise NotKnown
    return meeting, parts


def _sheet(meeting_id: int) -> Sheet:
    """The sheet by criterion. Raises NotKnown for who sees only its results."""
    meeting, parts = _meeting(meeting_id)
    if Part.SCORES not in parts:
        raise NotKnown
    return whole_sheet(meeting, queries.sheet_of(meeting.id))


def _about(meeting: Meeting) -> dict[str, Any]:
    kind, parts = KIND_LABELS[meeting.kind], parts_for(roles_at(meeting, actor()), meeting.state)
    links = links_for(meeting.id, meeting.cell_id, parts)
    heading = f"Sinh hoạt {kind} tháng {meeting.month.month}/{meeting.month.year}"
    told = Part.SCORES in parts or meeting.state == State.EVALUATED
    return {"meeting": meeting, "links": links, "heading": heading, "sees_verified": told}


@bp.get("/meetings/<int:meeting_id>/score")
@requires(Permission.MEETING_READ)
def detail(meeting_id: int) -> ResponseReturnValue:
    meeting, parts = _meeting(meeting_id)
    row = queries.sheet_of(meeting.id)
    if services.may_propose(meeting, row, actor()):
        kept = saved_texts(actor().account_id, _draft_key(meeting))
        sheet = whole_sheet(meeting, row)
        return _own_page(sheet, own_fields(sheet) | kept, {}, restored=bool(kept))
    superior = superior_that_decides(meeting.cell_id, clock.today())
    waiting = meeting.state == State.SCORED
    return page(
        "evaluations/detail.html",
        **_about(meeting),
        sheet=whole_sheet(meeting, row),
        sees_lines=Part.SCORES in parts,
        paper=paper_of_meeting(meeting.id, DocumentKind.SCORE_SHEET, actor()),
        superior=superior,
        may_verify=waiting and services_verdict.may_verify(meeting, actor()),
        may_decide=waiting and superior is not None and bool(superior.roles_of(actor())),
    )


def _draft_key(meeting: Meeting) -> str:
    return f"score-{meeting.id}"


def _own_page(
    sheet: Sheet, fields: Mapping[str, Any], errors: Mapping[str, str], *, restored: bool = False,
    collided: str = "", status: int = 200,
) -> ResponseReturnValue:  # fmt: skip
    return page(
        "evaluations/own.html",
        **_about(sheet.meeting),
        sheet=sheet,
        fields=fields,
        errors=errors,
        restored=restored,
        collided=collided,
        latest=own_fields(sheet) if collided else {},
        draft_key=_draft_key(sheet.meeting),
        status=status,
    )


@bp.post("/meetings/<int:meeting_id>/score")
@requires(Permission.EVALUATION_PROPOSE)
def save(meeting_id: int) -> ResponseReturnValue:
    sheet = _sheet(meeting_id)
    meeting = sheet.meeting
    try:
        services.save_points(
            meeting,
            read_given(sheet),
            remedies=request.form.get("remedies", ""),
            actor=actor(),
            version=_version(),
        )
    except BadInput as refused:
        return _own_page(sheet, own_fields(sheet) | typed(), refused.errors, status=422)
    except SomebodyWasFaster as faster:
        if not services.may_propose(meeting, queries.sheet_of(meeting.id), actor()):
            raise
        sheet = whole_sheet(meeting, queries.sheet_of(meeting.id))
        return _own_page(sheet, own_fields(sheet) | typed(), {}, collided=str(faster), status=409)
    forget_draft(actor().account_id, _draft_key(meeting))
    flash("Đã lưu bảng điểm.")
    return done(url_for(".detail", meeting_id=meeting.id))


def _version() -> int | None:
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


# ---------------------------------------------------------------- the overseer


@bp.get("/meetings/<int:meeting_id>/score/verify")
@requires(Permission.EVALUATION_VERIFY)
def verify_page(meeting_id: int) -> ResponseReturnValue:
    sheet = _to_verify(meeting_id)
    kept = saved_texts(actor().account_id, _verify_key(sheet.meeting))
    return _verify_page(sheet, verified_fields(sheet) | kept, {}, restored=bool(kept))


def _to_verify(meeting_id: int) -> Sheet:
    sheet = _sheet(meeting_id)
    if not services_verdict.may_verify(sheet.meeting, actor()):
        raise NotAllowed("Điểm do đảng ủy viên phụ trách thẩm định; nơi chưa phân công thì Văn phòng Đảng ủy.")
    return sheet


def _verify_key(meeting: Meeting) -> str:
    return f"verify-{meeting.id}"


def _verify_page(
    sheet: Sheet, fields: Mapping[str, Any], errors: Mapping[str, str], *, restored: bool = False,
    collided: str = "", status: int = 200,
) -> ResponseReturnValue:  # fmt: skip
    return page(
        "evaluations/verify.html",
        **_about(sheet.meeting),
        sheet=sheet,
        fields=fields,
        errors=errors,
        restored=restored,
        collided=collided,
        latest=verified_fields(sheet) if collided else {},
        draft_key=_verify_key(sheet.meeting),
        status=status,
    )


@bp.post("/meetings/<int:meeting_id>/score/verify")
@requires(Permission.EVALUATION_VERIFY)
def verify(meeting_id: int) -> ResponseReturnValue:
    """Keep the points found so far, or (`act=verify`) confirm them all."""
    sheet = _sheet(meeting_id)
    meeting, confirms = sheet.meeting, request.form.get("act") != "save"
    act = services_verdict.verify if confirms else services_verdict.save_verified
    try:
        act(meeting, read_given(sheet), note=request.form.get("note", ""), actor=actor(), version=_version())
    except BadInput as refused:
        return _verify_page(sheet, verified_fields(sheet) | typed(), refused.errors, status=422)
    except StepRefused as refused:
        if refused.kind != "blocked":
            raise
        reasons = {f"blocked-{n}": reason.text for n, reason in enumerate(refused.reasons)}
        return _verify_page(sheet, verified_fields(sheet) | typed(), reasons, status=422)
    except SomebodyWasFaster as faster:
        sheet = whole_sheet(meeting, queries.sheet_of(meeting.id))
        return _verify_page(sheet, verified_fields(sheet) | typed(), {}, collided=str(faster), status=409)
    forget_draft(actor().account_id, _verify_key(meeting))
    flash("Đã thẩm định điểm." if confirms else "Đã lưu điểm thẩm định, chưa xác nhận.")
    return done(url_for(".detail" if confirms else ".verify_page", meeting_id=meeting.id))


# ---------------------------------------------------------------- the committee


@bp.get("/meetings/<int:meeting_id>/score/decide")
@requires(Permission.EVALUATION_DECIDE)
def decide_page(meeting_id: int) -> ResponseReturnValue:
    sheet = _sheet(meeting_id)
    kept = saved_texts(actor().account_id, _decision_key(sheet.meeting))
    form = DecisionForm(MultiDict(kept) if kept else None, meta={"csrf": False})
    total, row = sheet.verified_total, sheet.row
    if not kept:
        form.level.data = (row.proposed_rating if row else None) or (total.level if total else None)
    return _decide_page(sheet, form, restored=bool(kept))


def _decision_key(meeting: Meeting) -> str:
    return f"decide-{meeting.id}"


def _decide_page(sheet: Sheet, form: DecisionForm, status: int = 200, *, restored: bool = False) -> ResponseReturnValue:
    superior = superior_that_decides(sheet.meeting.cell_id, clock.today())
    roles = superior.roles_of(actor()) if superior else frozenset()
    if not roles or sheet.meeting.state != State.SCORED:
        raise NotAllowed(services_verdict.NOT_DIRECT)
    return page(
        "evaluations/decide.html",
        **_about(sheet.meeting),
        sheet=sheet,
        form=form,
        superior=superior,
        restored=restored,
        draft_key=_decision_key(sheet.meeting),
        records=Role.LEADERSHIP not in roles,
        differing=[line for line in sheet.applying if line.verified is not None and line.verified != line.counted],
        status=status,
    )


@bp.post("/meetings/<int:meeting_id>/score/decide")
@requires(Permission.EVALUATION_DECIDE)
def decide(meeting_id: int) -> ResponseReturnValue:
    """The office's proposal (`act=propose`), or the decision itself."""
    sheet, form = _sheet(meeting_id), DecisionForm(meta={"csrf": False})
    if not form.validate():
        return _decide_page(sheet, form, 422)
    proposes = request.form.get("act") == "propose"
    try:
        if proposes:
            services_verdict.propose_rating(sheet.meeting, form.chosen(), actor=actor(), version=_version())
        else:
            services_verdict.decide(sheet.meeting, form.verdict(), actor=actor(), version=_version())
    except BadInput as refused:
        return _decide_page(sheet, take_errors(form, refused.errors), 422)
    except StepRefused as refused:
        if refused.kind != "blocked":
            raise
        errors = {f"blocked-{n}": reason.text for n, reason in enumerate(refused.reasons)}
        return _decide_page(sheet, take_errors(form, errors), 422)
    forget_draft(actor().account_id, _decision_key(sheet.meeting))
    flash("Đã trình mức đề nghị." if proposes else "Đã ghi mức xếp loại.")
    return done(url_for(".detail", meeting_id=meeting_id))
