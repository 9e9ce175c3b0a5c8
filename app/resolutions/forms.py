"""Reading the form of a draft resolution: free text by section and a list of tasks.

The rows of tasks are as many as the page showed, so they are read by hand and not by a field of a library.
"""

from datetime import date

from flask import request

from app.refusals import BadInput
from app.resolutions.services_drafts import Draft, TaskDraft
from app.resolutions.snapshot import SECTIONS
from app.web.inputs import one_line, parse_day
from app.web.nfc import small_int

MOST_ROWS = 60
SPARE_ROWS = 2


def typed() -> dict[str, str]:
    """What was sent, to show it again."""
    return dict(request.form.items())


def read_draft() -> Draft:
    """The draft that was sent. Raises BadInput for a day that cannot be read, by the name of its field."""
    errors: dict[str, str] = {}
    tasks = [task for number in range(MOST_ROWS) if (task := _read_task(number, errors)) is not None]
    if errors:
        raise BadInput(errors)
    sections = {name: request.form.get(name, "") for name in SECTIONS}
    return Draft(subject_line=one_line(request.form.get("subject_line", "")), sections=sections, tasks=tasks)


def _read_task(number: int, errors: dict[str, str]) -> TaskDraft | None:
    row = {name: request.form.get(f"task-{number}-{name}", "").strip() for name in FIELDS}
    if not row["work"]:
        if any(row[name] for name in ("owner", "owner_name", "deadline")):
            errors[f"task-{number}-work"] = f"Dòng {number + 1} có người hoặc thời hạn nhưng chưa ghi việc."
        return None
    return TaskDraft(
        work=row["work"],
        owner_id=small_int(row["owner"]),
        owner_name=one_line(row["owner_name"]),
        deadline=_day(row["deadline"], number, errors),
        field=one_line(row["field"]),
    )


FIELDS = ("work", "owner", "owner_name", "deadline", "field")


def _day(text: str, number: int, errors: dict[str, str]) -> date | None:
    try:
        return parse_day(text)
    except ValueError as error:
        errors[f"task-{number}-deadline"] = f"Dòng {number + 1}: {error}"
        return None


def as_typed(draft: Draft) -> dict[str, str]:
    """The stored draft as the fields of the form, so that a page shows stored and typed text in one way."""
    fields = {"subject_line": draft.subject_line, **draft.sections}
    for number, task in enumerate(draft.tasks):
        fields |= {
            f"task-{number}-work": task.work,
            f"task-{number}-owner": str(task.owner_id or ""),
            f"task-{number}-owner_name": task.owner_name,
            f"task-{number}-deadline": task.deadline.strftime("%d/%m/%Y") if task.deadline else "",
            f"task-{number}-field": task.field,
        }
    return fields


def rows_of(fields: dict[str, str]) -> int:
    """How many task rows the page shows: those filled and a few to spare."""
    filled = [n for n in range(MOST_ROWS) if any(fields.get(f"task-{n}-{name}") for name in FIELDS)]
    return min(MOST_ROWS, (max(filled) + 1 if filled else 0) + SPARE_ROWS)
