"""Guidance as lines of a workbook."""

from typing import Any

from app.guidance.models import Guidance
from app.guidance.words import title_of
from workflows.guidance import STATE_LABELS
from workflows.names import committee_of

COLUMNS = (
    ("Văn bản", 50), ("Tháng", 10), ("Chuyên đề", 40), ("Cơ quan ban hành", 36), ("Số, ký hiệu", 16),
    ("Ngày ký", 12), ("Trạng thái", 18), ("Hạn sinh hoạt", 14),
)  # fmt: skip


def row_of(one: Guidance) -> list[Any]:
    symbol = one.document.symbol if one.document else ""
    return [
        title_of(one), f"{one.month.month}/{one.month.year}", one.theme, committee_of(one.organisation.name), symbol,
        one.signed_on, STATE_LABELS[one.state], one.deadline,
    ]  # fmt: skip
