"""Who is told of a step of a plan, and in which words."""

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor
from app.appointments.queries import office_over
from app.planning.models import CellPlan
from app.planning.queries import approvers_of
from workflows.plan import KIND_LABELS, SECRETARIES


def told_of(plan: CellPlan, step: str, actor: Actor, reason: str) -> tuple[set[int], str]:
    """Person ids and the sentence; nobody where only the page changes."""
    name, cell = f"{KIND_LABELS[plan.kind]} năm {plan.year}", plan.cell.name
    because = f" Lý do: {reason}" if reason else ""
    today = clock.today()
    authors = {person.id for person, _ in people_as(plan.cell_id, tuple(SECRETARIES), today)}
    offices = office_over(plan.cell_id, today)
    told: dict[str, tuple[set[int], str]] = {
        "submit": (set(approvers_of(plan, today)), f"{name} của {cell} chờ đồng chí cho ý kiến."),
        "agree": (authors, f"Đ/c {actor.name} đồng ý {name} của {cell}."),
        "return": (authors, f"Đ/c {actor.name} trả lại {name} để sửa.{because}"),
        "send": (offices, f"{cell} gửi {name}."),
        "send_back": (authors, f"Đảng ủy đề nghị sửa {name} của {cell}.{because}"),
        "finish": (authors, f"Đảng ủy đã ghi nhận {name} của {cell}."),
        "revise": (offices, f"{cell} điều chỉnh {name}.{because}"),
    }
    return told.get(step, (set(), ""))
