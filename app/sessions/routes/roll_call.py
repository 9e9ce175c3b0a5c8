"""The two roll calls."""

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, render_template, request, url_for
from jinja2_fragments.flask import render_block

from app import clock
from app.accounts.queries import holders_of
from app.audit.queries import last_seq
from app.groups.queries import who_is_where
from app.refusals import BadInput, NotKnown, SomebodyWasFaster
from app.sessions import queries, services
from app.sessions.forms import MarkForm
from app.sessions.models import Which
from app.sessions.queries import RollLine
from app.sessions.queries.check_in import waiting_at
from app.sessions.routes.desk import (
    WHICH_TITLES,
    Desk,
    bp,
    clock_time_of,
    desk_shown,
    open_desk,
    refused,
    which_or_404,
    writing_desk,
)
from app.sessions.routes.roll_rows import rows_shown
from app.web.nfc import query_int
from app.web.pages import done, page, wants_fragment
from app.web.permissions import requires
from workflows.attendance import Mark, headcount, quorum_of, quorum_warning
from workflows.names import fold
from workflows.roles import ROLE_LABELS, Permission, Role

PAGE = "sessions/roll_call.html"
NAMED = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER)


@bp.get("/meetings/<int:meeting_id>/roll-call/<which>")
@requires(Permission.MEETING_READ)
def roll_call(meeting_id: int, which: str) -> Response:
    desk, asked = desk_shown(meeting_id), which_or_404(which)
    context = roll_context(desk, asked)
    opened = query_int("mo")
    if opened and desk.writing:
        context |= row_form(desk, asked, opened)
    return page(PAGE, **context)


@bp.post("/meetings/<int:meeting_id>/roll-call/<which>/stamp")
@requires(Permission.SESSION_WRITE)
def stamp_roll_call(meeting_id: int, which: str) -> Response:
    desk, asked = open_desk(meeting_id), which_or_404(which)
    services.stamp_roll_call(desk.meeting, asked, actor=desk.me)
    return done(url_for("sessions.roll_call", meeting_id=meeting_id, which=which))


@bp.post("/meetings/<int:meeting_id>/roll-call/<which>/announce")
@requires(Permission.SESSION_WRITE)
def announce_roll_call(meeting_id: int, which: str) -> Response:
    desk, asked = open_desk(meeting_id), which_or_404(which)
    services.announce_roll_call(desk.meeting, asked, actor=desk.me)
    flash(f"{WHICH_TITLES[asked]} đã công bố.")
    return done(url_for("sessions.conduct", meeting_id=meeting_id))


@bp.post("/meetings/<int:meeting_id>/roll-call/<which>/reopen")
@requires(Permission.SESSION_WRITE)
def reopen_roll_call(meeting_id: int, which: str) -> Response:
    desk, asked = open_desk(meeting_id), which_or_404(which)
    services.reopen_roll_call(desk.meeting, asked, actor=desk.me)
    return done(url_for("sessions.roll_call", meeting_id=meeting_id, which=which))


@bp.get("/meetings/<int:meeting_id>/roll-call/<which>/rows/<int:row_id>")
@requires(Permission.SESSION_WRITE)
def open_row(meeting_id: int, which: str, row_id: int) -> Response:
    """The form of one person: loaded when its line is opened, so that the page of 120 names stays light."""
    desk, asked = writing_desk(meeting_id), which_or_404(which)
    line = queries.line_in(meeting_id, row_id)
    if line is None:
        raise NotKnown
    if not wants_fragment():
        here = url_for("sessions.roll_call", meeting_id=meeting_id, which=which, mo=row_id)
        return done(f"{here}#dd-{row_id}")
    context = row_form(desk, asked, row_id)
    return page("sessions/_mark.html", desk=desk, meeting=desk.meeting, which=asked, line=line, **context)


@bp.post("/meetings/<int:meeting_id>/roll-call/<which>/rows/<int:row_id>")
@requires(Permission.SESSION_WRITE)
def mark_attendance(meeting_id: int, which: str, row_id: int) -> Response:
    desk, asked, form = open_desk(meeting_id), which_or_404(which), MarkForm()
    if not form.validate():
        return _again(desk, asked, row_id, form, 422)
    try:
        services.mark_attendance(
            desk.meeting, row_id, asked, form.stated(), version=form.version.data or 0, actor=desk.me
        )
    except (BadInput, SomebodyWasFaster) as error:
        return _again(desk, asked, row_id, form, refused(form, error))
    if not wants_fragment():
        here = url_for("sessions.roll_call", meeting_id=meeting_id, which=which)
        return done(f"{here}#dd-{row_id}")
    return fragments(roll_context(desk, asked), {row_id}, saved=row_id)


def _again(desk: Desk, which: Which, row_id: int, form: MarkForm, status: int) -> Response:
    """The row's form again, with what was typed and what is wrong; the version is the one to overwrite now."""
    meeting_id = desk.meeting.id
    db_line = queries.line_in(meeting_id, row_id)
    if db_line is None or not db_line.takes_part:
        raise NotKnown
    form.version.raw_data, form.version.data = None, db_line.version
    typed = {"open_id": row_id, "form": form}
    context = roll_context(desk, which) | typed
    if not wants_fragment():
        return page(PAGE, status=status, **context)
    context["rows"] = [row for row in (*context["rows"], *context["apart"]) if row.line.id == row_id]
    return page("sessions/_rows.html", status=status, **context)


def fragments(context: dict[str, Any], changed: set[int], *, saved: int | None = None) -> Response:
    """The changed lines and the counts, each to its own place."""
    rows = [row for row in (*context["rows"], *context["apart"]) if row.line.id in changed]
    body = render_template("sessions/_rows.html", **(context | {"rows": rows, "oob": saved is None, "focus_id": saved}))
    context["oob"] = True
    body += "".join(render_block(PAGE, block, **context) for block in ("counts", "warning", "arrivals", "bar_count"))
    return Response(body, headers={"Vary": "HX-Request"})


def row_form(desk: Desk, which: Which, row_id: int) -> dict[str, Any]:
    line = queries.line_in(desk.meeting.id, row_id)
    if line is None or not line.takes_part or not desk.writing:
        raise NotKnown
    return {"open_id": row_id, "form": marked(MarkForm(formdata=None), line, which)}


def marked(form: MarkForm, line: RollLine, which: Which) -> MarkForm:
    """The form as the row stands."""
    attendee = line.attendee
    mark = mark_at(line, which)
    here = mark in (Mark.PRESENT, Mark.LATE, Mark.EARLY, Mark.AWAITED)  # who is opened while awaited has come
    form.version.data = line.version
    form.mark.data = str(Mark.PRESENT if here else mark)
    form.reason_of_absence.data = line.reason
    form.arrived.data = clock_time_of(attendee.arrived_at)
    form.left.data = clock_time_of(attendee.left_at)
    return form


def mark_at(line: RollLine, which: Which) -> Mark | None:
    return line.attendee.start_mark if which == Which.START else line.attendee.end_mark


def roll_context(desk: Desk, which: Which) -> dict[str, Any]:
    meeting = desk.meeting
    since = last_seq(meeting.cell_id)  # before the rows are read: what comes between is then sent once more
    everybody = queries.roll_lines(meeting.id)
    wanted = request.args.get("ten", "").strip()[:60]
    due = [line for line in everybody if line.counted]
    numbered = list(enumerate(due, start=1))
    groups = who_is_where(meeting.cell_id)
    group = next((one for one in groups if one.id == query_int("to")), None)
    if group:
        numbered = [(number, line) for number, line in numbered if line.person_id in group.people]
    if wanted:
        numbered = [(number, line) for number, line in numbered if fold(wanted) in fold(line.name)]
    positions = positions_of(desk)
    call = queries.calls_shown(meeting.id).get(which)
    checking_in = call is not None and call.check_in_from is not None and call.closed_at is None
    return {
        "desk": desk,
        "meeting": meeting,
        "which": which,
        "title": WHICH_TITLES[which],
        "call": call,
        "checking_in": checking_in,
        "arrivals": waiting_at(call, meeting.opened_at) if checking_in else [],
        "rows": rows_shown(numbered, which, positions),
        "apart": rows_shown([(0, line) for line in everybody if not line.counted], which, positions),
        "wanted": wanted,
        "groups": groups,
        "group": group,
        "since": since,
        "open_id": None,
    } | counts_context(which, everybody, due)


def counts_context(which: Which, everybody: list[RollLine], due: list[RollLine]) -> dict[str, Any]:
    at_end = which == Which.END
    marks = [mark_at(line, which) for line in due]
    attendees = [line.attendee for line in everybody]
    count = headcount(attendees)
    return {
        "count": count,
        "present": queries.end_present(due) if at_end else count.present,
        "quorum": quorum_of(count.due),
        "warning": None if at_end else quorum_warning(count, attendees),
        "excused": marks.count(Mark.EXCUSED),
        "unexcused": marks.count(Mark.UNEXCUSED),
        "awaited": sum(line.takes_part and mark_at(line, which) == Mark.AWAITED for line in everybody),
        "no_reason_yet": sum(line.attendee.start_mark == Mark.EXCUSED and not line.reason for line in due),
    }


def positions_of(desk: Desk) -> Mapping[int, str]:
    """The word beside a name: office, recorder, probationary is added by the page."""
    day = clock.day_of(desk.meeting.starts_at or clock.now())
    words = {person.id: ROLE_LABELS[role] for person, role in reversed(holders_of(desk.meeting.cell_id, NAMED, day))}
    if desk.meeting.recorder_id and desk.meeting.recorder_id not in words:
        words[desk.meeting.recorder_id] = "thư ký"
    return words
