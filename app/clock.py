"""The clock: moments are UTC, days are Vietnam's. It can be set, so that demo data and tests live on chosen days."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_set_to: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    return _set_to.get() or datetime.now(UTC)


def today() -> date:
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The calendar day in Vietnam on which `moment` falls."""
    return moment.astimezone(VIETNAM).date()


def chosen() -> datetime | None:
    """The moment that the clock was set to, if it was."""
    return _set_to.get()


def set_for_good(moment: datetime) -> None:
    """Set the clock for the rest of this context."""
    _set_to.set(moment)


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    token = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(token)
