"""The two roll calls: everybody is present until marked otherwise."""

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import delete, select

from app import clock
from app.actor import Actor, acting_as
from app.audit.services_sealing import note_rows
from app.extensions import db
from app.meetings.models import Meeting
from app.meetings.queries import roles_at
from app.members.queries import OnRoll, roll_of
from app.refusals import BadInput, NotKnown, SomebodyWasFaster
from app.replies.queries import excuses_of
from app.sessions.models import Attendance, RollCall, Which
from app.sessions.queries import roll_calls_of, rows_of
from app.sessions.queries.check_in import waiting_rows
from app.sessions.services.votes import recount_votes
from app.sessions.services.writing import Pen, hold, moment_in, note, text_of
from workflows.attendance import ABSENT, MARK_LABELS, Mark, Standing
from workflows.meeting import State
from workflows.sight import WRITERS, Part

LONGEST_REASON = 300
NOT_TAKEN = "Chưa bắt đầu lần điểm danh này."
SUSPENDED = "Đồng chí này đang bị đình chỉ sinh hoạt nên không điểm danh."
ANNOUNCED = "Điểm danh đã công bố. Bấm “Mở lại điểm danh” rồi sửa; riêng đến muộn, về sớm vẫn ghi thêm được."


@dataclass(frozen=True, kw_only=True)
class Marking:
    """What is stated of one person at one roll call. Times are clock times of the sitting."""

    mark: Mark
    reason: str = ""
    arrived: time | None = None
    left: time | None = None


def stamp_roll_call(meeting: Meeting, which: Which, *, actor: Actor) -> RollCall:
    """Begin a roll call: the first freezes who is on the roll that day, the second starts from what the first found.

    The first may be taken on the day before the meeting is opened. A second call of this changes nothing.
    """
    pen = hold(meeting, actor, State.HELD, *((State.CONVENED,) if which == Which.START else ()))
    if meeting.state == State.CONVENED:
        _expect_the_day(meeting)
    found = roll_calls_of(meeting.id)
    if which in found:
        return found[which]
    if which == Which.END and Which.START not in found:
        raise BadInput("Chưa điểm danh đầu giờ thì chưa điểm danh cuối giờ được.")
    return _stamp(meeting, which, pen)


def _expect_the_day(meeting: Meeting) -> None:
    day = clock.day_of(meeting.starts_at) if meeting.starts_at else clock.today()
    if clock.today() < day:
        raise BadInput(f"Chưa tới ngày sinh hoạt {day.strftime('%d/%m/%Y')}, chưa điểm danh được.")


def _stamp(meeting: Meeting, which: Which, pen: Pen) -> RollCall:
    call = RollCall(meeting_id=meeting.id, which=which, stamped_at=meeting.opened_at or clock.now())
    if which == Which.END:
        call.stamped_at = clock.now()
    db.session.add(call)
    rows = _freeze_roll(meeting, call.stamped_at) if which == Which.START else _begin_end(meeting)
    note("roll_call_stamped", meeting, pen, which=which, rows=rows)
    return call


def stamp_at_opening(meeting: Meeting, actor: Actor) -> None:
    """The start roll call of a meeting just opened; one of another day, before anything was held, is taken anew."""
    opened = meeting.opened_at or clock.now()
    call = roll_calls_of(meeting.id).get(Which.START)
    if call is not None and (meeting.sittings or clock.day_of(call.stamped_at) == clock.day_of(opened)):
        return
    if call is not None:
        drop_roll_call(meeting)
    _stamp(meeting, Which.START, hold(meeting, actor))


def drop_roll_call(meeting: Meeting) -> None:
    """Forget the start roll call: it was taken of a meeting that did not take place that day."""
    for table in (Attendance, RollCall):
        own = delete(table).where(table.meeting_id == meeting.id).returning(table.id)
        note_rows(table, db.session.scalars(own).all())


def _freeze_roll(meeting: Meeting, at: datetime) -> int:
    # Suspended members of the cell stay on its roll; a suspended guest is nobody here.
    everybody = roll_of(meeting.cell_id, clock.day_of(at))
    people = [person for person in everybody if not (person.suspended and person.temporary_in)]
    excuses = excuses_of(meeting.id)
    db.session.add_all([_row(meeting, person, excuses.get(person.person.id)) for person in people])
    return len(people)


def _row(meeting: Meeting, person: OnRoll, excuse: str | None) -> Attendance:
    """`excuse`: the reason of one who asked beforehand to be excused; who comes after all is marked as present."""
    stays_away = person.exempt or person.suspended or person.temporary_out or excuse is not None
    return Attendance(
        meeting_id=meeting.id,
        person_id=person.person.id,
        standing=Standing.OFFICIAL if person.official else Standing.PROBATIONARY,
        exempt=person.exempt,
        suspended=person.suspended,
        temporary_in=person.temporary_in,
        temporary_out=person.temporary_out,
        strengthening=person.strengthening,
        start_mark=Mark.EXCUSED if stays_away else Mark.PRESENT,
        reason=excuse or "",
    )


def _begin_end(meeting: Meeting) -> int:
    rows = db.session.scalars(select(Attendance).where(Attendance.meeting_id == meeting.id)).all()
    for row in rows:
        row.end_mark = row.start_mark if row.start_mark in ABSENT else Mark.EARLY if row.left_at else Mark.PRESENT
    return len(rows)


def mark_attendance(
    meeting: Meeting, row_id: int, which: Which, stated: Marking, *, version: int, actor: Actor
) -> Attendance:
    """Mark one person. Raises SomebodyWasFaster if another one marked the same person since the page was opened."""
    pen = hold(meeting, actor, State.HELD, *((State.CONVENED,) if which == Which.START else ()))
    call = roll_calls_of(meeting.id).get(which)
    if call is None:
        raise BadInput(NOT_TAKEN)
    row = row_to_mark(meeting, row_id)
    wanted = wanted_values(meeting, row, which, stated)
    if call.closed_at is not None and not _may_be_late_news(row, which, wanted):
        raise BadInput({"mark": ANNOUNCED})
    before = apply_values(row, wanted, version)
    if before:
        note(
            "attendance_marked", meeting, pen,
            person_id=row.person_id, before=before, after={name: wanted[name] for name in before},
        )  # fmt: skip
        db.session.flush()  # the votes are counted again from the rows
        recount_votes(meeting, pen=pen)
    return row


def row_to_mark(meeting: Meeting, row_id: int) -> Attendance:
    row = db.session.scalar(select(Attendance).where(Attendance.id == row_id, Attendance.meeting_id == meeting.id))
    if row is None:
        raise NotKnown
    if row.suspended:
        raise BadInput({"mark": SUSPENDED})
    return row


def apply_values(row: Attendance, wanted: dict[str, object], version: int) -> dict[str, object]:
    """Write what differs and answer with what it was before."""
    before = {name: getattr(row, name) for name, value in wanted.items() if getattr(row, name) != value}
    if not before:
        return {}
    if row.version != version:
        raise SomebodyWasFaster(
            f"Đồng chí {row.person.full_name} vừa được người khác ghi “{MARK_LABELS[row.start_mark]}”. "
            "Xem lại rồi lưu nếu vẫn cần sửa."
        )
    for name in before:
        setattr(row, name, wanted[name])
    return before


def wanted_values(meeting: Meeting, row: Attendance, which: Which, stated: Marking) -> dict[str, object]:
    """The values of the row as stated. Raises BadInput by field."""
    reason = text_of(stated.reason, "reason_of_absence", LONGEST_REASON)
    arrived, left = moment_in(meeting, stated.arrived), moment_in(meeting, stated.left)
    absent = stated.mark in ABSENT
    _expect_possible(meeting, absent, arrived, left)
    if which == Which.START:
        mark = Mark.LATE if arrived and not absent else stated.mark
        values: dict[str, object] = {"start_mark": mark, "arrived_at": arrived, "left_at": left, "reason": reason}
        if row.end_mark is not None and not absent and left:
            values["end_mark"] = Mark.EARLY
        return values
    _expect_after_arrival(row, left)
    mark = Mark.EARLY if left and not absent else stated.mark
    return {"end_mark": mark, "left_at": left, "reason": reason or row.reason}


def _expect_possible(meeting: Meeting, absent: bool, arrived: datetime | None, left: datetime | None) -> None:
    errors: dict[str, str] = {}
    stated = {"arrived": arrived, "left": left}
    for field, moment in stated.items():
        if moment is None:
            continue
        if absent:
            errors[field] = "Đã ghi vắng thì để trống giờ đến muộn, về sớm."
        elif meeting.opened_at is None:
            errors[field] = "Chưa khai mạc nên chưa ghi giờ đến muộn, về sớm."
        elif moment < meeting.opened_at and not meeting.sittings:
            errors[field] = f"Giờ này trước giờ khai mạc ({meeting.opened_at.astimezone(clock.VIETNAM):%H:%M})."
        elif moment > clock.now():
            errors[field] = "Giờ này chưa tới."
    if not errors and arrived and left and left <= arrived:
        errors["left"] = "Giờ về sớm phải sau giờ đến."
    if errors:
        raise BadInput(errors)


def _expect_after_arrival(row: Attendance, left: datetime | None) -> None:
    if left and row.arrived_at and left <= row.arrived_at:
        raise BadInput({"left": "Giờ về sớm phải sau giờ đến."})


def _may_be_late_news(row: Attendance, which: Which, wanted: dict[str, object]) -> bool:
    """After the announcement people still come late and leave early."""
    if which == Which.END:
        return False
    same_mark = wanted["start_mark"] == row.start_mark
    return same_mark or wanted["start_mark"] == Mark.LATE


def announce_roll_call(meeting: Meeting, which: Which, *, actor: Actor) -> None:
    """Close a roll call: its counts are read out. Who is still awaited did not come.

    Raises BadInput while somebody who checked in waits to be confirmed.
    """
    pen = hold(meeting, actor)
    call = _taken(meeting, which)
    if call.closed_at is None:
        if waiting := len(waiting_rows(call.id)):
            raise BadInput(f"Còn {waiting} đồng chí tự điểm danh chưa được xác nhận. Xác nhận xong rồi công bố.")
        call.closed_at = clock.now()
        miss_the_awaited(meeting, which, pen)
        note("roll_call_closed", meeting, pen, which=which)


def miss_the_awaited(meeting: Meeting, which: Which, pen: Pen) -> None:
    """Whom nobody saw is absent without a reason, until one is noted."""
    name = f"{which}_mark"
    for row in rows_of(meeting.id):
        if getattr(row, name) == Mark.AWAITED:
            setattr(row, name, Mark.UNEXCUSED)
            note(
                "attendance_marked", meeting, pen, person_id=row.person_id, before={name: Mark.AWAITED},
                after={name: Mark.UNEXCUSED},
            )  # fmt: skip


def miss_all_awaited(meeting: Meeting, actor: Actor) -> None:
    """At the end of the meeting: a roll call that the rule set does not ask for may still be open."""
    role = acting_as(roles_at(meeting, actor, with_substitution=False), WRITERS[Part.RECORD][State.HELD])
    for which, call in roll_calls_of(meeting.id).items():
        if call.closed_at is None:
            miss_the_awaited(meeting, which, Pen(actor=actor, role=role))


def reopen_roll_call(meeting: Meeting, which: Which, *, actor: Actor) -> None:
    pen = hold(meeting, actor)
    call = _taken(meeting, which)
    if call.closed_at is not None:
        call.closed_at = None
        note("roll_call_reopened", meeting, pen, which=which)


def _taken(meeting: Meeting, which: Which) -> RollCall:
    call = roll_calls_of(meeting.id).get(which)
    if call is None:
        raise BadInput(NOT_TAKEN)
    return call
