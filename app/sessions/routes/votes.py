"""Votes of their own: agenda, resolution, score, minutes; and every vote's count."""

from collections.abc import Iterable
from typing import Any, TypeVar

from flask import Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.meetings.models import Meeting
from app.refusals import BadInput, NotKnown, SomebodyWasFaster
from app.resolutions.queries import resolutions_of
from app.sessions import queries, services
from app.sessions.forms import ItemForm, VoteCorrectionForm, VoteForm
from app.sessions.models import Vote, VoteAbout
from app.sessions.routes.desk import Desk, bp, clock_time_of, open_desk, refused, writing_desk
from app.web.pages import done, page
from app.web.permissions import requires
from workflows.attendance import Attendee
from workflows.resolution import State as ResolutionState
from workflows.roles import Permission
from workflows.voting import THRESHOLD_LABELS, Matter

PAGE = "sessions/vote.html"
AnyForm = TypeVar("AnyForm", ItemForm, VoteForm, VoteCorrectionForm)


def tally_context(
    meeting: Meeting, attendees: Iterable[Attendee], vote: Vote | None, stated: services.Ballots | None = None
) -> dict[str, Any]:
    """The count as stated (or recorded), its base and the sentence that explains it."""
    stated = stated or services.Ballots(
        against=vote.against if vote else 0,
        other=vote.other if vote else 0,
        votes_for=vote.votes_for if vote else None,
        matter=vote.matter if vote else None,
    )
    threshold = services.threshold_for(meeting, stated.matter, vote)
    tally, base = services.tally_of(attendees, stated, threshold, None)
    return {"tally": tally, "base": base, "threshold_words": THRESHOLD_LABELS[tally.threshold]}


def about_or_404(text: str) -> VoteAbout:
    try:
        about = VoteAbout(text)
    except ValueError:
        raise NotKnown from None
    if about == VoteAbout.ITEM:
        raise NotKnown
    return about


@bp.get("/meetings/<int:meeting_id>/votes/about/<about>")
@requires(Permission.SESSION_WRITE)
def new_vote(meeting_id: int, about: str) -> BaseResponse:
    desk, asked = writing_desk(meeting_id), about_or_404(about)
    for vote in queries.votes_of(meeting_id):
        if vote.about == asked:
            return done(url_for("sessions.vote", meeting_id=meeting_id, vote_id=vote.id))
    form = about_matters(VoteForm(formdata=None), desk.meeting, asked)
    form.subject.data = _subject(desk, asked)
    form.against.data = form.other.data = 0
    if form.matter:
        form.matter.data = str(Matter.ORDINARY)
    return _vote_page(desk, form, asked)


def about_matters(form: AnyForm, meeting: Meeting, about: VoteAbout) -> AnyForm:
    """Ask of which kind of matter it is, and say what each needs; of agenda, minutes and score nobody is asked."""
    if about in services.OF_SOME_MATTER:
        form.offer_matters({matter: services.threshold_for(meeting, matter) for matter in Matter})
    else:
        del form.matter
    return form


def _subject(desk: Desk, about: VoteAbout) -> str:
    drafts = [r for r in resolutions_of(desk.meeting.id) if r.state == ResolutionState.DRAFT]
    if about == VoteAbout.RESOLUTION and drafts:
        return f"Thông qua {drafts[0].subject_line}"
    return services.SUBJECTS[about]


@bp.post("/meetings/<int:meeting_id>/votes/about/<about>")
@requires(Permission.SESSION_WRITE)
def record_vote(meeting_id: int, about: str) -> BaseResponse:
    desk, asked = open_desk(meeting_id), about_or_404(about)
    form = about_matters(VoteForm(), desk.meeting, asked)
    if not form.validate():
        return _vote_page(desk, form, asked, status=422)
    try:
        vote = services.record_vote(
            desk.meeting, asked, form.stated(form.ballot.data, form.subject.data or ""), actor=desk.me
        )
    except (BadInput, SomebodyWasFaster) as error:
        return _vote_page(desk, form, asked, status=refused(form, error))
    flash(said(vote))
    return done(_home_of(desk, asked))


@bp.get("/meetings/<int:meeting_id>/votes/<int:vote_id>")
@requires(Permission.SESSION_WRITE)
def vote(meeting_id: int, vote_id: int) -> Response:
    desk = writing_desk(meeting_id)
    found = services.vote_in(desk.meeting, vote_id)
    form = about_matters(VoteForm(formdata=None), desk.meeting, found.about)
    return _vote_page(desk, counted(form, found, desk.meeting), found.about, vote=found)


@bp.post("/meetings/<int:meeting_id>/votes/<int:vote_id>")
@requires(Permission.SESSION_WRITE)
def change_vote(meeting_id: int, vote_id: int) -> BaseResponse:
    desk = open_desk(meeting_id)
    found = services.vote_in(desk.meeting, vote_id)
    form = about_matters(VoteForm(), desk.meeting, found.about)
    if not form.validate():
        return _vote_page(desk, form, found.about, vote=found, status=422)
    try:
        services.change_vote(
            desk.meeting,
            found,
            form.stated(form.ballot.data, form.subject.data or ""),
            version=form.version.data or 0,
            actor=desk.me,
        )
    except (BadInput, SomebodyWasFaster) as error:
        status = refused(form, error)
        found = services.vote_in(desk.meeting, vote_id)
        return _vote_page(desk, form, found.about, vote=found, status=status)
    flash(said(found))
    return done(_home_of(desk, found.about))


@bp.post("/meetings/<int:meeting_id>/votes/<int:vote_id>/remove")
@requires(Permission.SESSION_WRITE)
def remove_vote(meeting_id: int, vote_id: int) -> BaseResponse:
    desk, form = open_desk(meeting_id), VoteForm()
    found = services.vote_in(desk.meeting, vote_id)
    services.remove_vote(desk.meeting, found, version=form.version.data or 0, actor=desk.me)
    flash("Đã bỏ lần biểu quyết ghi nhầm.")
    return done(_home_of(desk, found.about))


@bp.get("/meetings/<int:meeting_id>/votes/tally")
@requires(Permission.SESSION_WRITE)
def tally(meeting_id: int) -> Response:
    """What the numbers typed so far would mean; asked for while they are typed."""
    desk = writing_desk(meeting_id)
    form = VoteForm(formdata=request.args)
    form.validate()
    everybody = queries.crowd_of(meeting_id).attendees
    return page("sessions/_tally.html", **tally_context(desk.meeting, everybody, None, form.stated("")))


def counted(form: VoteForm, vote: Vote, meeting: Meeting) -> VoteForm:
    """The form as the vote stands."""
    form.version.data, form.subject.data = vote.version, vote.subject
    form.ballot.data = str(vote.ballot)
    if form.matter:
        form.matter.data = str(vote.matter)
    form.against.data, form.other.data = vote.against, vote.other
    # Counted, not derived: only then the number in favour is shown as an entry of its own.
    if vote.votes_for + vote.against + vote.other != vote.present:
        form.votes_for.data = vote.votes_for
    form.at.data = clock_time_of(services.moment_of(meeting, vote))
    return form


def said(vote: Vote) -> str:
    result = "đủ để thông qua" if vote.passed else "không đủ để thông qua"
    return f"Đã ghi biểu quyết: {services.words_of(vote)}; {result}."


def _vote_page(
    desk: Desk, form: VoteForm, about: VoteAbout, *, vote: Vote | None = None, status: int = 200
) -> Response:
    if vote is not None:
        form.version.raw_data, form.version.data = None, vote.version
    everybody = queries.crowd_of(desk.meeting.id).attendees
    stated = form.stated("") if form.is_submitted() else None
    return page(
        PAGE, status=status, desk=desk, meeting=desk.meeting, form=form, about=about, vote=vote,
        **tally_context(desk.meeting, everybody, vote, stated),
    )  # fmt: skip


def _home_of(desk: Desk, about: VoteAbout) -> str:
    meeting_id = desk.meeting.id
    if about == VoteAbout.AGENDA:
        return url_for("sessions.conduct", meeting_id=meeting_id)
    return url_for("sessions.wrap_up", meeting_id=meeting_id) + "#bieu-quyet"
