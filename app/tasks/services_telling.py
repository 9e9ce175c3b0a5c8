"""Telling of tasks: the cell's secretaries of a report, the owner of all that is decided about it."""

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor
from app.notifications.services import notify
from app.tasks.models import Task
from workflows.engine import Step
from workflows.notices import Notice
from workflows.roles import Role
from workflows.task import TaskFacts

SECRETARIES = (Role.SECRETARY, Role.DEPUTY_SECRETARY)


def tell_of_step(task: Task, step: Step[TaskFacts], actor: Actor) -> None:
    work = short(task.work)
    if step.name == "report":
        people = [person.id for person, _ in people_as(task.cell_id, SECRETARIES, clock.today())]
        notify(people, Notice.TASK, f"{actor.name} báo cáo kết quả: {work}", path_of(task), but_not=actor.person_id)
        return
    words = {
        "return": "Nhiệm vụ được trả lại để làm tiếp",
        "confirm": "Nhiệm vụ đã được xác nhận hoàn thành",
        "extend": "Nhiệm vụ được gia hạn",
        "reassign": "Đồng chí được giao nhiệm vụ",
        "drop": "Nhiệm vụ thôi thực hiện",
    }
    tell_owner(task, actor, f"{words[step.name]}: {work}")


def tell_owner(task: Task, actor: Actor, text: str) -> None:
    if task.owner_id:
        notify([task.owner_id], Notice.TASK, text, path_of(task), but_not=actor.person_id)


def path_of(task: Task) -> str:
    return f"/tasks/{task.id}"


def short(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:157]}…"
