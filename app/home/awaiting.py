"""What awaits one person, as counted lists with the action in the row. Pure composition of what `queries` read."""

from dataclasses import dataclass, field
from datetime import date

from app import clock
from app.actor import Actor
from app.guidance.queries import Missing, missing_at
from app.home import queries
from app.inspections.queries_home import Waiting, waiting_for
from app.inspections.services_steps import title_of
from app.meetings.models import Meeting
from app.petitions.models import Petition
from app.petitions.queries import awaiting as petitions_awaiting
from app.planning.queries_due import Waiting as WaitingPlan
from app.planning.queries_due import waiting_for as waiting_for_plans
from app.sessions.queries import Absentee, absentees_of
from app.tasks.models import Task
from workflows.calendar import months_away
from workflows.meeting import KIND_LABELS, Kind, State
from workflows.petition import State as PetitionState
from workflows.petition import is_overdue
from workflows.plan import KIND_LABELS as PLAN_LABELS
from workflows.plan import State as PlanState
from workflows.roles import Role
from workflows.task import State as TaskState

SECRETARIES = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
COMMITTEE = (*SECRETARIES, Role.COMMITTEE_MEMBER)
HANDLING = (*SECRETARIES, Role.OVERSEER, Role.OFFICE)
# The office reads the same on the list of each cell: of a whole commune it would be too long for a first page.
CLOSE_BY = (*COMMITTEE, Role.OVERSEER)
BEFORE_HELD = (State.DRAFT, State.APPROVAL, State.CONVENED)
MOST_PLANS = 5
PAPERS = "gui"  # where the papers stand on the long page of a meeting


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing to do: what it is, the button's words, and the page that it leads to (endpoint and its arguments)."""

    title: str
    meta: str
    label: str
    endpoint: str
    arguments: dict[str, int | str]
    tag: str = ""
    tag_kind: str = ""  # "late", "warn", "wait"


@dataclass
class Group:
    title: str
    rows: list[Row] = field(default_factory=list)
    hot: bool = False


@dataclass
class Awaiting:
    today: Group = field(default_factory=lambda: Group("Làm hôm nay", hot=True))
    guidance: Group = field(default_factory=lambda: Group("Văn bản định hướng"))
    agree: Group = field(default_factory=lambda: Group("Chương trình chờ đồng chí duyệt"))
    answer: Group = field(default_factory=lambda: Group("Kỳ sinh hoạt chờ đồng chí báo dự"))
    prepare: Group = field(default_factory=lambda: Group("Chuẩn bị sinh hoạt"))
    papers: Group = field(default_factory=lambda: Group("Biên bản, nghị quyết"))
    scores: Group = field(default_factory=lambda: Group("Điểm và xếp loại"))
    tasks: Group = field(default_factory=lambda: Group("Nhiệm vụ"))
    plans: Group = field(default_factory=lambda: Group("Quy chế, kế hoạch năm"))
    inspections: Group = field(default_factory=lambda: Group("Kiểm tra, giám sát"))
    petitions: Group = field(default_factory=lambda: Group("Kiến nghị, phản ánh"))
    absent: Group = field(default_factory=lambda: Group("Đảng viên vắng sinh hoạt nhiều"))

    def groups(self) -> list[Group]:
        """The lists that hold something, by urgency: who has nothing to do is not led through empty headings."""
        lists = (
            self.today,
            self.guidance,
            self.agree,
            self.answer,
            self.prepare,
            self.papers,
            self.scores,
            self.tasks,
            self.plans,
            self.inspections,
            self.petitions,
            self.absent,
        )
        return [group for group in lists if group.rows]


def awaiting(actor: Actor, today: date) -> Awaiting:
    """Everything that waits for the actor on the day. At most six statements, whatever the roles."""
    since = date(today.year - (today.month <= 3), (today.month - 4) % 12 + 1, 1)
    found = Awaiting()
    for one in queries.unfinished(actor, since, today):
        meeting, roles = one.meeting, _roles(one.meeting, actor)
        if meeting.state == State.DRAFT and roles & {*SECRETARIES, Role.SCRIBE}:
            found.prepare.rows.append(_to_finish(meeting, actor, today))
        if meeting.state == State.APPROVAL and one.approvers:
            _approval(found, one, roles, actor)
        if one.unread and meeting.state in BEFORE_HELD:
            found.guidance.rows.append(_to_read(one.unread, meeting, actor))
        if meeting.state in (State.CONVENED, State.HELD):
            _sitting(found, meeting, roles, actor, today)
        if _invites(meeting, actor) and not one.answered:
            found.answer.rows.append(_to_answer(meeting, actor))
        if meeting.state == State.MINUTES:
            _papers(found, one, roles)
        if meeting.state == State.SCORED:
            _scores(found, one, roles)
    if actor.home_id and Role.OFFICE in actor.roles_in(actor.home_id):
        found.guidance.rows += [_guidance(one, today) for one in missing_at(actor.home_id, today)]
    found.tasks.rows = [_task(task, actor, today) for task in queries.pressing_tasks(actor, today)]
    found.plans.rows = _plans(waiting_for_plans(actor))
    found.inspections.rows = [row for one in waiting_for(actor) for row in _inspection(one, actor, today)]
    if actor.holds(*HANDLING):
        found.petitions.rows = [_petition(one, actor, today) for one in petitions_awaiting(actor, today)]
    found.absent.rows = [_absent(one) for one in absentees_of(actor.organisations_as(*CLOSE_BY), today)]
    return found


def _to_read(guidance_id: int, meeting: Meeting, actor: Actor) -> Row:
    title = f"Đọc văn bản định hướng tháng {meeting.month.month}/{meeting.month.year}"
    whose = meeting.cell.name if actor.home_id != meeting.cell_id else "chi bộ"
    return Row(
        title=title, meta=f"Chuẩn bị chương trình của {whose} theo văn bản này.", label="Đọc",
        endpoint="guidance.detail", arguments={"guidance_id": guidance_id},
    )  # fmt: skip


def _guidance(one: Missing, today: date) -> Row:
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


def _plans(waiting: list[WaitingPlan]) -> list[Row]:
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


def _inspection(one: Waiting, actor: Actor, today: date) -> list[Row]:
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
    if row.state == "concluded" and today < months_away(row.quarter, 3):
        return None
    return {
        "planned": ("Hoàn chỉnh, thông báo", "Đang trong chương trình, chưa thông báo."),
        "announced": ("Xem, bắt đầu", "Đã thông báo, chờ chi bộ gửi báo cáo."),
        "under_way": ("Ghi hồ sơ", "Đang tiến hành ở các chi bộ."),
        "drafted": ("Ban hành kết luận", "Đã hết hạn góp ý dự thảo."),
        "concluded": ("Kiểm tra lại", "Đã sang quý sau: kiểm tra lại việc khắc phục."),
    }[str(row.state)]


def _absent(one: Absentee) -> Row:
    return Row(
        title=f"Đ/c {one.name}", meta=f"{one.alert} Chi bộ gặp, nắm lý do.", label="Xem", endpoint="members.detail",
        arguments={"person_id": one.person_id},
    )  # fmt: skip


def _roles(meeting: Meeting, actor: Actor) -> set[Role]:
    roles = set(actor.roles_in(meeting.cell_id))
    if meeting.chair_id == actor.person_id:
        roles.add(Role.CHAIR)
    if meeting.recorder_id == actor.person_id:
        roles.add(Role.RECORDER)
    return roles


def name_of(meeting: Meeting, actor: Actor) -> str:
    """ "Sinh hoạt thường kỳ tháng 12/2026", with the cell where the person has to do with several."""
    words = f"Sinh hoạt {KIND_LABELS[Kind(meeting.kind)]} tháng {meeting.month.month}/{meeting.month.year}"
    several = actor.home_id != meeting.cell_id or len(actor.roles) > 1
    return f"{words}, {meeting.cell.name}" if several else words


def when(meeting: Meeting) -> str:
    if meeting.starts_at is None:
        return "Chưa ghi thời gian."
    local = meeting.starts_at.astimezone(clock.VIETNAM)
    return f"{local:%d/%m/%Y}, {local:%H giờ %M}, {meeting.place or 'chưa ghi địa điểm'}."


def _row(meeting: Meeting, title: str, meta: str, label: str, endpoint: str = "meetings.detail", **more: str) -> Row:
    return Row(
        title=title, meta=meta, label=label, endpoint=endpoint, arguments={"meeting_id": meeting.id}, **more
    )  # fmt: skip


def _approval(found: Awaiting, one: queries.Unfinished, roles: set[Role], actor: Actor) -> None:
    meeting, said = one.meeting, f"Đã có {one.agreed}/{one.approvers} đồng chí đồng ý"
    if one.mine_is_missing:
        found.agree.rows.append(_row(meeting, name_of(meeting, actor), f"{said}. {when(meeting)}", "Xem, cho ý kiến"))
    elif roles & set(SECRETARIES):
        found.prepare.rows.append(_waiting_for_committee(one, said))


def _waiting_for_committee(one: queries.Unfinished, said: str) -> Row:
    meeting, needed = one.meeting, one.approvers // 2 + 1
    title = f"Chương trình tháng {meeting.month.month}/{meeting.month.year} đang chờ chi ủy"
    if one.agreed >= needed:
        return _row(meeting, title, f"{said}, đủ để triệu tập. {when(meeting)}", "Triệu tập", tag="Đủ điều kiện")
    meta = f"{said}, cần ít nhất {needed}. {when(meeting)}"
    return _row(meeting, title, meta, "Xem ai chưa trả lời", tag="Chờ chi ủy", tag_kind="wait")


def _invites(meeting: Meeting, actor: Actor) -> bool:
    """A convened meeting of the actor's own cell that has not begun; who calls it, or oversees it, need not answer."""
    if meeting.state != State.CONVENED or meeting.starts_at is None or meeting.starts_at <= clock.now():
        return False
    is_asked = meeting.cell_id == actor.home_id and Role.MEMBER in actor.roles_in(meeting.cell_id)
    return is_asked and meeting.chair_id != actor.person_id


def _to_answer(meeting: Meeting, actor: Actor) -> Row:
    return _row(meeting, name_of(meeting, actor), when(meeting), "Báo dự", "replies.mine")


def _to_finish(meeting: Meeting, actor: Actor, today: date) -> Row:
    late = meeting.starts_at is not None and clock.day_of(meeting.starts_at) < today
    tag = {"tag": "Quá ngày dự kiến", "tag_kind": "late"} if late else {}
    return _row(meeting, name_of(meeting, actor), f"Đang soạn chương trình. {when(meeting)}", "Soạn tiếp", **tag)


def _sitting(found: Awaiting, meeting: Meeting, roles: set[Role], actor: Actor, today: date) -> None:
    if not roles & {*SECRETARIES, Role.CHAIR, Role.RECORDER, Role.SCRIBE}:
        return
    if meeting.state == State.HELD:
        said = "Đang ghi sổ kỳ sinh hoạt: điểm danh, phát biểu, biểu quyết."
        found.today.rows.append(_row(meeting, name_of(meeting, actor), said, "Ghi tiếp", "sessions.conduct"))
    elif meeting.starts_at is not None and clock.day_of(meeting.starts_at) <= today:
        late = clock.day_of(meeting.starts_at) < today
        tag = {"tag": "Đã quá ngày", "tag_kind": "late"} if late else {}
        found.today.rows.append(_row(meeting, name_of(meeting, actor), when(meeting), "Khai mạc", **tag))
    elif roles & set(SECRETARIES):
        said = f"Đã triệu tập. {when(meeting)}"
        row = _row(meeting, name_of(meeting, actor), said, "Xem, gửi tài liệu")
        row.arguments["_anchor"] = PAPERS
        found.prepare.rows.append(row)


def _papers(found: Awaiting, one: queries.Unfinished, roles: set[Role]) -> None:
    meeting = one.meeting
    month = f"tháng {meeting.month.month}/{meeting.month.year}"
    for role, words in ((Role.RECORDER, "thư ký"), (Role.CHAIR, "chủ trì")):
        if role in roles and role not in one.signed:
            said = f"Đồng chí ký với tư cách {words}."
            found.papers.rows.append(_row(meeting, f"Ký biên bản {month}", said, "Đọc và ký", "minutes.detail"))
    if not roles & {Role.SECRETARY, Role.DEPUTY_SECRETARY}:
        return
    missing = [w for role, w in ((Role.RECORDER, "thư ký"), (Role.CHAIR, "chủ trì")) if role not in one.signed]
    if missing and not roles & {Role.CHAIR, Role.RECORDER}:
        said = f"Còn thiếu chữ ký của {' và '.join(missing)}."
        row = _row(meeting, f"Biên bản {month}", said, "Xem biên bản", "minutes.detail", tag="Chờ ký", tag_kind="wait")
        found.papers.rows.append(row)
    elif not missing and one.to_issue:
        said = "Biên bản đã đủ chữ ký, nghị quyết chờ ban hành."
        found.papers.rows.append(_row(meeting, f"Nghị quyết {month}", said, "Ký, ban hành", "resolutions.detail"))
    elif not missing:
        said = "Biên bản, nghị quyết đã xong."
        found.papers.rows.append(_row(meeting, f"Nộp hồ sơ sinh hoạt {month}", said, "Nộp lên Đảng ủy"))


def _scores(found: Awaiting, one: queries.Unfinished, roles: set[Role]) -> None:
    meeting = one.meeting
    title = f"{meeting.cell.name}, tháng {meeting.month.month}/{meeting.month.year}"
    if not one.verified and Role.OVERSEER in roles:
        found.scores.rows.append(_row(meeting, title, "Chi bộ đã tự chấm điểm.", "Thẩm định", "evaluations.detail"))
    elif not one.verified and not one.overseen and Role.OFFICE in roles:
        said = "Chi bộ đã tự chấm điểm, chưa có đảng ủy viên phụ trách để thẩm định."
        found.scores.rows.append(_row(meeting, title, said, "Thẩm định", "evaluations.detail"))
    elif one.verified and roles & {Role.LEADERSHIP, Role.OFFICE}:
        label = "Quyết định" if Role.LEADERSHIP in roles else "Lập đề nghị"
        found.scores.rows.append(_row(meeting, title, "Đã thẩm định, chờ xếp loại.", label, "evaluations.detail"))


def _task(task: Task, actor: Actor, today: date) -> Row:
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


TO_DO = {PetitionState.RAISED: "Xem, tiếp nhận", PetitionState.IN_HAND: "Xem, xử lý"}


def _petition(one: Petition, actor: Actor, today: date) -> Row:
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
