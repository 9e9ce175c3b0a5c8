"""The presence of overseers as a workbook."""

from app.oversight.queries_presence import CellPresence, PersonPresence, Presence
from app.workbooks import Sheet, workbook

CELLS = (
    ("Tháng", 10), ("Chi bộ", 40), ("Đảng ủy viên dự", 28), ("Hội nghị chi ủy", 16), ("Dự hội nghị chi ủy", 16),
    ("Người dự hội nghị", 28),
    ("Ngày sinh hoạt", 16), ("Dự sinh hoạt", 14), ("Người đã dự", 28),
)  # fmt: skip
PEOPLE = (
    ("Đồng chí", 28), ("Số chi bộ", 10), ("Lượt phân công", 12), ("Hội nghị chi ủy đã ghi", 16), ("Đã dự", 10),
    ("Kỳ sinh hoạt đã tổ chức", 16), ("Đã dự", 10),
)  # fmt: skip


def workbook_of(found: Presence) -> bytes:
    """Two sheets: by person, and by cell and month."""
    return workbook(
        [
            Sheet("Theo đồng chí", PEOPLE, [_person(one) for one in found.people]),
            Sheet("Theo chi bộ", CELLS, [_cell(one) for one in found.cells]),
        ]
    )


def _person(one: PersonPresence) -> list[object]:
    return [
        one.name, len(one.cells), one.assigned, one.committees, one.at_committees, one.meetings, one.at_meetings,
    ]  # fmt: skip


def _cell(one: CellPresence) -> list[object]:
    return [
        f"{one.month.month}/{one.month.year}", one.cell, one.overseers, one.committee_on, _said(one.at_committee),
        one.who_was_at_committee, one.met_on, _said(one.at_cell), one.who_came,
    ]  # fmt: skip


def _said(came: bool | None) -> str:
    return "" if came is None else "có" if came else "không"
