"""What one cell of a workbook holds, as text or as a day. Stray spaces and decomposed letters are mended here."""

import re
from datetime import date, datetime
from typing import Any

from workflows.names import fold, nfc

_DAY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})(?:\s+0{1,2}:00(?::00)?)?")
# Not seen by the eye, but two codes with and without them are two codes. The byte order mark is one of them. And what
# turns the letters behind it around.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FAULTS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!")
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100


class BadCell(ValueError):
    """The cell cannot be taken; the message is a sentence that says what to do."""


def text_of(value: Any) -> str:
    """The cell as one line of composed text. Raises BadCell for formulas and Excel's own error values."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        # openpyxl hands array formulas over as objects.
        raise BadCell("Ô này không phải chữ hay số. Chép ô ra rồi dán lại bằng “Dán giá trị” (Paste Values)")
    text = nfc(_INVISIBLE.sub("", str(value)).encode("utf-8", "replace").decode())
    text = " ".join(text.split())
    if text.startswith("="):
        raise BadCell("Ô này là công thức. Chép cột ra rồi dán lại bằng “Dán giá trị” (Paste Values)")
    if text.upper() in _FAULTS:
        raise BadCell(f"Ô này đang báo lỗi {text} của Excel. Nhập lại nội dung đúng")
    return text


def day_of(value: Any) -> date | None:
    """The cell as a day: a real date cell, or text with the day before the month. None if it is empty."""
    if isinstance(value, datetime):
        value = value.date()
    day = value if isinstance(value, date) else _day_in(text_of(value))
    if day is not None and not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise BadCell(f"Năm {day.year} không hợp lý. Kiểm tra lại ngày này")
    return day


def _day_in(text: str) -> date | None:
    if not text:
        return None
    found = _DAY.fullmatch(text)
    if not found:
        raise BadCell(f"“{text[:40]}” không phải ngày. Ghi đủ ngày, tháng, năm, ví dụ 03/02/1985")
    day, month, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        raise BadCell(f"Không có ngày {day:02d}/{month:02d}/{year}. Kiểm tra lại") from None


def key_of(text: str) -> str:
    """`text` as it is compared with headings and known words: no case, no diacritics, single spaces."""
    return " ".join(fold(text).split())
