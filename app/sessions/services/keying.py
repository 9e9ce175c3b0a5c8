"""Keying in a meeting that was held on paper, all of it at once: through the same doors as each entry of its own.

Only what is not recorded yet is taken. All or nothing: whatever is wrong is told at once, and nothing is written.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time
from decimal import Decimal

from app.actor import Actor
from app.agendas.models import Outcome
from app.audit.queries import last_seq
from app.evaluations.services import Given, save_points
from app.extensions import db
from app.meetings.models import Meeting
from app.refusals import BadInput, SomebodyWasFaster
from app.rules.queries import settings_of
from app.sessions.models import Attendance, VoteAbout, Which
from app.sessions.queries import roll_calls_of, rows_of
from app.sessions.services.gathering import Opening, opening_of, settle_conclusion, settle_opening
from app.sessions.services.opening import close_meeting
from app.sessions.services.roll_call import Marking, announce_roll_call, mark_attendance, stamp_roll_call
from app.sessions.services.speaking import item_in, note_speaker, rewrite_speech, settle_item, times_spoken
from app.sessions.services.votes import Ballots, record_vote
from app.sessions.services.writing import fingerprint, hold, moment_in
from workflows.attendance import Mark
from workflows.engine import StepRefused

# In the order in which they are taken: a resolution is voted on before the score that counts it.
VOTES = (VoteAbout.AGENDA, VoteAbout.RESOLUTION, VoteAbout.SCORE, VoteAbout.MINUTES)
BEHIND = "Hồ sơ vừa được người khác ghi thêm sau khi đồng chí mở trang. Xem phần đã ghi rồi gửi lại phần của đồng chí."


@dataclass(frozen=True, kw_only=True)
class Absence:
    """One line about somebody who was not simply there: `row` tells which line of the form."""

    row: int
    person_id: int
    mark: Mark = Mark.PRESENT
    reason: str = ""
    arrived: time | None = None
    left: time | None = None
    at_end: Mark | None = None


@dataclass(frozen=True, kw_only=True)
class Spoken:
    row: int
    item_id: int
    person_id: int | None = None
    guest_id: int | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Discussed:
    item_id: int
    outcome: Outcome | None
    conclusion: str = ""
    ballots: Ballots | None = None


@dataclass(frozen=True, kw_only=True)
class Keyed:
    """All that was on the paper."""

    absences: tuple[Absence, ...] = ()
    spoken: tuple[Spoken, ...] = ()
    discussed: tuple[Discussed, ...] = ()
    votes: Mapping[VoteAbout, Ballots]
    points: Mapping[str, Decimal]
    fees_paid: int | None = None
    conclusion: str = ""
    closed: time | None = None
    """When it ended; None: it is closed later, on the page for that."""


class _Errors(dict[str, str]):
    @contextmanager
    def of(self, suffix: str = "", whole: str = "") -> Iterator[None]:
        """Collect what is refused within, by the names of the form: `mark` of line 3 is `mark-3`; what is said of no
        field in particular is said at `whole`."""
        try:
            yield
        except BadInput as refused:
            for name, sentence in refused.errors.items():
                at = "against" if name == "votes_for" else name  # who agreed is not asked, but reckoned
                self.setdefault(f"{at}{suffix}" if at else whole, sentence)


def key_in(meeting: Meeting, keyed: Keyed, *, seen: int, actor: Actor) -> None:
    """Write down what is on the paper. Raises BadInput with all that is wrong, SomebodyWasFaster if anything was
    recorded in the cell since the page was opened (`seen` is how far its history had come)."""
    hold(meeting, actor)
    if last_seq(meeting.cell_id) != seen:
        raise SomebodyWasFaster(BEHIND)
    errors = _Errors()
    _call_the_roll(meeting, keyed, errors, actor)
    with errors.of():
        stated = Opening(
            observer_id=meeting.observer_id, fees_note=meeting.fees_note, agenda_adopted=meeting.agenda_adopted,
            fees_paid=meeting.fees_paid if keyed.fees_paid is None else keyed.fees_paid,
        )  # fmt: skip
        settle_opening(meeting, stated, seen=fingerprint(*opening_of(meeting)), actor=actor)
    _key_in_items(meeting, keyed, errors, actor)
    if VoteAbout.SCORE in keyed.votes or keyed.points:
        with errors.of():
            given = {code: Given(points=points) for code, points in keyed.points.items()}
            save_points(meeting, given, remedies="", actor=actor)
    for about in VOTES:
        if about in keyed.votes:
            with errors.of(f"-{about}", about):
                record_vote(meeting, about, keyed.votes[about], actor=actor)
    if keyed.conclusion:
        with errors.of():
            settle_conclusion(meeting, keyed.conclusion, seen=fingerprint(meeting.conclusion), actor=actor)
    if errors:
        raise BadInput(errors)
    if keyed.closed is not None:
        _close(meeting, keyed.closed, actor)


def _close(meeting: Meeting, closed: time, actor: Actor) -> None:
    at = moment_in(meeting, closed)
    assert at is not None  # noqa: S101  # a time of day was given
    try:
        close_meeting(meeting, at=at, actor=actor)
    except StepRefused as refused:
        raise BadInput({"closed": " ".join(reason.text for reason in refused.reasons)}) from refused


def _call_the_roll(meeting: Meeting, keyed: Keyed, errors: _Errors, actor: Actor) -> None:
    """The exceptions first, then both roll calls are announced as the paper has them."""
    rows = {row.person_id: row for row in rows_of(meeting.id)}
    for one in keyed.absences:
        stated = Marking(mark=one.mark, reason=one.reason, arrived=one.arrived, left=one.left)
        _mark(meeting, rows[one.person_id], Which.START, stated, one.row, errors, actor)
    with errors.of():
        announce_roll_call(meeting, Which.START, actor=actor)
    if settings_of(meeting.rule_set).roll_calls == 1 and Which.END not in roll_calls_of(meeting.id):
        return
    stamp_roll_call(meeting, Which.END, actor=actor)
    for one in keyed.absences:
        if one.at_end is not None:
            stated = Marking(mark=one.at_end, reason=one.reason)
            _mark(meeting, rows[one.person_id], Which.END, stated, one.row, errors, actor)
    with errors.of():
        announce_roll_call(meeting, Which.END, actor=actor)


def _mark(
    meeting: Meeting, row: Attendance, which: Which, stated: Marking, line: int, errors: _Errors, actor: Actor
) -> None:
    with errors.of(f"-{line}", f"who-{line}"):
        db.session.flush()  # the version that the row has by now
        mark_attendance(meeting, row.id, which, stated, version=row.version, actor=actor)


def _key_in_items(meeting: Meeting, keyed: Keyed, errors: _Errors, actor: Actor) -> None:
    for one in keyed.discussed:
        item = item_in(meeting, one.item_id)
        with errors.of(f"-{item.id}", f"outcome-{item.id}"):
            settle_item(
                meeting, item, outcome=one.outcome, conclusion=one.conclusion, version=item.version, actor=actor
            )
        if one.ballots is not None:
            with errors.of(f"-{item.id}", f"outcome-{item.id}"):
                record_vote(meeting, VoteAbout.ITEM, one.ballots, item=item, actor=actor)
    for said in keyed.spoken:
        item = item_in(meeting, said.item_id)
        with errors.of(f"-{said.row}", f"speaker-{said.row}"):
            times = times_spoken(item, said.person_id, said.guest_id)
            speech = note_speaker(
                meeting, item, seen=times, person_id=said.person_id, guest_id=said.guest_id, actor=actor
            )
            if speech is not None and said.text:
                rewrite_speech(meeting, speech, said.text, version=speech.version, pen=hold(meeting, actor))
