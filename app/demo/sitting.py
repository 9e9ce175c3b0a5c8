"""A demo meeting from its opening to its closing: roll calls, speeches, votes, score."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from app import clock
from app.agendas.models import AgendaItem, ItemKind, Outcome
from app.agendas.queries import items_of
from app.demo import words
from app.demo.before import Cast
from app.evaluations.models import ScoreLine
from app.evaluations.queries import sheet_of
from app.evaluations.services import Given, propose, save_points
from app.extensions import db
from app.meetings.models import Meeting
from app.sessions.models import Attendance, MentionKind, VoteAbout, Which
from app.sessions.queries import roll_calls_of, rows_of, speeches_of
from app.sessions.services import (
    Ballots,
    Marking,
    Opening,
    add_mention,
    announce_roll_call,
    change_speech,
    close_meeting,
    mark_attendance,
    note_minutes_read,
    note_speaker,
    open_meeting,
    opening_of,
    record_vote,
    settle_conclusion,
    settle_item,
    settle_opening,
    stamp_roll_call,
)
from app.sessions.services.writing import fingerprint
from workflows.attendance import Mark

MINUTES_LONG = 95


@dataclass(frozen=True)
class Timeline:
    """When things were said and done, and when they were entered: at once, or (`live` False) later from paper."""

    opened: datetime
    live: bool = True

    def minute(self, number: int) -> AbstractContextManager[None]:
        return clock.set_to(self.opened + timedelta(minutes=number)) if self.live else nullcontext()

    @property
    def closed(self) -> datetime:
        return self.opened + timedelta(minutes=MINUTES_LONG)


def open_and_call_the_roll(cast: Cast, meeting: Meeting, line: Timeline) -> None:
    with line.minute(0):
        if line.live:  # what is keyed in from paper was opened by `record_past`
            open_meeting(meeting, at=line.opened, actor=cast.chair)
        elif Which.START not in roll_calls_of(meeting.id):
            stamp_roll_call(meeting, Which.START, actor=cast.pen)
        db.session.flush()  # the roll is read below
    with line.minute(3):
        for row in _absent(cast, rows_of(meeting.id)):
            stated = Marking(mark=Mark.EXCUSED, reason=cast.dice.choice(words.REASONS_AWAY))
            mark_attendance(meeting, row.id, Which.START, stated, version=row.version, actor=cast.pen)
        announce_roll_call(meeting, Which.START, actor=cast.pen)
        db.session.flush()  # votes count who is there


def _absent(cast: Cast, rows: list[Attendance]) -> list[Attendance]:
    """One or two who are excused; in a small cell often nobody."""
    due = [r for r in rows if r.due and r.person_id not in (cast.secretary.id, cast.recorder.id)]
    return cast.dice.sample(due, cast.dice.choice((0, 1, 1, 2)) if len(due) > 6 else 0)


def go_through(cast: Cast, meeting: Meeting, line: Timeline, *, until: int | None = None) -> None:
    """Item by item: speakers, votes, outcome. `until`: stop after so many items, as a meeting under way."""
    with line.minute(6):
        stated = Opening(
            observer_id=meeting.observer_id, fees_paid=len([r for r in rows_of(meeting.id) if not r.temporary_in]),
            fees_note="", agenda_adopted=True,
        )  # fmt: skip
        settle_opening(meeting, stated, seen=fingerprint(*opening_of(meeting)), actor=cast.pen)
    items = items_of(meeting.id)[:until]
    for number, item in enumerate(items):
        with line.minute(8 + number * 7):
            _one_item(cast, meeting, item)


def _one_item(cast: Cast, meeting: Meeting, item: AgendaItem) -> None:
    if item.kind in (ItemKind.DISCUSSION, ItemKind.CRITICISM, ItemKind.PARTY_BUILDING, ItemKind.THEME):
        _let_people_speak(cast, meeting, item)
    if item.kind == ItemKind.CRITICISM:
        _praise_and_remind(cast, meeting)
    if item.kind == ItemKind.RESOLUTION:
        record_vote(
            meeting,
            VoteAbout.RESOLUTION,
            Ballots(against=0, other=cast.dice.choice((0, 0, 1))),
            actor=cast.pen,
            item=item,
        )
    if item.kind == ItemKind.SCORE:
        _score(cast, meeting)
    db.session.flush()  # an item's version is raised by what was noted on it
    talked = item.kind == ItemKind.DISCUSSION
    settle_item(
        meeting, item, outcome=Outcome.DECIDED if talked else Outcome.DISCUSSED,
        conclusion=cast.dice.choice(words.CONCLUSIONS) if talked else "", version=item.version, actor=cast.chair,
    )  # fmt: skip
    db.session.flush()  # the next item reads the rows


def _let_people_speak(cast: Cast, meeting: Meeting, item: AgendaItem) -> None:
    there = [r for r in rows_of(meeting.id) if r.start_mark not in (Mark.EXCUSED, Mark.UNEXCUSED)]
    share = {ItemKind.DISCUSSION: 0.55}.get(item.kind, 0.12)
    for row in cast.dice.sample(there, max(1, round(len(there) * share))):
        note_speaker(meeting, item, seen=0, person_id=row.person_id, actor=cast.pen)
    db.session.flush()  # what was noted is written out below
    for speech in speeches_of(meeting.id):
        if speech.item_id == item.id and not speech.text:
            text = cast.dice.choice(words.SPEECHES)
            change_speech(meeting, speech, text, version=speech.version, actor=cast.pen)


def _praise_and_remind(cast: Cast, meeting: Meeting) -> None:
    rows = [r for r in rows_of(meeting.id) if not r.suspended]
    praised, reminded = cast.dice.choice(rows), cast.dice.choice(rows)
    for kind, row, texts in (
        (MentionKind.COMMENDATION, praised, words.PRAISE),
        (MentionKind.REMINDER, reminded, words.REMINDERS),
    ):
        text = cast.dice.choice(texts)
        add_mention(meeting, kind=kind, person_id=row.person_id, name="", text=text, actor=cast.pen)


def _score(cast: Cast, meeting: Meeting) -> None:
    """The points that the record proposes, near full where people judge; then the vote."""
    propose(meeting)
    db.session.flush()  # the proposals are read back
    sheet = sheet_of(meeting.id)
    given = {line.code: Given(points=_points(cast, line)) for line in (sheet.lines if sheet else ()) if line.applies}
    save_points(meeting, given, remedies="Bố trí giờ sinh hoạt phù hợp; phân công phát biểu trước.", actor=cast.pen)
    db.session.flush()  # the vote is on what was saved
    record_vote(meeting, VoteAbout.SCORE, Ballots(), actor=cast.pen)


def _points(cast: Cast, line: ScoreLine) -> Decimal:
    return line.proposed if line.proposed is not None else line.maximum - cast.dice.choice((0, 0, 0, 1))


def finish(cast: Cast, meeting: Meeting, line: Timeline) -> None:
    with line.minute(MINUTES_LONG):
        stamp_roll_call(meeting, Which.END, actor=cast.pen)
        announce_roll_call(meeting, Which.END, actor=cast.pen)
        settle_conclusion(
            meeting, "Kỳ sinh hoạt đủ nội dung; các đồng chí thực hiện đúng phân công.",
            seen=fingerprint(meeting.conclusion), actor=cast.chair,
        )  # fmt: skip
        note_minutes_read(meeting, True, actor=cast.pen)
        db.session.flush()  # the rules of closing read the rows
        close_meeting(meeting, at=line.closed, actor=cast.chair)
        db.session.flush()  # signing reads the minutes
