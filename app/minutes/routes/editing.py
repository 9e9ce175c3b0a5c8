"""Completing the texts of the minutes, and taking the signatures off so that the record can be corrected."""

from collections.abc import Mapping

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from app.forms.services import forget_draft
from app.minutes import services
from app.minutes.models import Minutes
from app.minutes.routes.desk import (
    PREFIX,
    Desk,
    bp,
    desk_in_hand_or_404,
    detail_page,
    draft_key,
    kept_texts,
)
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from app.web.inputs import one_line
from app.web.nfc import sent_version
from app.web.pages import done, page
from app.web.permissions import actor, requires
from app.web.proof import asks_again, asks_again_where
from workflows.roles import Permission

NOT_YOURS = "Chỉ bí thư, phó bí thư, chủ trì và thư ký kỳ sinh hoạt sửa được lời văn của biên bản."


@bp.get("/minutes/edit")
@requires(Permission.MINUTES_WRITE)
def edit(meeting_id: int) -> ResponseReturnValue:
    desk, minutes = _writing(meeting_id)
    kept = kept_texts(meeting_id)
    return _edit_page(desk, minutes, kept, restored=bool(kept))


def _are_signed(meeting_id: int) -> bool:
    """With another text the signatures fall: that is no less than taking them away."""
    _, minutes = _writing(meeting_id)
    return bool(minutes.signatures)


@bp.post("/minutes/edit")
@requires(Permission.MINUTES_WRITE)
@asks_again_where(_are_signed)
def save(meeting_id: int) -> ResponseReturnValue:
    """The texts that were sent; those that were not stay as they are."""
    desk, minutes = _writing(meeting_id)
    sent = {name.removeprefix(PREFIX): text for name, text in request.form.items() if name.startswith(PREFIX)}
    texts = {key: one_line(text) if key.startswith("reason-") else text for key, text in sent.items()}
    had_signatures = bool(minutes.signatures)
    try:
        services.write_texts(desk.meeting, texts, version=sent_version(), actor=actor())
    except BadInput as refused:
        return _edit_page(desk, minutes, texts, errors=refused.errors, status=422)
    except SomebodyWasFaster as faster:
        return _edit_page(desk, minutes, texts, errors={"": str(faster)}, status=409)
    forget_draft(actor().account_id, draft_key(meeting_id))
    fell = had_signatures and not minutes.signatures
    flash("Đã lưu biên bản." + (" Chữ ký trước đó không còn hiệu lực, đề nghị ký lại." if fell else ""))
    return done(url_for("minutes.detail", meeting_id=meeting_id))


@bp.post("/minutes/signatures/withdrawal")
@requires(Permission.MINUTES_WRITE)
@asks_again
def withdraw_signatures(meeting_id: int) -> ResponseReturnValue:
    desk, _ = _writing(meeting_id)
    reason = request.form.get("reason", "")
    try:
        services.withdraw_signatures(desk.meeting, reason=reason, version=sent_version(), actor=actor())
    except BadInput as refused:
        return detail_page(desk, errors=refused.errors, status=422)
    flash("Đã bỏ chữ ký. Sửa xong, hai đồng chí ký lại.")
    return done(url_for("minutes.detail", meeting_id=meeting_id))


def _writing(meeting_id: int) -> tuple[Desk, Minutes]:
    """Raises NotAllowed for who reads the minutes but does not write them."""
    desk, minutes = desk_in_hand_or_404(meeting_id)
    if not services.may_write_texts(desk.meeting, actor()):
        raise NotAllowed(NOT_YOURS)
    return desk, minutes


def _edit_page(
    desk: Desk,
    minutes: Minutes,
    typed: Mapping[str, str],
    *,
    errors: Mapping[str, str] | None = None,
    restored: bool = False,
    status: int = 200,
) -> ResponseReturnValue:
    groups: dict[str, list[tuple[object, str, str]]] = {}
    for field, text in services.text_fields(desk.meeting, minutes):
        groups.setdefault(field.group, []).append((field, typed.get(field.key, text), text))
    return page(
        "minutes/edit.html",
        desk=desk,
        meeting=desk.meeting,
        minutes=minutes,
        groups=groups,
        prefix=PREFIX,
        errors=errors or {},
        restored=restored,
        faster=status == 409,
        draft_key=draft_key(desk.meeting.id),
        status=status,
    )
