"""The code with which members check themselves in: changing while it is shown on a screen, or one printed for the meeting.

All is derived from one secret key of the meeting, so nothing of it is stored and the screens of two people agree.
"""

import hmac
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256

# How long one code is shown. The one before is still taken, because typing is slow and phones are slower.
WINDOW = timedelta(minutes=1)
DIGITS = 6
TOKEN_LENGTH = 24
# Wrong digits of one person in one roll call. Three codes may hold at once (two shown, one printed), so whoever is at
# home and guesses finds one with 24 in a million.
MOST_TRIES = 8
# From scanning to the tap: who is not signed in yet does that in between.
SCAN_HOLDS = timedelta(minutes=10)
PRINTED = "printed"


def shown_at(which: str, at: datetime) -> str:
    """The occasion of which a code is made: this roll call, in this minute."""
    return f"{which}:{int(at.timestamp() // WINDOW.total_seconds())}"


def occasions(which: str, at: datetime, *, printed: bool) -> Iterator[str]:
    """Those whose codes are taken now."""
    yield shown_at(which, at)
    yield shown_at(which, at - WINDOW)
    if printed:
        yield PRINTED


def digits_of(key: str, occasion: str) -> str:
    """Six digits to type. Only with `MOST_TRIES` are they a proof of anything."""
    return str(int.from_bytes(_digest(key, "digits", occasion)[:8], "big") % 10**DIGITS).zfill(DIGITS)


def token_of(key: str, occasion: str) -> str:
    """What the QR code carries: too long to be guessed."""
    return _digest(key, "token", occasion).hex()[:TOKEN_LENGTH]


def is_right(key: str, code: str, which: str, at: datetime, *, printed: bool) -> bool:
    """Whether `code`, typed or scanned, is one that is taken at the moment. Tells nothing by how long it takes."""
    right = False
    for occasion in occasions(which, at, printed=printed):
        for one in (digits_of(key, occasion), token_of(key, occasion)):
            right |= hmac.compare_digest(one.encode(), code.encode())
    return right


def _digest(key: str, *parts: str) -> bytes:
    return hmac.new(key.encode(), ":".join(parts).encode(), sha256).digest()
