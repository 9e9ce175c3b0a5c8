"""The beginning of the meeting and its end: fees, praise, tasks, the synthesis, minutes read out."""

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, request, url_for
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from app.forms.queries import saved_drafts
from app.forms.services import forget_draft
from app.refusals import BadInput, SomebodyWasFaster
from app.resolutions.queries import resolutions_of
from app.sessions import queries, services
from app.sessions.forms import (
    BeginningForm,
    ConclusionForm,
    MentionForm,
    TaskForm,
    choose,
    person_or_none,
)
from app.sessions.models import MentionKind, VoteAbout
from app.sessions.routes.desk import Desk, bp, clock_of, open_desk, refused, writing_desk
from app.tasks.queries import of_meeting
from app.web.pages import done, page
from app.web.permissions import requires
from workflows.roles import Permission

WRAP_UP = "sessions/wrap_up.html"


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
