"""The conduct page: where the meeting stands, and the way to every part of its record."""

from typing import Any

from flask import url_for
from werkzeug.wrappers import Response as BaseResponse

from app.sessions import queries
from app.sessions.models import VoteAbout
from app.sessions.queries import Crowd, ItemLine
from app.sessions.routes.desk import Desk, bp, clock_of, desk_shown
from app.web.pages import done, page
from app.web.permissions import requires
from workflows.attendance import headcount, quorum_warning
from workflows.meeting import State
from workflows.roles import Permission


@bp.get("/meetings/<int:meeting_id>/conduct")
@requires(Permission.MEETING_READ)
def conduct(meeting_id: int) -> BaseResponse:
    desk = desk_shown(meeting_id)
    if desk.meeting.state == State.CONVENED:
        return done(url_for("sessions.open_meeting" if desk.writing else "meetings.detail", meeting_id=meeting_id))
    return page("sessions/conduct.html", **conduct_context(desk))


def conduct_context(desk: Desk) -> dict[str, Any]:
    meeting = desk.meeting
    items, since = queries.agenda_now(meeting)  # before the rest is read: what comes between is then sent once more
    crowd = queries.crowd_of(meeting.id)
    votes = queries.votes_shown(meeting.id)
    return aside_context(desk, items, crowd) | {
        "guests": queries.guests_shown(meeting.id),
        "calls": queries.calls_shown(meeting.id),
        "votes": votes,
        "agenda_vote": next((vote for vote in votes if vote.about == VoteAbout.AGENDA), None),
        "next_line": next((line for line in items if line.item.outcome is None), None),
        "since": since,
    }


def aside_context(desk: Desk, items: list[ItemLine], crowd: Crowd) -> dict[str, Any]:
    """Clock, agenda and attendance, which stand beside every page of the conduct."""
    count = headcount(crowd.attendees)
    return {
        "desk": desk,
        "meeting": desk.meeting,
        "items": items,
        "count": count,
        "warning": quorum_warning(count, crowd.attendees),
        "clock": clock_of(desk, count.roll),
        "spoke": crowd.spoke,
        "came": crowd.came,
    }
