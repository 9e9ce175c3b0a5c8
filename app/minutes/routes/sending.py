"""Handing the papers in, and the ways back."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from app.meetings.models import Meeting
from app.meetings.queries import get_visible_or_404
from app.minutes import services
from app.minutes.routes.desk import bp
from app.refusals import BadInput
from app.web.nfc import sent_version
from app.web.pages import done
from app.web.permissions import actor, requires
from app.web.practising import unless_practising
from app.web.proof import asks_again
from workflows.roles import Permission

LONGEST_REASON = 2000


@bp.post("/minutes/handing-in")
@requires(Permission.MEETING_STEP)
@asks_again
def score_meeting(meeting_id: int) -> ResponseReturnValue:
    services.score_meeting(_meeting(meeting_id), actor=actor(), version=sent_version())
    flash(unless_practising("Đã nộp hồ sơ lên Đảng ủy; biên bản, nghị quyết đã công bố trong chi bộ."))
    return done(url_for("meetings.detail", meeting_id=meeting_id))


@bp.post("/minutes/finishing")
@requires(Permission.MEETING_STEP)
def finish_meeting(meeting_id: int) -> ResponseReturnValue:
    services.finish_meeting(_meeting(meeting_id), actor=actor(), version=sent_version())
    flash("Đã kết thúc và lưu hồ sơ; biên bản, nghị quyết đã công bố trong chi bộ.")
    return done(url_for("meetings.detail", meeting_id=meeting_id))


@bp.post("/minutes/sending-back")
@requires(Permission.MEETING_STEP)
@asks_again
def send_back(meeting_id: int) -> ResponseReturnValue:
    services.send_back(_meeting(meeting_id), reason=_reason(), actor=actor(), version=sent_version())
    flash("Đã trả lại hồ sơ và báo chi bộ.")
    return done(url_for("meetings.detail", meeting_id=meeting_id))


@bp.post("/minutes/reopening")
@requires(Permission.MEETING_STEP)
@asks_again
def reopen(meeting_id: int) -> ResponseReturnValue:
    services.reopen(_meeting(meeting_id), reason=_reason(), actor=actor(), version=sent_version())
    flash("Đã mở lại hồ sơ và báo chi bộ.")
    return done(url_for("meetings.detail", meeting_id=meeting_id))


def _meeting(meeting_id: int) -> Meeting:
    return get_visible_or_404(meeting_id, actor())


def _reason() -> str:
    reason = request.form.get("reason", "").strip()
    if len(reason) > LONGEST_REASON:
        raise BadInput({"reason": f"Lý do dài quá {LONGEST_REASON} ký tự, viết gọn lại."})
    return reason
