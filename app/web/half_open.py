"""Between password and second factor: who gave the right password on this device a moment ago, and is not signed in."""

from typing import NamedTuple

from flask import session

from app import clock
from app.accounts.models import Account
from app.extensions import db

HOLDS = 600  # seconds


class Half(NamedTuple):
    account_id: int
    by_code: bool


def leave_half_open(account: Account, *, by_code: bool) -> None:
    """Nothing of the session before is taken over."""
    session.clear()
    session["half"] = [account.id, account.session_epoch, int(clock.now().timestamp()), by_code]


def half_here() -> Half | None:
    """None if nobody did, or too long ago, or the account got a new password or was closed since."""
    try:
        account_id, epoch, at, by_code = session.get("half", ())
    except ValueError:
        return None
    account = db.session.get(Account, account_id)
    if account is None or account.closed_at is not None or account.session_epoch != epoch:
        return None
    return Half(account_id, by_code) if abs(clock.now().timestamp() - at) < HOLDS else None
