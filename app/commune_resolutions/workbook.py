"""Resolutions above the cells as lines of a workbook, with how their tasks stand."""

from typing import Any

from app.commune_resolutions.models import CommuneResolution
from app.tasks.queries import Standing

COLUMNS = (
    ("Số, ký hiệu", 16), ("Ngày ban hành", 14), ("Trích yếu", 60), ("Cơ quan ban hành", 36), ("Đang giao việc", 14),
    ("Nhiệm vụ", 10), ("Đã xong", 10), ("Quá hạn", 10),
)  # fmt: skip


def row_of(one: CommuneResolution, standing: Standing | None) -> list[Any]:
    in_use = "có" if one.in_use else "không"
    figures = [standing.all, standing.done, standing.overdue] if standing else [0, 0, 0]
    return [one.symbol, one.issued_on, one.title, one.organisation.name, in_use, *figures]
