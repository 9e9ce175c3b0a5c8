"""Holding a row that somebody is about to change or to remove."""

from typing import Protocol, cast

from sqlalchemy.exc import InvalidRequestError

from app.extensions import Base, lock
from app.refusals import SomebodyWasFaster

CHANGED = "Mục này vừa được người khác sửa hoặc bỏ. Mở lại trang để xem bản mới nhất."


class Versioned(Protocol):
    version: int


def hold(row: Versioned, version: int) -> None:
    """Lock the row and read it anew. Raises SomebodyWasFaster if it is another version by now, or gone."""
    try:
        lock(cast(Base, row))
    except InvalidRequestError:
        raise SomebodyWasFaster(CHANGED) from None
    if row.version != version:
        raise SomebodyWasFaster(CHANGED)
