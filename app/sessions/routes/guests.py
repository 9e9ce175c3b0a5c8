"""Guests of a sitting: the overseer, who was invited or announced, each by one tap, and others by name."""

from flask import Response, url_for
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.accounts.queries import people_as
from app.meetings.queries_guests import Invited, invited_to
from app.members.models import Person
from app.refusals import BadInput, NotKnown
from app.sessions import queries, services
from app.sessions.forms import GuestForm
from app.sessions.models import GuestKind
from app.sessions.routes.desk import Desk, bp, open_desk, refused, writing_desk
from app.visits.models import Visit
from app.visits.queries import announced_for
from app.web.pages import done, page
from app.web.permissions import requires
from workflows.roles import Permission, Role


def overseers_to_note(desk: Desk) -> list[Person]:
    """The cell's overseers who are not yet on the list of guests."""
    day = clock.day_of(desk.meeting.opened_at or clock.now())
    noted = {guest.person_id for guest in queries.guests_of(desk.meeting.id)}
    return [p for p, _ in people_as(desk.meeting.cell_id, (Role.OVERSEER,), day) if p.id not in noted]


@bp.get("/meetings/<int:meeting_id>/guests")
@requires(Permission.SESSION_WRITE)
def guests(meeting_id: int) -> Response:
    return _guests_page(writing_desk(meeting_id), GuestForm(formdata=None))


@bp.post("/meetings/<int:meeting_id>/guests")
@requires(Permission.SESSION_WRITE)
def add_guest(meeting_id: int) -> BaseResponse:
    desk, form = open_desk(meeting_id), GuestForm()
    if not form.validate():
        return _guests_page(desk, form, 422)
    try:
        services.add_guest(
            desk.meeting,
            kind=GuestKind(form.kind.data),
            name=form.name.data or "",
            office=form.office.data or "",
            actor=desk.me,
        )
    except BadInput as error:
        return _guests_page(desk, form, refused(form, error))
    return done(url_for("sessions.guests", meeting_id=meeting_id))


@bp.post("/meetings/<int:meeting_id>/guests/overseers/<int:person_id>")
@requires(Permission.SESSION_WRITE)
def note_overseer(meeting_id: int, person_id: int) -> BaseResponse:
    """The overseer is here: one button, no typing."""
    desk = open_desk(meeting_id)
    for person in overseers_to_note(desk):  # not there if noted already: the second of two clicks changes nothing
        if person.id == person_id:
            services.add_guest(
                desk.meeting, kind=GuestKind.OVERSEER, name=person.full_name, office="Đảng ủy viên phụ trách",
                person_id=person.id, actor=desk.me,
            )  # fmt: skip
    return done(url_for("sessions.guests", meeting_id=meeting_id))


def invited_to_note(desk: Desk) -> list[Invited]:
    """Who was invited to the model meeting from other cells and is not yet on the list of guests."""
    noted = {guest.person_id for guest in queries.guests_of(desk.meeting.id)}
    return [one for one in invited_to(desk.meeting) if one.person_id not in noted]


@bp.post("/meetings/<int:meeting_id>/guests/invited/<int:person_id>")
@requires(Permission.SESSION_WRITE)
def note_invited(meeting_id: int, person_id: int) -> BaseResponse:
    """One of an invited cell is here: one button, no typing."""
    desk = open_desk(meeting_id)
    for one in invited_to_note(desk):  # not there if noted already: the second of two clicks changes nothing
        if one.person_id == person_id:
            services.add_guest(
                desk.meeting, kind=GuestKind.GUEST, name=one.name, office=one.cell, person_id=one.person_id,
                actor=desk.me,
            )  # fmt: skip
    return done(url_for("sessions.guests", meeting_id=meeting_id))


def announced_to_note(desk: Desk) -> list[Visit]:
    """Who of a higher level is announced for this meeting and is not yet on the list of guests."""
    noted = {guest.name for guest in queries.guests_of(desk.meeting.id)}
    return [visit for visit in announced_for(desk.meeting) if visit.visitor not in noted]


@bp.post("/meetings/<int:meeting_id>/guests/announced/<int:visit_id>")
@requires(Permission.SESSION_WRITE)
def note_announced(meeting_id: int, visit_id: int) -> BaseResponse:
    """Who was announced is here: one button, no typing."""
    desk = open_desk(meeting_id)
    if visit_id not in {visit.id for visit in announced_for(desk.meeting)}:
        raise NotKnown
    for visit in announced_to_note(desk):  # not there if noted already: the second of two clicks changes nothing
        if visit.id == visit_id:
            services.add_guest(
                desk.meeting, kind=GuestKind.GUEST, name=visit.visitor, office=visit.office, actor=desk.me
            )  # fmt: skip
    return done(url_for("sessions.guests", meeting_id=meeting_id))


@bp.post("/meetings/<int:meeting_id>/guests/<int:guest_id>/remove")
@requires(Permission.SESSION_WRITE)
def remove_guest(meeting_id: int, guest_id: int) -> BaseResponse:
    desk = open_desk(meeting_id)
    services.remove_guest(desk.meeting, guest_id, actor=desk.me)
    return done(url_for("sessions.guests", meeting_id=meeting_id))


def _guests_page(desk: Desk, form: GuestForm, status: int = 200) -> Response:
    return page(
        "sessions/guests.html", status=status, desk=desk, meeting=desk.meeting, form=form,
        guests=queries.guests_of(desk.meeting.id), overseers=overseers_to_note(desk),
        invited=invited_to_note(desk), announced=announced_to_note(desk),
    )  # fmt: skip
