"""How dates, numbers and sentences are written in the Party's documents. Pure functions on text and numbers."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from app.documents.snapshots import Points
from workflows.names import nfc
from workflows.words import grouped

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
# Control characters have no shape on paper; marks of direction could turn a sentence round.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
LINE_ENDS = re.compile("\r\n?|\u2028|\u2029")
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
COMMITTEE_WORD = re.compile(r"\b(?:ủy|uỷ|Ủy|Uỷ|ỦY|UỶ)\b")


def clean(text: str) -> str:
    """Text as it may be printed: composed (NFC), line ends as one newline, nothing invisible."""
    text = LONE_SURROGATE.sub("", LINE_ENDS.sub("\n", text))
    return nfc(UNPRINTABLE.sub("", text))


def respell(text: str, spelling: str) -> str:
    """The word `ủy` in one spelling throughout; words that only contain it (`thủy`) stay as they are."""
    lower = spelling == "ủy"
    forms = {"ủ": "ủy" if lower else "uỷ", "Ủ": "Ủy" if lower else "Uỷ", "ỦY": "ỦY" if lower else "UỶ"}

    def one(found: re.Match[str]) -> str:
        word = found.group()
        if word.isupper():
            return forms["ỦY"]
        return forms["Ủ"] if word[0].isupper() else forms["ủ"]

    return COMMITTEE_WORD.sub(one, text)


# ---------------------------------------------------------------- numbers
def count(number: int) -> str:
    """`02`, `10`, `1.035`; nought stays `0`."""
    return f"{number:02d}" if 0 < number < 10 else grouped(number)


def plain(number: int) -> str:
    """`2`, `1.035`: in a table of figures."""
    return grouped(number)


def ratio(part: int, whole: int) -> str:
    return f"{count(part)}/{count(whole)}"


def percent(part: int, whole: int) -> str:
    """`91,7%`, rounded half up; all is `100%`; of nothing there is no percentage: empty."""
    if whole == 0:
        return ""
    if part == whole:
        return "100%"
    exact = (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{exact}%".replace(".", ",")


def reached(part: int, whole: int, unit: str = "") -> str:
    """`22/24 đồng chí, đạt 91,7%`: numerator and denominator always stand before the percentage."""
    share = percent(part, whole)
    return f"{ratio(part, whole)}{' ' if unit else ''}{unit}{', đạt ' if share else ''}{share}"


def points(value: Points | None) -> str:
    """`5`, `93,7`; a dash where none were given."""
    if value is None:
        return "-"
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")


def roman(number: int) -> str:
    signs = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for value, sign in signs:
        text += sign * (number // value)
        number %= value
    return text


# ---------------------------------------------------------------- days and hours
def day_number(day: int) -> str:
    return f"{day:02d}"


def month_number(month: int) -> str:
    """Only months 1 and 2 have a zero: `02`, but `3`."""
    return f"{month:02d}" if month < 3 else str(month)


def short_date(iso: str) -> str:
    """`03/02/2026`, `23/7/2025`."""
    day = date.fromisoformat(iso[:10])
    return f"{day_number(day.day)}/{month_number(day.month)}/{day.year}"


def day_and_month(iso: str) -> str:
    """`01/02`, where the year is plain."""
    return short_date(iso).rsplit("/", 1)[0]


def long_date(iso: str) -> str:
    """`ngày 03 tháng 02 năm 2026`."""
    day = date.fromisoformat(iso[:10])
    return f"ngày {day_number(day.day)} tháng {month_number(day.month)} năm {day.year}"


def open_date(iso_month: str) -> str:
    """The date of a draft: the day is left for the pen."""
    blank = "\N{NO-BREAK SPACE}" * 4
    return f"ngày {blank} {month(iso_month)}"


def weekday(iso: str) -> str:
    return WEEKDAYS[date.fromisoformat(iso[:10]).weekday()]


def month(iso: str) -> str:
    """`tháng 02 năm 2026`."""
    return f"{month_only(iso)} năm {iso[:4]}"


def month_only(iso: str) -> str:
    return f"tháng {month_number(int(iso[5:7]))}"


def clock(time: str) -> str:
    """`08 giờ 00`; the time still open is dots."""
    return f"{time[:2]} giờ {time[3:5]}" if time else "…… giờ ……"


def moment(iso: str) -> str:
    """`17 giờ 00 ngày 02/02/2026`."""
    when = datetime.fromisoformat(iso)
    return f"{clock(when.strftime('%H:%M'))} ngày {short_date(iso)}"


# ---------------------------------------------------------------- running text
def listed(parts: Iterable[str], between: str = "; ") -> str:
    return between.join(parts)


def all_of(parts: Iterable[str]) -> str:
    """`a, b và c`."""
    *first, last = tuple(parts)
    return f"{', '.join(first)} và {last}" if first else last


def sentence(text: str) -> str:
    """What a person wrote, ended by one full stop unless it ends by a mark of its own, be it inside of quotes."""
    text = text.rstrip()
    last = text.rstrip("”")[-1:]
    return text if not last or last in ".!?…:;" else f"{text}."


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
