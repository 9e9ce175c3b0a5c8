"""What people type into text fields, read as they write it: days, times of the day, whole numbers.

Each answers None for an empty field and raises ValueError with a Vietnamese sentence for what cannot be read.
"""

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from wtforms import SelectMultipleField, StringField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextArea

from app.clock import VIETNAM, today
from app.refusals import NotKnown

DAY_HINT = "Ví dụ: 03/02/2026"
YES_NO = [("", "chưa ghi"), ("True", "có"), ("False", "không")]
_DAY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})|(\d{2})(\d{2})(\d{4})")
_MONTH = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{4})")
_TIME = re.compile(r"(\d{1,2})\s*(?:[:.]|h|giờ)\s*(\d{2})?\s*(?:phút)?|(\d{1,2})(\d{2})", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_DIGITS = re.compile(r"\d{1,9}", re.ASCII)
_POINTS = re.compile(r"(\d{1,3})(?:[.,](\d))?", re.ASCII)
_LINE_END = re.compile(r"[\r\n]+")
EARLIEST, LATEST = 1900, 2199


def parse_day(text: str) -> date | None:
    """`03/02/2026`, `3/2/2026`, `3-2-2026` or `03022026`."""
    if not (text := text.strip()):
        return None
    found = _DAY.fullmatch(text)
    day, month, year = (int(part) for part in found.groups() if part) if found else (0, 0, 0)
    if not EARLIEST <= year <= LATEST:
        raise ValueError("Ngày ghi theo mẫu ngày/tháng/năm, ví dụ 03/02/2026.")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"Không có ngày {text}, xem lại ngày và tháng.") from None


def parse_month(text: str) -> date | None:
    """`12/2026`, as the first day of the month."""
    if not (text := text.strip()):
        return None
    found = _MONTH.fullmatch(text)
    month, year = (int(part) for part in found.groups()) if found else (0, 0)
    if not (1 <= month <= 12 and EARLIEST <= year <= LATEST):
        raise ValueError("Tháng ghi theo mẫu tháng/năm, ví dụ 12/2026.")
    return date(year, month, 1)


def month_or_this(text: str) -> date:
    """The month that a list is asked for; for a word that is none, this one."""
    try:
        return parse_month(text) or today().replace(day=1)
    except ValueError:
        return today().replace(day=1)


def month_named(text: str) -> date:
    """What is written, issued or taken along is of the month that was named, and of no other. Raises NotKnown."""
    try:
        found = parse_month(text)
    except ValueError:
        found = None
    if found is None:
        raise NotKnown
    return found


def year_or_this(text: str) -> int:
    """The year that a list is asked for; for a word that is none, this one."""
    found = int(text) if _YEAR.fullmatch(text.strip()) else 0
    return found if EARLIEST < found < LATEST else today().year


def parse_time(text: str) -> time | None:
    """`19:40`, `1940`, `19h40`, `19 giờ 40` or `19 giờ`, by the 24-hour clock."""
    if not (text := text.strip()):
        return None
    found = _TIME.fullmatch(text)
    parts = [int(part) for part in found.groups() if part] if found else []
    hour, minute = (*parts, 0)[:2] if parts else (99, 0)
    if hour > 23 or minute > 59:
        raise ValueError("Giờ ghi theo 24 giờ, ví dụ 19:30 hoặc 1930.")
    return time(hour, minute)


def parse_int(text: str, least: int, most: int) -> int | None:
    if not (text := text.strip()):
        return None
    if not _DIGITS.fullmatch(text) or not least <= int(text) <= most:
        raise ValueError(f"Ghi một số từ {least} đến {most}.")
    return int(text)


def parse_points(text: str) -> Decimal | None:
    """`9`, `9,5` or `9.5`; None for an empty field. Raises ValueError with a sentence."""
    if not (text := text.strip()):
        return None
    found = _POINTS.fullmatch(text)
    if not found:
        raise ValueError("ghi điểm như 9 hoặc 9,5.")
    return Decimal(f"{found[1]}.{found[2] or 0}")


def yes_or_no(text: Any) -> bool | None:
    """What one of `YES_NO` says; None for "nobody has said"."""
    return {"True": True, "False": False}.get(str(text))


def one_line(text: str) -> str:
    """What was typed in a box of one line: it wraps on a narrow screen, so a line end may have slipped in."""
    first, *others = _LINE_END.split(text)
    if not others:
        return text
    # Not one pattern with the spaces around it: in a long row of spaces it would begin anew at each of them.
    *between, last = others
    return " ".join([first.rstrip(), *(line.strip() for line in between if line.strip()), last.lstrip()])


def moment_of(day: date | None, at: time | None) -> datetime | None:
    """The moment in Vietnam, or None while either is missing."""
    return None if day is None or at is None else datetime.combine(day, at, VIETNAM)


class LineField(StringField):
    """One line of text that may be longer than a phone is wide: a box that grows, in which a line end is a space."""

    widget = TextArea()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"render_kw": {"class": "one-line", "rows": 2}} | kwargs))

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([one_line(text) for text in valuelist])


class ReadField(StringField):
    """A text field whose `data` is what was read; what was typed stays in `raw_data` and is shown again."""

    data: Any

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def show(self, value: object) -> str:
        return "" if value is None else str(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if valuelist:
            try:
                self.data = self.read(valuelist[0][:60])
            except ValueError as error:
                raise ValidationError(str(error)) from None

    def _value(self) -> str:
        # Text as `data` is what was being typed when the page was left.
        typed = self.raw_data[0] if self.raw_data else self.data
        return typed if isinstance(typed, str) else self.show(typed)


class DayField(ReadField):
    """A date as dd/mm/yyyy."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **({"render_kw": {"inputmode": "numeric", "class": "w-day"}} | kwargs))

    def read(self, text: str) -> Any:
        return parse_day(text)

    def show(self, value: object) -> str:
        return value.strftime("%d/%m/%Y") if isinstance(value, date) else ""


class MonthField(ReadField):
    """A month as mm/yyyy; its value is the first day."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **({"render_kw": {"inputmode": "numeric", "class": "w-day"}} | kwargs))

    def read(self, text: str) -> Any:
        return parse_month(text)

    def show(self, value: object) -> str:
        return f"{value.month}/{value.year}" if isinstance(value, date) else ""


class TimeField(ReadField):
    """A time of the day by the 24-hour clock; text, because a browser's own field may show AM and PM."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **({"render_kw": {"inputmode": "numeric", "class": "w-time", "lang": "vi"}} | kwargs))

    def read(self, text: str) -> Any:
        return parse_time(text)

    def show(self, value: object) -> str:
        return value.strftime("%H:%M") if isinstance(value, time) else ""


class CountField(ReadField):
    """A whole number between `least` and `most`."""

    def __init__(self, *args: object, least: int = 0, most: int = 9999, **kwargs: object) -> None:
        super().__init__(*args, **({"render_kw": {"inputmode": "numeric", "class": "w-num"}} | kwargs))
        self.least, self.most = least, most

    def read(self, text: str) -> Any:
        try:
            return parse_int(text, self.least, self.most)
        except ValueError:  # said in the list above the form too, where the field is not in sight
            raise ValueError(f"{self.label.text}: ghi một số từ {self.least} đến {self.most}.") from None


class PeopleField(SelectMultipleField):
    """Check boxes, one a person. Whether they belong here is the service's question."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, coerce=_number, validate_choice=False, **kwargs)

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(self.data or ())


def _number(value: Any) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError("Có lựa chọn không đúng, chọn lại.")
    return int(text)
