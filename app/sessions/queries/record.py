"""Reading the record of a sitting."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.columns import among, as_list
from app.extensions import connection, db
from app.foreseen import UNKNOWN, What, foreseen
from app.meetings.models import Meeting
from app.members.models import Person
from app.sessions.models import Attendance, Guest, Mention, RecordCorrection, RollCall, Speech, Vote, Which
from workflows.attendance import Attendee
from workflows.rules import RuleSettings

ROLL_CALL_NAMES = {Which.START: "điểm danh đầu giờ", Which.END: "điểm danh cuối giờ"}


# Statements that every page of the conduct sends are built once: building one costs more than running it.
THIS = bindparam("meeting_id", type_=Integer)


@cache
def _roll_calls() -> Select[RollCall]:
    return select(RollCall).where(RollCall.meeting_id == THIS)


@cache
def _rows() -> Select[Attendance]:
    return (
        select(Attendance)
        .join(Attendance.person)
        .options(contains_eager(Attendance.person))
        .where(Attendance.meeting_id == THIS)
        .order_by(Person.sort_key, Person.id)
    )


@cache
def _votes() -> Select[Vote]:
    return select(Vote).where(Vote.meeting_id == THIS, Vote.removed_at.is_(None)).order_by(Vote.id)


@cache
def _guests() -> Select[Guest]:
    return select(Guest).where(Guest.meeting_id == THIS).order_by(Guest.id)


def roll_calls_of(meeting_id: int) -> dict[Which, RollCall]:
    return {r.which: r for r in db.session.scalars(_roll_calls(), {"meeting_id": meeting_id})}


@cache
def _plain(model: type[Vote | Guest | RollCall]) -> Select[Any]:
    table = model.__table__
    return select(table).where(table.c.meeting_id == THIS).order_by(table.c.id)


def _shown(model: type[Vote | Guest | RollCall], meeting_id: int) -> Any:
    """Plain rows with the attributes of the model, for pages that only show them: the ORM costs several times that."""
    return connection().execute(_plain(model), {"meeting_id": meeting_id}).all()


def votes_shown(meeting_id: int) -> list[Any]:
    return [vote for vote in _shown(Vote, meeting_id) if vote.removed_at is None]


def guests_shown(meeting_id: int) -> list[Any]:
    return list(_shown(Guest, meeting_id))


def calls_shown(meeting_id: int) -> dict[Which, Any]:
    return {call.which: call for call in _shown(RollCall, meeting_id)}


def rows_of(meeting_id: int) -> list[Attendance]:
    """Everybody's attendance at the meeting, in the order of names, with the persons, in one statement."""
    if (found := foreseen(What.ATTENDANCE, meeting_id)) is not UNKNOWN:
        return list(found)
    return list(db.session.scalars(_rows(), {"meeting_id": meeting_id}))


def rows_in(meeting_ids: Collection[int]) -> dict[int, list[Attendance]]:
    """The same for each of these meetings (`What.ATTENDANCE`)."""
    found: dict[int, list[Attendance]] = {meeting_id: [] for meeting_id in meeting_ids}
    rows = select(Attendance).join(Attendance.person).options(contains_eager(Attendance.person))
    rows = rows.where(among(Attendance.meeting_id, "ids")).order_by(Person.sort_key, Person.id)
    for row in db.session.scalars(rows, {"ids": as_list(meeting_ids)}):
        found[row.meeting_id].append(row)
    return found


def attendees(rows: list[Attendance]) -> list[Attendee]:
    """The rows as the rules of `workflows.attendance` count them."""
    return [
        Attendee(
            standing=r.standing,
            exempt=r.exempt,
            suspended=r.suspended,
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
    return list(db.session.scalars(_votes(), {"meeting_id": meeting_id}))


def facts_of(meeting_id: int, settings: RuleSettings) -> dict[str, Any]:
    """What the rules of `close` and `undo_open` ask about the record (fields of MeetingFacts), in one statement.

    A second one only if there are votes to name.
    """
    row: Any = connection().execute(_counted(), {"meeting_id": meeting_id}).one()
    closed = {Which.START: row.start_closed, Which.END: row.end_closed}
    missing = [w for w in [Which.START, Which.END][: settings.roll_calls] if not closed[w]]
    found = [(row.speeches, "ý kiến phát biểu"), (row.votes, "lần biểu quyết"), (row.mentions, "biểu dương, nhắc nhở")]
    recorded = [f"{count} {words}" for count, words in found if count]
    return {
        "open_roll_calls": tuple(ROLL_CALL_NAMES[w] for w in missing),
        "votes_that_do_not_add_up": _too_many_ballots(meeting_id) if row.wrong_votes else (),
        "recorded": tuple(recorded + (["điểm danh cuối giờ"] if row.end_calls else [])),
    }


_ADDS_UP = Vote.votes_for + Vote.against + Vote.other <= Vote.present


@cache
def _counted() -> Select[int, int, int, int, int, int, int]:
    def count(model: type[RollCall | Speech | Vote | Mention], *where: ColumnElement[bool]) -> Any:
        return select(func.count()).where(model.meeting_id == THIS, *where).scalar_subquery()

    calls_end = RollCall.which == Which.END
    return select(
        count(RollCall, RollCall.which == Which.START, RollCall.closed_at.is_not(None)).label("start_closed"),
        count(RollCall, calls_end, RollCall.closed_at.is_not(None)).label("end_closed"),
        count(RollCall, calls_end).label("end_calls"),
        count(Speech, Speech.removed_at.is_(None)).label("speeches"),
        count(Mention, Mention.removed_at.is_(None)).label("mentions"),
        count(Vote, Vote.removed_at.is_(None)).label("votes"),
        count(Vote, Vote.removed_at.is_(None), ~_ADDS_UP).label("wrong_votes"),
    )


def _too_many_ballots(meeting_id: int) -> tuple[str, ...]:
    found = select(Vote.subject).where(Vote.meeting_id == meeting_id, Vote.removed_at.is_(None), ~_ADDS_UP)
    return tuple(db.session.scalars(found.order_by(Vote.id)))


def own_attendance(meeting_id: int, person_id: int) -> Attendance | None:
    return db.session.scalar(
        select(Attendance).where(Attendance.meeting_id == meeting_id, Attendance.person_id == person_id)
    )


def guests_of(meeting_id: int) -> list[Guest]:
    return list(db.session.scalars(_guests(), {"meeting_id": meeting_id}))


def mentions_of(meeting_id: int) -> list[Mention]:
    return list(
        db.session.scalars(
            select(Mention)
            .where(Mention.meeting_id == meeting_id, Mention.removed_at.is_(None))
            .options(joinedload(Mention.person))
            .order_by(Mention.id)
        )
    )


def minutes_held(meeting: Meeting, until: datetime) -> int:
    """Minutes that the meeting has lasted up to `until`, its earlier parts included."""
    spans = [(datetime.fromisoformat(s["opened_at"]), datetime.fromisoformat(s["ended_at"])) for s in meeting.sittings]
    if meeting.opened_at is not None:
        spans.append((meeting.opened_at, max(meeting.closed_at or until, meeting.opened_at)))
    return sum((end - start for start, end in spans), timedelta()) // timedelta(minutes=1)


def corrections_of(meeting_id: int) -> list[RecordCorrection]:
    """What was corrected after the meeting closed, the earliest first; minutes show it to both signers."""
    return list(
        db.session.scalars(
            select(RecordCorrection).where(RecordCorrection.meeting_id == meeting_id).order_by(RecordCorrection.id)
        )
    )
