"""What awaits one person beside meetings: guidance, tasks, petitions, plans, inspections, members who stay away."""

from datetime import date

from app.actor import Actor
from app.guidance.queries import Missing
from app.home.lists import Row
from app.inspections.queries_home import Waiting
from app.inspections.services_steps import title_of
from app.petitions.models import Petition
from app.planning.queries_due import Waiting as WaitingPlan
from app.sessions.queries import Absentee
from app.tasks.models import Task
from workflows.calendar import months_away
from workflows.petition import State as PetitionState
from workflows.petition import is_overdue
from workflows.plan import KIND_LABELS as PLAN_LABELS
from workflows.plan import State as PlanState
from workflows.roles import Role
from workflows.task import State as TaskState

MOST_PLANS = 5
TO_DO = {PetitionState.RAISED: "Xem, tiếp nhận", PetitionState.IN_HAND: "Xem, xử lý"}


def guidance_row(one: Missing, today: date) -> Row:
    month = f"{one.month.month}/{one.month.year}"
    late = {"tag": "Đã vào tháng", "tag_kind": "late"} if one.month <= today else {}
    said = "Các chi bộ chưa có dự thảo chương trình từ văn bản này."
    if one.draft_id is None:
        return Row(
            title=f"Định hướng tháng {month} chưa ban hành", meta=said, label="Soạn văn bản", endpoint="guidance.new",
            arguments={}, **late,
        )  # fmt: skip
    return Row(
        title=f"Định hướng tháng {month} chưa ban hành", meta=f"Đang có bản thảo. {said}", label="Xem, ban hành",
        endpoint="guidance.detail", arguments={"guidance_id": one.draft_id}, **late,
    )  # fmt: skip


def plan_rows(waiting: list[WaitingPlan]) -> list[Row]:
    """One by one where they are few; the office of many cells gets one row that leads to the list."""
    sent = [one for one in waiting if one.state == PlanState.SENT]
    rows = [_plan(one) for one in waiting if one.state != PlanState.SENT or len(sent) <= MOST_PLANS]
    if len(sent) <= MOST_PLANS:
        return rows
    return [
        *rows,
        Row(
            title=f"{len(sent)} văn bản chi bộ đã gửi", meta="Quy chế làm việc, kế hoạch năm chờ Đảng ủy ghi nhận.",
            label="Xem, ghi nhận", endpoint="planning.compliance", arguments={"year": sent[0].year, "which": "sent"},
        ),
    ]  # fmt: skip


def _plan(one: WaitingPlan) -> Row:
    title, sent = f"{PLAN_LABELS[one.kind]} năm {one.year}", one.state == PlanState.SENT
    said = "chi bộ đã gửi, chờ ghi nhận." if sent else "chờ đồng chí cho ý kiến."
    return Row(
        title=title, meta=f"{one.cell}: {said}", label="Xem, ghi nhận" if sent else "Xem, cho ý kiến",
        endpoint="planning.detail", arguments={"cell_plan_id": one.plan_id},
    )  # fmt: skip


def inspection_rows(one: Waiting, actor: Actor, today: date) -> list[Row]:
    row, found = one.inspection, []
    title = title_of(row)
    if one.file is not None:
        found += _of_inspected(one, title, today)
    if Role.INSPECTOR in actor.roles_in(row.organisation_id) and (said := _to_inspect(one, today)):
        label, meta = said
        found.append(
            Row(title=title, meta=meta, label=label, endpoint="inspections.detail", arguments={"inspection_id": row.id})
        )
    return found


def _of_inspected(one: Waiting, title: str, today: date) -> list[Row]:
    """What the own cell owes: its report, its comment, what is to be mended."""
    row, file = one.inspection, one.file
    assert file is not None  # noqa: S101 - asked for an inspected cell only
    owed: list[tuple[str, str, date | None]] = []
    if row.state in ("announced", "under_way") and file.report_sent_at is None:
        owed.append(("Viết báo cáo", "Báo cáo tự kiểm tra của chi bộ", row.report_due))
    if row.state == "drafted" and file.commented_at is None and not (row.comment_due and row.comment_due < today):
        owed.append(("Đọc, góp ý", "Dự thảo kết luận chờ chi bộ góp ý", row.comment_due))
    if row.state == "concluded" and one.open:
        owed.append(("Báo cáo khắc phục", f"{one.open} việc phải khắc phục", one.soonest))
    return [
        Row(
            title=title, meta=f"{said}{f', hạn {by:%d/%m/%Y}' if by else ''}.", label=label,
            endpoint="inspections.file", arguments={"file_id": file.id},
            **({"tag": "Quá hạn", "tag_kind": "late"} if by and by < today else {}),
        )
        for label, said, by in owed
    ]  # fmt: skip


def _to_inspect(one: Waiting, today: date) -> tuple[str, str] | None:
    """Label and words of the next step of a campaign; none while it waits for others."""
    row = one.inspection
    if row.state == "drafted" and row.comment_due and row.comment_due >= today:
        return None
    if row.state == "concluded" and one.reported:
        return "Xem, xác nhận", f"{one.reported} việc chi bộ báo đã khắc phục, chờ xác nhận."
    if row.state == "concluded" and today < months_away(row.quarter, 3):
        return None
    return {
        "planned": ("Hoàn chỉnh, thông báo", "Đang trong chương trình, chưa thông báo."),
        "announced": ("Xem, bắt đầu", "Đã thông báo, chờ chi bộ gửi báo cáo."),
        "under_way": ("Ghi hồ sơ", "Đang tiến hành ở các chi bộ."),
        "drafted": ("Ban hành kết luận", "Đã hết hạn góp ý dự thảo."),
        "concluded": ("Kiểm tra lại", "Đã sang quý sau: kiểm tra lại việc khắc phục."),
    }[str(row.state)]


def absent_row(one: Absentee) -> Row:
    return Row(
        title=f"Đ/c {one.name}", meta=f"{one.alert} Chi bộ gặp, nắm lý do.", label="Xem", endpoint="members.detail",
        arguments={"person_id": one.person_id},
    )  # fmt: skip


def task_row(task: Task, actor: Actor, today: date) -> Row:
    owner = (
        "Của đồng chí"
        if task.owner_id == actor.person_id
        else f"Đ/c {task.owner.full_name if task.owner else task.owner_name}"
    )
    days = (task.deadline - today).days if task.deadline else 0
    if task.state == TaskState.REPORTED:
        tag, kind, label = "Chờ xác nhận", "wait", "Xem, xác nhận"
    elif days < 0:
        tag, kind, label = f"Quá hạn {-days} ngày", "late", "Xem nhiệm vụ"
    else:
        tag, kind, label = ("Hạn hôm nay" if days == 0 else f"Còn {days} ngày"), "warn", "Xem nhiệm vụ"
    deadline = f" Hạn {task.deadline:%d/%m/%Y}." if task.deadline else ""
    return Row(
        title=task.work, meta=f"{owner}.{deadline}", label=label, endpoint="tasks.detail",
        arguments={"task_id": task.id}, tag=tag, tag_kind=kind,
    )  # fmt: skip


def petition_row(one: Petition, actor: Actor, today: date) -> Row:
    """Who raised it is not said: a first page is read over somebody's shoulder."""
    is_open = one.state in TO_DO
    where = f"{one.cell.name}. " if one.cell_id != actor.home_id else ""
    meta = f"Hạn {one.deadline:%d/%m/%Y}." if is_open and one.deadline else "Có trả lời, báo chi bộ rồi ghi nhận."
    if is_overdue(one.state, one.deadline, today) and one.deadline:
        tag, kind = f"Quá hạn {(today - one.deadline).days} ngày", "late"
    else:
        tag, kind = ("Nổi cộm", "warn") if one.hot else ("", "")
    return Row(
        title=one.text if len(one.text) <= 160 else f"{one.text[:159]}…", meta=f"{where}{meta}",
        label=TO_DO.get(one.state, "Xem trả lời"), endpoint="petitions.detail", arguments={"petition_id": one.id},
        tag=tag, tag_kind=kind,
    )  # fmt: skip
