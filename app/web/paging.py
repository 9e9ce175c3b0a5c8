"""A long list, page by page: which page the address asks for, and the rows that stand there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.web.nfc import query_int

PAGE = 50
Row = TypeVar("Row")


@dataclass(frozen=True)
class Paged(Generic[Row]):
    """The rows of one page; `count`: of all pages together."""

    rows: Sequence[Row]
    count: int
    number: int
    pages: int


def number_asked() -> int:
    """Of the page that the address asks for: the first one unless it says another."""
    return query_int("page") or 1


def pages_of(count: int, size: int) -> int:
    """How many pages so many rows are; one even where there is none."""
    return max(1, -(-count // size))


def page_asked(count: int, size: int | None = None) -> tuple[int, int]:
    """The number of the page (the last one where there are not so many), and how many there are."""
    pages = pages_of(count, size or PAGE)
    return min(number_asked(), pages), pages


def cut(rows: Sequence[Row], size: int | None = None) -> Paged[Row]:
    """For what is read whole in any case."""
    size = size or PAGE
    number, pages = page_asked(len(rows), size)
    return Paged(rows=rows[(number - 1) * size : number * size], count=len(rows), number=number, pages=pages)
