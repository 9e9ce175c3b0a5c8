"""Half a page for those who were not there, to paste into Zalo, and a tick for each who was told."""

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue

from app.digests import queries, services
from app.meetings.models import Meeting
from app.meetings.queries import get_visible_or_404, roles_at
from app.meetings.services_plan import heading
from app.refusals import NotAllowed, NotKnown
from app.web.pages import done, page
from app.web.permissions import actor, requires
from workflows.roles import Permission

bp = Blueprint("digests", __name__, url_prefix="/meetings/<int:meeting_id>/digest")


@bp.get("")
@requires(Permission.CONTACT_WRITE)
def index(meeting_id: int) -> ResponseReturnValue:
    meeting = _meeting(meeting_id)
    return page(
        "digests/index.html",
        meeting=meeting,
        heading=heading(meeting),
        text=queries.text_of(meeting),
        aways=queries.aways_of(meeting),
    )


@bp.post("/<int:person_id>/told")
@requires(Permission.CONTACT_WRITE)
def mark_told(meeting_id: int, person_id: int) -> ResponseReturnValue:
    meeting = _meeting(meeting_id)
    services.mark_told(meeting, person_id, actor=actor())
    flash("Đã ghi: người vắng đã được báo nội dung.")
    return done(url_for(".index", meeting_id=meeting.id) + "#vang")


def _meeting(meeting_id: int) -> Meeting:
    """A meeting that is over, for its secretaries. Raises NotKnown, NotAllowed."""
    meeting = get_visible_or_404(meeting_id, actor())
    if not roles_at(meeting, actor()) & queries.LEADERS:
        raise NotAllowed(services.ONLY_LEADERS)
    if meeting.state not in queries.AFTER:
        raise NotKnown
    return meeting
