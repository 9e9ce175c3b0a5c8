"""Lists of meetings as lines of a workbook: what the pages of the lists show, and no more."""

from typing import Any

from app.meetings.models import Meeting
from app.meetings.queries_lists import CellInMonth
from workflows.meeting import KIND_LABELS, STATE_LABELS

COLUMNS = (
    ("Tháng", 10), ("Loại sinh hoạt", 16), ("Chuyên đề", 40), ("Ngày, giờ", 18), ("Chi bộ", 36), ("Ở bước", 24),
)  # fmt: skip
OF_CELLS = (("Chi bộ", 40), ("Loại sinh hoạt", 16), ("Ngày, giờ", 18), ("Ở bước", 24))


def row_of(meeting: Meeting) -> list[Any]:
    month = f"{meeting.month.month}/{meeting.month.year}"
    return [
        month, KIND_LABELS[meeting.kind], meeting.theme, meeting.starts_at, meeting.cell.name,
        STATE_LABELS[meeting.state],
    ]  # fmt: skip


def row_of_cell(one: CellInMonth) -> list[Any]:
    kind = KIND_LABELS[one.kind] if one.kind else ""
    return [one.cell, kind, one.starts_at, STATE_LABELS[one.state] if one.state else "Chưa lập"]
