"""Ratings of a year as lines of a workbook."""

from typing import Any

from app.ratings.models import EarlierDecision
from app.ratings.queries import Rated
from workflows.annual_rating import RATING_LABELS, Rating

COLUMNS = (
    ("Tổ chức, đảng viên", 40), ("Hồ sơ gợi ý", 30), ("Căn cứ", 80), ("Chi bộ đề xuất", 30), ("Đã quyết định", 30),
    ("Số quyết định", 20), ("Ngày quyết định", 14), ("Chi bộ bốn tốt", 14), ("Lý do vượt tỷ lệ", 40),
    ("Quyết định trước khi sửa", 60),
)  # fmt: skip


def row_of(line: Rated) -> list[Any]:
    row = line.row
    good = {True: "đạt", False: "không", None: ""}[row.four_goods if row else None]
    return [
        line.name, _said(line.proposed), "; ".join(one.text for one in line.behind), _said(line.own), _said(line.level),
        row.decision_number if row else "", row.decision_on if row else None, good, row.reason if row else "",
        "; ".join(_earlier(old) for old in row.earlier) if row else "",
    ]  # fmt: skip


def _earlier(old: EarlierDecision) -> str:
    on = f" ngày {old.decision_on:%d/%m/%Y}" if old.decision_on else ""
    return f"{RATING_LABELS[old.level]}, số {old.decision_number}{on}; lý do sửa: {old.why}"


def _said(level: Rating | None) -> str:
    return RATING_LABELS[level] if level else ""
