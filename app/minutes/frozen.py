"""Text that somebody has signed never changes: what tries to is stopped before it reaches the database."""

from typing import Any

from sqlalchemy import Connection, event, inspect, select
from sqlalchemy.orm import Mapper

from app.minutes.models import Minutes, Signature

TEXT = {"composed", "free_text", "adopted_text"}


class SignedTextChanged(RuntimeError):
    """A mistake in the program: first the signatures fall, then the text is changed; issued, it has a next version."""


@event.listens_for(Minutes, "before_update")
def _refuse_change(_mapper: Mapper[Any], connection: Connection, minutes: Minutes) -> None:
    changed = {one.key for one in inspect(minutes).attrs if one.history.has_changes()} & {*TEXT, "text_hash"}
    if not changed:
        return
    # What the database holds, not what this session remembers: after a commit it remembers nothing.
    row, signature = Minutes.__table__.c, Signature.__table__.c
    held = connection.execute(select(row.text_hash, row.document_id).where(row.id == minutes.id)).one()
    signed = connection.execute(select(signature.id).where(signature.minutes_id == minutes.id).limit(1)).first()
    falls = "text_hash" in changed and minutes.text_hash is None  # with the signatures, which go in the same breath
    if held.document_id is not None or (signed is not None and not (falls and changed == {"text_hash"})):
        raise SignedTextChanged(f"minutes {minutes.id}: {', '.join(sorted(changed))}")
