"""The spans that a committee reports on: a month, a quarter, a year, the years of a scheme; and how each is divided."""

import re
from datetime import date
from typing import NamedTuple

from workflows.calendar import months_away

MOST_YEARS = 10
QUARTERS = ("I", "II", "III", "IV")
_MONTH = re.compile(r"(\d{1,2})\s*/\s*(\d{4})", re.ASCII)
_QUARTER = re.compile(r"(?:q|quý\s*)\s*([1-4]|i{1,3}|iv)\s*/\s*(\d{4})", re.ASCII | re.IGNORECASE)
_YEARS = re.compile(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?", re.ASCII)


class Part(NamedTuple):
    """A column: its head, and the first days of its first and of its last month."""

    label: str
    first: date
    last: date


class Period(NamedTuple):
    """`first`, `last`: the first days of its first and of its last month."""

    first: date
    last: date

    @property
    def months(self) -> int:
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def is_scheme(self) -> bool:
        return self.months > 12

    @property
    def name(self) -> str:
        """As the address writes it: `11/2026`, `Q4/2026`, `2026`, `2025-2030`."""
        if self.months == 1:
            return f"{self.first.month}/{self.first.year}"
        if self.months == 3:
            return f"Q{self.last.month // 3}/{self.first.year}"
        return f"{self.first.year}-{self.last.year}" if self.is_scheme else f"{self.first.year}"

    @property
    def words(self) -> str:
        """`tháng 11 năm 2026`, `quý IV năm 2026`, `năm 2026`, `giai đoạn 2025–2030`."""
        if self.months == 1:
            return f"tháng {self.first.month} năm {self.first.year}"
        if self.months == 3:
            return f"quý {QUARTERS[self.first.month // 3]} năm {self.first.year}"
        return f"giai đoạn {self.first.year}–{self.last.year}" if self.is_scheme else f"năm {self.first.year}"

    def parts(self) -> list[Part]:
        """Its columns: the months of a quarter, the quarters of a year, the years of a scheme; none of a month."""
        if self.months == 1:
            return []
        if self.months == 3:
            return self.bars()
        if self.is_scheme:
            return self._years()
        return [
            Part(f"quý {QUARTERS[nth]}", months_away(self.first, nth * 3), months_away(self.first, nth * 3 + 2))
            for nth in range(4)
        ]

    def bars(self) -> list[Part]:
        """What its ratings are drawn by: its months, or the years of a scheme."""
        if self.is_scheme:
            return self._years()
        months = [months_away(self.first, nth) for nth in range(self.months)]
        return [Part(f"tháng {month.month}", month, month) for month in months]

    def _years(self) -> list[Part]:
        years = range(self.first.year, self.last.year + 1)
        return [Part(f"năm {year}", date(year, 1, 1), date(year, 12, 1)) for year in years]


def period_named(text: str) -> Period | None:
    """What a person writes, `11/2026`, `Q4/2026`, `quý IV/2026`, `2026` or `2025-2030`; None for what is no period."""
    text = text.strip()
    if found := _MONTH.fullmatch(text):
        return _of(int(found[2]), int(found[1]), 1) if 1 <= int(found[1]) <= 12 else None
    if found := _QUARTER.fullmatch(text):
        quarter = int(found[1]) if found[1].isdigit() else QUARTERS.index(found[1].upper()) + 1
        return _of(int(found[2]), quarter * 3 - 2, 3)
    if found := _YEARS.fullmatch(text):
        first, last = int(found[1]), int(found[2] or found[1])
        return _of(first, 1, (last - first + 1) * 12) if first <= last < first + MOST_YEARS else None
    return None


def _of(year: int, month: int, count: int) -> Period | None:
    if not 1900 < year < 2190:
        return None
    return Period(date(year, month, 1), months_away(date(year, month, 1), count - 1))
