"""Reading the record of a sitting."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from app.extensions import db
from app.members.models import Person
from app.sessions.models import Attendance, Mention, RollCall, Speech, Vote, Which
from workflows.attendance import Attendee
from workflows.rules import RuleSettings

ROLL_CALL_NAMES = {Which.START: "điểm danh đầu giờ", Which.END: "điểm danh cuối giờ"}


def roll_calls_of(meeting_id: int) -> dict[Which, RollCall]:
    return {r.which: r for r in db.session.scalars(select(RollCall).where(RollCall.meeting_id == meeting_id))}


def rows_of(meeting_id: int) -> list[Attendance]:
    """Everybody's attendance at the meeting, in the order of names, with the persons, in one statement."""
    return list(
        db.session.scalars(
            select(Attendance)
            .join(Attendance.person)
            .options(contains_eager(Attendance.person))
            .where(Attendance.meeting_id == meeting_id)
            .order_by(Person.sort_key, Person.id)
        )
    )


def attendees(rows: list[Attendance]) -> list[Attendee]:
    """The rows as the rules of `workflows.attendance` count them."""
    return [
        Attendee(
            standing=r.standing,
            exempt=r.exempt,
            temporary_in=r.temporary_in,
            temporary_out=r.temporary_out,
            start_mark=r.start_mark,
            end_mark=r.end_mark,
            arrived_at=r.arrived_at,
            left_at=r.left_at,
        )
        for r in rows
    ]


def votes_of(meeting_id: int) -> list[Vote]:
    return list(
        db.session.scalars(
            select(Vote).where(Vote.meeting_id == meeting_id, Vote.removed_at.is_(None)).order_by(Vote.id)
        )
    )


def facts_of(meeting_id: int, settings: RuleSettings) -> dict[str, Any]:
    """What the rules of `close` and `undo_open` ask about the record (fields of MeetingFacts)."""
    calls, votes = roll_calls_of(meeting_id), votes_of(meeting_id)
    asked_for = [Which.START, Which.END][: settings.roll_calls]
    missing = [w for w in asked_for if w not in calls or calls[w].closed_at is None]
    return {
        "open_roll_calls": tuple(ROLL_CALL_NAMES[w] for w in missing),
        "votes_that_do_not_add_up": tuple(v.subject for v in votes if v.votes_for + v.against + v.other > v.present),
        "recorded": tuple(_recorded(meeting_id, len(votes), Which.END in calls)),
    }


def _recorded(meeting_id: int, votes: int, second_roll_call: bool) -> list[str]:
    speeches, mentions = db.session.execute(
        select(
            select(func.count()).where(Speech.meeting_id == meeting_id, Speech.removed_at.is_(None)).scalar_subquery(),
            select(func.count())
            .where(Mention.meeting_id == meeting_id, Mention.removed_at.is_(None))
            .scalar_subquery(),
        )
    ).one()
    found = [(speeches, "ý kiến phát biểu"), (votes, "lần biểu quyết"), (mentions, "biểu dương, nhắc nhở")]
    said = [f"{count} {words}" for count, words in found if count]
    return said + (["điểm danh cuối giờ"] if second_roll_call else [])


def own_attendance(meeting_id: int, person_id: int) -> Attendance | None:
    return db.session.scalar(
        select(Attendance).where(Attendance.meeting_id == meeting_id, Attendance.person_id == person_id)
    )
