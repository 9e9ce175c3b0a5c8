"""The programme of a year as a workbook."""

from collections.abc import Callable, Sequence
from datetime import date

from app.inspections import queries
from app.inspections.models import Inspection
from workflows.inspection import ISSUER_LABELS, KIND_LABELS, STATE_LABELS

COLUMNS = (
    ("Quý", 14), ("Hình thức", 12), ("Chủ thể", 26), ("Nội dung", 60), ("Từ tháng", 12), ("Đến tháng", 12),
    ("Số chi bộ", 10), ("Trạng thái", 22), ("Kết luận", 18),
)  # fmt: skip


def rows_of(rows: Sequence[Inspection], quarter: Callable[[date], str]) -> list[list[object]]:
    cells = queries.cell_counts([row.id for row in rows])
    return [
        [
            quarter(row.quarter), KIND_LABELS[row.kind], ISSUER_LABELS[row.issuer], row.subject,
            f"{row.from_month:%m/%Y}", f"{row.to_month:%m/%Y}", cells.get(row.id, 0), STATE_LABELS[row.state],
            row.conclusion.symbol if row.conclusion else "",
        ]
        for row in rows
    ]  # fmt: skip
