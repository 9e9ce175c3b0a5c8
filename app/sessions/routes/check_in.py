"""A member checks in: by the code on the hall's screen or on paper, scanned or typed."""

from datetime import UTC, datetime
from typing import Any, cast

from flask import Response, current_app, flash, redirect, request, url_for
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.extensions import db
from app.meetings.models import Meeting
from app.meetings.services_plan import heading
from app.refusals import BadInput, SomebodyWasFaster
from app.sessions import services
from app.sessions.forms import CheckInForm
from app.sessions.queries import check_in as arrivals
from app.sessions.queries.check_in import Called, OwnCall
from app.sessions.routes.desk import WHICH_TITLES, bp
from app.web.cookies import cookie_named
from app.web.forms import take_errors
from app.web.pages import done, page
from app.web.permissions import OPEN, actor, requires
from app.web.stamped import stamping
from app.web.transactions import keep_changes
from workflows.attendance import ABSENT
from workflows.check_in import SCAN_HOLDS
from workflows.roles import Permission

SCANNED = "nennep_scan"
GONE = 410


@bp.get("/check-in/<int:number>/<token>")
@requires(OPEN)
def scanned(number: int, token: str) -> BaseResponse:
    """Where the QR code of meeting `number` leads. What was scanned is kept on this device while its owner signs in;
    nothing is asked or decided here, and it is good for nothing on another device.
    """
    response = redirect(url_for("sessions.check_in", meeting_id=number), 303)
    kept = [number, token[:60], int(clock.now().timestamp())]
    response.set_cookie(
        cookie_named(SCANNED), _stamping().dumps(kept), max_age=SCAN_HOLDS, httponly=True, samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"], path=url_for("meetings.index"),
    )  # fmt: skip
    return response


@bp.get("/check-in")
@requires(Permission.CHECK_IN_WRITE)
def check_in_doors() -> BaseResponse:
    """The short address on the screen, for who types: to the one roll call at which they may check in."""
    doors = arrivals.doors_open_to(actor().person_id)
    if len(doors) == 1:
        return done(url_for("sessions.check_in", meeting_id=doors[0].meeting_id))
    return page("sessions/check_in_doors.html", doors=doors, titles=WHICH_TITLES)


@bp.get("/meetings/<int:meeting_id>/check-in")
@requires(Permission.CHECK_IN_WRITE)
def check_in(meeting_id: int) -> Response:
    here = services.called(meeting_id, actor())
    return _page(here, CheckInForm(formdata=None), status=200 if here.state in arrivals.OPEN_IN else GONE)


@bp.post("/meetings/<int:meeting_id>/check-in")
@requires(Permission.CHECK_IN_WRITE)
def say_here(meeting_id: int) -> BaseResponse:
    form = CheckInForm()
    code, scanned_at = (form.digits, None) if form.digits else _scanned(meeting_id)
    try:
        services.check_in(meeting_id, code, actor=actor(), scanned_at=scanned_at)
    except SomebodyWasFaster as error:
        db.session.rollback()
        take_errors(form, {"": str(error)})
        return _page(services.called(meeting_id, actor()), form, status=409)
    except BadInput as wrong:
        keep_changes()  # a wrong code counts
        here = services.called(meeting_id, actor())
        return _page(here, take_errors(form, wrong.errors), status=422, forget=scanned_at is not None)
    flash("Đã nhận. Thư ký xác nhận thì đồng chí được ghi có mặt.")
    return _forgotten(done(url_for("sessions.check_in", meeting_id=meeting_id)))


def _page(here: Called, form: CheckInForm, *, status: int, forget: bool = False) -> Response:
    response = page(
        "sessions/check_in.html", status=status, meeting=here, heading=heading(cast(Meeting, here)), form=form,
        scanned=bool(_scanned(here.id)[0]) and not forget, **_how_it_stands(here),
    )  # fmt: skip
    return _forgotten(response) if forget else response


def _how_it_stands(here: Called) -> dict[str, Any]:
    """`stands`: over, before, closed, not_called, here, waiting, refused or open."""
    if here.state not in arrivals.OPEN_IN:
        return {"stands": "over"}
    if not here.calls:
        return {"stands": "before"}
    services.expect_own_row(here)
    call = here.checking_in
    if call is None:
        return {"stands": "closed" if all(one.closed_at for one in here.calls) else "before"}
    return {"which": WHICH_TITLES[call.which], "found": call, "stands": _of(here, call)}


def _of(here: Called, call: OwnCall) -> str:
    if here.mark_at(call) not in ABSENT:
        return "here"
    if call.came_at is None:
        return "open"
    return "refused" if call.settled_at else "waiting"


def _scanned(meeting_id: int) -> tuple[str, datetime | None]:
    """What this device scanned of the meeting's code, and when; nothing unless it is ours."""
    try:
        kept = request.cookies.get(cookie_named(SCANNED), "")
        of, token, at = _stamping().loads(kept, max_age=int(SCAN_HOLDS.total_seconds()))
    except (BadData, ValueError, TypeError):
        return "", None
    return (token, datetime.fromtimestamp(at, UTC)) if of == meeting_id else ("", None)


def _forgotten(response: Response) -> Response:
    secure: bool = current_app.config["SESSION_COOKIE_SECURE"]
    response.delete_cookie(cookie_named(SCANNED), path=url_for("meetings.index"), secure=secure)
    return response


def _stamping() -> URLSafeTimedSerializer:
    return stamping("scanned at the door of a meeting")
