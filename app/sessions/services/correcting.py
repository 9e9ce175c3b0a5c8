"""Correcting the record after the meeting closed and before the first signature: both values stay, with the reason."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from app import clock
from app.actor import Actor
from app.extensions import db
from app.meetings.models import Meeting
from app.minutes.queries import current_minutes
from app.minutes.services import recompose
from app.refusals import BadInput, NotAllowed
from app.sessions.models import RecordCorrection, Speech, Vote, Which
from app.sessions.services.roll_call import Marking, apply_values, row_to_mark, wanted_values
from app.sessions.services.speaking import rewrite_speech
from app.sessions.services.votes import Ballots, recount_votes, rewrite_vote, words_of
from app.sessions.services.writing import Pen, expect_fingerprint, hold, note, text_of
from workflows.attendance import MARK_LABELS
from workflows.meeting import State
from workflows.voting import BALLOT_LABELS, MATTER_LABELS

SIGNED = "Biên bản đã có chữ ký nên hồ sơ không sửa được nữa. Muốn sửa phải rút chữ ký bằng cách sửa biên bản."
LONGEST_REASON = 1000


def may_be_corrected(meeting: Meeting) -> bool:
    minutes = current_minutes(meeting.id)
    return meeting.state == State.MINUTES and not (minutes and minutes.signatures)


def correct_attendance(
    meeting: Meeting, row_id: int, which: Which, stated: Marking, *, reason: str, version: int, actor: Actor
) -> None:
    """One person's marks. The votes are counted again on what is now known of who was present."""
    pen = _correcting(meeting, actor, reason)
    row = row_to_mark(meeting, row_id)
    name = row.person.full_name
    wanted = wanted_values(meeting, row, which, stated)
    before = apply_values(row, wanted, version)
    if not before:
        return
    db.session.flush()  # the votes are counted again from the rows
    recount_votes(meeting, pen=pen)
    after = {name: wanted[name] for name in before}
    _keep(meeting, pen, f"điểm danh của {name}", row.id, _marks(before), _marks(after))


def correct_vote(meeting: Meeting, vote: Vote, stated: Ballots, *, reason: str, version: int, actor: Actor) -> None:
    pen = _correcting(meeting, actor, reason)
    before = words_of(vote)
    if changed := rewrite_vote(meeting, vote, stated, version=version, pen=pen):
        was = {name: value for name, value in changed.items() if name in _VOTED}
        now = {name: getattr(vote, name) for name in was}
        before, after = "; ".join((before, *_voted(was))), "; ".join((words_of(vote), *_voted(now)))
        _keep(meeting, pen, f"biểu quyết “{vote.subject}”", vote.id, before, after)


def correct_speech(meeting: Meeting, speech: Speech, text: str, *, reason: str, version: int, actor: Actor) -> None:
    pen = _correcting(meeting, actor, reason)
    before = rewrite_speech(meeting, speech, text, version=version, pen=pen)
    if before is not None:
        who = speech.person.full_name if speech.person else speech.guest.name if speech.guest else ""
        _keep(meeting, pen, f"ý kiến của {who}", speech.id, before, speech.text)


def times_of(meeting: Meeting) -> tuple[object, ...]:
    """The values whose fingerprint the form carries."""
    return (meeting.opened_at, meeting.closed_at)


def correct_times(
    meeting: Meeting, *, opened: datetime, closed: datetime, reason: str, actor: Actor, seen: str | None = None
) -> None:
    """The stated times of opening and closing. `seen`: the fingerprint of those that the page showed."""
    pen = _correcting(meeting, actor, reason)
    if seen is not None:
        expect_fingerprint(seen, *times_of(meeting))
    if closed <= opened:
        raise BadInput({"closed": "Giờ kết thúc phải sau giờ khai mạc."})
    if closed > clock.now():
        raise BadInput({"closed": "Giờ kết thúc chưa tới."})
    before = _times(meeting.opened_at, meeting.closed_at)
    if before == _times(opened, closed):
        return
    meeting.opened_at, meeting.closed_at = opened, closed
    _keep(meeting, pen, "giờ khai mạc, kết thúc", meeting.id, before, _times(opened, closed))


def _correcting(meeting: Meeting, actor: Actor, reason: str) -> Pen:
    """Lock the record for a correction. Raises NotAllowed once somebody has signed, BadInput without a reason."""
    pen = hold(meeting, actor, State.MINUTES)
    if not may_be_corrected(meeting):
        raise NotAllowed(SIGNED)
    if not text_of(reason, "reason", LONGEST_REASON):
        raise BadInput({"reason": "Nêu lý do sửa; giá trị cũ và lý do được giữ trong hồ sơ."})
    return replace(pen, reason=reason.strip())


def _keep(meeting: Meeting, pen: Pen, what: str, subject_id: int, before: str, after: str) -> None:
    db.session.add(
        RecordCorrection(
            meeting_id=meeting.id,
            what=what[:120],
            subject_id=subject_id,
            before=before,
            after=after,
            reason=pen.reason,
            at=clock.now(),
            account_id=pen.actor.account_id,
        )
    )
    note("record_corrected", meeting, pen, what=what, before=before, after=after, reason=pen.reason)
    db.session.flush()  # the text is composed from the rows
    recompose(meeting, actor=pen.actor)


def _times(opened: datetime | None, closed: datetime | None) -> str:
    parts = [moment.astimezone(clock.VIETNAM).strftime("%H:%M %d/%m/%Y") for moment in (opened, closed) if moment]
    return " – ".join(parts)


_NAMES = {
    "start_mark": "đầu giờ",
    "end_mark": "cuối giờ",
    "arrived_at": "đến lúc",
    "left_at": "về lúc",
    "reason": "lý do",
}


# Of a vote, what its counts do not tell.
_VOTED: dict[str, Callable[[Any], str]] = {
    "subject": lambda subject: f"nội dung: {subject}",
    "ballot": lambda ballot: BALLOT_LABELS[ballot].lower(),
    "matter": lambda matter: f"loại việc: {MATTER_LABELS[matter].lower()}",
    "at": lambda at: f"lúc {at.astimezone(clock.VIETNAM):%H:%M}",
}


def _voted(values: dict[str, object]) -> list[str]:
    """`["nội dung: …", "phiếu kín"]`."""
    return [_VOTED[name](value) for name, value in values.items()]


def _marks(values: dict[str, object]) -> str:
    """`đầu giờ: Vắng có lý do, lý do: ốm`."""
    return ", ".join(f"{_NAMES[name]}: {_word(value)}" for name, value in values.items())


def _word(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(clock.VIETNAM).strftime("%H:%M")
    return MARK_LABELS.get(value, str(value)) if value else "chưa ghi"  # type: ignore[call-overload]
