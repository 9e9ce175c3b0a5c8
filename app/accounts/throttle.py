"""Guessing made slow: a growing wait for one account, a gentle limit for one address (a commune shares one)."""

import hashlib
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from sqlalchemy import delete, select, update

from app import clock
from app.accounts.devices import UNKNOWN
from app.accounts.models import Account, SignInAttempt
from app.extensions import db

FREE_FAILURES = 5
LONGEST_WAIT = timedelta(minutes=15)
REMEMBERED = timedelta(hours=24)
FAILURES_PER_ADDRESS = 100
ADDRESS_WINDOW = timedelta(minutes=15)
# What failed later than this from now failed before the clock was set back: else one who mistyped once would wait for
# as long as it was set back. Of two machines one is always a little ahead.
AHEAD = timedelta(minutes=1)
# Codes have no user name to count by, so an address gets fewer tries.
CODE = "#code"
CODE_FAILURES_PER_ADDRESS = 20
# The password asked for again of somebody who is signed in: counted apart, so that a stranger at the door, who knows
# no more than a user name, cannot keep its owner from signing a paper.
AGAIN = "#again."
# And so are the tries on a device where the owner has signed in before.
KNOWN = "#known."
# The codes of a second factor, after a right password.
FACTOR = "#factor."
# The same where somebody signed in takes one up.
TAKING_UP = "#taking-up."
APART = (AGAIN, KNOWN, FACTOR, TAKING_UP)


class TooManyTries(Exception):
    """Nothing was looked at; `wait` says how long until the next try is."""

    def __init__(self, wait: timedelta) -> None:
        self.minutes = in_minutes(wait)
        super().__init__(f"Đã thử sai nhiều lần. Chờ {self.minutes} phút rồi thử lại, hoặc gọi Văn phòng Đảng ủy.")


class Device(NamedTuple):
    """A browser by a name that it was given, the accounts that were opened with their passwords on it before, and what
    it is in words."""

    name: str = ""
    account_ids: tuple[int, ...] = ()
    words: str = UNKNOWN


NEW_DEVICE = Device()


def counted_as(name: str, account: Account | None, device: Device) -> str:
    """Under which name a try is counted."""
    known = account is not None and device.name and account.id in device.account_ids
    return f"{KNOWN}{account.id}.{device.name}"[:60] if account and known else name


def count(name: str, account: Account | None, address: str, *, succeeded: bool, device: str = "") -> None:
    """Note one attempt."""
    db.session.add(
        SignInAttempt(
            user_name=kept_name(name, account),
            account_id=account.id if account else None,
            address=address[:64],
            at=clock.now(),
            succeeded=succeeded,
            counts=not succeeded,
            device=device,
        )
    )


def forgive(name: str) -> None:
    """What failed so far makes nobody wait any more."""
    db.session.execute(
        update(SignInAttempt)
        .where(SignInAttempt.user_name == name, SignInAttempt.counts)
        .values(counts=False)
        .execution_options(synchronize_session=False)
    )


def forgive_all(account: Account) -> None:
    """Nobody waits any more, on no device: the account has a new password."""
    forgive(account.user_name)
    db.session.execute(
        update(SignInAttempt)
        .where(SignInAttempt.account_id == account.id, SignInAttempt.counts)
        .values(counts=False)
        .execution_options(synchronize_session=False)
    )


def kept_name(name: str, account: Account | None) -> str:
    """People type their password into the wrong field: an unknown name is kept as its hash only."""
    if account is not None or name == CODE:
        return name
    return "?" + hashlib.sha256(name.encode()).hexdigest()[:32]


def refuse_while_waiting(name: str, account: Account | None, address: str) -> None:
    """Raises TooManyTries."""
    wait = wait_for(name, account, address)
    if wait > timedelta():
        raise TooManyTries(wait)


def wait_for(name: str, account: Account | None, address: str) -> timedelta:
    """How long this name or this address has to wait before the next attempt is looked at; nothing is usual."""
    now = clock.now()
    if name.startswith(APART):
        return max(_wait_for_name(name, now), timedelta())
    own = timedelta() if name == CODE else _wait_for_name(kept_name(name, account), now)
    return max(own, _wait_for_address(name, address, now), timedelta())


def _wait_for_name(name: str, now: datetime) -> timedelta:
    failed = db.session.scalars(
        select(SignInAttempt.at)
        .where(SignInAttempt.user_name == name, SignInAttempt.counts)
        .where(SignInAttempt.at > now - REMEMBERED, SignInAttempt.at <= now + AHEAD)
        .order_by(SignInAttempt.at.desc())
        .limit(FREE_FAILURES + 10)
    ).all()
    return failed[0] + wait_after(len(failed)) - now if failed else timedelta()


def wait_after(failures: int) -> timedelta:
    """1 minute after the fifth failure, then twice as long each time, at most 15 minutes."""
    if failures < FREE_FAILURES:
        return timedelta()
    return min(timedelta(minutes=2 ** min(failures - FREE_FAILURES, 10)), LONGEST_WAIT)


def _wait_for_address(name: str, address: str, now: datetime) -> timedelta:
    allowed = CODE_FAILURES_PER_ADDRESS if name == CODE else FAILURES_PER_ADDRESS
    failed = (
        select(SignInAttempt.at)
        .where(SignInAttempt.address == address[:64], ~SignInAttempt.succeeded)
        .where(SignInAttempt.at > now - ADDRESS_WINDOW, SignInAttempt.at <= now + AHEAD)
        .order_by(SignInAttempt.at.desc())
    )
    if name == CODE:
        failed = failed.where(SignInAttempt.user_name == CODE)
    # The next one is looked at when the oldest of the last hundred leaves the window.
    oldest = db.session.scalars(failed.offset(allowed - 1).limit(1)).first()
    return oldest + ADDRESS_WINDOW - now if oldest else timedelta()


def in_minutes(wait: timedelta) -> int:
    return max(1, ceil(wait / timedelta(minutes=1)))


def sweep(before: datetime) -> None:
    """Remove the attempts made before the moment; the history of changes is elsewhere and stays."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < before))
