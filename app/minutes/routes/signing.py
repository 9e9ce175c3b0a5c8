"""Signing the minutes with one's password, attesting for one who cannot, and the photo of the paper."""

from collections.abc import Iterable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.documents.services_uploads import UploadRefused
from app.meetings.models import Meeting
from app.meetings.queries import get_visible_or_404
from app.minutes import services
from app.minutes.models import Minutes
from app.minutes.queries import missing_roles
from app.minutes.routes.desk import LABELS, Desk, bp, desk_in_hand_or_404, desk_or_404, detail_page
from app.refusals import BadInput, NotAllowed
from app.web.pages import done, page
from app.web.permissions import actor, requires
from app.web.proof import check_again
from app.web.sent_files import sent_file
from workflows.roles import Permission, Role


@bp.get("/minutes/sign")
@requires(Permission.MEETING_STEP)
def sign(meeting_id: int) -> ResponseReturnValue:
    """To where this person signs: beside the sheet, or on the page of who attests for another."""
    meeting = get_visible_or_404(meeting_id, actor())
    sight = services.sight_of(meeting, actor())
    if sight.nothing and sight.may_stand_in:
        return redirect(url_for("minutes.stand_in_page", meeting_id=meeting_id), 303)
    desk, minutes = desk_in_hand_or_404(meeting_id)
    if services.roles_to_sign(desk.meeting, minutes, actor()):
        return redirect(url_for("minutes.detail", meeting_id=meeting_id, _anchor="ky"), 303)
    if services.roles_to_attest(desk.meeting, minutes, actor()):
        return redirect(url_for("minutes.attest", meeting_id=meeting_id), 303)
    return redirect(url_for("minutes.detail", meeting_id=meeting_id), 303)


@bp.post("/minutes/sign")
@requires(Permission.MEETING_STEP)
def save_signature(meeting_id: int) -> ResponseReturnValue:
    desk, _ = desk_in_hand_or_404(meeting_id)
    if not services.may_sign(desk.meeting, actor()):
        raise NotAllowed(services.NOT_A_SIGNER)
    errors = {} if request.form.get("read") else {"read": "Đánh dấu vào ô “Tôi đã đọc hết biên bản” rồi ký."}
    if errors := errors or _wrong_password():
        return detail_page(desk, errors=errors, status=422)
    signed = services.sign(desk.meeting, _role_sent(), seen=request.form.get("seen", ""), actor=actor())
    flash(_said(desk.meeting, signed))
    return done(url_for("minutes.detail", meeting_id=meeting_id))


@bp.get("/minutes/attestation")
@requires(Permission.MEETING_STEP)
def attest(meeting_id: int) -> ResponseReturnValue:
    desk, minutes = _attesting(meeting_id)
    return _attest_page(desk, minutes, {})


@bp.post("/minutes/attestation")
@requires(Permission.MEETING_STEP)
def save_attestation(meeting_id: int) -> ResponseReturnValue:
    desk, minutes = _attesting(meeting_id)
    if errors := _wrong_password():
        return _attest_page(desk, minutes, errors, 422)
    try:
        signed = services.attest(
            desk.meeting,
            _role_sent(),
            seen=request.form.get("seen", ""),
            reason=request.form.get("reason", ""),
            scan=sent_file("scan"),
            actor=actor(),
        )
    except (BadInput, UploadRefused) as refused:
        errors = refused.errors if isinstance(refused, BadInput) else {"scan": str(refused)}
        return _attest_page(desk, minutes, errors, 422)
    flash(_said(desk.meeting, signed))
    return done(url_for("minutes.detail", meeting_id=meeting_id))


@bp.post("/minutes/paper")
@requires(Permission.MINUTES_WRITE)
def attach_paper(meeting_id: int) -> ResponseReturnValue:
    """A photo of the minutes signed on paper; of several pages, one after the other."""
    desk = desk_or_404(meeting_id)
    if not services.may_attach_paper(desk.meeting, actor()):
        raise NotAllowed(services.NO_PAPER_FROM_YOU)
    try:
        upload = sent_file("paper")
        if upload is None:
            raise BadInput({"paper": "Chưa chọn ảnh hoặc tệp nào."})
        services.attach_paper_minutes(desk.meeting, upload, actor=actor())
    except UploadRefused as refused:
        return detail_page(desk, errors={"paper": str(refused)}, status=422)
    except BadInput as refused:
        return detail_page(desk, errors=refused.errors, status=422)
    flash("Đã đính kèm bản ký trên giấy.")
    return done(url_for("minutes.detail", meeting_id=meeting_id))


@bp.post("/minutes/print")
@requires(Permission.MINUTES_WRITE)
def print_draft(meeting_id: int) -> ResponseReturnValue:
    """Ask for the draft as a PDF, to be signed on paper."""
    desk, _ = desk_in_hand_or_404(meeting_id)
    document = services.print_draft(desk.meeting, actor=actor())
    return done(url_for("documents.detail", document_id=document.id))


def _attesting(meeting_id: int) -> tuple[Desk, Minutes]:
    desk, minutes = desk_in_hand_or_404(meeting_id)
    if not services.roles_to_attest(desk.meeting, minutes, actor()):
        raise NotAllowed("Xác nhận ký thay do bí thư, phó bí thư làm cho người khác chưa ký.")
    return desk, minutes


def _attest_page(desk: Desk, minutes: Minutes, errors: dict[str, str], status: int = 200) -> ResponseReturnValue:
    chosen = request.form.get("role", "")
    roles = services.roles_to_attest(desk.meeting, minutes, actor())
    return page(
        "minutes/attest.html",
        desk=desk,
        meeting=desk.meeting,
        marks=minutes.composed.get("open_marks", []),
        people=_named(desk.meeting, roles),
        chosen=chosen if chosen in roles else roles[0],
        seen=services.text_hash_of(services.paper_of(minutes)),
        reason=request.form.get("reason", ""),
        errors=errors,
        status=status,
    )


def _wrong_password() -> dict[str, str]:
    try:
        check_again(actor(), request.form.get("password", ""))
    except BadInput as refused:
        return refused.errors
    return {}


def _role_sent() -> Role:
    """Raises BadInput for anything but the two who sign."""
    sent = request.form.get("role", "")
    if sent not in LABELS:
        raise BadInput({"role": "Chọn chữ ký cần ghi: thư ký hoặc chủ trì."})
    return Role(sent)


def _named(meeting: Meeting, roles: Iterable[Role]) -> list[tuple[Role, str, str]]:
    """Each role, its label and who has it."""
    people = {Role.RECORDER: meeting.recorder, Role.CHAIR: meeting.chair}
    return [(role, LABELS[role], person.full_name) for role in roles if (person := people[role])]


def _said(meeting: Meeting, minutes: Minutes) -> str:
    if minutes.document_id is None:
        waiting = [f"đồng chí {name} ({label})" for _, label, name in _named(meeting, missing_roles(minutes))]
        return f"Đã ghi chữ ký. Biên bản còn chờ chữ ký của {', '.join(waiting)}."
    return "Biên bản đã đủ chữ ký và được cấp số. Tệp PDF đang được tạo."
