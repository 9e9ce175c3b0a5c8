"""The recorder's side of the self check-in: opening it, who arrives, ticking the others, the code shown or printed."""

from typing import Any

from flask import Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.groups.queries import who_is_where
from app.meetings.models import Meeting
from app.sessions import queries, services
from app.sessions.models import CheckInKey, Which
from app.sessions.queries.check_in import call_checking_in, key_of
from app.sessions.routes.desk import WHICH_TITLES, Desk, bp, open_desk, which_or_404, writing_desk
from app.sessions.routes.roll_rows import in_groups
from app.web.links import public_origin
from app.web.pages import done, page
from app.web.permissions import requires
from app.web.qr import qr_svg
from workflows.attendance import Mark
from workflows.check_in import PRINTED, digits_of, shown_at, token_of
from workflows.roles import Permission


def _home(meeting_id: int, which: str) -> Response:
    return done(url_for("sessions.roll_call", meeting_id=meeting_id, which=which))


@bp.post("/meetings/<int:meeting_id>/roll-call/<which>/check-in")
@requires(Permission.SESSION_WRITE)
def begin_check_in(meeting_id: int, which: str) -> BaseResponse:
    desk, asked = open_desk(meeting_id), which_or_404(which)
    services.begin_check_in(desk.meeting, asked, actor=desk.me)
    flash("Đã mở tự điểm danh. Chiếu mã lên màn hình; ai chưa được xác nhận thì chưa tính là có mặt.")
    return _home(meeting_id, which)


@bp.post("/meetings/<int:meeting_id>/roll-call/<which>/check-in/stop")
@requires(Permission.SESSION_WRITE)
def stop_check_in(meeting_id: int, which: str) -> BaseResponse:
    desk, asked = open_desk(meeting_id), which_or_404(which)
    services.stop_check_in(desk.meeting, asked, actor=desk.me)
    flash("Đã thôi tự điểm danh. Những đồng chí chưa điểm danh lại được ghi “Có mặt”; sửa tên đồng chí vắng.")
    return _home(meeting_id, which)


@bp.post("/meetings/<int:meeting_id>/roll-call/<which>/check-in/settle")
@requires(Permission.SESSION_WRITE)
def settle_check_ins(meeting_id: int, which: str) -> BaseResponse:
    """One person by the button beside the name, or all whom the page showed: never one who came since."""
    desk, asked = open_desk(meeting_id), which_or_404(which)
    how = request.form.get("how", "")
    count = services.settle_check_ins(
        desk.meeting, asked, _ids("id"), refused=how == "refused", late=how == "late", actor=desk.me
    )
    if not count:
        flash("Đồng chí này vừa được người khác xác nhận hoặc ghi xong.")
    return _home(meeting_id, which)


@bp.get("/meetings/<int:meeting_id>/roll-call/<which>/ticks")
@requires(Permission.SESSION_WRITE)
def ticks(meeting_id: int, which: str) -> Response:
    desk, asked = writing_desk(meeting_id), which_or_404(which)
    lines = [line for line in queries.roll_lines(meeting_id) if line.takes_part]
    name = f"{asked}_mark"
    awaited = [line for line in lines if getattr(line.attendee, name) == Mark.AWAITED]
    return page(
        "sessions/ticks.html", desk=desk, meeting=desk.meeting, which=asked, title=WHICH_TITLES[asked], lines=awaited,
        parts=in_groups(awaited, who_is_where(desk.meeting.cell_id)),
    )  # fmt: skip


@bp.post("/meetings/<int:meeting_id>/roll-call/<which>/ticks")
@requires(Permission.SESSION_WRITE)
def tick_present(meeting_id: int, which: str) -> BaseResponse:
    desk, asked = open_desk(meeting_id), which_or_404(which)
    # A whole group as the page showed it: nobody who was awaited only since.
    whole = request.form.get("whole", "")
    rows = _ids(f"of-{whole}") if whole else _ids("row")
    count = services.tick_present(desk.meeting, asked, rows, actor=desk.me)
    flash(f"Đã ghi có mặt {count} đồng chí.")
    return _home(meeting_id, which)


def _ids(name: str) -> list[int]:
    sent = request.form.getlist(name)[:500]
    return [int(text) for text in sent if text.isascii() and text.isdigit() and len(text) < 10]


@bp.post("/meetings/<int:meeting_id>/check-in/printed")
@requires(Permission.SESSION_WRITE)
def print_code(meeting_id: int) -> BaseResponse:
    desk = open_desk(meeting_id)
    services.print_code(desk.meeting, actor=desk.me)
    return done(url_for("sessions.printed_code", meeting_id=meeting_id))


@bp.get("/meetings/<int:meeting_id>/check-in/printed")
@requires(Permission.SESSION_WRITE)
def printed_code(meeting_id: int) -> Response:
    desk = writing_desk(meeting_id)
    key = key_of(meeting_id)
    printed = key is not None and key.printed_at is not None
    code = _code(desk.meeting, key, PRINTED) if key and printed else None
    return page("sessions/printed_code.html", desk=desk, meeting=desk.meeting, code=code)


def code_shown(desk: Desk, calls: dict[Which, Any]) -> dict[str, Any] | None:
    """The code for the hall's screen while members check in, or None."""
    call = call_checking_in(calls)
    key = key_of(desk.meeting.id) if call else None
    return _code(desk.meeting, key, shown_at(call.which, clock.now())) if call and key else None


def _code(meeting: Meeting, key: CheckInKey, occasion: str) -> dict[str, Any]:
    digits = digits_of(key.key, occasion)
    scanned = url_for("sessions.scanned", number=meeting.id, token=token_of(key.key, occasion))
    return {
        "digits": f"{digits[:3]} {digits[3:]}",
        "qr": qr_svg(f"{public_origin()}{scanned}"),
        "address": f"{public_origin()}{url_for('sessions.check_in_doors')}".partition("://")[2],
    }
