"""Reading tasks: every query starts from what the actor may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.actor import Actor
from app.columns import among, as_list
from app.extensions import db
from app.inspections.queries_scope import within
from app.members.models import Person
from app.members.queries import roll_of
from app.organisations.queries import keeper_of
from app.refusals import NotKnown
from app.tasks.models import Task, TaskStep
from workflows.roles import Role
from workflows.task import State

OPEN = (State.ASSIGNED, State.REPORTED)
PAGE = 50
# All of a cell read its tasks; overseer, office and leadership in their scope.
READERS = (
    Role.MEMBER, Role.SCRIBE, Role.COMMITTEE_MEMBER, Role.DEPUTY_SECRETARY, Role.SECRETARY, Role.OVERSEER, Role.OFFICE,
    Role.LEADERSHIP,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Filter:
    """`whose`: mine, cell (all that I may read). `which`: open, overdue, done, all."""

    whose: str = "cell"
    which: str = "open"
    cell_id: int | None = None
    commune_resolution_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How the tasks that carry out one resolution stand."""

    all: int
    done: int
    overdue: int


def visible_to(actor: Actor, *, inspected: bool = True) -> Select[Task]:
    """`inspected`: with those that the actor reads as an inspector only, which asks one more statement of an
    inspector."""
    return (
        select(Task)
        .join(Task.cell)
        .outerjoin(Task.owner)
        .options(contains_eager(Task.cell), contains_eager(Task.owner))
        .where(seen_by(actor, inspected=inspected))
    )


def seen_by(actor: Actor, *, inspected: bool = True) -> ColumnElement[bool]:
    """The condition on `task`: of a cell whose tasks the actor reads, or of the months that a campaign looks at."""
    own = among(Task.cell_id, actor.organisations_as(*READERS))
    if not (inspected and actor.holds(Role.INSPECTOR)):
        return own
    return or_(own, within(actor, Task.cell_id, moment=Task.created_at, day=Task.deadline))


def get_visible_or_404(task_id: int, actor: Actor) -> Task:
    """The task with its cell and owner, in one statement. Raises NotKnown."""
    found = db.session.scalar(visible_to(actor).where(Task.id == task_id))
    if found is None:
        raise NotKnown
    return found


def overdue(on: date) -> ColumnElement[bool]:
    """As `workflows.task.is_overdue`: the deadline's own day is still in time, and a report stops the clock."""
    return and_(Task.state == State.ASSIGNED, Task.deadline < on)


def listed(actor: Actor, wanted: Filter, on: date, page: int = 1, size: int = PAGE) -> tuple[list[Task], int]:
    """One page of the tasks wanted, overdue first, then by deadline; and how many there are in all."""
    query = visible_to(actor).where(*_conditions(actor, wanted, on))
    count = db.session.scalar(select(func.count()).select_from(query.with_only_columns(Task.id).subquery())) or 0
    in_order = query.order_by(case((overdue(on), 0), else_=1), Task.deadline, Task.id)
    rows = db.session.scalars(in_order.limit(size).offset((page - 1) * size))
    return list(rows), count


def _conditions(actor: Actor, wanted: Filter, on: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.whose == "mine":
        found.append(Task.owner_id == actor.person_id)
    if wanted.cell_id is not None:
        found.append(Task.cell_id == wanted.cell_id)
    if wanted.commune_resolution_id is not None:
        found.append(Task.commune_resolution_id == wanted.commune_resolution_id)
    if wanted.which == "open":
        found.append(Task.state.in_(OPEN))
    elif wanted.which == "overdue":
        found.append(overdue(on))
    elif wanted.which == "done":
        found.append(Task.state.in_((State.CONFIRMED, State.DROPPED)))
    return found


def standing_of(commune_resolution_ids: list[int], actor: Actor, on: date) -> dict[int, Standing]:
    """By resolution, of the tasks that the actor may see and that were not dropped; in one statement."""
    done, late = case((Task.state == State.CONFIRMED, 1), else_=0), case((overdue(on), 1), else_=0)
    rows = db.session.execute(
        select(Task.commune_resolution_id, func.count(), func.sum(done), func.sum(late))
        .where(Task.commune_resolution_id.in_(commune_resolution_ids), Task.state != State.DROPPED)
        .where(among(Task.cell_id, actor.organisations_as(*READERS)))
        .group_by(Task.commune_resolution_id)
    )
    return {row[0]: Standing(all=row[1], done=row[2], overdue=row[3]) for row in rows}


def of_speech(speech_id: int) -> int | None:
    """The task that was made of a speech."""
    return db.session.scalar(select(Task.id).where(Task.speech_id == speech_id))


def history_of(task_id: int) -> list[TaskStep]:
    return list(
        db.session.scalars(
            select(TaskStep)
            .where(TaskStep.task_id == task_id)
            .options(joinedload(TaskStep.person))
            .order_by(TaskStep.id)
        )
    )


def open_count(cell_id: int) -> int:
    """How many tasks of resolutions the cell has not finished."""
    return (
        db.session.scalar(
            select(func.count()).where(Task.cell_id == cell_id, Task.state.in_(OPEN), Task.resolution_id.is_not(None))
        )
        or 0
    )


def open_of(cell_id: int) -> list[Task]:
    """All that the cell has not finished, by deadline, with the owners."""
    return open_in((cell_id,))[cell_id]


def open_in(cell_ids: Collection[int]) -> dict[int, list[Task]]:
    """The same for each of these cells, in one statement."""
    found: dict[int, list[Task]] = {cell_id: [] for cell_id in cell_ids}
    tasks = select(Task).where(among(Task.cell_id, "cells"), Task.state.in_(OPEN)).order_by(Task.deadline, Task.id)
    for task in db.session.scalars(tasks.options(joinedload(Task.owner)), {"cells": as_list(cell_ids)}):
        found[task.cell_id].append(task)
    return found


def of_resolution(resolution_id: int) -> list[Task]:
    """The tasks that a resolution set, as they stand now, in their order."""
    return list(
        db.session.scalars(
            select(Task).where(Task.resolution_id == resolution_id).options(joinedload(Task.owner)).order_by(Task.id)
        )
    )


def of_meeting(meeting_id: int) -> list[Task]:
    """The tasks that were given in a meeting, beside its resolution."""
    return list(
        db.session.scalars(
            select(Task)
            .where(Task.meeting_id == meeting_id, Task.resolution_id.is_(None))
            .options(joinedload(Task.owner))
            .order_by(Task.id)
        )
    )


def owners_for(cell_id: int, on: date) -> list[tuple[int, str]]:
    """Who may be given a task: the members of the cell (of a merged one: of its keeper), in the order of names."""
    roll = roll_of(keeper_of(cell_id, on), on)
    return [(row.person.id, row.person.full_name) for row in roll if not row.suspended]


def name_of(task: Task) -> str:
    owner: Person | None = task.owner
    return owner.full_name if owner else task.owner_name


def as_dict(task: Task) -> dict[str, Any]:
    return {"owner_id": task.owner_id, "owner_name": task.owner_name, "deadline": task.deadline}
