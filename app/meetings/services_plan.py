"""When and where a meeting is held and who leads it: planned in the draft, moved or replaced once it is convened."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor, acting_as
from app.approvals.queries import rounds_of, voices
from app.extensions import db, lock
from app.meetings import queries
from app.meetings.models import Meeting
from app.meetings.services import expect_version, take_step
from app.meetings.services_history import record_on
from app.meetings.services_papers import reissue
from app.members.queries import roll_of
from app.notifications.services import notify
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from workflows.meeting import KIND_LABELS, State
from workflows.notices import Notice
from workflows.roles import Role
from workflows.sight import WRITERS, Part

PREPARERS = WRITERS[Part.AGENDA][State.DRAFT]
SECRETARIES = WRITERS[Part.CONVENED][State.CONVENED]
# A meeting of March may be held at the end of February or late in April; a wrong year is a slip of the pen.
FAR_AWAY = timedelta(days=62)
CERTAIN = "Đúng là tổ chức ngày này"
FIELDS = ("starts_at", "place", "chair_id", "recorder_id", "observer_id", "theme", "model_meeting")


def doubt_about(meeting: Meeting, day: date) -> str:
    """What is asked back of who keys in a meeting as held on a day of another month; empty within its month."""
    month = meeting.month
    if (day.year, day.month) == (month.year, month.month):
        return ""
    return (
        f"Ngày {day:%d/%m/%Y} không thuộc tháng {month:%m/%Y} của kỳ sinh hoạt này. "
        f"Ghi đúng thì đánh dấu “{CERTAIN}” rồi gửi lại; ghi nhầm thì sửa ngày."
    )


@dataclass(frozen=True, kw_only=True)
class Plan:
    starts_at: datetime | None = None
    place: str = ""
    chair_id: int | None = None
    recorder_id: int | None = None
    observer_id: int | None = None
    theme: str = ""
    model_meeting: bool = False


def change_plan(meeting: Meeting, plan: Plan, *, actor: Actor, version: int | None = None) -> None:
    """Write time, place and people while the agenda is a draft. Raises BadInput, NotAllowed, SomebodyWasFaster."""
    lock(meeting)
    roles = queries.roles_at(meeting, actor)
    if not roles & PREPARERS:
        raise NotAllowed("Chỉ bí thư, phó bí thư hoặc người nhập liệu của chi bộ soạn chương trình.")
    if meeting.state != State.DRAFT:
        raise SomebodyWasFaster("Chương trình đã khóa từ lúc trình. Rút lại, hoặc sửa chương trình đã triệu tập.")
    expect_version(meeting, version)
    _refuse_bad_plan(meeting, plan)
    _change(meeting, {name: getattr(plan, name) for name in FIELDS}, actor, roles)


def set_theme(meeting: Meeting, theme: str, *, actor: Actor) -> None:
    """The theme alone, of a draft that the caller has locked."""
    _change(meeting, {"theme": theme}, actor, queries.roles_at(meeting, actor))


def change_room(meeting: Meeting, place: str, *, reason: str, actor: Actor, version: int | None = None) -> None:
    """Once convened the room may change with a reason and without a new round; everybody is told."""
    lock(meeting)
    roles = queries.roles_at(meeting, actor)
    if not roles & SECRETARIES:
        raise NotAllowed("Chỉ bí thư, phó bí thư đổi địa điểm đã thông báo.")
    if meeting.state != State.CONVENED:
        raise SomebodyWasFaster("Kỳ sinh hoạt không còn ở bước đổi địa điểm. Mở lại trang để xem bản mới nhất.")
    expect_version(meeting, version)
    errors = {} if reason.strip() else {"reason": "Nêu lý do đổi địa điểm."}
    if not 0 < len(place.strip()) <= 200:
        errors["place"] = "Ghi địa điểm mới, không quá 200 chữ."
    if errors:
        raise BadInput(errors)
    _change(meeting, {"place": place}, actor, roles, reason=reason)
    reissue(meeting, actor=actor, reason=f"Đổi địa điểm. {reason}", with_notice=True)
    tell_everybody(
        meeting, Notice.MOVED, f"{heading(meeting)} chuyển đến: {place}. Lý do: {reason}", but_not=actor.person_id
    )


def postpone(
    meeting: Meeting, starts_at: datetime | None, *, reason: str, actor: Actor, version: int | None = None
) -> None:
    """Another time for a convened meeting. Raises StepRefused without reason or time, BadInput for one in the past."""
    if starts_at is not None and starts_at <= clock.now():
        raise BadInput({"day": "Thời gian mới phải ở phía trước."})
    before = meeting.starts_at
    take_step(meeting, "postpone", actor=actor, reason=reason, version=version, has_new_time=starts_at is not None)
    _change(meeting, {"starts_at": starts_at}, actor, queries.roles_at(meeting, actor), reason=reason)
    reissue(meeting, actor=actor, reason=f"Hoãn sang thời gian khác. {reason}", with_notice=True)
    text = f"{heading(meeting)} chuyển từ {_when(before)} sang {_when(starts_at)}. Lý do: {reason}"
    tell_everybody(meeting, Notice.POSTPONED, text, but_not=actor.person_id)


def replace_chair(
    meeting: Meeting, person_id: int | None, *, reason: str, actor: Actor, version: int | None = None
) -> None:
    _replace(meeting, "replace_chair", "chair_id", "chủ trì", person_id, reason=reason, actor=actor, version=version)


def replace_recorder(
    meeting: Meeting, person_id: int | None, *, reason: str, actor: Actor, version: int | None = None
) -> None:
    _replace(
        meeting, "replace_recorder", "recorder_id", "thư ký", person_id, reason=reason, actor=actor, version=version
    )


def _replace(
    meeting: Meeting, step: str, column: str, office: str, person_id: int | None,
    *, reason: str, actor: Actor, version: int | None,
) -> None:  # fmt: skip
    if person_id is not None and person_id not in people_of(meeting):
        raise BadInput({"person_id": f"Người {office} phải là đảng viên của chi bộ."})
    roles = queries.roles_at(meeting, actor)
    before = getattr(meeting, column)
    named = person_id is not None and person_id != before
    take_step(meeting, step, actor=actor, reason=reason, version=version, successor_is_named=named)
    _change(meeting, {column: person_id}, actor, roles, reason=reason)
    db.session.flush()  # the papers read the new one
    db.session.expire(meeting, [column.removesuffix("_id")])
    reissue(meeting, actor=actor, reason=f"Thay {office}. {reason}", with_notice=False)
    told = {person for person in (before, person_id) if person}
    new = people_of(meeting).get(person_id or 0, "")
    text = f"Đ/c {new} làm {office} {heading(meeting).lower()}. Lý do: {reason}"
    notify(told, Notice.REPLACED, text, path_of(meeting), but_not=actor.person_id)


def people_of(meeting: Meeting) -> dict[int, str]:
    """Who may lead, record or present: the members of the cell on the day, in the order of names, none suspended."""
    on = clock.day_of(meeting.starts_at) if meeting.starts_at else clock.today()
    return {row.person.id: row.person.full_name for row in roll_of(meeting.cell_id, on) if not row.suspended}


def tell_everybody(
    meeting: Meeting, kind: Notice, text: str, *, but_not: int | None = None, with_guests: bool = True
) -> None:
    """All members, the overseer, and the guests of a model meeting (unless it is of what they do not see)."""
    asked = with_guests and meeting.model_meeting
    guests = {guest.person_id for guest in queries.guests_of(meeting.id)} if asked else set()
    overseers = {person.id for person, _ in people_as(meeting.cell_id, (Role.OVERSEER,), clock.today())}
    people = overseers | guests | set(people_of(meeting))
    notify(people, kind, text, path_of(meeting), but_not=but_not, meeting_id=meeting.id)


def tell_the_committee(meeting: Meeting, kind: Notice, text: str, *, but_not: int | None = None) -> None:
    """Those who know of a meeting that is not convened yet: the committee, the approvers and the overseer."""
    told = {person.id for person, _ in people_as(meeting.cell_id, queries.OFFICES, clock.today())}
    for found in rounds_of(meeting.id)[:1]:
        told |= {agreement.person_id for agreement in voices(found)}
    notify(told, kind, text, path_of(meeting), but_not=but_not)


def heading(meeting: Meeting) -> str:
    return f"Sinh hoạt chi bộ {KIND_LABELS[meeting.kind]} tháng {meeting.month.month}/{meeting.month.year}"


def path_of(meeting: Meeting) -> str:
    return f"/meetings/{meeting.id}"


def plan_errors(meeting: Meeting, plan: Plan) -> dict[str, str]:
    known = people_of(meeting)
    errors = {
        name: "Chọn một đảng viên của chi bộ."
        for name in ("chair_id", "recorder_id", "observer_id")
        if getattr(plan, name) is not None and getattr(plan, name) not in known
    }
    if plan.chair_id is not None and plan.chair_id == plan.recorder_id:
        errors["recorder_id"] = "Thư ký không đồng thời là người chủ trì."
    if len(plan.place) > 200:
        errors["place"] = "Địa điểm không quá 200 chữ."
    if len(plan.theme) > 300:
        errors["theme"] = "Tên chuyên đề không quá 300 chữ."
    if plan.starts_at is not None and _is_far(clock.day_of(plan.starts_at), meeting.month):
        errors["day"] = f"Ngày này cách xa tháng {meeting.month.month}/{meeting.month.year}, xem lại tháng và năm."
    return errors


def _refuse_bad_plan(meeting: Meeting, plan: Plan) -> None:
    if errors := plan_errors(meeting, plan):
        raise BadInput(errors)


def _is_far(day: date, month: date) -> bool:
    return abs(day - month) > FAR_AWAY


def _change(meeting: Meeting, values: dict[str, Any], actor: Actor, roles: frozenset[Role], reason: str = "") -> None:
    """Write the values and the history of those that differ."""
    before = {name: getattr(meeting, name) for name in values if getattr(meeting, name) != values[name]}
    if not before:
        return
    for name in before:
        setattr(meeting, name, values[name])
    record_on(
        meeting,
        "meeting_changed",
        actor=actor,
        acting_as=acting_as(roles, PREPARERS | {Role.CHAIR, Role.OFFICE}),
        before=before,
        after={name: values[name] for name in before} | ({"reason": reason} if reason else {}),
    )


def _when(moment: datetime | None) -> str:
    return moment.astimezone(clock.VIETNAM).strftime("%H giờ %M ngày %d/%m/%Y") if moment else "chưa rõ"
