"""Guests, the beginning of the meeting and its end: fees, praise, tasks, the synthesis, minutes read out."""

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, request, url_for
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.accounts.queries import people_as
from app.forms.queries import saved_drafts
from app.forms.services import forget_draft
from app.meetings.queries_guests import Invited, invited_to
from app.members.models import Person
from app.refusals import BadInput, NotKnown, SomebodyWasFaster
from app.resolutions.queries import resolutions_of
from app.sessions import queries, services
from app.sessions.forms import (
    BeginningForm,
    ConclusionForm,
    GuestForm,
    MentionForm,
    TaskForm,
    choose,
    person_or_none,
)
from app.sessions.models import GuestKind, MentionKind, VoteAbout
from app.sessions.routes.desk import Desk, bp, clock_of, open_desk, refused, writing_desk
from app.tasks.queries import of_meeting
from app.visits.models import Visit
from app.visits.queries import announced_for
from app.web.pages import done, page
from app.web.permissions import requires
from workflows.roles import Permission, Role

WRAP_UP = "sessions/wrap_up.html"


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


@bp.get("/meetings/<int:meeting_id>/conduct/beginning")
@requires(Permission.SESSION_WRITE)
def beginning(meeting_id: int) -> Response:
    desk, form = writing_desk(meeting_id), BeginningForm(formdata=None)
    meeting = desk.meeting
    form.agenda_adopted.data = meeting.agenda_adopted
    form.observer.data = str(meeting.observer_id or "")
    form.fees_paid.data, form.fees_note.data = meeting.fees_paid, meeting.fees_note
    return _beginning_page(desk, form)


@bp.post("/meetings/<int:meeting_id>/conduct/beginning")
@requires(Permission.SESSION_WRITE)
def settle_opening(meeting_id: int) -> BaseResponse:
    desk, form = open_desk(meeting_id), BeginningForm()
    if not form.validate():
        return _beginning_page(desk, form, 422)
    stated = services.Opening(
        observer_id=person_or_none(form.observer.data or ""),
        fees_paid=form.fees_paid.data,
        fees_note=form.fees_note.data or "",
        agenda_adopted=bool(form.agenda_adopted.data),
    )
    try:
        services.settle_opening(desk.meeting, stated, seen=form.seen.data or "", actor=desk.me)
    except (BadInput, SomebodyWasFaster) as error:
        return _beginning_page(desk, form, refused(form, error))
    return done(url_for("sessions.conduct", meeting_id=meeting_id))


def _beginning_page(desk: Desk, form: BeginningForm, status: int = 200) -> Response:
    lines = queries.roll_lines(desk.meeting.id)
    choose(form.observer, [(line.person_id, line.name) for line in lines if line.takes_part])
    return page(
        "sessions/beginning.html", status=status, desk=desk, meeting=desk.meeting, form=form,
        seen=services.fingerprint(*services.opening_of(desk.meeting)), count=queries.headcount_of(lines),
        agenda_vote=next((v for v in queries.votes_of(desk.meeting.id) if v.about == VoteAbout.AGENDA), None),
    )  # fmt: skip


@bp.get("/meetings/<int:meeting_id>/conduct/wrap-up")
@requires(Permission.MEETING_READ)
def wrap_up(meeting_id: int) -> Response:
    return wrap_up_page(open_desk(meeting_id))


@bp.post("/meetings/<int:meeting_id>/conduct/conclusion")
@requires(Permission.SESSION_WRITE)
def settle_conclusion(meeting_id: int) -> BaseResponse:
    desk, form = open_desk(meeting_id), ConclusionForm()
    try:
        services.settle_conclusion(desk.meeting, form.conclusion.data or "", seen=form.seen.data or "", actor=desk.me)
    except (BadInput, SomebodyWasFaster) as error:
        return wrap_up_page(desk, status=refused(form, error), conclusion=form)
    flash("Đã lưu kết luận chung.")
    return _done_with(desk, "conclusion", "ket-luan")


@bp.post("/meetings/<int:meeting_id>/conduct/mentions")
@requires(Permission.SESSION_WRITE)
def add_mention(meeting_id: int) -> BaseResponse:
    desk, form = open_desk(meeting_id), MentionForm()
    if not form.validate():
        return wrap_up_page(desk, status=422, mention=form)
    try:
        services.add_mention(
            desk.meeting,
            kind=MentionKind(form.kind.data),
            person_id=person_or_none(form.person.data or ""),
            name=form.name.data or "",
            text=form.text.data or "",
            actor=desk.me,
        )
    except BadInput as error:
        return wrap_up_page(desk, status=refused(form, error), mention=form)
    return _done_with(desk, "mention", "bieu-duong")


@bp.post("/meetings/<int:meeting_id>/conduct/mentions/<int:mention_id>/remove")
@requires(Permission.SESSION_WRITE)
def remove_mention(meeting_id: int, mention_id: int) -> BaseResponse:
    desk = open_desk(meeting_id)
    services.remove_mention(desk.meeting, mention_id, actor=desk.me)
    return _back(desk, "bieu-duong")


@bp.post("/meetings/<int:meeting_id>/conduct/tasks")
@requires(Permission.SESSION_WRITE)
def give_task(meeting_id: int) -> BaseResponse:
    desk, form = open_desk(meeting_id), TaskForm()
    if not form.validate():
        return wrap_up_page(desk, status=422, task=form)
    try:
        services.give_task(
            desk.meeting,
            work=form.work.data or "",
            owner_id=person_or_none(form.owner.data or ""),
            owner_name=form.owner_name.data or "",
            deadline=form.deadline.data,
            actor=desk.me,
        )
    except BadInput as error:
        return wrap_up_page(desk, status=refused(form, error), task=form)
    return _done_with(desk, "task", "nhiem-vu")


@bp.post("/meetings/<int:meeting_id>/conduct/minutes-read")
@requires(Permission.SESSION_WRITE)
def note_minutes_read(meeting_id: int) -> BaseResponse:
    desk = open_desk(meeting_id)
    services.note_minutes_read(desk.meeting, request.form.get("adopted") == "1", actor=desk.me)
    return _back(desk, "bien-ban")


def _back(desk: Desk, anchor: str) -> BaseResponse:
    return done(url_for("sessions.wrap_up", meeting_id=desk.meeting.id) + f"#{anchor}")


def draft_key(meeting_id: int, form: str) -> str:
    """Under which key a form of the end of the meeting ("conclusion", "mention", "task") keeps what is typed in it."""
    return f"{form}-{meeting_id}"


def _done_with(desk: Desk, form: str, anchor: str) -> BaseResponse:
    forget_draft(desk.me.account_id, draft_key(desk.meeting.id, form))
    return _back(desk, anchor)


def wrap_up_page(desk: Desk, *, status: int = 200, **given: FlaskForm) -> Response:
    """The end of the meeting. `given`: the form that was refused, to be shown again.

    What was typed in its other forms and not sent yet stands in them again: one may send one form and forget another.
    """
    meeting, lines = desk.meeting, queries.roll_lines(desk.meeting.id)
    people = [(line.person_id, line.name) for line in lines if line.takes_part]
    kept = _kept(desk) if desk.writing else {}
    conclusion = ConclusionForm(formdata=None)
    conclusion.conclusion.data = kept.get("conclusion", {}).get("conclusion", meeting.conclusion)
    # As it stood when one began to write: what another wrote meanwhile is not overwritten unseen.
    seen = kept.get("conclusion", {}).get("seen", services.fingerprint(meeting.conclusion))
    forms: dict[str, Any] = {
        "conclusion": conclusion,
        "mention": MentionForm(formdata=_as_sent(kept.get("mention"))),
        "task": TaskForm(formdata=_as_sent(kept.get("task"))),
    } | given
    choose(forms["mention"].person, people)
    choose(forms["task"].owner, people)
    count = queries.headcount_of(lines)
    return page(
        WRAP_UP, status=status, desk=desk, meeting=meeting, forms=forms, kept=kept.keys() - given.keys(),
        seen=services.fingerprint(meeting.conclusion) if "conclusion" in given else seen,
        mentions=queries.mentions_of(meeting.id), tasks=of_meeting(meeting.id), votes=queries.votes_of(meeting.id),
        resolutions=resolutions_of(meeting.id), calls=queries.roll_calls_of(meeting.id), count=count,
        clock=clock_of(desk, count.roll), bad=next(iter(given), ""),
    )  # fmt: skip


def _kept(desk: Desk) -> dict[str, dict[str, Any]]:
    keys = {form: draft_key(desk.meeting.id, form) for form in ("conclusion", "mention", "task")}
    found = saved_drafts(desk.me.account_id, keys.values())
    return {form: found[key] for form, key in keys.items() if key in found and _says_something(found[key])}


def _says_something(fields: Mapping[str, Any]) -> bool:
    return any(text.strip() for name, text in fields.items() if name not in ("kind", "seen"))


def _as_sent(fields: Mapping[str, Any] | None) -> MultiDict[str, Any] | None:
    return MultiDict(fields) if fields else None
