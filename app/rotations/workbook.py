"""Who was host and who came in a year, as a workbook."""

from collections.abc import Iterable, Sequence
from datetime import date

from app.rotations.queries import CellRecord
from app.workbooks import Sheet, workbook

COLUMNS = (
    ("TT", 6), ("Chi bộ", 40), ("Kế hoạch tổ chức", 20), ("Đã tổ chức", 20), ("Kế hoạch đến dự", 24), ("Được mời", 24),
    ("Đã dự", 24),
)  # fmt: skip


def workbook_of(records: Sequence[CellRecord]) -> bytes:
    rows = [
        [number, one.name, *map(_months, (one.planned_host, one.hosted, one.planned_guest, one.invited, one.came))]
        for number, one in enumerate(records, 1)
    ]
    return workbook([Sheet("Sinh hoạt điểm", COLUMNS, rows)])


def _months(months: Iterable[date]) -> str:
    return ", ".join(str(month.month) for month in months)
