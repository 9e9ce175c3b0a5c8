"""Completing the texts of the minutes by hand. Counts, names and votes change only in the record."""

from collections.abc import Mapping
from typing import Any

from app.actor import Actor, acting_as
from app.extensions import db, lock
from app.meetings.models import Meeting
from app.meetings.queries import roles_at
from app.meetings.services_history import record_on
from app.meetings.services_plan import heading, path_of
from app.minutes.models import Minutes
from app.minutes.queries import fresh_minutes
from app.minutes.record import record_of
from app.minutes.services.composing import begin_version, compose_again
from app.minutes.texts import LONGEST, TextField, Words, fields_of
from app.notifications.services import notify
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster, expect_version
from workflows.meeting import State
from workflows.notices import Notice
from workflows.sight import WRITERS, Part, may_write

CHANGED = "Biên bản vừa được người khác sửa, ký hoặc soạn lại, sau khi đồng chí mở trang. Xem bản mới nhất rồi lưu lại."
NOT_YOURS = "Chỉ bí thư, phó bí thư, chủ trì và thư ký kỳ sinh hoạt sửa được lời văn của biên bản."
WRITING = WRITERS[Part.UNSIGNED][State.MINUTES]


def may_write_texts(meeting: Meeting, actor: Actor) -> bool:
    return meeting.state == State.MINUTES and may_write(roles_at(meeting, actor), meeting.state, Part.UNSIGNED)


def text_fields(meeting: Meeting, minutes: Minutes) -> list[tuple[TextField, str]]:
    """Every text that may be completed, as it stands now."""
    words = Words(minutes.free_text)
    return [(field, words.of(field.key, field.recorded)) for field in fields_of(record_of(meeting))]


def write_texts(meeting: Meeting, texts: Mapping[str, str], *, version: int | None, actor: Actor) -> Minutes:
    """Change the texts named; signatures on the old text fall. Answers with the version that now stands.

    Raises NotAllowed, SomebodyWasFaster, BadInput by the key of the text.
    """
    minutes = _held(meeting, actor)
    expect_version(minutes.version, version, CHANGED)
    now = {field.key: (field, text) for field, text in text_fields(meeting, minutes)}
    changed = {key: text.strip() for key, text in texts.items() if key in now and text.strip() != now[key][1]}
    _check(texts.keys() - now.keys(), changed)
    if not changed:
        return minutes
    minutes = _unsigned(minutes, meeting, actor)
    over = {key: {"text": text, "over": now[key][0].recorded} for key, text in changed.items()}
    minutes.free_text = {**minutes.free_text, **over}
    compose_again(minutes, meeting)
    _note("minutes_edited", meeting, actor, before={key: now[key][1] for key in changed}, after=changed)
    return minutes


def withdraw_signatures(meeting: Meeting, *, reason: str, version: int | None, actor: Actor) -> Minutes:
    """So that the record may be corrected again. Raises NotAllowed, SomebodyWasFaster, BadInput without a reason."""
    minutes = _held(meeting, actor)
    expect_version(minutes.version, version, CHANGED)
    if not 0 < len(reason.strip()) <= LONGEST:
        raise BadInput({"reason": "Nêu lý do bỏ chữ ký, người đã ký đọc được dòng này."})
    return _unsigned(minutes, meeting, actor, reason=reason.strip())


def _held(meeting: Meeting, actor: Actor) -> Minutes:
    """The minutes as they are now, with nobody else at them."""
    lock(meeting)
    if not may_write_texts(meeting, actor):
        raise NotAllowed(NOT_YOURS)
    return fresh_minutes(meeting.id)


def _check(unknown: Any, changed: Mapping[str, str]) -> None:
    if unknown:
        raise SomebodyWasFaster(CHANGED)
    errors = {
        key: f"Đoạn này dài quá {LONGEST:,} ký tự, viết gọn lại.".replace(",", ".", 1)
        for key, text in changed.items()
        if len(text) > LONGEST
    }
    if errors:
        raise BadInput(errors)


def _unsigned(minutes: Minutes, meeting: Meeting, actor: Actor, reason: str = "") -> Minutes:
    """The same minutes without signatures; of minutes already issued, the next version."""
    signatures = list(minutes.signatures)
    if not signatures:
        return minutes
    roles, told = [s.role for s in signatures], {s.person_id for s in signatures}
    if minutes.document_id is not None:
        minutes = begin_version(meeting, actor=actor)
    else:
        for signature in signatures:
            db.session.delete(signature)
        minutes.text_hash = None
        db.session.flush()  # the signatures are gone before anybody asks again
        db.session.expire(minutes, ["signatures"])
    _note("signatures_fell", meeting, actor, roles=roles)
    why = f" Lý do: {reason}" if reason else ""
    text = f"Biên bản {heading(meeting).lower()} vừa được sửa, chữ ký của đồng chí không còn hiệu lực, đề nghị ký lại."
    notify(told, Notice.SIGNATURES_FELL, text + why, f"{path_of(meeting)}/minutes", but_not=actor.person_id)
    return minutes


def _note(event: str, meeting: Meeting, actor: Actor, **data: Any) -> None:
    record_on(meeting, event, actor=actor, acting_as=acting_as(roles_at(meeting, actor), WRITING), **data)
