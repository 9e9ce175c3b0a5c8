"""Opening, undoing that, breaking off, closing."""

from datetime import datetime
from typing import Any

from flask import Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.meetings.queries import facts_of
from app.members.queries import roll_of
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from app.sessions import queries, services
from app.sessions.forms import BreakForm, ClosingForm, OpeningForm, ReasonForm, choose, person_or_none
from app.sessions.models import Which
from app.sessions.routes.desk import Desk, bp, clock_of, open_desk, refused, writing_desk
from app.sessions.routes.guests import overseers_to_note
from app.web.inputs import moment_of
from app.web.nfc import sent_version
from app.web.pages import done, page
from app.web.permissions import requires
from workflows.engine import Reason, StepRefused
from workflows.meeting import State, at_version
from workflows.roles import Permission

# Where each thing that is missing at the end is put right.
PLACES = {
    "roll_call_is_open": ("sessions.roll_call", "Mở điểm danh"),
    "outcome_is_missing": ("sessions.conduct", "Ghi kết quả từng mục"),
    "vote_does_not_add_up": ("sessions.wrap_up", "Xem các lần biểu quyết"),
    "resolution_is_undecided": ("sessions.wrap_up", "Biểu quyết nghị quyết"),
    "score_is_not_voted": ("evaluations.detail", "Chấm điểm, biểu quyết điểm"),
    "minutes_are_not_adopted": ("sessions.wrap_up", "Đọc và thông qua biên bản"),
}


@bp.get("/meetings/<int:meeting_id>/open")
@requires(Permission.SESSION_WRITE)
def open_meeting(meeting_id: int) -> BaseResponse:
    desk = writing_desk(meeting_id)
    if desk.held:
        return done(url_for("sessions.conduct", meeting_id=meeting_id))
    form = OpeningForm(formdata=None)
    planned = desk.meeting.starts_at
    now = clock.now()
    # Today's meeting opens when it opens, be it before its hour; one of another day is keyed in at its planned hour.
    another_day = planned is not None and clock.day_of(planned) != clock.today()
    usual = planned if planned is not None and another_day else now
    form.day.data, form.at.data = clock.day_of(usual), usual.astimezone(clock.VIETNAM).time()
    return _opening_page(desk, form)


@bp.post("/meetings/<int:meeting_id>/open", endpoint="take_open")
@requires(Permission.SESSION_WRITE)
def take_open(meeting_id: int) -> BaseResponse:
    desk, form = open_desk(meeting_id), OpeningForm()
    at = moment_of(form.day.data, form.at.data) if form.validate() else None
    if at is None:
        return _opening_page(desk, form, 422)
    try:
        services.open_meeting(
            desk.meeting, at=at, actor=desk.me, recorder_id=person_or_none(form.recorder.data or ""),
            day_is_certain=bool(form.day_is_certain.data), version=sent_version(),
        )  # fmt: skip
    except (BadInput, SomebodyWasFaster) as error:
        return _opening_page(desk, form, refused(form, error))
    except StepRefused as error:
        if error.kind != "blocked":
            raise
        refused(form, BadInput({}))
        return _opening_page(desk, form, 422, list(error.reasons))
    return done(url_for("sessions.conduct", meeting_id=meeting_id))


def _opening_page(desk: Desk, form: OpeningForm, status: int = 200, reasons: list[Reason] | None = None) -> Response:
    meeting = desk.meeting
    if meeting.state != State.CONVENED and request.method == "POST":
        raise SomebodyWasFaster("Kỳ sinh hoạt này vừa được người khác khai mạc hoặc chuyển bước.")
    if meeting.state != State.CONVENED:
        raise NotAllowed("Kỳ sinh hoạt này chưa triệu tập, hoặc đã qua bước khai mạc.")
    day = form.day.data or clock.today()
    choose(form.recorder, [(p.person.id, p.person.full_name) for p in roll_of(meeting.cell_id, day) if not p.suspended])
    call = queries.roll_calls_of(meeting.id).get(Which.START)
    everybody = queries.roll_lines(meeting.id) if call else []
    return page(
        "sessions/open.html", status=status, desk=desk, meeting=meeting, form=form, reasons=reasons or [], call=call,
        count=queries.headcount_of(everybody), guests=queries.guests_of(meeting.id),
        overseers=overseers_to_note(desk),
        may_call=meeting.starts_at is None or clock.day_of(meeting.starts_at) <= clock.today(),
    )  # fmt: skip


@bp.get("/meetings/<int:meeting_id>/undo-open")
@requires(Permission.SESSION_WRITE)
def undo_open(meeting_id: int) -> Response:
    return _leaving_page(open_desk(meeting_id), "undo_open", ReasonForm(formdata=None))


@bp.post("/meetings/<int:meeting_id>/undo-open", endpoint="take_undo_open")
@requires(Permission.SESSION_WRITE)
def take_undo_open(meeting_id: int) -> BaseResponse:
    desk, form = open_desk(meeting_id), ReasonForm()
    if not form.validate():
        return _leaving_page(desk, "undo_open", form, 422)
    services.undo_open(desk.meeting, reason=form.reason.data or "", actor=desk.me, version=sent_version())
    kept = " Điểm danh đã ghi được giữ lại." if desk.meeting.state == State.CONVENED else ""
    flash(f"Đã bỏ khai mạc.{kept}")
    return done(url_for("meetings.detail", meeting_id=meeting_id))


@bp.get("/meetings/<int:meeting_id>/break-off")
@requires(Permission.SESSION_WRITE)
def break_off(meeting_id: int) -> Response:
    form = BreakForm(formdata=None)
    form.day.data, form.at.data = clock.today(), clock.now().astimezone(clock.VIETNAM).time()
    return _leaving_page(open_desk(meeting_id), "break_off", form)


@bp.post("/meetings/<int:meeting_id>/break-off", endpoint="take_break_off")
@requires(Permission.SESSION_WRITE)
def take_break_off(meeting_id: int) -> BaseResponse:
    desk, form = open_desk(meeting_id), BreakForm()
    at = moment_of(form.day.data, form.at.data) if form.validate() else None
    if at is None:
        return _leaving_page(desk, "break_off", form, 422)
    try:
        services.break_off(desk.meeting, at=at, reason=form.reason.data or "", actor=desk.me, version=sent_version())
    except (BadInput, SomebodyWasFaster) as error:
        return _leaving_page(desk, "break_off", form, refused(form, error))
    flash("Đã tạm dừng, nội dung đã ghi được giữ nguyên. Ghi thời gian họp tiếp ở trang kỳ sinh hoạt.")
    return done(url_for("meetings.detail", meeting_id=meeting_id))


def _expect_held(desk: Desk) -> None:
    """Raises NotAllowed; for a form that was sent, SomebodyWasFaster: another ended the sitting meanwhile."""
    if desk.held and desk.writing:
        return
    if request.method == "POST":
        raise SomebodyWasFaster("Kỳ sinh hoạt này vừa được người khác bế mạc hoặc tạm dừng.")
    raise NotAllowed("Kỳ sinh hoạt này không ở bước đang sinh hoạt.")


def _leaving_page(desk: Desk, step: str, form: Any, status: int = 200) -> Response:
    _expect_held(desk)
    facts = facts_of(desk.meeting)
    row = at_version(desk.meeting.definition_version).step_named(State.HELD, step, facts)
    reasons = [reason for rule in row.unless if (reason := rule(facts))] if row else []
    return page(f"sessions/{step}.html", status=status, desk=desk, meeting=desk.meeting, form=form, reasons=reasons)


@bp.get("/meetings/<int:meeting_id>/close")
@requires(Permission.SESSION_WRITE)
def close_meeting(meeting_id: int) -> BaseResponse:
    desk, form = open_desk(meeting_id), ClosingForm(formdata=None)
    now = clock.now()
    at = now if services.is_under_way(desk.meeting) else desk.meeting.opened_at or now
    form.day.data = clock.day_of(at)
    form.at.data = at.astimezone(clock.VIETNAM).time() if services.is_under_way(desk.meeting) else None
    return _closing_page(desk, form)


@bp.post("/meetings/<int:meeting_id>/close", endpoint="take_close")
@requires(Permission.SESSION_WRITE)
def take_close(meeting_id: int) -> BaseResponse:
    desk, form = open_desk(meeting_id), ClosingForm()
    at = moment_of(form.day.data, form.at.data) if form.validate() else None
    if at is None:
        return _closing_page(desk, form, 422)
    try:
        services.close_meeting(desk.meeting, at=at, actor=desk.me, version=sent_version())
    except SomebodyWasFaster as error:
        return _closing_page(desk, form, refused(form, error))
    except StepRefused as error:
        if error.kind != "blocked":
            raise
        refused(form, BadInput({}))
        return _closing_page(desk, form, 422, at)
    composed = f"Đã bế mạc lúc {at:%H:%M}. Biên bản, nghị quyết đã được soạn từ hồ sơ"
    if desk.reads_minutes:
        flash(f"{composed}, mời kiểm tra và ký.")
        return done(url_for("minutes.detail", meeting_id=meeting_id))
    flash(f"{composed}, chờ thư ký và chủ trì kiểm tra, ký.")
    return done(url_for("meetings.detail", meeting_id=meeting_id))


def _closing_page(desk: Desk, form: ClosingForm, status: int = 200, at: datetime | None = None) -> Response:
    meeting = desk.meeting
    _expect_held(desk)
    count = queries.headcount_of(queries.roll_lines(meeting.id))
    return page(
        "sessions/close.html", status=status, desk=desk, meeting=meeting, form=form, count=count,
        missing=_missing(desk, at), clock=clock_of(desk, count.roll),
    )  # fmt: skip


def _missing(desk: Desk, at: datetime | None) -> list[tuple[Reason, str, str]]:
    """Everything that stands against closing: the reason, where it is put right, and what that place is called."""
    facts = facts_of(desk.meeting, stated_closing=at)
    row = at_version(desk.meeting.definition_version).step_named(State.HELD, "close", facts)
    found = []
    for rule in row.unless if row else ():
        if reason := rule(facts):
            endpoint, words = PLACES.get(rule.__name__, ("", ""))
            found.append((reason, _address(desk, endpoint) if endpoint else "", words))
    return found


def _address(desk: Desk, endpoint: str) -> str:
    meeting_id = desk.meeting.id
    if endpoint != "sessions.roll_call":
        return url_for(endpoint, meeting_id=meeting_id)
    calls = queries.roll_calls_of(meeting_id)
    start = calls.get(Which.START)
    which = Which.START if start is None or start.closed_at is None else Which.END
    return url_for(endpoint, meeting_id=meeting_id, which=which)
