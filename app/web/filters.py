"""Dates, times, numbers and names as people write them in Vietnam."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from flask import Flask
from wtforms import Field

from app.clock import VIETNAM
from app.documents.check_codes import in_groups
from workflows import attendance, meeting, petition, scoring, task
from workflows.roles import ROLE_LABELS
from workflows.words import grouped

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
LEVELS = {
    scoring.Level.GOOD: "Tốt",
    scoring.Level.FAIR: "Khá",
    scoring.Level.AVERAGE: "Trung bình",
    scoring.Level.POOR: "Kém",
}
KINDS = {
    meeting.Kind.REGULAR: "thường kỳ",
    meeting.Kind.THEMATIC: "chuyên đề",
    meeting.Kind.EXTRAORDINARY: "bất thường",
}


def day(value: date | datetime | None) -> str:
    """03/02/2026"""
    if value is None:
        return ""
    return _local(value).strftime("%d/%m/%Y")


def short_day(value: date | datetime | None) -> str:
    return "" if value is None else _local(value).strftime("%d/%m")


def weekday(value: date | datetime | None) -> str:
    return "" if value is None else WEEKDAYS[_local(value).weekday()]


def hour(value: datetime | None) -> str:
    """19 giờ 30"""
    return "" if value is None else _local(value).strftime("%H giờ %M")


def clock_time(value: datetime | None) -> str:
    """19:30"""
    return "" if value is None else _local(value).strftime("%H:%M")


def moment(value: datetime | None) -> str:
    """03/02/2026, 19:30"""
    return "" if value is None else _local(value).strftime("%d/%m/%Y, %H:%M")


def month(value: date | None) -> str:
    """12/2026"""
    return "" if value is None else f"{value.month}/{value.year}"


def number(value: Decimal | float | int | None, places: int = 1) -> str:
    """92,5; a whole number stays whole only with places=0. None is "–"."""
    if value is None:
        return "–"
    return f"{value:.{places}f}".replace(".", ",")


def points(value: Decimal | None) -> str:
    """Points without a needless fraction: 5; 92,5."""
    if value is None:
        return "–"
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",")


def rate(part: int | None, whole: int | None) -> str:
    """19/22 (86,4%). A division by nothing is "–", never 0 % or 100 %."""
    if not whole or part is None:
        return "–"
    tenths = (part * 2000 + whole) // (whole * 2)  # half up, as people round
    return f"{grouped(part)}/{grouped(whole)} ({tenths // 10},{tenths % 10}%)"


def size(value: int | None) -> str:
    """92 KB"""
    if value is None:
        return ""
    return f"{max(1, round(value / 1024))} KB" if value < 1024 * 1024 else f"{number(value / 1024 / 1024)} MB"


def upper_first(text: str) -> str:
    """A capital at the beginning, the rest as it is: "Văn phòng Đảng ủy" keeps its own."""
    return text[:1].upper() + text[1:]


def attributes_of(field: Field, hint: str = "", css_class: str = "", rows: int | None = None) -> dict[str, Any]:
    """What ties a control to its hint and its error for a screen reader, and how large it is."""
    described = [f"{field.id}-goi"] * bool(hint) + [f"{field.id}-loi"] * bool(field.errors)
    found = {"class": css_class, "rows": rows, "aria-describedby": " ".join(described)}
    found["aria-invalid"] = "true" if field.errors else ""
    return {name: value for name, value in found.items() if value}


def _local(value: date | datetime) -> date | datetime:
    return value.astimezone(VIETNAM) if isinstance(value, datetime) else value


def bind(app: Flask) -> None:
    # One page says the same moment or mark again and again, and people look at the same few meetings.
    often: tuple[Callable[..., str], ...] = (day, short_day, weekday, hour, clock_time, moment, number)
    app.jinja_env.filters.update({f.__name__: lru_cache(maxsize=1024)(f) for f in often})
    app.jinja_env.filters.update(
        grouped=grouped, month=month, points=points, rate=rate, size=size, upper_first=upper_first
    )  # fmt: skip
    app.jinja_env.filters["in_groups"] = in_groups
    app.jinja_env.globals.update(
        LEVELS=LEVELS,
        KINDS=KINDS,
        ROLE_LABELS=ROLE_LABELS,
        STATE_NAMES=meeting.STATE_LABELS,
        attributes_of=attributes_of,
        TASK_STATE_NAMES=task.STATE_LABELS,
        PETITION_STATE_NAMES=petition.STATE_LABELS,
        PETITION_KINDS=petition.KIND_LABELS,
        COMPETENCES=petition.COMPETENCE_LABELS,
        SENT_TO_NAMES=petition.SENT_TO_LABELS,
        MARK_NAMES=attendance.MARK_LABELS,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
