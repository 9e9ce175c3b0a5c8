"""Keeping what somebody is typing until it is sent. No audit event: nothing has happened yet."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from app import clock
from app.extensions import db
from app.forms.models import TypingDraft, UsedForm
from app.forms.words import typed_texts
from app.refusals import BadInput

LARGEST = 256 * 1024  # characters of one draft: minutes of an evening with a margin
MOST = 50  # drafts of one account; the oldest makes room
KEY = re.compile(r"[a-z0-9][a-z0-9:._-]{0,119}")
# Text whose form does not know how to show it again.
NOWHERE = "kept"
TOKENS = {"csrf_token", "once", "version", "draft"}


def save_draft(account_id: int, key: str, fields: Mapping[str, Any]) -> TypingDraft:
    """Keep the fields of the form `key`, over what was kept before. Raises BadInput if it is too much or no key."""
    if not _is_key(key):
        raise BadInput("Biểu mẫu này không có bản đang viết.")
    return _keep(account_id, key, fields)


def _is_key(key: str) -> bool:
    return key != NOWHERE and bool(KEY.fullmatch(key))


def _keep(account_id: int, key: str, fields: Mapping[str, Any]) -> TypingDraft:
    fields = {name: text for name, text in fields.items() if name not in TOKENS and "password" not in name}
    if sum(len(name) + _length(text) for name, text in fields.items()) > LARGEST:
        raise BadInput("Bản đang viết quá dài, chưa giữ được. Bấm lưu để lưu hẳn.")
    draft = db.session.get(TypingDraft, (account_id, key))
    if draft is None:
        _make_room(account_id)
        draft = TypingDraft(account_id=account_id, form_key=key)
        db.session.add(draft)
    draft.fields, draft.saved_at = fields, clock.now()
    return draft


def keep_typed(account_id: int, key: str, fields: Mapping[str, Any], path: str) -> str:
    """Keep what was typed before signing in again, and answer where the person finds it: on its own form if that
    restores its text (`key`), otherwise on a page that shows it beside the way back."""
    if _is_key(key):
        _keep(account_id, key, fields)
        return path
    texts = typed_texts(fields)
    labels = {"labels": [label for label, _ in texts], "typed": [text for _, text in texts]}
    _keep(account_id, NOWHERE, {"path": path} | labels)
    return "/drafts/kept"


def forget_draft(account_id: int, key: str) -> None:
    """The form was sent: what was kept while it was typed is no longer needed."""
    db.session.execute(delete(TypingDraft).where(TypingDraft.account_id == account_id, TypingDraft.form_key == key))


def sweep(before: datetime) -> int:
    """Remove drafts and form tokens last touched before the moment. Answers how many drafts went."""
    db.session.execute(delete(UsedForm).where(UsedForm.at < before))
    result = db.session.execute(delete(TypingDraft).where(TypingDraft.saved_at < before))
    return int(result.rowcount)  # type: ignore[attr-defined]


def _length(value: Any) -> int:
    return sum(map(len, value)) if isinstance(value, list) else len(value)


def _make_room(account_id: int) -> None:
    newest_first = (
        select(TypingDraft.form_key).where(TypingDraft.account_id == account_id).order_by(TypingDraft.saved_at.desc())
    )
    for key in db.session.scalars(newest_first.offset(MOST - 1)).all():
        forget_draft(account_id, key)
