"""Who may write in the record now, and what every entry has in common."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Any

from app import clock
from app.actor import Actor, acting_as
from app.clock import VIETNAM
from app.extensions import lock
from app.meetings.models import Meeting
from app.meetings.queries import roles_at
from app.meetings.services_history import record_on
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from workflows.meeting import State
from workflows.sight import WRITERS, Part, may_write

LONGEST_TEXT = 20_000
LATE_EVENING, EARLY_MORNING = 18, 4
LONGEST_SITTING = timedelta(hours=12)

CLOSED = (
    "Kỳ sinh hoạt này không còn ở bước ghi chép: có thể vừa bế mạc hoặc tạm dừng. "
    "Đã bế mạc thì sửa ở trang “Sửa hồ sơ đã ghi”."
)
NOT_YOURS = "Chỉ chủ trì, thư ký kỳ sinh hoạt, bí thư, phó bí thư và người nhập liệu được ghi chép kỳ sinh hoạt."


@dataclass(frozen=True, kw_only=True)
class Pen:
    """Who writes, in which role; why, where something already adopted is corrected."""

    actor: Actor
    role: str = ""
    reason: str = ""


def hold(meeting: Meeting, actor: Actor, *states: State) -> Pen:
    """Lock the meeting for one entry and answer as what the actor writes it.

    The lock makes entries of two people follow one another, and none slips in after `close`. Raises NotAllowed, or
    SomebodyWasFaster if the meeting is in none of `states` by now (held, if none is named).
    """
    states = states or (State.HELD,)
    lock(meeting)
    roles = roles_at(meeting, actor, with_substitution=False)
    if not any(may_write(roles, state, Part.RECORD) for state in states):
        raise NotAllowed(NOT_YOURS)
    if meeting.state not in states:
        raise SomebodyWasFaster(CLOSED)
    return Pen(actor=actor, role=acting_as(roles, WRITERS[Part.RECORD][meeting.state]))


def note(event: str, meeting: Meeting, pen: Pen, **fields: Any) -> None:
    """Write one event of the sitting."""
    record_on(meeting, event, actor=pen.actor, acting_as=pen.role, **fields)


def text_of(text: str, field: str = "text", longest: int = LONGEST_TEXT) -> str:
    """`text` without space around it. Raises BadInput if it is longer than a record needs."""
    text = text.strip()
    if len(text) > longest:
        size, most = (f"{n:,}".replace(",", ".") for n in (len(text), longest))
        raise BadInput({field: f"Nội dung dài {size} ký tự, ghi tối đa {most}. Rút gọn rồi lưu lại."})
    return text


def moment_in(meeting: Meeting, at: time | None) -> datetime | None:
    """The moment of a clock time during the sitting; after midnight it is the next day's."""
    if at is None:
        return None
    begins = (meeting.opened_at or meeting.starts_at or clock.now()).astimezone(VIETNAM)
    moment = datetime.combine(begins.date(), at, VIETNAM)
    passed_midnight = begins.hour >= LATE_EVENING and at.hour < EARLY_MORNING
    return moment + timedelta(days=1) if passed_midnight else moment


def is_under_way(meeting: Meeting) -> bool:
    """Whether it is entered while it happens, so that "now" is a time of the sitting; else it comes from paper."""
    if meeting.opened_at is None or meeting.from_paper:
        return False
    return clock.now() - meeting.opened_at < LONGEST_SITTING


def fingerprint(*values: object) -> str:
    """What a form was shown, in short: if it differs by now, somebody else wrote in between."""
    return sha256(repr(values).encode()).hexdigest()[:12]


def expect_fingerprint(seen: str, *values: object) -> None:
    if seen != fingerprint(*values):
        raise SomebodyWasFaster("Phần này vừa được người khác sửa. Xem bản mới nhất, rồi ghi lại phần của đồng chí.")
