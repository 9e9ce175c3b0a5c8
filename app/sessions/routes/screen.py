"""What the hall reads on its screen: the item under discussion, its questions, the draft resolution while it is spoken
about and voted on, the vote and its result."""

from flask import Response

from app.agendas.models import ItemKind
from app.resolutions.queries import draft_of, parts_of
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
    draft = draft_of(meeting_id) if desk.held and _is_about_the_resolution(here) else None
    return page(
        "sessions/screen.html",
        "board",
        desk=desk,
        meeting=desk.meeting,
        here=here,
        items=items,
        draft=draft,
        parts=parts_of(draft) if draft else [],
        votes=shown or votes[-1:],
        count=headcount(queries.crowd_of(meeting_id).attendees),
        code=code_shown(desk, queries.calls_shown(meeting_id)),
    )


def _is_about_the_resolution(here: ItemLine | None) -> bool:
    """It is voted at its own item, or at the end, when the agenda is through."""
    return here is None or (here.item.kind == ItemKind.RESOLUTION and not here.item.kept_on_paper)


def _under_discussion(items: list[ItemLine]) -> ItemLine | None:
    """The one that was begun last and has no outcome yet, else the next."""
    open_lines = [line for line in items if line.item.outcome is None]
    begun = [line for line in open_lines if line.item.started_at is not None]
    return begun[-1] if begun else next(iter(open_lines), None)
