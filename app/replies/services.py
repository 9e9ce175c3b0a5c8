"""Answering a notice: coming or not, opinions registered beforehand. Until the chair opens the meeting."""

from sqlalchemy import func, select

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor
from app.extensions import db, lock
from app.meetings.models import Meeting
from app.meetings.services_history import record_on
from app.meetings.services_plan import heading, path_of
from app.notifications.services import notify
from app.refusals import BadInput, NotAllowed, NotKnown, SomebodyWasFaster, expect_version
from app.replies import queries
from app.replies.models import About, AttendanceReply, Opinion
from workflows.meeting import State
from workflows.notices import Notice
from workflows.roles import Role

LONGEST_REASON = 300
LONGEST_OPINION = 5000
MOST_OPINIONS = 20
NOT_ASKED = "Chỉ đảng viên phải dự kỳ sinh hoạt này báo dự, xin vắng ở đây."
TOO_LATE = (
    "Kỳ sinh hoạt đã khai mạc hoặc không còn ở bước tổ chức, nên không nhận trả lời trước nữa. "
    "Đồng chí báo trực tiếp với chủ trì hoặc thư ký."
)


def reply(meeting: Meeting, coming: bool, reason: str = "", *, actor: Actor, version: int = 0) -> AttendanceReply:
    """Say whether one comes; the last word counts. `version` is the answer's on the page, 0 for the first.

    Raises NotAllowed, SomebodyWasFaster (opened meanwhile, or answered on another device), BadInput without a reason.
    """
    _expect_open(meeting, actor)
    reason = "" if coming else reason.strip()
    if not coming and not 0 < len(reason) <= LONGEST_REASON:
        raise BadInput({"reason": f"Ghi lý do xin vắng, không quá {LONGEST_REASON} chữ."})
    found = queries.reply_of(meeting.id, actor.person_id)
    expect_version(
        found.version if found else 0, version, "Đồng chí vừa trả lời ở trang khác. Xem lại rồi trả lời nếu cần đổi."
    )
    before = {"coming": found.coming, "reason": found.reason} if found else None
    after = {"coming": coming, "reason": reason}
    if found is None:
        found = AttendanceReply(meeting_id=meeting.id, person_id=actor.person_id)
        db.session.add(found)
    if before == after:
        return found
    found.coming, found.reason, found.replied_at = coming, reason, clock.now()
    _record("attendance_replied", meeting, actor, before=before, after=after)
    _tell_of_absence(meeting, actor, before, coming, reason)
    return found


def _expect_open(meeting: Meeting, actor: Actor) -> None:
    if not queries.may_reply(meeting, actor.person_id):
        raise NotAllowed(NOT_ASKED)
    lock(meeting)  # who opens it meanwhile takes the answers over into the roll call: none may come behind
    if meeting.state != State.CONVENED:
        raise SomebodyWasFaster(TOO_LATE)


def _tell_of_absence(meeting: Meeting, actor: Actor, before: dict | None, coming: bool, reason: str) -> None:
    """Secretary and deputy hear of who stays away, and of who comes after all; of all the others the page tells."""
    if coming and (before is None or before["coming"]):
        return
    said = "sẽ dự" if coming else f"xin vắng: {reason}"
    leaders = people_as(meeting.cell_id, (Role.SECRETARY, Role.DEPUTY_SECRETARY), clock.today())
    told = [person.id for person, _ in leaders]
    text = f"Đ/c {actor.name} {said} ({heading(meeting).lower()})"
    notify(told, Notice.ABSENCE, text, f"{path_of(meeting)}/replies", but_not=actor.person_id)


def register_opinion(meeting: Meeting, subject: str, text: str, *, actor: Actor) -> Opinion:
    """Register to speak about a subject of `queries.subjects_of`, or comment on the draft resolution.

    An empty text is a place in the list of speakers; a comment on the draft says something. Raises as `reply` does.
    """
    _expect_open(meeting, actor)
    text, subjects = text.strip(), queries.subjects_of(meeting)
    errors: dict[str, str] = {}
    if subject not in subjects:
        errors["subject"] = "Chọn nội dung muốn phát biểu hoặc góp ý."
    if len(text) > LONGEST_OPINION:
        errors["text"] = f"Ý kiến dài quá {LONGEST_OPINION} chữ, viết gọn lại."
    if subject == About.RESOLUTION and not text:
        errors["text"] = "Ghi ý kiến góp ý vào dự thảo nghị quyết."
    if errors:
        raise BadInput(errors)
    if _count(meeting, actor) >= MOST_OPINIONS:
        raise BadInput(f"Đồng chí đã đăng ký {MOST_OPINIONS} ý kiến, bỏ bớt ý kiến cũ rồi đăng ký tiếp.")
    about, _, item_id = subject.partition("-")
    opinion = Opinion(
        meeting_id=meeting.id, person_id=actor.person_id, about=About(about), text=text, registered_at=clock.now(),
        item_id=int(item_id) if item_id else None,
    )  # fmt: skip
    db.session.add(opinion)
    db.session.flush()  # its id goes into the history
    _record(
        "opinion_registered", meeting, actor, opinion_id=opinion.id, about=about, item_id=opinion.item_id, text=text
    )
    return opinion


def _count(meeting: Meeting, actor: Actor) -> int:
    mine = (Opinion.meeting_id == meeting.id, Opinion.person_id == actor.person_id, Opinion.withdrawn_at.is_(None))
    return db.session.scalar(select(func.count()).where(*mine)) or 0


def withdraw_opinion(meeting: Meeting, opinion_id: int, *, actor: Actor) -> None:
    """Take one's own opinion back; a second click changes nothing. Raises NotKnown for somebody else's."""
    _expect_open(meeting, actor)
    opinion = queries.own_opinion(opinion_id, meeting, actor)
    if opinion is None:
        raise NotKnown
    if opinion.withdrawn_at is None:
        opinion.withdrawn_at = clock.now()
        _record("opinion_withdrawn", meeting, actor, opinion_id=opinion.id)


def _record(event: str, meeting: Meeting, actor: Actor, **data: object) -> None:
    record_on(meeting, event, actor=actor, acting_as=str(Role.MEMBER), **data)
