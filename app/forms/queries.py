"""Reading what somebody was typing."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, String, bindparam, select

from app.extensions import connection, db
from app.forms.models import TypingDraft


def saved_draft(account_id: int, key: str) -> dict[str, Any]:
    """The fields as they were last kept while `key`'s form was typed, or {}. A field sent more than once is a list."""
    fields = connection().scalar(_fields(), {"account_id": account_id, "form_key": key})
    return fields or {}


def saved_texts(account_id: int, key: str) -> dict[str, str]:
    """The same for a form each of whose fields is one text: of a field that was sent more than once the first."""
    return _one_each(saved_draft(account_id, key))


def saved_drafts(account_id: int, keys: Collection[str]) -> dict[str, dict[str, str]]:
    """The same for a page of several forms, by key; a form of which nothing was kept is missing."""
    rows = db.session.execute(
        select(TypingDraft.form_key, TypingDraft.fields).where(
            TypingDraft.account_id == account_id, TypingDraft.form_key.in_(keys)
        )
    )
    return {key: _one_each(fields) for key, fields in rows}


def _one_each(fields: Mapping[str, Any]) -> dict[str, str]:
    return {name: text if isinstance(text, str) else text[0] for name, text in fields.items()}


@cache
def _fields() -> Select[dict[str, Any]]:
    """Built once, of the bare table: nearly every form asks, and nearly always there is nothing."""
    draft = TypingDraft.__table__.c
    return select(draft.fields).where(
        draft.account_id == bindparam("account_id", type_=Integer),
        draft.form_key == bindparam("form_key", type_=String),
    )


def draft_of(account_id: int, key: str) -> TypingDraft | None:
    return db.session.get(TypingDraft, (account_id, key))
