"""The synthesis of a month as a workbook, for who goes on reckoning."""

from typing import Any

from app.reports.queries import Month
from app.reports.queries_petitions import Raised
from app.workbooks import Sheet, workbook
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
    cells = [_cell(number, row) for number, row in enumerate(found.rows, 1)] + [_totals(found)]
    petitions = [_petition(number, one) for number, one in enumerate(found.petitions, 1)]
    return workbook([Sheet("Chi bộ", CELLS, cells), Sheet("Kiến nghị", PETITIONS, petitions)])


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
