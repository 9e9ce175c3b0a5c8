"""The visits of a year as a workbook."""

from collections.abc import Sequence

from app.visits.models import Visit
from app.workbooks import Sheet, workbook

VISITS = (
    ("Tháng", 10), ("Chi bộ", 40), ("Đồng chí dự", 28), ("Chức vụ, đơn vị", 32), ("Nội dung", 32), ("Kết quả", 12),
    ("Ý kiến", 70),
)  # fmt: skip
CELLS = (("Chi bộ", 40), ("Số lần báo trước", 16), ("Số lần đã dự", 14))
CAME = {None: "", True: "có dự", False: "không dự"}


def workbook_of(visits: Sequence[Visit], cells: Sequence[tuple[str, int, int]]) -> bytes:
    return workbook(
        [
            Sheet("Các lần dự", VISITS, [_visit(one) for one in visits]),
            Sheet("Theo chi bộ", CELLS, cells),
        ]
    )


def _visit(one: Visit) -> list[object]:
    return [
        f"{one.month.month}/{one.month.year}", one.cell.name, one.visitor, one.office, one.purpose, CAME[one.came],
        one.remarks,
    ]  # fmt: skip
