"""Correcting the record between closing and the first signature."""

from datetime import timedelta
from typing import Any

from flask import Response, flash, url_for
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.refusals import BadInput, NotAllowed, NotKnown, SomebodyWasFaster
from app.sessions import queries, services
from app.sessions.forms import MarkCorrectionForm, SpeechCorrectionForm, TimesForm, VoteCorrectionForm
from app.sessions.models import Which
from app.sessions.routes.desk import Desk, bp, clock_time_of, open_desk, refused, which_or_404
from app.sessions.routes.roll_call import marked
from app.sessions.routes.speeches import speech_or_404
from app.sessions.routes.votes import about_matters, counted, tally_context
from app.web.inputs import moment_of
from app.web.pages import done, page
from app.web.permissions import requires
from workflows.roles import Permission

ONE = "sessions/correct_one.html"
NOT_NOW = "Hồ sơ chỉ sửa được sau bế mạc, trước chữ ký đầu tiên; người ghi chép, bí thư, phó bí thư sửa."


def correcting_desk(meeting_id: int) -> Desk:
    desk = open_desk(meeting_id)
    if not desk.correcting:
        raise NotAllowed(NOT_NOW)
    return desk


@bp.get("/meetings/<int:meeting_id>/corrections")
@requires(Permission.SESSION_WRITE)
def corrections(meeting_id: int) -> Response:
    desk = correcting_desk(meeting_id)
    return page(
        "sessions/corrections.html", desk=desk, meeting=desk.meeting, lines=queries.roll_lines(meeting_id),
        votes=queries.votes_of(meeting_id), speeches=queries.speeches_of(meeting_id),
        corrected=queries.corrections_of(meeting_id), open_to_correction=services.may_be_corrected(desk.meeting),
    )  # fmt: skip


@bp.get("/meetings/<int:meeting_id>/corrections/roll-call/<which>/<int:row_id>")
@requires(Permission.SESSION_WRITE)
def attendance_to_correct(meeting_id: int, which: str, row_id: int) -> Response:
    desk, asked = correcting_desk(meeting_id), which_or_404(which)
    return _attendance_page(desk, asked, row_id, MarkCorrectionForm(formdata=None))


@bp.post("/meetings/<int:meeting_id>/corrections/roll-call/<which>/<int:row_id>")
@requires(Permission.SESSION_WRITE)
def correct_attendance(meeting_id: int, which: str, row_id: int) -> BaseResponse:
    desk, asked, form = correcting_desk(meeting_id), which_or_404(which), MarkCorrectionForm()
    if not form.validate():
        return _attendance_page(desk, asked, row_id, form, 422)
    try:
        services.correct_attendance(
            desk.meeting,
            row_id,
            asked,
            form.stated(),
            reason=form.reason.data or "",
            version=form.version.data or 0,
            actor=desk.me,
        )
    except (BadInput, SomebodyWasFaster) as error:
        return _attendance_page(desk, asked, row_id, form, refused(form, error))
    return _corrected(desk)


def _attendance_page(desk: Desk, which: Which, row_id: int, form: MarkCorrectionForm, status: int = 200) -> Response:
    line = queries.line_in(desk.meeting.id, row_id)
    if line is None or not line.takes_part:
        raise NotKnown
    if status == 200:
        marked(form, line, which)
    form.version.raw_data, form.version.data = None, line.version
    return _one(desk, form, status, what="attendance", title=f"Sửa điểm danh: {line.name}", line=line, which=which)


@bp.get("/meetings/<int:meeting_id>/corrections/votes/<int:vote_id>")
@requires(Permission.SESSION_WRITE)
def vote_to_correct(meeting_id: int, vote_id: int) -> Response:
    desk = correcting_desk(meeting_id)
    vote = services.vote_in(desk.meeting, vote_id)
    form = about_matters(VoteCorrectionForm(formdata=None), desk.meeting, vote.about)
    return _vote_page(desk, vote_id, counted(form, vote, desk.meeting))


@bp.post("/meetings/<int:meeting_id>/corrections/votes/<int:vote_id>")
@requires(Permission.SESSION_WRITE)
def correct_vote(meeting_id: int, vote_id: int) -> BaseResponse:
    desk = correcting_desk(meeting_id)
    vote = services.vote_in(desk.meeting, vote_id)
    form = about_matters(VoteCorrectionForm(), desk.meeting, vote.about)
    if not form.validate():
        return _vote_page(desk, vote_id, form, 422)
    try:
        services.correct_vote(
            desk.meeting,
            vote,
            form.stated(form.ballot.data, form.subject.data or ""),
            reason=form.reason.data or "",
            version=form.version.data or 0,
            actor=desk.me,
        )
    except (BadInput, SomebodyWasFaster) as error:
        return _vote_page(desk, vote_id, form, refused(form, error))
    return _corrected(desk)


def _vote_page(desk: Desk, vote_id: int, form: VoteCorrectionForm, status: int = 200) -> Response:
    vote = services.vote_in(desk.meeting, vote_id)
    form.version.raw_data, form.version.data = None, vote.version
    tally = tally_context(desk.meeting, queries.crowd_of(desk.meeting.id).attendees, vote)
    return _one(desk, form, status, what="vote", title=f"Sửa số phiếu: {vote.subject}", vote=vote, **tally)


@bp.get("/meetings/<int:meeting_id>/corrections/speeches/<int:speech_id>")
@requires(Permission.SESSION_WRITE)
def speech_to_correct(meeting_id: int, speech_id: int) -> Response:
    return _speech_page(correcting_desk(meeting_id), speech_id, SpeechCorrectionForm(formdata=None))


@bp.post("/meetings/<int:meeting_id>/corrections/speeches/<int:speech_id>")
@requires(Permission.SESSION_WRITE)
def correct_speech(meeting_id: int, speech_id: int) -> BaseResponse:
    desk, form = correcting_desk(meeting_id), SpeechCorrectionForm()
    speech = speech_or_404(desk, speech_id)
    if not form.validate():
        return _speech_page(desk, speech_id, form, 422)
    try:
        services.correct_speech(
            desk.meeting,
            speech,
            form.text.data or "",
            reason=form.reason.data or "",
            version=form.version.data or 0,
            actor=desk.me,
        )
    except (BadInput, SomebodyWasFaster) as error:
        return _speech_page(desk, speech_id, form, refused(form, error))
    return _corrected(desk)


def _speech_page(desk: Desk, speech_id: int, form: SpeechCorrectionForm, status: int = 200) -> Response:
    speech = speech_or_404(desk, speech_id)
    if status == 200:
        form.text.data = speech.text
    form.version.raw_data, form.version.data = None, speech.version
    return _one(desk, form, status, what="speech", title="Sửa nội dung ý kiến", speech=speech)


@bp.get("/meetings/<int:meeting_id>/corrections/times")
@requires(Permission.SESSION_WRITE)
def times_to_correct(meeting_id: int) -> Response:
    desk, form = correcting_desk(meeting_id), TimesForm(formdata=None)
    opened, closed = desk.meeting.opened_at, desk.meeting.closed_at
    if opened and closed:
        form.day.data = clock.day_of(opened)
        form.opened.data, form.closed.data = clock_time_of(opened), clock_time_of(closed)
    return _times_page(desk, form)


@bp.post("/meetings/<int:meeting_id>/corrections/times")
@requires(Permission.SESSION_WRITE)
def correct_times(meeting_id: int) -> BaseResponse:
    desk, form = correcting_desk(meeting_id), TimesForm()
    opened = closed = None
    if form.validate():
        opened, closed = (moment_of(form.day.data, field.data) for field in (form.opened, form.closed))
    if opened is None or closed is None:
        return _times_page(desk, form, 422)
    if closed < opened and clock.day_of(desk.meeting.closed_at or closed) > clock.day_of(opened):
        closed += timedelta(days=1)  # it went on past midnight
    try:
        services.correct_times(
            desk.meeting, opened=opened, closed=closed, reason=form.reason.data or "", seen=form.seen.data or "",
            actor=desk.me,
        )  # fmt: skip
    except (BadInput, SomebodyWasFaster) as error:
        return _times_page(desk, form, refused(form, error))
    return _corrected(desk)


def _times_page(desk: Desk, form: TimesForm, status: int = 200) -> Response:
    seen = services.fingerprint(*services.times_of(desk.meeting))
    return _one(desk, form, status, what="times", title="Sửa giờ khai mạc, kết thúc", seen=seen)


def _one(desk: Desk, form: Any, status: int, **context: Any) -> Response:
    return page(ONE, status=status, desk=desk, meeting=desk.meeting, form=form, **context)


def _corrected(desk: Desk) -> BaseResponse:
    flash("Đã sửa hồ sơ. Giá trị cũ, lý do được giữ lại; biên bản đã được soạn lại.")
    return done(url_for("sessions.corrections", meeting_id=desk.meeting.id))
