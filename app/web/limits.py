"""How often something may be asked of pages that are open to everybody: counted in each process and forgotten with it,
or together in Redis, where there is one. While that does not answer each process counts for itself again.
"""

from functools import cache
from typing import TYPE_CHECKING

from flask import current_app

from app import clock
from app.settings import settings

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.strategies import FixedWindowRateLimiter


@cache
def limiter(url: str = "memory://") -> "FixedWindowRateLimiter":
    from limits.storage import storage_from_string  # late, as below: it takes long to load
    from limits.strategies import FixedWindowRateLimiter

    return FixedWindowRateLimiter(storage_from_string(url))


def may_ask(most: int, *who: str) -> bool:
    """Whether `who` has asked no more than that often in this hour; this time is counted."""
    from limits import RateLimitItemPerHour

    return _asked("hit", RateLimitItemPerHour(most), who)


def has_asked_too_often(most: int, *who: str) -> bool:
    """The same without counting."""
    from limits import RateLimitItemPerHour

    return not _asked("test", RateLimitItemPerHour(most), who)


def _asked(how: str, limit: "RateLimitItem", who: tuple[str, ...]) -> bool:
    # Each hour has a count of its own: one that only runs out would, when the clock is set back, run on until then.
    who = (*who, f"{clock.now():%Y%m%d%H}")
    if url := settings().redis_url:
        from redis.exceptions import RedisError

        try:
            return bool(getattr(limiter(url), how)(limit, *who))
        except RedisError as error:
            current_app.logger.warning("limits are counted here alone: %s", type(error).__name__)
    return bool(getattr(limiter(), how)(limit, *who))
