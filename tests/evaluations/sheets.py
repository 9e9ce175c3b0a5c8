"""Meetings of the own cell on their way from the score to the rating, brought there by the services."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import delete

from app import clock
from app.actor import Actor
from app.evaluations.queries import sheet_of
from app.evaluations.queries_sheet import Sheet, whole_sheet
from app.evaluations.services import Given, save_points, score_voted
from app.extensions import db
from app.meetings.models import Meeting
from app.meetings.services import take_step
from app.meetings.services_convening import Held, record_past
from app.members.queries import roll_of
from app.sessions.models import Attendance, Vote, VoteAbout
from tests.meetings.ready import convened, drafted
from workflows.attendance import Mark, Standing
from workflows.meeting import Kind
from workflows.voting import Ballot, Threshold

ActorOf = Callable[[str], Actor]
OPENED = datetime(2026, 12, 1, 12, 30, tzinfo=UTC)
# All that only people can judge, in the shipped set, for a regular meeting without a theme.
JUDGED = {"3a": 3, "4a": 5, "4b": 9, "4d": 2, "5": 9, "6": 5}


def held(actor_of: ActorOf, kind: Kind = Kind.REGULAR, **more: object) -> Meeting:
    """A meeting keyed in from paper, with everybody of the roll present."""
    meeting = drafted(actor_of, kind=kind, **more)
    stated = Held(
        opened_at=OPENED,
        chair_id=actor_of("thang").person_id,
        recorder_id=actor_of("lan").person_id,
        place="Nhà văn hóa thôn",
    )
    record_past(meeting, stated, actor=actor_of("thang"))
    call_the_roll(meeting)
    return meeting


def held_as_planned(actor_of: ActorOf) -> Meeting:
    """A meeting that was convened and opened on its day."""
    meeting = convened(actor_of)
    opened = meeting.starts_at
    with clock.set_to(opened):
        take_step(meeting, "open", actor=actor_of("thang"), stated_opening=opened)
    meeting.opened_at = meeting.opened_entered_at = opened
    call_the_roll(meeting)
    return meeting


def call_the_roll(meeting: Meeting, absent: int = 0, mark: Mark = Mark.EXCUSED) -> None:
    """Take the start roll call (anew): the first `absent` of those due are marked, all others are present."""
    db.session.execute(delete(Attendance).where(Attendance.meeting_id == meeting.id))
    for row in roll_of(meeting.cell_id, clock.day_of(meeting.opened_at)):
        is_due = not (row.exempt or row.temporary_out)
        away, absent = (is_due and absent > 0), absent - (is_due and absent > 0)
        db.session.add(
            Attendance(
                meeting_id=meeting.id,
                person_id=row.person.id,
                standing=Standing.OFFICIAL if row.official else Standing.PROBATIONARY,
                exempt=row.exempt,
                start_mark=mark if away or row.exempt else Mark.PRESENT,
            )
        )
    db.session.flush()


def sheet(meeting: Meeting) -> Sheet:
    return whole_sheet(meeting, sheet_of(meeting.id))


def fill_in(meeting: Meeting, actor: Actor, **points: int) -> None:
    """Everything that people must judge; `points` by code (`c4b=8`) win."""
    given = {code: Given(points=Decimal(n)) for code, n in JUDGED.items()}
    for code, n in points.items():
        given[code.removeprefix("c")] = Given(points=Decimal(n), note="Chi bộ đánh giá lại.")
    for line in sheet(meeting).applying:
        if line.proposed is None and line.code not in given:
            given[line.code] = Given(points=line.maximum)
    save_points(meeting, given, remedies="Gửi câu hỏi gợi ý trước ba ngày.", actor=actor)


def vote_on(meeting: Meeting, actor: Actor, *, votes_for: int = 16) -> Vote:
    """The meeting votes its score: 11 of 20 pass it."""
    vote = Vote(
        meeting_id=meeting.id, about=VoteAbout.SCORE, subject="Thông qua điểm tự chấm", ballot=Ballot.OPEN,
        threshold=Threshold.MORE_THAN_HALF, votes_for=votes_for, against=0, other=0, base=20, present=20,
        base_parts={}, passed=votes_for >= 11, at=clock.now(), entered_at=clock.now(),
    )  # fmt: skip
    db.session.add(vote)
    db.session.flush()
    score_voted(meeting, vote, actor=actor)
    return vote


def closed(meeting: Meeting, actor: Actor, minutes: int = 95) -> Meeting:
    """Closed after so many minutes; what the sitting itself must bring is not what is tried here."""
    ended = meeting.opened_at + timedelta(minutes=minutes)
    take_step(
        meeting, "close", actor=actor, stated_closing=ended, open_roll_calls=(), items_without_outcome=(),
        minutes_are_adopted=True, undecided_resolutions=(),
    )  # fmt: skip
    meeting.closed_at, meeting.minutes_adopted = ended, True
    db.session.flush()  # the next step reads the row
    return meeting


def handed_in(meeting: Meeting, actor: Actor) -> Meeting:
    take_step(meeting, "score", actor=actor, missing_signatures=(), unissued_resolutions=())
    meeting.published_at = clock.now()
    db.session.flush()
    return meeting


def scored(actor_of: ActorOf, *, votes_for: int = 16, **points: int) -> Meeting:
    """Handed in with a score that the cell voted (or voted down), waiting for the overseer."""
    meeting, thang = held(actor_of), actor_of("thang")
    if votes_for >= 11:
        fill_in(meeting, thang, **points)
    vote_on(meeting, thang, votes_for=votes_for)
    return handed_in(closed(meeting, thang), thang)
