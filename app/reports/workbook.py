"""The synthesis of a month as a workbook, for who goes on reckoning."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from app.reports.queries import Month
from app.reports.queries_petitions import Raised
from workflows.petition import COMPETENCE_LABELS, STATE_LABELS
from workflows.scoring import LEVEL_LABELS
from workflows.synthesis import STANDING_LABELS, CellResult

CELLS = (
    ("TT", 6), ("Chi bộ", 40), ("Đảng viên", 11), ("Tình trạng", 18), ("Ngày sinh hoạt", 15), ("Phải dự", 10),
    ("Có mặt", 10), ("Phát biểu", 10), ("Điểm", 8), ("Xếp loại", 12), ("Tiêu chí bị trừ điểm", 40),
)  # fmt: skip
PETITIONS = (
    ("TT", 6), ("Lĩnh vực", 24), ("Nội dung", 70), ("Chi bộ", 32), ("Số người nêu", 13), ("Nổi cộm", 9),
    ("Thẩm quyền", 20), ("Nơi xử lý", 28), ("Hạn", 12), ("Trạng thái", 18), ("Trả lời", 50),
)  # fmt: skip


def workbook_of(found: Month) -> bytes:
    """Two sheets: the cells with their totals, and what they raised; who raised it is named nowhere."""
    from openpyxl import Workbook  # late: it is large, and few ask for it

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Chi bộ"
    _fill(sheet, CELLS, [_cell(number, row) for number, row in enumerate(found.rows, 1)] + [_totals(found)])
    _fill(book.create_sheet("Kiến nghị"), PETITIONS, [_petition(n, one) for n, one in enumerate(found.petitions, 1)])
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _fill(sheet: Any, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[Any]]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet.append([name for name, _ in columns])
    for row in rows:
        sheet.append(list(row))
        for cell in sheet[sheet.max_row]:
            if cell.data_type == "f":
                cell.data_type = "s"  # what people typed is text and never a formula
    for number, (_, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.cell(1, number).font = Font(bold=True)
        sheet.cell(1, number).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"


def _cell(number: int, row: CellResult) -> list[Any]:
    level = LEVEL_LABELS[row.level] if row.level else ""
    return [
        number, row.name, row.members, STANDING_LABELS[row.standing], row.met_on, row.due, row.present, row.spoke,
        row.points, level, row.lost,
    ]  # fmt: skip


def _totals(found: Month) -> list[Any]:
    sums = found.totals
    levels = ", ".join(f"{label} {sums.levels[level]}" for level, label in LEVEL_LABELS.items())
    return [
        None, f"Cộng {sums.cells} chi bộ", sums.members, f"{sums.met}/{sums.cells} đã sinh hoạt", None, sums.due,
        sums.present, sums.spoke, sums.average, None, levels,
    ]  # fmt: skip


def _petition(number: int, one: Raised) -> list[Any]:
    return [
        number, one.field, one.text, one.cell, one.people, "Nổi cộm" if one.hot else "",
        COMPETENCE_LABELS[one.competence] if one.competence else "", one.handler, one.deadline,
        STATE_LABELS[one.state], one.answer,
    ]  # fmt: skip
