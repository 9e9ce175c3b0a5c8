"""Members with a telephone check themselves in; the recorder confirms them and ticks the others.

From `begin_check_in` on nobody is present until confirmed or ticked: what a member sends counts nowhere by itself.
"""

import secrets
from datetime import datetime

from sqlalchemy import Table, insert, select, update

from app import clock
from app.actor import Actor
from app.audit.services import record
from app.extensions import connection, db, hold_still
from app.meetings.models import Meeting
from app.meetings.queries import get_visible_or_404, roles_at
from app.refusals import BadInput, NotAllowed, NotKnown, SomebodyWasFaster
from app.sessions.models import Attendance, CheckIn, CheckInKey, RollCall, Which
from app.sessions.queries import roll_calls_of, rows_of
from app.sessions.queries.check_in import (
    OPEN_IN,
    Called,
    OwnCall,
    call_checking_in,
    called_at,
    key_of,
    waiting_rows,
)
from app.sessions.services.roll_call import NOT_TAKEN, Marking, wanted_values
from app.sessions.services.votes import recount_votes
from app.sessions.services.writing import Pen, hold, note
from workflows.attendance import ABSENT, Mark
from workflows.check_in import DIGITS, MOST_TRIES, SCAN_HOLDS, is_right
from workflows.meeting import State
from workflows.roles import Role
from workflows.sight import Part, parts_for

_OWN: Table = CheckIn.metadata.tables[CheckIn.__tablename__]

ALREADY_CLOSED = "Điểm danh này đã công bố. Mở lại điểm danh rồi mới cho tự điểm danh."
OTHER_IS_OPEN = "Lần điểm danh kia còn đang cho tự điểm danh. Công bố lần đó trước."
NOT_OPEN = "Hiện chưa mở tự điểm danh, hoặc vừa công bố điểm danh xong. Đồng chí báo thư ký để được ghi có mặt."
OVER = "Kỳ sinh hoạt không còn nhận điểm danh: đã bế mạc, tạm dừng hoặc đã đổi. Cần sửa thì báo thư ký."
NOT_ON_ROLL = "Đồng chí không có tên trong danh sách điểm danh của kỳ sinh hoạt này. Nếu dự, đồng chí báo thư ký."
SUSPENDED = "Đồng chí đang bị đình chỉ sinh hoạt nên không điểm danh."
OLD_CODE = "Mã QR vừa quét đã đổi. Quét lại mã đang hiện trên màn hình, hoặc gõ sáu chữ số bên cạnh mã."
TOO_MANY = f"Đồng chí đã gõ sai {MOST_TRIES} lần nên không gõ mã được nữa. Quét mã QR, hoặc báo thư ký ghi có mặt."


def begin_check_in(meeting: Meeting, which: Which, *, actor: Actor) -> None:
    """Let members check in at an open roll call: who was present because nobody said otherwise is awaited now.

    A second call changes nothing.
    """
    pen, call = _open_call(meeting, which, actor)
    if call.check_in_from is not None:
        return
    if call_checking_in(roll_calls_of(meeting.id)) is not None:
        raise BadInput(OTHER_IS_OPEN)
    _own_key(meeting)
    call.check_in_from = clock.now()
    awaited = _turn(meeting, which, Mark.PRESENT, Mark.AWAITED)
    note("check_in_begun", meeting, pen, which=which, awaited=awaited)
    _recount(meeting, pen)


def stop_check_in(meeting: Meeting, which: Which, *, actor: Actor) -> None:
    """Back to marking by exception: whoever is still awaited is present until marked otherwise."""
    pen, call = _open_call(meeting, which, actor)
    if call.check_in_from is None:
        return
    call.check_in_from = None
    for check_in, _ in waiting_rows(call.id):
        check_in.settled_at = clock.now()
    awaited = _turn(meeting, which, Mark.AWAITED, Mark.PRESENT)
    note("check_in_stopped", meeting, pen, which=which, awaited=awaited)
    _recount(meeting, pen)


def _open_call(meeting: Meeting, which: Which, actor: Actor) -> tuple[Pen, RollCall]:
    pen = hold(meeting, actor, State.HELD, *((State.CONVENED,) if which == Which.START else ()))
    call = roll_calls_of(meeting.id).get(which)
    if call is None:
        raise BadInput(NOT_TAKEN)
    if call.closed_at is not None:
        raise SomebodyWasFaster(ALREADY_CLOSED)
    return pen, call


def _turn(meeting: Meeting, which: Which, before: Mark, after: Mark) -> int:
    name = f"{which}_mark"
    rows = [row for row in rows_of(meeting.id) if not row.suspended and getattr(row, name) == before]
    for row in rows:
        setattr(row, name, after)
    return len(rows)


def _recount(meeting: Meeting, pen: Pen) -> None:
    db.session.flush()  # the votes are counted again from the rows
    recount_votes(meeting, pen=pen)


def print_code(meeting: Meeting, *, actor: Actor) -> CheckInKey:
    """A code for paper, which holds in each roll call of the meeting at which members check in."""
    pen = hold(meeting, actor, *OPEN_IN)
    key = _own_key(meeting)
    if key.printed_at is None:
        key.printed_at = clock.now()
        note("check_in_code_printed", meeting, pen)
    return key


def _own_key(meeting: Meeting) -> CheckInKey:
    """The meeting is locked, so that there is one."""
    key = key_of(meeting.id)
    if key is None:
        key = CheckInKey(meeting_id=meeting.id, key=secrets.token_hex(32))
        db.session.add(key)
    return key


def called(meeting_id: int, actor: Actor) -> Called:
    """The meeting at which the actor checks in: one whose roll they are on (temporary guests are, too), else one that
    they may know of. Raises NotKnown; NotAllowed for who is no member there.
    """
    found = called_at(meeting_id, actor.person_id)
    if found is None:
        raise NotKnown
    if found.row_id is None:
        meeting = get_visible_or_404(meeting_id, actor)
        roles = roles_at(meeting, actor, with_substitution=False)
        if Part.CONVENED not in parts_for(roles, meeting.state):
            raise NotKnown
        if Role.MEMBER not in roles:
            raise NotAllowed(NOT_ON_ROLL)
    return found


def expect_own_row(here: Called) -> None:
    """Raises NotAllowed for who is not called at this meeting."""
    if here.row_id is None or here.suspended:
        raise NotAllowed(SUSPENDED if here.suspended else NOT_ON_ROLL)


def check_in(meeting_id: int, code: str, *, actor: Actor, scanned_at: datetime | None = None) -> None:
    """Say that one is here, with the digits typed or the token that this device scanned at `scanned_at`.

    However often: one person, one check-in; nothing for who is marked as present already. Raises as `called` does,
    SomebodyWasFaster (no roll call is open any more), or BadInput; after that one the caller calls `keep_changes()`,
    so that a wrong try is counted.
    """
    hold_still(Meeting, meeting_id)  # those who come, who confirms and who announces follow one another
    here = called(meeting_id, actor)
    if here.state not in OPEN_IN:
        raise SomebodyWasFaster(OVER)
    expect_own_row(here)
    call = here.checking_in
    if call is None:
        raise SomebodyWasFaster(NOT_OPEN)
    if call.came_at is not None or here.mark_at(call) not in ABSENT:
        return
    if scanned_at is not None:
        _expect_scan(here, call, code, scanned_at)
    else:
        _expect_digits(here, call, code, actor)
    _write(here, call, came_at=clock.now())
    _note_own("checked_in", here, actor, which=call.which, person_id=actor.person_id)


def _write(here: Called, call: OwnCall, **values: object) -> None:
    """In the own check-in, the first if there is none yet. Past the session: hundreds come in the same minute."""
    if call.check_in_id is None:
        begun = {"roll_call_id": call.id, "attendance_id": here.row_id, "tries": 0, "refused": False}
        connection().execute(insert(_OWN), begun | values)
    else:
        connection().execute(update(_OWN).where(_OWN.c.id == call.check_in_id), values)


def _expect_scan(here: Called, call: OwnCall, token: str, scanned_at: datetime) -> None:
    """Too long to be guessed, so that nobody counts the tries."""
    # Scanned ahead of now: another machine's clock, or one set back.
    fresh = abs(clock.now() - scanned_at) <= SCAN_HOLDS
    if not (fresh and _is_right(here, call, token, scanned_at)):
        raise BadInput(OLD_CODE)


def _expect_digits(here: Called, call: OwnCall, code: str, actor: Actor) -> None:
    tries = call.tries or 0
    if tries >= MOST_TRIES:
        raise BadInput({"code": TOO_MANY})
    if len(code) == DIGITS and _is_right(here, call, code, clock.now()):
        return
    _write(here, call, tries=tries + 1)
    _note_own("check_in_failed", here, actor, which=call.which, person_id=actor.person_id, tries=tries + 1)
    raise BadInput({"code": _wrong(tries + 1)})


def _is_right(here: Called, call: OwnCall, code: str, at: datetime) -> bool:
    return here.key is not None and is_right(here.key, code, call.which, at, printed=here.printed_at is not None)


def _wrong(tries: int) -> str:
    if tries >= MOST_TRIES:
        return TOO_MANY
    return f"Mã chưa đúng hoặc đã đổi. Gõ sáu chữ số đang hiện trên màn hình; còn {MOST_TRIES - tries} lần."


def _note_own(event: str, here: Called, actor: Actor, **fields: object) -> None:
    record(
        event, actor=actor, organisation_id=here.cell_id, subject="meeting", subject_id=here.id,
        acting_as=str(Role.MEMBER), **fields,
    )  # fmt: skip


def settle_check_ins(
    meeting: Meeting, which: Which, ids: list[int], *, actor: Actor, refused: bool = False, late: bool = False
) -> int:
    """Confirm these as present (`late`: at the time when they checked in), or say that they are not here.

    Answers how many; those settled meanwhile are left out.
    """
    pen, call = _open_call(meeting, which, actor)
    settled = waiting_rows(call.id, ids)
    for check_in, row in settled:
        check_in.settled_at, check_in.refused = clock.now(), refused
        if not refused:
            _mark_present(meeting, row, which, pen, check_in.came_at if late else None)
    if settled:
        people = [row.person_id for _, row in settled]
        note("check_ins_settled", meeting, pen, which=which, person_ids=people, refused=refused)
        _recount(meeting, pen)
    return len(settled)


def tick_present(meeting: Meeting, which: Which, row_ids: list[int], *, actor: Actor) -> int:
    """Mark as present those who came without a telephone; who was marked meanwhile stays as they are."""
    pen, call = _open_call(meeting, which, actor)
    rows = db.session.scalars(
        select(Attendance)
        .where(Attendance.meeting_id == meeting.id, Attendance.id.in_(row_ids))
        .order_by(Attendance.id)
    ).all()
    awaited = [row for row in rows if getattr(row, f"{which}_mark") == Mark.AWAITED]
    for row in awaited:
        _mark_present(meeting, row, which, pen)
    for check_in, row in waiting_rows(call.id):
        if row in awaited:
            check_in.settled_at = clock.now()
    _recount(meeting, pen)
    return len(awaited)


def _mark_present(
    meeting: Meeting, row: Attendance, which: Which, pen: Pen, came_at: datetime | None = None
) -> None:  # fmt: skip
    if getattr(row, f"{which}_mark") not in ABSENT:
        return
    local = came_at.astimezone(clock.VIETNAM).time().replace(second=0, microsecond=0) if came_at else None
    wanted = wanted_values(meeting, row, which, Marking(mark=Mark.PRESENT, arrived=local))
    before = {name: getattr(row, name) for name, value in wanted.items() if getattr(row, name) != value}
    for name in before:
        setattr(row, name, wanted[name])
    note(
        "attendance_marked", meeting, pen,
        person_id=row.person_id, before=before, after={name: wanted[name] for name in before},
    )  # fmt: skip
