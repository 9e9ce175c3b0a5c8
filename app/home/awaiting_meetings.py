"""What awaits one person in meetings, from the draft of an agenda to the rating."""

from datetime import date

from app import clock
from app.actor import Actor
from app.home import queries
from app.home.lists import Awaiting, Row
from app.meetings.models import Meeting
from workflows.meeting import KIND_LABELS, Kind, State
from workflows.roles import Role

SECRETARIES = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
BEFORE_HELD = (State.DRAFT, State.APPROVAL, State.CONVENED)
ONE_BY_ONE = 3  # as many verified meetings of a month stand singly
PAPERS = "gui"  # where the papers stand on the long page of a meeting


def add_meeting(found: Awaiting, one: queries.Unfinished, actor: Actor, today: date) -> None:
    """What the actor has to do for a meeting, into the lists where it belongs."""
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


def _roles(meeting: Meeting, actor: Actor) -> set[Role]:
    roles = set(actor.roles_in(meeting.cell_id))
    if meeting.chair_id == actor.person_id:
        roles.add(Role.CHAIR)
    if meeting.recorder_id == actor.person_id:
        roles.add(Role.RECORDER)
    return roles


def _name_of(meeting: Meeting, actor: Actor) -> str:
    """ "Sinh hoạt thường kỳ tháng 12/2026", with the cell where the person has to do with several."""
    words = f"Sinh hoạt {KIND_LABELS[Kind(meeting.kind)]} tháng {meeting.month.month}/{meeting.month.year}"
    several = actor.home_id != meeting.cell_id or len(actor.roles) > 1
    return f"{words}, {meeting.cell.name}" if several else words


def _when(meeting: Meeting) -> str:
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
        found.agree.rows.append(_row(meeting, _name_of(meeting, actor), f"{said}. {_when(meeting)}", "Xem, cho ý kiến"))
    elif roles & set(SECRETARIES):
        found.prepare.rows.append(_waiting_for_committee(one, said))


def _waiting_for_committee(one: queries.Unfinished, said: str) -> Row:
    meeting, needed = one.meeting, one.approvers // 2 + 1
    title = f"Chương trình tháng {meeting.month.month}/{meeting.month.year} đang chờ chi ủy"
    if one.agreed >= needed:
        return _row(meeting, title, f"{said}, đủ để triệu tập. {_when(meeting)}", "Triệu tập", tag="Đủ điều kiện")
    meta = f"{said}, cần ít nhất {needed}. {_when(meeting)}"
    return _row(meeting, title, meta, "Xem ai chưa trả lời", tag="Chờ chi ủy", tag_kind="wait")


def _invites(meeting: Meeting, actor: Actor) -> bool:
    """A convened meeting of the actor's own cell that has not begun; who calls it, or oversees it, need not answer."""
    if meeting.state != State.CONVENED or meeting.starts_at is None or meeting.starts_at <= clock.now():
        return False
    is_asked = meeting.cell_id == actor.home_id and Role.MEMBER in actor.roles_in(meeting.cell_id)
    return is_asked and meeting.chair_id != actor.person_id


def _to_answer(meeting: Meeting, actor: Actor) -> Row:
    return _row(meeting, _name_of(meeting, actor), _when(meeting), "Báo dự", "replies.mine")


def _to_finish(meeting: Meeting, actor: Actor, today: date) -> Row:
    late = meeting.starts_at is not None and clock.day_of(meeting.starts_at) < today
    tag = {"tag": "Quá ngày dự kiến", "tag_kind": "late"} if late else {}
    return _row(meeting, _name_of(meeting, actor), f"Đang soạn chương trình. {_when(meeting)}", "Soạn tiếp", **tag)


def _to_read(guidance_id: int, meeting: Meeting, actor: Actor) -> Row:
    title = f"Đọc văn bản định hướng tháng {meeting.month.month}/{meeting.month.year}"
    whose = meeting.cell.name if actor.home_id != meeting.cell_id else "chi bộ"
    return Row(
        title=title, meta=f"Chuẩn bị chương trình của {whose} theo văn bản này.", label="Đọc",
        endpoint="guidance.detail", arguments={"guidance_id": guidance_id},
    )  # fmt: skip


def _sitting(found: Awaiting, meeting: Meeting, roles: set[Role], actor: Actor, today: date) -> None:
    if not roles & {*SECRETARIES, Role.CHAIR, Role.RECORDER, Role.SCRIBE}:
        return
    if meeting.state == State.HELD:
        said = "Đang ghi sổ kỳ sinh hoạt: điểm danh, phát biểu, biểu quyết."
        found.today.rows.append(_row(meeting, _name_of(meeting, actor), said, "Ghi tiếp", "sessions.conduct"))
    elif meeting.starts_at is not None and clock.day_of(meeting.starts_at) <= today:
        late = clock.day_of(meeting.starts_at) < today
        tag = {"tag": "Đã quá ngày", "tag_kind": "late"} if late else {}
        found.today.rows.append(_row(meeting, _name_of(meeting, actor), _when(meeting), "Khai mạc", **tag))
    elif roles & set(SECRETARIES):
        said = f"Đã triệu tập. {_when(meeting)}"
        row = _row(meeting, _name_of(meeting, actor), said, "Xem, gửi tài liệu")
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
        row = _row(meeting, title, "Đã thẩm định, chờ xếp loại.", label, "evaluations.detail")
        found.to_rate.setdefault(meeting.month, []).append(row)


def add_rating(found: Awaiting) -> None:
    """What waits for a rating. On the evaluation day that is every cell of a commune: one row leads to their list."""
    for month, rows in sorted(found.to_rate.items()):
        if len(rows) <= ONE_BY_ONE:
            found.scores.rows += rows
            continue
        words = f"{month.month}/{month.year}"
        found.scores.rows.append(
            Row(
                title=f"{len(rows)} chi bộ chờ xếp loại tháng {words}",
                meta="Đã thẩm định. Xếp loại trên một danh sách, ghi chung một số văn bản.",
                label="Mở danh sách",
                endpoint="evaluations.day.show",
                arguments={"month": words},
            )
        )
