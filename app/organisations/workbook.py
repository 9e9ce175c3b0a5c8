"""The tree as lines of a workbook."""

from typing import Any

from app.organisations.models import KIND_LABELS
from app.organisations.queries import Branch
from workflows.cells import CELL_TYPE_LABELS

COLUMNS = (
    ("Mã", 12), ("Tổ chức", 44), ("Loại hình", 30), ("Đảng số", 10), ("Bí thư", 28), ("Ngày kết thúc", 14),
)  # fmt: skip


def row_of(branch: Branch, members: int | None, secretary: str) -> list[Any]:
    """Set in by its depth, as on the page; members are counted in cells."""
    one = branch.organisation
    kind = CELL_TYPE_LABELS[one.cell_type] if one.cell_type else KIND_LABELS[one.kind]
    counted = (members or 0) if one.cell_type else None
    return [one.code, f"{'    ' * branch.depth}{one.name}", kind, counted, secretary, one.dissolved_on]
