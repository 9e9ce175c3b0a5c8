"""Papers as lines of a workbook."""

from typing import Any

from app import clock
from app.documents.naming import KIND_NAMES
from app.documents.queries import Row

COLUMNS = (
    ("Số, ký hiệu", 16), ("Loại", 28), ("Tên văn bản", 70), ("Tổ chức", 36), ("Ngày", 12), ("Tình trạng", 24),
    ("Số trang", 10),
)  # fmt: skip


def row_of(one: Row) -> list[Any]:
    standing = "Đã được thay thế" if one.replaced else "Đã ban hành" if one.issued else "Dự thảo"
    day = clock.day_of(one.at)
    return [one.symbol, KIND_NAMES[one.kind], one.title, one.organisation, day, standing, one.pages]
