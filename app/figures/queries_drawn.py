"""The figures as charts are drawn of them: plain values, so that templates only write."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from app.figures.queries import Sums
from app.figures.queries_grid import Months

# Of a bar, from below: the name of the kind, the figure, and what the list behind it is asked for.
KINDS = (
    ("good", "Tốt"), ("fair", "Khá"), ("average", "Trung bình"), ("poor", "Kém"), ("unrated", "Chưa xếp loại"),
    ("missing", "Chưa sinh hoạt"),
)  # fmt: skip
LOWEST = 80  # the lower edge of a line of rates, unless one is lower

Address = Callable[[date, str], str]


class Bar(NamedTuple):
    label: str
    whole: int
    parts: list[tuple[str, int, str]]


class Point(NamedTuple):
    label: tuple[str, int]
    value: float | None
    address: str


def bars_of(months: Months, sums: Sequence[Sums], first: int, address: Address) -> list[Bar]:
    """`first`: the month from which anything is known."""
    found = []
    for nth, (month, one) in enumerate(zip(months.months, sums, strict=True)):
        whole = one.cells if nth >= first else 0
        parts = [(kind, getattr(one, kind), address(month, kind)) for kind, _ in KINDS] if whole else []
        found.append(Bar(str(month.month), whole, parts))
    return found


def points_of(months: Months, sums: Sequence[Sums], address: Address) -> list[Point]:
    return [
        Point((str(month.month), nth), percent(one.present, one.due), address(month, "met"))
        for nth, (month, one) in enumerate(zip(months.months, sums, strict=True))
    ]


def percent(part: int, whole: int) -> float | None:
    """Of nothing there is no share."""
    return part * 100 / whole if whole else None


def lowest_of(points: Sequence[Point], norm: float) -> int:
    """A round edge below all points and the norm."""
    values = [p.value for p in points if p.value is not None]
    return max(0, int(min([*values, norm - 1, LOWEST]) // 10 * 10))


def finding(months: Months, sums: Sequence[Sums]) -> str:
    """The sentence over the ratings: the last month with ratings beside the first."""
    rated = [(month, one) for month, one in zip(months.months, sums, strict=True) if one.rated]
    if not rated:
        return "Chưa có xếp loại trong các tháng này"
    last = _said(*rated[-1])
    return f"Xếp loại Tốt: {last}" + (f", {_said(*rated[0])}" if len(rated) > 1 else "")


def _said(month: date, one: Sums) -> str:
    return f"tháng {month.month}/{month.year} có {one.good}/{one.rated} chi bộ"
