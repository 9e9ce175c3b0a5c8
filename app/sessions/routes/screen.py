"""What the hall reads on its screen: the item under discussion, its questions, the vote and its result."""

from flask import Response

from app.sessions import queries
from app.sessions.models import VoteAbout
from app.sessions.queries import ItemLine
from app.sessions.routes.arrivals import code_shown
from app.sessions.routes.desk import bp, desk_shown
from app.web.pages import page
from app.web.permissions import requires
from workflows.attendance import headcount
from workflows.roles import Permission

ABOUT_ITEMS = {VoteAbout.ITEM, VoteAbout.RESOLUTION, VoteAbout.SCORE}


@bp.get("/meetings/<int:meeting_id>/screen")
@requires(Permission.MEETING_READ)
def screen(meeting_id: int) -> Response:
    """Refreshes itself every few seconds; nothing on it changes anything; who conducts finds the way back below."""
    desk = desk_shown(meeting_id)
    items, _ = queries.agenda_now(desk.meeting)
    here = _under_discussion(items)
    votes = [vote for vote in queries.votes_shown(meeting_id) if vote.about in ABOUT_ITEMS]
    shown = [vote for vote in votes if here is not None and vote.item_id == here.item.id]
    return page(
        "sessions/screen.html",
        "board",
        desk=desk,
        meeting=desk.meeting,
        here=here,
        items=items,
        votes=shown or votes[-1:],
        count=headcount(queries.crowd_of(meeting_id).attendees),
        code=code_shown(desk, queries.calls_shown(meeting_id)),
    )


def _under_discussion(items: list[ItemLine]) -> ItemLine | None:
    """The one that was begun last and has no outcome yet, else the next."""
    open_lines = [line for line in items if line.item.outcome is None]
    begun = [line for line in open_lines if line.item.started_at is not None]
    return begun[-1] if begun else next(iter(open_lines), None)
