"""Petitions as lines of a workbook. Who raised one is named nowhere."""

from typing import Any

from app import clock
from app.petitions.queries_list import Line
from workflows.petition import COMPETENCE_LABELS, KIND_LABELS, STATE_LABELS

COLUMNS = (
    ("Loại", 14), ("Nội dung", 70), ("Lĩnh vực", 24), ("Chi bộ", 32), ("Ngày nêu", 12), ("Số người nêu", 12),
    ("Nổi cộm", 10), ("Thẩm quyền", 20), ("Đang ở", 32), ("Hạn", 12), ("Trạng thái", 18), ("Ngày trả lời", 12),
    ("Trả lời", 60),
)  # fmt: skip


def row_of(line: Line) -> list[Any]:
    one, subject = line.petition, line.petition.source_of_answer
    answered = clock.day_of(subject.answered_at) if subject.answered_at else None
    return [
        KIND_LABELS[one.kind], one.text, one.field, one.cell.name, clock.day_of(one.raised_at), line.people,
        "Nổi cộm" if one.hot else "", COMPETENCE_LABELS[one.competence] if one.competence else "", one.level.name,
        one.deadline, STATE_LABELS[one.state], answered, subject.answer if answered else "",
    ]  # fmt: skip
