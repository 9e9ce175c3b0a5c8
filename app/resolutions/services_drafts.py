"""What a draft of a resolution says: refused where it cannot be kept, and laid beside what stood there before."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app import clock
from app.extensions import db
from app.meetings.models import Meeting
from app.members.queries import roll_of
from app.organisations.queries import keeper_of
from app.refusals import BadInput
from app.resolutions.models import DraftTask, Resolution

LONGEST = 20000
MOST_TASKS = 40


@dataclass(frozen=True, kw_only=True)
class TaskDraft:
    work: str
    owner_id: int | None = None
    owner_name: str = ""
    deadline: date | None = None
    field: str = ""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a person may write in a resolution: the subject line, free text by section, the tasks in their order."""

    subject_line: str
    sections: dict[str, str] = field(default_factory=dict)
    tasks: Sequence[TaskDraft] = ()


def refuse_bad_draft(draft: Draft, meeting: Meeting) -> None:
    """Raises BadInput with all that is too long, too much, or a task of somebody who is not on the roll today."""
    errors: dict[str, str] = {}
    if not 0 < len(draft.subject_line.strip()) <= 300:
        errors["subject_line"] = "Ghi tên nghị quyết, không quá 300 ký tự."
    for name, text in draft.sections.items():
        if len(text) > LONGEST:
            errors[name] = f"Phần này dài quá {LONGEST} ký tự, viết gọn lại."
    if len(draft.tasks) > MOST_TASKS:
        errors["tasks"] = f"Nghị quyết có quá {MOST_TASKS} nhiệm vụ, gộp lại cho rõ việc."
    on_roll = {row.person.id for row in roll_of(keeper_of(meeting.cell_id, clock.today()), clock.today())}
    for number, task in enumerate(draft.tasks):
        if len(task.work) > 2000 or len(task.owner_name) > 200 or len(task.field) > 120:
            errors[f"task-{number}-work"] = "Nội dung nhiệm vụ dài quá 2.000 ký tự, hoặc tên quá dài."
        if task.owner_id is not None and task.owner_id not in on_roll:
            errors[f"task-{number}-owner"] = "Người thực hiện không có trong danh sách đảng viên của chi bộ."
    if errors:
        raise BadInput(errors)


def replace_tasks(resolution: Resolution, tasks: Sequence[TaskDraft]) -> None:
    """Those with work to do, in their order; rows that say the same stay as they are."""
    written = [t for t in tasks if t.work.strip()]
    if [_as_row(t) for t in resolution.tasks] == [_as_row(t) for t in written]:
        return
    for old in list(resolution.tasks):
        db.session.delete(old)
    resolution.tasks = [
        DraftTask(
            position=position,
            field=task.field.strip(),
            work=task.work.strip(),
            owner_id=task.owner_id,
            owner_name="" if task.owner_id else task.owner_name.strip(),
            deadline=task.deadline,
        )
        for position, task in enumerate(written, 1)
    ]


def _as_row(task: TaskDraft | DraftTask) -> tuple[Any, ...]:
    owner_name = "" if task.owner_id else task.owner_name.strip()
    return (task.field.strip(), task.work.strip(), task.owner_id, owner_name, task.deadline)


def written_in(resolution: Resolution) -> dict[str, Any]:
    """All that people wrote in it, for the history."""
    return {
        "subject_line": resolution.subject_line,
        "sections": dict(resolution.sections),
        "tasks": [list(_as_row(task)) for task in resolution.tasks],
    }
