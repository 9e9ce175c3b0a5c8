"""The private link to one's calendar: whoever has it reads the calendar, so it is shown once and can be revoked."""

import hashlib
import secrets

from app import clock
from app.accounts.models import Account
from app.actor import Actor
from app.audit.services import record
from app.extensions import db, lock
from app.notifications.models import CalendarFeed
from app.notifications.queries_calendar import feed_of


def make_feed(*, actor: Actor) -> str:
    """A new token; whoever reads with the one before finds nothing from now on. Only its hash is kept."""
    _revoke(actor)
    token = secrets.token_urlsafe(32)
    db.session.add(CalendarFeed(account_id=actor.account_id, token_hash=hash_of(token), created_at=clock.now()))
    _record("calendar_link_made", actor)
    return token


def revoke_feed(*, actor: Actor) -> None:
    if _revoke(actor):
        _record("calendar_link_revoked", actor)


def hash_of(token: str) -> str:
    """A fast one will do: nobody tries through 256 bits."""
    return hashlib.sha256(token[:100].encode()).hexdigest()


def _revoke(actor: Actor) -> bool:
    lock(db.session.get_one(Account, actor.account_id))  # of two clicks the second revokes what the first made
    row = feed_of(actor.account_id)
    if row is not None:
        row.revoked_at = clock.now()
    return row is not None


def _record(event: str, actor: Actor) -> None:
    record(event, actor=actor, organisation_id=None, subject="account", subject_id=actor.account_id)
