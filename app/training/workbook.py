"""The lists of this room as lines of a workbook."""

from datetime import date
from typing import Any

from app.training.models import Reserve
from app.training.queries import Leader
from workflows.calendar import whole_years
from workflows.roles import ROLE_LABELS

LEADERS = (
    ("Họ và tên", 28), ("Chức vụ", 14), ("Chi bộ", 38), ("Ngày sinh", 12), ("Tuổi", 8), ("Giữ chức từ", 12),
    ("Nhiệm kỳ", 14), ("Bồi dưỡng", 16), ("Khóa gần nhất", 44), ("Nơi mở lớp", 32), ("Khai giảng", 12),
    ("Bế giảng", 12), ("Chứng nhận", 24),
)  # fmt: skip
RESERVE = (("Chi bộ", 38), ("Họ và tên", 28), ("Quy hoạch", 14), ("Nhiệm kỳ", 14), ("Tuổi", 8), ("Ghi chú", 44))


def row_of_leader(one: Leader, on: date) -> list[Any]:
    return [
        one.name, ROLE_LABELS[one.role], one.cell, one.birth_on, one.age(on), one.since, one.term,
        "đã qua" if one.trained else "chưa qua", one.course, one.organiser, one.from_on, one.to_on, one.certificate,
    ]  # fmt: skip


def row_of_reserve(one: Reserve, on: date) -> list[Any]:
    age = whole_years(one.person.birth_on, on) if one.person.birth_on else None
    return [one.cell.name, one.person.full_name, ROLE_LABELS[one.position], one.term, age, one.note]
