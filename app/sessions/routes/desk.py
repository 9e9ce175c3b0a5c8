"""The desk at which a meeting is recorded: who sits at it, and what every page of it shows."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask import Blueprint, request
from flask_wtf import FlaskForm

from app import clock
from app.actor import Actor
from app.extensions import db
from app.meetings.models import Meeting
from app.meetings.queries import get_visible_or_404, roles_at
from app.meetings.queries_shown import shown_or_404
from app.refusals import BadInput, NotAllowed, NotKnown, NotYet, SomebodyWasFaster
from app.rules.queries import settings_of
from app.sessions.models import Which
from app.sessions.queries import minutes_held
from app.sessions.services import is_under_way
from app.tasks.services_speech import may_give
from app.web.forms import take_errors
from app.web.permissions import actor
from workflows.meeting import Kind, State
from workflows.petition import FOR_ANOTHER
from workflows.roles import Role
from workflows.rules import RuleSettings
from workflows.sight import Part, may_write, parts_for

bp = Blueprint("sessions", __name__)

TITLES = {
    Kind.REGULAR: "Sinh hoạt chi bộ",
    Kind.THEMATIC: "Sinh hoạt chuyên đề",
    Kind.EXTRAORDINARY: "Sinh hoạt bất thường",
}
NOT_READ = "Chỉ những đồng chí ghi chép, chi ủy và đảng ủy viên phụ trách xem được diễn biến kỳ sinh hoạt."
NOT_NOW = "Kỳ sinh hoạt không ở bước ghi chép, hoặc đồng chí không được phân công ghi chép."
TO_GO_ON = (
    "Đã tổ chức mà chưa qua các bước trên hệ thống thì bí thư, phó bí thư hoặc người nhập liệu chọn “Ghi kỳ sinh hoạt "
    "đã tổ chức” khi còn là dự thảo."
)
NOT_YET: dict[str, str] = {
    State.DRAFT: "Kỳ sinh hoạt chưa khai mạc: chương trình còn là dự thảo. Trình chi ủy duyệt, triệu tập, đến ngày thì "
    f"điểm danh, khai mạc. {TO_GO_ON}",
    State.APPROVAL: "Kỳ sinh hoạt chưa khai mạc: chương trình đang chờ chi ủy duyệt. Đủ ý kiến thì triệu tập, đến ngày "
    f"thì điểm danh, khai mạc. {TO_GO_ON}",
    State.CANCELLED: "Kỳ sinh hoạt này đã hủy nên không có diễn biến. Cần tổ chức thì lập kỳ sinh hoạt khác.",
}
WHICH_TITLES = {Which.START: "Điểm danh đầu giờ", Which.END: "Điểm danh cuối giờ"}


@dataclass(frozen=True, kw_only=True)
class Desk:
    meeting: Meeting
    me: Actor
    roles: frozenset[Role]
    settings: RuleSettings

    @property
    def title(self) -> str:
        meeting = self.meeting
        return f"{TITLES[meeting.kind]} tháng {meeting.month.month}/{meeting.month.year}"

    @property
    def held(self) -> bool:
        return self.meeting.state == State.HELD

    @property
    def writing(self) -> bool:
        """Entries are taken now, from this person. (After `close` there are only corrections, on their own page.)"""
        now = self.meeting.state in (State.CONVENED, State.HELD)
        return now and may_write(self.roles, self.meeting.state, Part.RECORD)

    @property
    def may_raise(self) -> bool:
        """What was said becomes a petition by who keeps the record, also when the meeting is over."""
        return bool(self.roles & FOR_ANOTHER)

    @property
    def may_assign(self) -> bool:
        """What was said becomes a task by who gives tasks in the meeting, or in the cell when it is over."""
        return may_give(self.roles, self.held)

    @property
    def reads_minutes(self) -> bool:
        """The minutes are shown before they are signed; a scribe keys in the record and sees them when published."""
        return Part.UNSIGNED in parts_for(self.roles, self.meeting.state)

    @property
    def correcting(self) -> bool:
        return self.meeting.state == State.MINUTES and may_write(self.roles, State.MINUTES, Part.RECORD)


@dataclass(frozen=True, kw_only=True)
class Clock:
    """How long the meeting has lasted against its norm."""

    minutes: int
    norm: int
    since: datetime | None
    running: bool
    afterwards: bool
    """Entered when it is over, from paper or long after it began: how long it lasted is known with its end."""

    @property
    def full_at(self) -> datetime | None:
        """When the norm is reached, while the meeting goes on."""
        if not self.running or self.minutes >= self.norm:
            return None
        return clock.now() + timedelta(minutes=self.norm - self.minutes)

    @property
    def part(self) -> int:
        """Per cent of the norm, at most 100."""
        return min(100, self.minutes * 100 // self.norm)


def open_desk(meeting_id: int) -> Desk:
    """The meeting, for somebody who reads its record. Raises NotKnown, NotAllowed."""
    me = actor()
    return _desk_of(get_visible_or_404(meeting_id, me), me)


def desk_shown(meeting_id: int) -> Desk:
    """The same for a page that only shows it: its meeting is a plain row. Raises NotKnown, NotAllowed."""
    me = actor()
    return _desk_of(shown_or_404(meeting_id, me), me)


def _desk_of(meeting: Meeting, me: Actor) -> Desk:
    roles = roles_at(meeting, me, with_substitution=False)
    parts = parts_for(roles, meeting.state)
    if not parts:
        raise NotKnown
    if Part.RECORD not in parts:
        raise _no_record(meeting, roles)
    # Before any form is looked at: who only reads the record learns that first. That it is too late, the service says.
    if request.method == "POST" and not any(may_write(roles, state, Part.RECORD) for state in State):
        raise NotAllowed(NOT_NOW)
    return Desk(meeting=meeting, me=me, roles=roles, settings=settings_of(meeting.rule_set))


def _no_record(meeting: Meeting, roles: frozenset[Role]) -> NotAllowed:
    """Who will read the record when there is one is told what is missing, others that it is not theirs to read."""
    reads_it_later = any(Part.RECORD in parts_for(roles, state) for state in State)
    return NotYet(NOT_YET[meeting.state]) if reads_it_later and meeting.state in NOT_YET else NotAllowed(NOT_READ)


def writing_desk(meeting_id: int) -> Desk:
    """The meeting, for somebody who writes its record now. Raises NotKnown, NotAllowed."""
    desk = open_desk(meeting_id)
    if not desk.writing:
        raise NotAllowed(NOT_NOW)
    return desk


def clock_of(desk: Desk, members: int) -> Clock:
    meeting = desk.meeting
    norm = desk.settings.minutes_for(meeting.kind, members=members, has_theme=bool(meeting.theme))
    held, since = meeting.state == State.HELD, meeting.opened_at
    afterwards = held and since is not None and not is_under_way(meeting)
    return Clock(
        minutes=minutes_held(meeting, clock.now()),
        norm=norm,
        since=since,
        running=held and not afterwards,
        afterwards=afterwards,
    )


def clock_time_of(moment: datetime | None) -> time | None:
    return moment.astimezone(clock.VIETNAM).time().replace(second=0, microsecond=0) if moment else None


def which_or_404(text: str) -> Which:
    try:
        return Which(text)
    except ValueError:
        raise NotKnown from None


def refused(form: FlaskForm, error: BadInput | SomebodyWasFaster) -> int:
    """Forget what was half written, hang the sentences on the form to be shown again, answer with the status."""
    db.session.rollback()
    is_input = isinstance(error, BadInput)
    take_errors(form, error.errors if is_input else {"": str(error)})  # type: ignore[union-attr]
    return 422 if is_input else 409
