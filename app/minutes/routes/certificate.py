"""Signing the PDF of the issued minutes with one's own certificate: from a file, which comes along with the form and
goes, or on a token at one's own computer, from where the signed PDF is handed in."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from app.documents.services_personal import LARGEST_CERTIFICATE, signatures_on
from app.documents.services_uploads import UploadRefused
from app.minutes import services
from app.minutes.models import Minutes
from app.minutes.routes.desk import Desk, bp, desk_in_hand_or_404
from app.minutes.services.certificates import ONLY_SIGNERS
from app.refusals import BadInput, NotAllowed
from app.web.filters import moment
from app.web.pages import done, page
from app.web.permissions import actor, requires
from app.web.proof import check_again
from app.web.sent_files import sent_pdf
from app.web.transactions import nothing_held
from workflows.roles import Permission

NO_FILE = "Chọn tệp PDF mà đồng chí đã ký."


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
        check_again(actor(), request.form.get("password", ""))
        signed = services.sign_by_certificate(
            desk.meeting,
            minutes,
            desk.document,
            sent.stream.read(LARGEST_CERTIFICATE + 1) if sent else b"",
            request.form.get("certificate_password", ""),
            actor=actor(),
            apart=nothing_held,
        )
    except BadInput as refused:
        return _page(desk, refused.errors, 422)
    flash(f"Đã ký số biên bản bằng chứng thư của {signed.name}. Tệp chứng thư và mật khẩu không được giữ lại.")
    return done(url_for("minutes.detail", meeting_id=meeting_id))


@bp.get("/minutes/signed-file")
@requires(Permission.MEETING_STEP)
def signed_file(meeting_id: int) -> ResponseReturnValue:
    desk, _ = _signing(meeting_id)
    return _page_of_token(desk, {})


@bp.post("/minutes/signed-file")
@requires(Permission.MEETING_STEP)
def save_signed_file(meeting_id: int) -> ResponseReturnValue:
    desk, minutes = _signing(meeting_id)
    try:
        check_again(actor(), request.form.get("password", ""))
        if (sent := sent_pdf("signed_file", otherwise=NO_FILE)) is None:
            raise BadInput({"signed_file": NO_FILE})
        signed, found = services.hand_in_signed(
            desk.meeting, minutes, desk.document, sent.data, actor=actor(), apart=nothing_held
        )
    except UploadRefused as refused:
        return _page_of_token(desk, {"signed_file": str(refused)}, 422)
    except BadInput as refused:
        return _page_of_token(desk, refused.errors, 422)
    when = f", ký lúc {moment(found.signed_at)}" if found.signed_at else ""
    whose = "" if found.time_proven else " theo giờ máy đã ký"
    flash(f"Đã nhận chữ ký số của {signed.name}{when}{whose}. Chứng thư do {found.issued_by} cấp.")
    return done(url_for("minutes.detail", meeting_id=meeting_id))


def _signing(meeting_id: int) -> tuple[Desk, Minutes]:
    desk, minutes = desk_in_hand_or_404(meeting_id)
    if not services.may_sign_by_certificate(minutes, desk.document, actor()):
        raise NotAllowed(ONLY_SIGNERS)
    return desk, minutes


def _page_of_token(desk: Desk, errors: dict[str, str], status: int = 200) -> ResponseReturnValue:
    assert desk.document is not None  # noqa: S101  # else nobody may sign
    return page(
        "minutes/signed_file.html",
        desk=desk, meeting=desk.meeting, signatures=signatures_on(desk.document.id), errors=errors, status=status,
    )  # fmt: skip


def _page(desk: Desk, errors: dict[str, str], status: int = 200) -> ResponseReturnValue:
    return page("minutes/certificate.html", desk=desk, meeting=desk.meeting, errors=errors, status=status)
