"""Tasks as lines of a workbook."""

from typing import Any

from app import clock
from app.tasks.models import Task
from app.tasks.queries import name_of
from workflows.task import STATE_LABELS

COLUMNS = (
    ("Nhiệm vụ", 60), ("Lĩnh vực", 24), ("Người thực hiện", 28), ("Chi bộ", 32), ("Ngày giao", 12), ("Thời hạn", 12),
    ("Trạng thái", 20), ("Phần trăm", 10), ("Kết quả đã báo cáo", 60),
)  # fmt: skip


def row_of(task: Task) -> list[Any]:
    return [
        task.work, task.field, name_of(task), task.cell.name, clock.day_of(task.created_at), task.deadline,
        STATE_LABELS[task.state], task.percent, task.result,
    ]  # fmt: skip
