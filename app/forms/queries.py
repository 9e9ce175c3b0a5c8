"""Reading what somebody was typing."""

from typing import Any

from app.extensions import db
from app.forms.models import TypingDraft


def saved_draft(account_id: int, key: str) -> dict[str, Any]:
    """The fields as they were last kept while `key`'s form was typed, or {}. A field sent more than once is a list."""
    draft = db.session.get(TypingDraft, (account_id, key))
    return dict(draft.fields) if draft else {}


def draft_of(account_id: int, key: str) -> TypingDraft | None:
    return db.session.get(TypingDraft, (account_id, key))
