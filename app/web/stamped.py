"""What is sealed together with the time at which it was: cookies, and what was typed while signed out."""

import time
from datetime import timedelta
from typing import Any

from flask import current_app
from itsdangerous import BadData, SignatureExpired, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_decode, bytes_to_int

# Of several machines the clock of one is always a little ahead of the others, and a clock that was wrong is set back:
# neither may sign anybody out. What is stamped further ahead is taken for no more than what has expired.
AHEAD = timedelta(days=1)


class Stamp(TimestampSigner):
    """As its parent, for which everything that is stamped a second ahead has expired."""

    def unsign(
        self, signed_value: str | bytes, max_age: int | None = None, return_timestamp: bool = False
    ) -> Any:  # bytes, or with the moment of the stamp
        value, at = super().unsign(signed_value, None, return_timestamp=True)
        if max_age is not None and not holds(time.time() - at.timestamp(), timedelta(seconds=max_age)):
            raise SignatureExpired("too old, or of a day to come", payload=value, date_signed=at)
        return (value, at) if return_timestamp else value


def holds(seconds: float, longest: timedelta) -> bool:
    """Whether something is still good that was given so many seconds ago (fewer than none: the clock was set back)."""
    return -AHEAD.total_seconds() <= seconds <= longest.total_seconds()


def age_of(sealed: str) -> float:
    """Seconds since this was sealed, of what was found to be ours. Raises ValueError for what bears no stamp."""
    try:
        at = bytes_to_int(base64_decode(sealed.rsplit(".", 2)[1]))
    except (IndexError, BadData) as error:
        raise ValueError(sealed) from error
    return time.time() - at


def stamping(salt: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=salt, signer=Stamp)
