"""How often something may be asked of pages that are open to everybody: counted in each process, forgotten with it."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from limits.strategies import FixedWindowRateLimiter


@cache
def limiter() -> "FixedWindowRateLimiter":
    from limits.storage import MemoryStorage  # late, as below: it takes long to load
    from limits.strategies import FixedWindowRateLimiter

    return FixedWindowRateLimiter(MemoryStorage())


def may_ask(most: int, *who: str) -> bool:
    """Whether `who` has asked no more than that often in this hour; this time is counted."""
    from limits import RateLimitItemPerHour

    return limiter().hit(RateLimitItemPerHour(most), *who)


def has_asked_too_often(most: int, *who: str) -> bool:
    """The same without counting."""
    from limits import RateLimitItemPerHour

    return not limiter().test(RateLimitItemPerHour(most), *who)
