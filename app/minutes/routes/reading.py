"""Reading the minutes; the office opens them where it stands in for somebody."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue

from app.documents.services_word import word_of, word_of_snapshot
from app.meetings.models import Meeting
from app.meetings.queries import get_visible_or_404
from app.meetings.services_plan import heading
from app.minutes import services
from app.minutes.routes.desk import bp, desk_or_404, detail_page
from app.refusals import NotKnown
from app.web.downloads import as_word
from app.web.pages import done, page
from app.web.permissions import actor, requires
from workflows.roles import Permission


@bp.get("/minutes")
@requires(Permission.MEETING_READ)
def detail(meeting_id: int) -> ResponseReturnValue:
    return detail_page(desk_or_404(meeting_id))


@bp.get("/minutes/word")
@requires(Permission.MEETING_READ)
def word(meeting_id: int) -> ResponseReturnValue:
    """The sheet of the page as a Word file: as it was frozen, or as a draft that says so."""
    desk = desk_or_404(meeting_id)
    title = f"Biên bản {desk.title.lower()}"
    if desk.document is not None:
        return as_word(word_of(desk.document), desk.document.title, desk.document.symbol, issued=True)
    paper = services.signed_paper(desk.minutes) if desk.minutes else services.preview(desk.meeting)
    return as_word(word_of_snapshot(paper, title), title, "", issued=False)


@bp.get("/minutes/standing-in")
@requires(Permission.MEETING_STEP)
def stand_in_page(meeting_id: int) -> ResponseReturnValue:
    return page("minutes/stand_in.html", meeting=(found := _stood_in_for(meeting_id)), heading=heading(found))


@bp.post("/minutes/standing-in")
@requires(Permission.MEETING_STEP)
def stand_in(meeting_id: int) -> ResponseReturnValue:
    """Noted in the history first; then the minutes are open to this account for some hours."""
    services.open_as_stand_in(_stood_in_for(meeting_id), actor=actor())
    flash("Việc xem hồ sơ đã ghi vào nhật ký.")
    return done(url_for("minutes.detail", meeting_id=meeting_id))


def _stood_in_for(meeting_id: int) -> Meeting:
    meeting = get_visible_or_404(meeting_id, actor())
    if not services.sight_of(meeting, actor()).may_stand_in:
        raise NotKnown
    return meeting
