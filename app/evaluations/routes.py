"""The pages of scores: the list of all, and a meeting's score as its cell gives it."""

from datetime import date

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.documents.queries import paper_of_meeting
from app.documents.snapshots import DocumentKind
from app.evaluations import queries, queries_list, routes_verdict, services, services_verifying
from app.evaluations.forms import read_given, typed
from app.evaluations.queries_scope import superior_that_decides
from app.evaluations.queries_sheet import whole_sheet
from app.evaluations.routes_day import bp as day
from app.evaluations.routes_signs import bp as signs
from app.evaluations.routes_year import bp as year
from app.evaluations.sheets import OWN, about, meeting_and_parts, points_page, sheet_or_404
from app.evaluations.workbook import COLUMNS, row_of
from app.forms.queries import saved_texts
from app.forms.services import forget_draft
from app.refusals import BadInput, SomebodyWasFaster
from app.web.downloads import list_as_workbook
from app.web.inputs import parse_month
from app.web.nfc import sent_version
from app.web.pages import done, page
from app.web.paging import number_asked
from app.web.permissions import actor, requires
from app.workbooks import MOST_ROWS
from workflows.meeting import State
from workflows.roles import Permission, Role
from workflows.sight import Part

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
        listed=queries_list.list_page(me, which=which, month=month, number=number_asked()),
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


@bp.get("/meetings/<int:meeting_id>/score")
@requires(Permission.MEETING_READ)
def detail(meeting_id: int) -> ResponseReturnValue:
    meeting, parts = meeting_and_parts(meeting_id)
    row = queries.sheet_of(meeting.id)
    if services.may_propose(meeting, row, actor()):
        kept = saved_texts(actor().account_id, OWN.draft_key(meeting))
        sheet = whole_sheet(meeting, row)
        return points_page(OWN, sheet, kept, {}, restored=bool(kept))
    superior = superior_that_decides(meeting.cell_id, clock.today())
    waiting = meeting.state == State.SCORED
    return page(
        "evaluations/detail.html",
        **about(meeting),
        sheet=whole_sheet(meeting, row),
        sees_lines=Part.SCORES in parts,
        paper=paper_of_meeting(meeting.id, DocumentKind.SCORE_SHEET, actor()),
        superior=superior,
        may_verify=waiting and services_verifying.may_verify(meeting, actor()),
        may_decide=waiting and superior is not None and bool(superior.roles_of(actor())),
    )


@bp.post("/meetings/<int:meeting_id>/score")
@requires(Permission.EVALUATION_PROPOSE)
def save(meeting_id: int) -> ResponseReturnValue:
    sheet = sheet_or_404(meeting_id)
    meeting = sheet.meeting
    try:
        services.save_points(
            meeting,
            read_given(sheet),
            remedies=request.form.get("remedies", ""),
            actor=actor(),
            version=sent_version(),
        )
    except BadInput as refused:
        return points_page(OWN, sheet, typed(), refused.errors, status=422)
    except SomebodyWasFaster as faster:
        if not services.may_propose(meeting, queries.sheet_of(meeting.id), actor()):
            raise
        sheet = whole_sheet(meeting, queries.sheet_of(meeting.id))
        return points_page(OWN, sheet, typed(), {}, collided=str(faster), status=409)
    forget_draft(actor().account_id, OWN.draft_key(meeting))
    flash("Đã lưu bảng điểm.")
    return done(url_for(".detail", meeting_id=meeting.id))


routes_verdict.add_to(bp)
