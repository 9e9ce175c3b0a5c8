"""Indicators of an organisation: what was planned, what was reached, and the share of the plan."""

import re
from decimal import Decimal
from fractions import Fraction

from workflows.words import decimal

PERIODS = ("year", "q1", "q2", "q3", "q4", *(f"m{number:02d}" for number in range(1, 13)))
MOST = Decimal(10) ** 12
_WHOLE = re.compile(r"-?\d{1,3}(\.\d{3})+|-?\d{1,15}", re.ASCII)
_BROKEN = re.compile(r"(-?\d{1,3}(?:\.\d{3})+|-?\d{1,15}),(\d{1,3})", re.ASCII)
_POINT = re.compile(r"-?\d{1,15}\.\d{1,2}", re.ASCII)


def period_label(period: str) -> str:
    """`Cả năm`, `Quý II`, `Tháng 3`."""
    if period == "year":
        return "Cả năm"
    number = int(period[1:])
    return f"Quý {('I', 'II', 'III', 'IV')[number - 1]}" if period[0] == "q" else f"Tháng {number}"


def period_named(words: str) -> str | None:
    """The period that a workbook names as `period_label` does, whatever its case; None for other words."""
    wanted = " ".join(words.lower().split())
    return next((period for period in PERIODS if period_label(period).lower() == wanted), None)


def parse_amount(text: str) -> Decimal | None:
    """`1.250`, `12,5`, `1.250,75` or `12.5`; None for nothing. Raises ValueError with a sentence."""
    text = text.replace(" ", "").replace("\u00a0", "")
    if not text:
        return None
    if broken := _BROKEN.fullmatch(text):
        found = Decimal(f"{broken[1].replace('.', '')}.{broken[2]}")
    elif _WHOLE.fullmatch(text):
        found = Decimal(text.replace(".", ""))
    elif _POINT.fullmatch(text):
        found = Decimal(text)
    else:
        raise ValueError("Ghi một số, ví dụ 1.250 hoặc 12,5 (nhiều nhất 3 chữ số sau dấu phẩy).")
    if abs(found) >= MOST:
        raise ValueError("Số quá lớn, xem lại đơn vị tính.")
    return found


def amount(value: Decimal | None) -> str:
    """`1.250,5`, as clerks write it; `–` for what is not known."""
    if value is None:
        return "–"
    whole, _, rest = f"{abs(value):.3f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    rest = rest.rstrip("0")
    return ("-" if value < 0 else "") + grouped + (f",{rest}" if rest else "")


def percent_of_plan(plan: Decimal | None, actual: Decimal | None) -> str:
    """`98,5%`; `–` where there is nothing to divide by."""
    if not plan or actual is None:
        return "–"
    return f"{decimal(Fraction(actual) * 100 / Fraction(plan))}%"
