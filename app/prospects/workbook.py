"""The list as lines of a workbook, with the days of the steps."""

from collections.abc import Sequence
from typing import Any

from app.members.models import Gender
from app.prospects.models import Prospect, ProspectStep
from app.prospects.queries_admissions import Admissions
from workflows.prospect import STATE_LABELS
from workflows.words import percent

STEPS = {
    "introduce": "Theo dõi từ", "finish_class": "Học lớp nhận thức", "complete_file": "Hoàn thành hồ sơ",
    "vote": "Biểu quyết kết nạp", "decide": "Quyết định kết nạp", "admit": "Kết nạp", "assess": "Biểu quyết công nhận",
    "recognise": "Quyết định công nhận",
}  # fmt: skip
COLUMNS = (
    ("Họ và tên", 28), ("Chi bộ", 38), ("Ngày sinh", 12), ("Giới tính", 10), ("Dân tộc", 12), ("Đoàn viên", 10),
    ("Nghề nghiệp", 28), ("Ở bước", 30), ("Người giúp đỡ", 36), *((label, 14) for label in STEPS.values()),
)  # fmt: skip
ADMISSIONS = (
    ("Chi bộ", 40), ("Kết nạp", 10), ("Dân tộc thiểu số", 12), ("% dân tộc thiểu số", 12), ("Đoàn viên", 12),
    ("% đoàn viên", 12), ("Chưa ghi dân tộc", 12), ("Chưa ghi đoàn viên", 12), ("Lần gần nhất", 12),
    ("Đầu kỳ lâu chưa kết nạp", 14), ("Cuối kỳ lâu chưa kết nạp", 14),
)  # fmt: skip
GENDERS = {None: "", Gender.MALE: "Nam", Gender.FEMALE: "Nữ"}
SAID = {None: "", True: "có", False: "không"}


def row_of(one: Prospect, steps: Sequence[ProspectStep]) -> list[Any]:
    days = {step.step: step.on for step in steps}
    return [
        one.full_name, one.cell.name, one.birth_on, GENDERS[one.gender], one.ethnicity, SAID[one.youth_union],
        one.occupation, STATE_LABELS[one.state], ", ".join(person.full_name for person in one.helpers),
        *(days.get(name) for name in STEPS),
    ]  # fmt: skip


def rows_of_admissions(found: Admissions) -> list[list[Any]]:
    """A line for each cell, and one of their sums."""
    rows = [
        [one.name, *_figures(one.admitted, one.minority, one.youth), one.ethnicity_unknown, one.youth_unknown,
         one.last_on, "có" if one.long_before else "", "có" if one.long_after else ""]
        for one in found.cells
    ]  # fmt: skip
    sums = _figures(*(found.total(name) for name in ("admitted", "minority", "youth")))
    unknown = found.total("ethnicity_unknown"), found.total("youth_unknown")
    return [*rows, ["Cộng", *sums, *unknown, None, len(found.long_before), len(found.long_after)]]


def _figures(admitted: int, minority: int, youth: int) -> list[Any]:
    return [admitted, minority, percent(minority, admitted) or "–", youth, percent(youth, admitted) or "–"]
