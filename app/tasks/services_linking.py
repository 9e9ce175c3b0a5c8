"""Saying which resolution of a committee above a task carries out."""

from app.actor import Actor, acting_as
from app.audit.services import record
from app.extensions import db, lock
from app.refusals import BadInput, NotAllowed, expect_version
from app.tasks.models import Task
from app.tasks.services import SECRETARIES, is_offered


def link_task(task: Task, commune_resolution_id: int | None, *, version: int | None, actor: Actor) -> None:
    """None takes the link away. Raises NotAllowed, SomebodyWasFaster, BadInput."""
    expect_leader(task, actor)
    lock(task)
    expect_version(
        task.version, version, "Nhiệm vụ này vừa được người khác cập nhật. Mở lại trang để xem bản mới nhất."
    )
    before = task.commune_resolution_id
    if commune_resolution_id == before:
        return
    if commune_resolution_id is not None and not is_offered(commune_resolution_id, task.cell_id):
        raise BadInput({"commune_resolution_id": "Chọn một nghị quyết trong danh sách."})
    task.commune_resolution_id = commune_resolution_id
    db.session.flush()  # the page shows the resolution, not only its id
    db.session.expire(task, ["commune_resolution"])
    record(
        "task_linked", actor=actor, organisation_id=task.cell_id, subject="task", subject_id=task.id,
        acting_as=acting_as(actor.roles_in(task.cell_id), SECRETARIES),
        before={"commune_resolution_id": before}, after={"commune_resolution_id": commune_resolution_id},
    )  # fmt: skip


def expect_leader(task: Task, actor: Actor) -> None:
    if not actor.roles_in(task.cell_id) & set(SECRETARIES):
        raise NotAllowed("Bí thư, phó bí thư gắn nhiệm vụ với nghị quyết.")
