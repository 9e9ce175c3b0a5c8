"""Figures and lists as Vietnamese readers expect them."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def decimal(value: Fraction | Decimal | int, places: int = 1) -> str:
    """`93,7`: a comma, rounded half up (not to even, which nobody expects on paper)."""
    fraction = Fraction(value)
    exact = Decimal(fraction.numerator) / Decimal(fraction.denominator)
    return str(exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)).replace(".", ",")


def grouped(number: int) -> str:
    """`1.035`: thousands apart."""
    return f"{number:,}".replace(",", ".")


def percent(part: int, whole: int) -> str:
    """`86,4%`; an empty whole has no percentage, so the answer is then empty."""
    return f"{decimal(Fraction(part * 100, whole))}%" if whole else ""


def share(part: int, whole: int) -> str:
    """`19/22 (86,4%)`: numerator and denominator stand wherever a rate does."""
    figures = f"{grouped(part)}/{grouped(whole)}"
    return f"{figures} ({percent(part, whole)})" if whole else figures


def day(value: date) -> str:
    """`03/02/2026`."""
    return value.strftime("%d/%m/%Y")


def quoted(titles: Sequence[str]) -> list[str]:
    """Titles have commas of their own: in a row each stands in marks."""
    return [f"“{title}”" for title in titles]


def listed(items: Sequence[str], most: int = 3) -> str:
    """`a, b và c`, or the first `most` and how many more there are."""
    if len(items) > most:
        return f"{', '.join(items[:most])} và {len(items) - most} nội dung khác"
    if len(items) > 1:
        return f"{', '.join(items[:-1])} và {items[-1]}"
    return "".join(items)
