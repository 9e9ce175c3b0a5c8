"""Answers that whoever goes through a long list has read for all of it beforehand, in a few statements.

The questions stay where they are: a query that finds its answer here asks nothing. For rows that are locked until the
transaction ends and for what nobody changes within the block; what is not foreseen is asked as ever.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import Any, Final

UNKNOWN: Final = object()


class What(StrEnum):
    LOCKED = "locked"  # by table and number: held in this transaction, and as they are now
    OFFICES = "offices"  # by organisation: every appointment there, whenever; persons in the order of names
    SUPERIOR = "superior"  # by organisation and day
    SHEET = "sheet"  # by meeting, as those below
    ATTENDANCE = "attendance"
    ITEMS = "items"
    ROUNDS = "rounds"
    PAPERS = "papers"  # by meeting and kind: those not replaced
    HELD = "held"  # rows that nobody asks for here: as long as they are held, the session has them


_answers: ContextVar[Mapping[What, Mapping[Any, Any]] | None] = ContextVar("foreseen", default=None)


@contextmanager
def foreseeing(answers: Mapping[What, Mapping[Any, Any]]) -> Iterator[None]:
    before = _answers.set(answers)
    try:
        yield
    finally:
        _answers.reset(before)


def is_foreseeing() -> bool:
    return _answers.get() is not None


def foreseen(what: What, key: Any) -> Any:
    """UNKNOWN if it has to be asked."""
    answers = _answers.get()
    return UNKNOWN if answers is None else answers.get(what, {}).get(key, UNKNOWN)
