"""Writing down the committee's meeting on an agenda. Agreeing and returning are steps of the meeting's page."""

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app import clock
from app.approvals.forms import CommitteeMeetingForm
from app.approvals.models import ApprovalRound, RoundResult
from app.approvals.queries import rounds_of, voices
from app.approvals.services_committee import overseers_of, record_committee_meeting
from app.forms.queries import saved_draft
from app.forms.services import forget_draft
from app.meetings.queries import get_visible_or_404
from app.meetings.queries_page import View, view_of
from app.meetings.services_plan import heading
from app.refusals import BadInput, NotAllowed
from app.web.forms import take_errors
from app.web.nfc import sent_version
from app.web.pages import done, page
from app.web.permissions import actor, requires
from workflows.roles import ROLE_LABELS, Permission

bp = Blueprint("approvals", __name__, url_prefix="/meetings/<int:meeting_id>")


@bp.get("/committee-meeting")
@requires(Permission.MEETING_STEP)
def committee_meeting(meeting_id: int) -> ResponseReturnValue:
    view, found = _round(meeting_id)
    if kept := saved_draft(actor().account_id, _draft_key(found)):
        return _page(view, found, CommitteeMeetingForm(formdata=MultiDict(kept), meta={"csrf": False}))
    met = found.met_at.astimezone(clock.VIETNAM) if found.met_at else None
    form = CommitteeMeetingForm(
        formdata=None,
        meta={"csrf": False},
        day=met.date() if met else None,
        time=met.time() if met else None,
        place=found.met_place or view.meeting.place,
        present=found.met_present if met else [a.person_id for a in voices(found)],
        overseers=_who_came(found, view.meeting.cell_id),
        remarks=found.remarks,
    )
    return _page(view, found, form)


@bp.post("/committee-meeting")
@requires(Permission.MEETING_STEP)
def save_committee_meeting(meeting_id: int) -> ResponseReturnValue:
    view, found = _round(meeting_id)
    form = CommitteeMeetingForm(meta={"csrf": False})
    if not form.offer([], [], {}).validate():
        return _page(view, found, form, 422)
    try:
        version = sent_version()
        record_committee_meeting(view.meeting, form.gathering(), actor=actor(), version=version)
    except BadInput as wrong:
        return _page(view, found, take_errors(form, wrong.errors), 422)
    forget_draft(actor().account_id, _draft_key(found))
    flash("Đã ghi hội nghị chi ủy. Biên bản ngắn để in ở mục Tài liệu.")
    return done(url_for("meetings.detail", meeting_id=view.meeting.id))


def _round(meeting_id: int) -> tuple[View, ApprovalRound]:
    view = view_of(get_visible_or_404(meeting_id, actor()), actor())
    if view.round is None or not view.may_key_in:
        raise NotAllowed(
            "Bí thư, phó bí thư, thư ký hoặc người nhập liệu ghi hội nghị chi ủy khi chương trình đã trình."
        )
    return view, rounds_of(meeting_id)[0]


def _who_came(found: ApprovalRound, cell_id: int) -> list[int]:
    """Old records tell only that an overseer was there: where there is one, it was that one."""
    there = list(overseers_of(cell_id))
    return found.overseers_came or (there if found.overseer_present and len(there) == 1 else [])


def _draft_key(found: ApprovalRound) -> str:
    return f"committee-{found.id}"


def _page(view: View, found: ApprovalRound, form: CommitteeMeetingForm, status: int = 200) -> ResponseReturnValue:
    people = [(a, f"{a.person.full_name}, {ROLE_LABELS[a.role]}") for a in voices(found)]
    is_open = found.result == RoundResult.OPEN
    silent = [(a.person_id, name) for a, name in people if is_open and a.agreed_at is None]
    told = form.gathering() if not form.errors else None
    form.offer([(a.person_id, name) for a, name in people], silent, overseers_of(view.meeting.cell_id, told))
    return page(
        "approvals/committee_meeting.html",
        meeting=view.meeting,
        section="meetings",
        heading=heading(view.meeting),
        round=found,
        form=form,
        draft=_draft_key(found),
        status=status,
    )
