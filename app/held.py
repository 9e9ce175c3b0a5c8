"""Holding a row that somebody is about to change or to remove."""

from typing import Protocol, cast

from app.extensions import CHANGED, Base, lock
from app.refusals import expect_version


class Versioned(Protocol):
    version: int


def hold(row: Versioned, version: int) -> None:
    """Lock the row and read it anew. Raises SomebodyWasFaster if it is another version by now, or gone."""
    lock(cast(Base, row))
    expect_version(row.version, version, CHANGED)
