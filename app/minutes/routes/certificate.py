"""Signing the PDF of the issued minutes with one's own certificate, which comes along with the form and goes."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.services import check_password
from app.documents.services_personal import LARGEST_CERTIFICATE
from app.minutes import services
from app.minutes.models import Minutes
from app.minutes.routes.desk import Desk, bp, desk_in_hand_or_404
from app.minutes.services.certificates import ONLY_SIGNERS
from app.refusals import BadInput, NotAllowed
from app.web.pages import done, page
from app.web.permissions import actor, requires
from app.web.transactions import keep_changes
from workflows.roles import Permission


@bp.get("/minutes/certificate")
@requires(Permission.MEETING_STEP)
def certificate(meeting_id: int) -> ResponseReturnValue:
    desk, _ = _signing(meeting_id)
    return _page(desk, {})


@bp.post("/minutes/certificate")
@requires(Permission.MEETING_STEP)
def save_certificate(meeting_id: int) -> ResponseReturnValue:
    desk, minutes = _signing(meeting_id)
    sent = request.files.get("certificate")
    try:
        check_password(actor(), request.form.get("password", ""))
    except BadInput as refused:
        keep_changes()  # a wrong password counts
        return _page(desk, refused.errors, 422)
    try:
        signed = services.sign_by_certificate(
            desk.meeting,
            minutes,
            desk.document,
            sent.stream.read(LARGEST_CERTIFICATE + 1) if sent else b"",
            request.form.get("certificate_password", ""),
            actor=actor(),
        )
    except BadInput as refused:
        return _page(desk, refused.errors, 422)
    flash(f"Đã ký số biên bản bằng chứng thư của {signed.name}. Tệp chứng thư và mật khẩu không được giữ lại.")
    return done(url_for("minutes.detail", meeting_id=meeting_id))


def _signing(meeting_id: int) -> tuple[Desk, Minutes]:
    desk, minutes = desk_in_hand_or_404(meeting_id)
    if not services.may_sign_by_certificate(minutes, desk.document, actor()):
        raise NotAllowed(ONLY_SIGNERS)
    return desk, minutes


def _page(desk: Desk, errors: dict[str, str], status: int = 200) -> ResponseReturnValue:
    return page("minutes/certificate.html", desk=desk, meeting=desk.meeting, errors=errors, status=status)
