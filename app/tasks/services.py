"""Giving tasks and following them until they are confirmed or dropped."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app import clock
from app.actor import Actor, acting_as
from app.audit.services import record
from app.commune_resolutions.queries import offered_to
from app.documents.models import Attachment, AttachmentPurpose
from app.documents.services_uploads import Upload, store_upload
from app.extensions import db, lock
from app.members.models import Person
from app.organisations.queries import keeper_of
from app.refusals import BadInput, expect_version
from app.resolutions.models import Resolution
from app.tasks import queries
from app.tasks.models import Task, TaskStep
from app.tasks.services_telling import SECRETARIES, short, tell_of_step, tell_owner
from workflows.engine import Step
from workflows.roles import Role
from workflows.task import TASK, State, TaskFacts, at_version

# In a task's history, beside the steps of its workflow: the office merged its cell into another one.
MOVED = "move"
LONGEST_WORK = 2000
LONGEST_NOTE = 20000


@dataclass(frozen=True, kw_only=True)
class NewTask:
    """Clear work, clear person, clear progress. `owner_name` is for a body or a person outside the cell's roll."""

    work: str
    owner_id: int | None = None
    owner_name: str = ""
    deadline: date | None = None
    field: str = ""
    commune_resolution_id: int | None = None


def assign_task(
    new: NewTask,
    *,
    cell_id: int,
    actor: Actor,
    roles: frozenset[Role],
    meeting_id: int | None = None,
    item_id: int | None = None,
    resolution_id: int | None = None,
    speech_id: int | None = None,
) -> Task:
    """Give a task. `roles`: what the actor is in the meeting that gives it, or in the cell.

    Raises StepRefused if the actor may not or if work, owner or deadline is missing, BadInput for an owner who is not
    on the cell's roll. What a meeting of a merged cell gives is the business of the cell that answers for it.
    """
    cell_id = keeper_of(cell_id, clock.today())
    _check(new, cell_id)
    task = _new_row(new, cell_id)
    task.meeting_id, task.item_id, task.resolution_id, task.speech_id = meeting_id, item_id, resolution_id, speech_id
    facts = TaskFacts(
        in_meeting=meeting_id is not None,
        has_work=bool(task.work),
        has_owner=bool(task.owner_id or task.owner_name),
        has_deadline=task.deadline is not None,
    )
    step = TASK.take(task, "assign", roles=roles, facts=facts)
    db.session.add(task)
    db.session.flush()  # its id goes into the history
    _write_history(task, step, None, actor, "")
    _record_new(task, actor, acting_as(roles, step.by | step.on_behalf | step.on_paper))
    tell_owner(task, actor, f"Đồng chí được giao nhiệm vụ: {short(task.work)}")
    return task


def _new_row(new: NewTask, cell_id: int) -> Task:
    """Without a state, which the engine gives it."""
    return Task(
        cell_id=cell_id,
        commune_resolution_id=new.commune_resolution_id,
        work=new.work.strip(),
        field=new.field,
        owner_id=new.owner_id,
        owner_name="" if new.owner_id else new.owner_name.strip(),
        deadline=new.deadline,
        definition_version=TASK.definition_version,
        created_at=clock.now(),
        state=None,
    )


def _record_new(task: Task, actor: Actor, as_what: str) -> None:
    record(
        "task_created",
        actor=actor,
        organisation_id=task.cell_id,
        subject="task",
        subject_id=task.id,
        acting_as=as_what,
        work=task.work,
        owner_id=task.owner_id,
        owner_name=task.owner_name,
        deadline=task.deadline,
        speech_id=task.speech_id,
        commune_resolution_id=task.commune_resolution_id,
    )


def begin_tasks(
    resolution: Resolution, *, actor: Actor, cell_id: int, but_not: frozenset[str] = frozenset()
) -> list[Task]:
    """A resolution's tasks begin to live when it is issued. Called in the transaction of its `issue`.

    `but_not`: works that live already, under the version that this one replaces.
    """
    return [
        assign_task(
            NewTask(
                work=draft.work,
                owner_id=draft.owner_id,
                owner_name=draft.owner_name,
                deadline=draft.deadline,
                field=draft.field,
            ),
            cell_id=cell_id,
            actor=actor,
            roles=actor.roles_in(cell_id),
            meeting_id=resolution.meeting_id,
            resolution_id=resolution.id,
        )
        for draft in resolution.tasks
        if draft.work not in but_not
    ]


def take_step(
    task: Task,
    name: str,
    *,
    actor: Actor,
    note: str = "",
    percent: int | None = None,
    deadline: date | None = None,
    owner_id: int | None = None,
    version: int | None = None,
) -> Step[TaskFacts]:
    """Move a task one step. `note` is the result of a report, the reason of every other step.

    Raises StepRefused, SomebodyWasFaster (another `version` by now) or BadInput.
    """
    lock(task)
    roles = roles_in(task, actor)
    if TASK.is_for(name, roles):  # who may never take it is told that below
        expect_version(
            task.version, version, "Nhiệm vụ này vừa được người khác cập nhật. Mở lại trang để xem bản mới nhất."
        )
    _check_step(task, name, note, percent, owner_id)
    facts = TaskFacts(
        has_result=bool(note.strip()),
        old_deadline=task.deadline or date.min,
        new_deadline=deadline,
        new_owner_is_named=owner_id is not None,
    )
    source, before = task.state, queries.as_dict(task)
    step = at_version(task.definition_version).take(task, name, roles=roles, facts=facts, reason=note)
    _apply(task, name, note.strip(), percent, deadline, owner_id)
    _write_history(task, step, source, actor, note, task.percent)
    record(
        "task_step", actor=actor, organisation_id=task.cell_id, subject="task", subject_id=task.id,
        acting_as=acting_as(roles, step.by | step.on_behalf), step=name, from_state=source, to_state=task.state,
        note=note, percent=task.percent, before=before, after=queries.as_dict(task),
    )  # fmt: skip
    tell_of_step(task, step, actor)
    return step


def move_open_tasks(cell_id: int, to_cell_id: int, *, actor: Actor, acting_as: str) -> list[Task]:
    """What a merged cell has not finished is followed and confirmed in the other one. Owners and deadlines stay."""
    moved = queries.open_of(cell_id)
    for task in moved:
        lock(task)
        task.cell_id = to_cell_id
        db.session.add(
            TaskStep(
                task_id=task.id,
                step=MOVED,
                from_state=task.state,
                to_state=task.state,
                at=clock.now(),
                account_id=actor.account_id,
                person_id=actor.person_id,
                note="",
            )
        )
        record(
            "task_moved",
            actor=actor,
            organisation_id=to_cell_id,
            subject="task",
            subject_id=task.id,
            acting_as=acting_as,
            from_id=cell_id,
            to_id=to_cell_id,
        )
    return moved  # fmt: skip


def attach_evidence(task: Task, upload: Upload, *, actor: Actor) -> Attachment:
    """Keep a file that shows the result that was just reported."""
    roles = roles_in(task, actor)
    return store_upload(
        upload,
        purpose=AttachmentPurpose.EVIDENCE,
        actor=actor,
        organisation_id=task.cell_id,
        task_id=task.id,
        acting_as=acting_as(roles, {Role.OWNER, *SECRETARIES}),
    )


def roles_in(task: Task, actor: Actor) -> frozenset[Role]:
    own = {Role.OWNER} if task.owner_id == actor.person_id and actor.roles_in(task.cell_id) else set()
    return actor.roles_in(task.cell_id) | own


def _apply(task: Task, name: str, note: str, percent: int | None, deadline: date | None, owner_id: int | None) -> None:
    now = clock.now()
    if name == "report":
        task.result, task.reported_at = note, now
        task.percent = 100 if percent is None else percent
    elif name == "confirm":
        task.confirmed_at, task.percent = now, 100
    elif name == "extend":
        task.deadline = deadline
    elif name == "reassign":
        task.owner_id, task.owner_name = owner_id, ""
        task.owner = db.session.get(Person, owner_id)


def _check(new: NewTask, cell_id: int) -> None:
    errors = {}
    if len(new.work) > LONGEST_WORK:
        errors["work"] = f"Nội dung nhiệm vụ dài quá {LONGEST_WORK} ký tự, viết gọn lại."
    if len(new.owner_name) > 200 or len(new.field) > 120:
        errors["owner_name"] = "Tên người thực hiện hoặc lĩnh vực quá dài."
    if new.owner_id is not None and not _on_roll(new.owner_id, cell_id):
        errors["owner_id"] = "Người thực hiện không có trong danh sách đảng viên của chi bộ. Chọn lại."
    if new.commune_resolution_id is not None and not is_offered(new.commune_resolution_id, cell_id):
        errors["commune_resolution_id"] = "Chọn một nghị quyết trong danh sách."
    if errors:
        raise BadInput(errors)


def is_offered(commune_resolution_id: int, cell_id: int) -> bool:
    return any(found == commune_resolution_id for found, _ in offered_to(cell_id, clock.today()))


def _check_step(task: Task, name: str, note: str, percent: int | None, owner_id: int | None) -> None:
    errors = {}
    if len(note) > LONGEST_NOTE:
        errors["note"] = f"Nội dung dài quá {LONGEST_NOTE} ký tự, viết gọn lại."
    if percent is not None and not 0 <= percent <= 100:
        errors["percent"] = "Mức hoàn thành nhập từ 0 đến 100."
    if name == "reassign" and owner_id is not None and not _on_roll(owner_id, task.cell_id):
        errors["owner_id"] = "Người thực hiện không có trong danh sách đảng viên của chi bộ. Chọn lại."
    elif name == "reassign" and owner_id is not None and owner_id == task.owner_id:
        errors["owner_id"] = "Nhiệm vụ đang giao cho chính đồng chí này. Chọn người khác."
    if errors:
        raise BadInput(errors)


def _on_roll(person_id: int, cell_id: int) -> bool:
    return any(found == person_id for found, _ in queries.owners_for(cell_id, clock.today()))


def _write_history(
    task: Task, step: Step[TaskFacts], before: str | None, actor: Actor, note: str, percent: int | None = None
) -> None:
    row: dict[str, Any] = {"task_id": task.id, "step": step.name, "from_state": before or "", "to_state": task.state}
    row |= {"at": clock.now(), "account_id": actor.account_id, "person_id": actor.person_id}
    db.session.add(TaskStep(**row, note=note, percent=percent))


__all__ = ["SECRETARIES", "NewTask", "State", "assign_task", "attach_evidence", "begin_tasks", "roles_in", "take_step"]
