"""A meeting held on paper, keyed in on one page, by keyboard alone."""

from collections.abc import Mapping

from flask import Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.audit.queries import last_seq
from app.evaluations.queries import sheet_of
from app.evaluations.queries_sheet import whole_sheet
from app.extensions import db
from app.forms.queries import saved_draft
from app.forms.services import forget_draft
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from app.sessions import queries, services
from app.sessions.forms import OUTCOMES
from app.sessions.forms_keying import BALLOTS, MARKS, Reader
from app.sessions.models import VoteAbout
from app.sessions.routes.desk import NOT_NOW, Desk, bp, open_desk, writing_desk
from app.web.nfc import sent_version
from app.web.pages import done, page
from app.web.permissions import requires
from workflows.meeting import Kind
from workflows.names import fold
from workflows.roles import Permission

TITLES = {
    VoteAbout.AGENDA: "Chương trình",
    VoteAbout.RESOLUTION: "Nghị quyết",
    VoteAbout.SCORE: "Điểm tự chấm, mức tự xếp loại",
    VoteAbout.MINUTES: "Biên bản",
}


@bp.get("/meetings/<int:meeting_id>/keying")
@requires(Permission.SESSION_WRITE)
def keying(meeting_id: int) -> Response:
    desk = writing_desk(meeting_id)
    if not desk.held:
        raise NotAllowed(NOT_NOW)
    return _page(desk, saved_draft(desk.me.account_id, _draft_key(desk)), {})


@bp.post("/meetings/<int:meeting_id>/keying")
@requires(Permission.SESSION_WRITE)
def key_in(meeting_id: int) -> BaseResponse:
    desk, typed = open_desk(meeting_id), request.form.to_dict()
    reader = _reader(desk, typed)
    keyed = reader.keyed()
    try:
        if not desk.held:
            raise SomebodyWasFaster("Kỳ sinh hoạt này không còn ở bước ghi chép: có thể vừa bế mạc hoặc tạm dừng.")
        services.key_in(desk.meeting, keyed, seen=sent_version(), actor=desk.me)
        if reader.errors:
            raise BadInput(reader.errors)
    except BadInput as wrong:
        db.session.rollback()
        return _page(desk, typed, wrong.errors | reader.errors, status=422)
    except SomebodyWasFaster as error:
        db.session.rollback()
        return _page(desk, typed, {"": str(error)}, status=409)
    forget_draft(desk.me.account_id, _draft_key(desk))
    if keyed.closed:
        flash("Đã nhập cả buổi và bế mạc. Biên bản đã lập, chờ soát và ký.")
        return done(url_for("meetings.detail", meeting_id=meeting_id))
    flash("Đã nhập. Xem lại, ghi nốt phần còn thiếu rồi bế mạc.")
    return done(url_for("sessions.conduct", meeting_id=meeting_id))


def _reader(desk: Desk, typed: Mapping[str, str]) -> Reader:
    guests = {fold(guest.name): guest.id for guest in queries.guests_of(desk.meeting.id)}
    items = [line.item for line in queries.item_lines(desk.meeting.id)]
    return Reader(typed=typed, lines=queries.roll_lines(desk.meeting.id), guests=guests, items=items)


def _draft_key(desk: Desk) -> str:
    return f"keying-{desk.meeting.id}"


def _page(desk: Desk, typed: Mapping[str, str], errors: Mapping[str, str], *, status: int = 200) -> Response:
    meeting = desk.meeting
    seen = last_seq(meeting.cell_id)  # before the rest is read: what comes between is then told as newer
    reader = _reader(desk, typed)
    voted = {vote.about for vote in queries.votes_of(meeting.id)}
    calls = queries.roll_calls_of(meeting.id)
    scored = meeting.kind != Kind.EXTRAORDINARY and VoteAbout.SCORE not in voted
    sheet = whole_sheet(meeting, sheet_of(meeting.id)) if scored else None
    lines = sheet.lines if sheet else ()
    over = voted if scored else voted | {VoteAbout.SCORE}
    votes = {about: title for about, title in TITLES.items() if about not in over}
    return page(
        "sessions/keying.html", status=status, desk=desk, meeting=meeting, typed=typed, errors=errors, seen=seen,
        lines=reader.lines, guests=queries.guests_of(meeting.id), items=reader.items, votes=votes,
        judged=[line for line in lines if line.applies and line.proposed is None],  # the record says nothing of these
        called=[call for call in calls.values() if call.closed_at], numbers=reader.rows, marks=MARKS,
        ballots=BALLOTS, outcomes=OUTCOMES, draft_key=_draft_key(desk), restored=bool(typed) and status == 200,
    )  # fmt: skip
