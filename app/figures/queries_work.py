"""What is behind the marks of petitions and tasks: just those that were counted, as far as the actor reads them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from app import clock
from app.actor import Actor
from app.extensions import db
from app.figures.queries import AGES
from app.figures.queries_grid import Months, grid, tree
from app.petitions.models import Petition
from app.petitions.queries import visible_to as petitions_visible_to
from app.summaries.queries_facts import UNANSWERED, is_in_time
from app.tasks.models import Task
from app.tasks.queries import visible_to as tasks_visible_to
from workflows.calendar import first_of, months_away, next_month
from workflows.petition import Kind as PetitionKind
from workflows.task import State as TaskState

PAGE = 50
TASKS_WANTED = {"": "Nhiệm vụ đến hạn", "in_time": "Nhiệm vụ xong đúng hạn", "late": "Nhiệm vụ chưa xong đúng hạn"}


def petitions_behind(root_id: int, age: int, actor: Actor, page: int, size: int = PAGE) -> tuple[list[Petition], int]:
    """Those without an answer that were raised so long ago (a place in AGES), the oldest first; and how many."""
    today = clock.today()
    asked = {"root_id": root_id}
    query = petitions_visible_to(actor, today, inspected=False).where(*_waiting(age, today))
    rows = query.order_by(Petition.raised_at, Petition.id).limit(size).offset((page - 1) * size)
    return list(db.session.scalars(rows, asked)), _count(query, Petition.id, asked)


def _waiting(age: int, today: date) -> list[ColumnElement[bool]]:
    standing = tree()
    here = select(standing.c.id).where(standing.c.from_on <= today, standing.c.to_on >= today)
    this, least = first_of(today), AGES[age - 1][0] + 1 if age else 0
    found = [
        Petition.cell_id.in_(here), Petition.kind == PetitionKind.PETITION, Petition.state.in_(UNANSWERED),
        Petition.raised_at < _midnight(next_month(months_away(this, -least))),
    ]  # fmt: skip
    if age < len(AGES) - 1:
        found.append(Petition.raised_at >= _midnight(months_away(this, -AGES[age][0])))
    return found


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.VIETNAM)


def tasks_behind(
    root_id: int, months: Months, wanted: str, actor: Actor, page: int, size: int = PAGE
) -> tuple[list[Task], int]:  # fmt: skip
    """Those to be done by a day of the one month of `months`, by that day; and how many."""
    month, asked = months.months[0], months.asked(root_id)
    due = tasks_visible_to(actor, inspected=False).where(
        Task.cell_id.in_(select(grid(1).c.cell_id)), Task.state != TaskState.DROPPED, Task.deadline >= month,
        Task.deadline < next_month(month),
    )  # fmt: skip
    facts = due.with_only_columns(Task.id, Task.state, Task.reported_at, Task.deadline).order_by(Task.deadline, Task.id)
    ids = [row.id for row in db.session.execute(facts, asked) if _is_wanted(row, wanted)]
    return _tasks(ids[(page - 1) * size : page * size]), len(ids)


def _is_wanted(row: Any, wanted: str) -> bool:
    return wanted not in ("in_time", "late") or is_in_time(row) == (wanted == "in_time")


def _tasks(ids: Sequence[int]) -> list[Task]:
    rows = select(Task).options(joinedload(Task.cell), joinedload(Task.owner)).where(Task.id.in_(ids))
    return list(db.session.scalars(rows.order_by(Task.deadline, Task.id)))


def _count(query: Select[Any], key: Any, asked: dict[str, Any]) -> int:
    rows = query.with_only_columns(key).subquery()
    return db.session.scalar(select(func.count()).select_from(rows), asked) or 0
