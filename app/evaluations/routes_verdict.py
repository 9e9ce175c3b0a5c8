"""The overseer verifies a score, the committee decides its level. Views of the room's blueprint."""

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app import clock
from app.evaluations import queries, services_verdict, services_verifying
from app.evaluations.forms import DecisionForm, read_given, typed
from app.evaluations.queries_scope import superior_that_decides
from app.evaluations.queries_sheet import Sheet, whole_sheet
from app.evaluations.sheets import VERIFIED, about, points_page, sheet_or_404
from app.forms.queries import saved_texts
from app.forms.services import forget_draft
from app.meetings.models import Meeting
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from app.web.forms import take_errors, what_blocks
from app.web.nfc import sent_version
from app.web.pages import done, page
from app.web.permissions import actor, requires
from app.web.proof import asks_again
from workflows.engine import StepRefused
from workflows.meeting import State
from workflows.roles import Permission, Role


@requires(Permission.EVALUATION_VERIFY)
def verify_page(meeting_id: int) -> ResponseReturnValue:
    sheet = _to_verify(meeting_id)
    kept = saved_texts(actor().account_id, VERIFIED.draft_key(sheet.meeting))
    return points_page(VERIFIED, sheet, kept, {}, restored=bool(kept))


def _to_verify(meeting_id: int) -> Sheet:
    sheet = sheet_or_404(meeting_id)
    if not services_verifying.may_verify(sheet.meeting, actor()):
        raise NotAllowed("Điểm do đảng ủy viên phụ trách thẩm định; nơi chưa phân công thì Văn phòng Đảng ủy.")
    return sheet


@requires(Permission.EVALUATION_VERIFY)
@asks_again
def verify(meeting_id: int) -> ResponseReturnValue:
    """Keep the points found so far, or (`act=verify`) confirm them all."""
    sheet = sheet_or_404(meeting_id)
    meeting, confirms = sheet.meeting, request.form.get("act") != "save"
    act = services_verifying.verify if confirms else services_verifying.save_verified
    try:
        act(meeting, read_given(sheet), note=request.form.get("note", ""), actor=actor(), version=sent_version())
    except BadInput as refused:
        return points_page(VERIFIED, sheet, typed(), refused.errors, status=422)
    except StepRefused as refused:
        reasons = what_blocks(refused)
        return points_page(VERIFIED, sheet, typed(), reasons, status=422)
    except SomebodyWasFaster as faster:
        sheet = whole_sheet(meeting, queries.sheet_of(meeting.id))
        return points_page(VERIFIED, sheet, typed(), {}, collided=str(faster), status=409)
    forget_draft(actor().account_id, VERIFIED.draft_key(meeting))
    flash("Đã thẩm định điểm." if confirms else "Đã lưu điểm thẩm định, chưa xác nhận.")
    return done(url_for(".detail" if confirms else ".verify_page", meeting_id=meeting.id))


@requires(Permission.EVALUATION_DECIDE)
def decide_page(meeting_id: int) -> ResponseReturnValue:
    sheet = sheet_or_404(meeting_id)
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
        **about(sheet.meeting),
        sheet=sheet,
        form=form,
        superior=superior,
        restored=restored,
        draft_key=_decision_key(sheet.meeting),
        records=Role.LEADERSHIP not in roles,
        differing=[line for line in sheet.applying if line.verified is not None and line.verified != line.counted],
        status=status,
    )


@requires(Permission.EVALUATION_DECIDE)
@asks_again
def decide(meeting_id: int) -> ResponseReturnValue:
    """The office's proposal (`act=propose`), or the decision itself."""
    sheet, form = sheet_or_404(meeting_id), DecisionForm(meta={"csrf": False})
    if not form.validate():
        return _decide_page(sheet, form, 422)
    proposes = request.form.get("act") == "propose"
    try:
        if proposes:
            services_verdict.propose_rating(sheet.meeting, form.chosen(), actor=actor(), version=sent_version())
        else:
            services_verdict.decide(sheet.meeting, form.verdict(), actor=actor(), version=sent_version())
    except BadInput as refused:
        return _decide_page(sheet, take_errors(form, refused.errors), 422)
    except StepRefused as refused:
        errors = what_blocks(refused)
        return _decide_page(sheet, take_errors(form, errors), 422)
    forget_draft(actor().account_id, _decision_key(sheet.meeting))
    flash("Đã trình mức đề nghị." if proposes else "Đã ghi mức xếp loại.")
    return done(url_for(".detail", meeting_id=meeting_id))


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/meetings/<int:meeting_id>/score/verify", view_func=verify_page, methods=["GET"])
    bp.add_url_rule("/meetings/<int:meeting_id>/score/verify", view_func=verify, methods=["POST"])
    bp.add_url_rule("/meetings/<int:meeting_id>/score/decide", view_func=decide_page, methods=["GET"])
    bp.add_url_rule("/meetings/<int:meeting_id>/score/decide", view_func=decide, methods=["POST"])
