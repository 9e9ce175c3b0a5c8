"""What the other one entered: asked for every few seconds by the pages of the conduct.

The answer is 204 as long as nothing was written in the cell's history; then only the parts that nobody types in, each
sent to its own place. A form that was touched stays as it is (`data-keep` in nennep.js) and says that it is behind.
"""

from flask import Response, render_template
from jinja2_fragments.flask import render_block

from app.audit.queries import last_seq
from app.sessions import queries
from app.sessions.routes.conduct import conduct_context
from app.sessions.routes.desk import Desk, bp, desk_shown, which_or_404
from app.sessions.routes.items import PAGE as ITEM
from app.sessions.routes.items import as_recorded, item_context
from app.sessions.routes.roll_call import fragments, roll_context
from app.web.nfc import query_int
from app.web.permissions import requires
from workflows.roles import Permission


def _nothing_new(desk: Desk) -> bool:
    return last_seq(desk.meeting.cell_id) == query_int("since")


@bp.get("/meetings/<int:meeting_id>/roll-call/<which>/pulse")
@requires(Permission.MEETING_READ)
def roll_call_pulse(meeting_id: int, which: str) -> Response:
    desk, asked = desk_shown(meeting_id), which_or_404(which)
    if _nothing_new(desk):
        return Response(status=204)
    context = roll_context(desk, asked)
    everybody = [row.line for row in (*context["rows"], *context["apart"])]
    since = query_int("since") or 0
    changed = queries.changed_lines(desk.meeting.cell_id, meeting_id, since, everybody)
    if queries.turned_over(desk.meeting.cell_id, meeting_id, since):
        changed = everybody
    answer = fragments(context, {line.id for line in changed})
    answer.data = render_block("sessions/roll_call.html", "pulse", **context).encode() + answer.data
    return answer


@bp.get("/meetings/<int:meeting_id>/conduct/pulse")
@requires(Permission.MEETING_READ)
def conduct_pulse(meeting_id: int) -> Response:
    desk = desk_shown(meeting_id)
    if _nothing_new(desk):
        return Response(status=204)
    context = conduct_context(desk) | {"oob": True}
    body = "".join(
        render_block("sessions/conduct.html", block, **context) for block in ("pulse", "agenda", "beginning_state")
    )
    return _parts(body + render_template("sessions/_aside.html", **context))


@bp.get("/meetings/<int:meeting_id>/conduct/items/<int:item_id>/pulse")
@requires(Permission.MEETING_READ)
def item_pulse(meeting_id: int, item_id: int) -> Response:
    desk = desk_shown(meeting_id)
    if _nothing_new(desk):
        return Response(status=204)
    context = item_context(desk, item_id)
    context |= {"oob": True, "form": as_recorded(desk.meeting, context["item"], context["vote"])}
    blocks = ["pulse"] if context["item"].kept_on_paper else ["pulse", "spoken"]
    if desk.writing and not context["item"].kept_on_paper:
        blocks += ["tap_buttons", "progress"]
    body = "".join(render_block(ITEM, block, **context) for block in blocks)
    if desk.writing:
        body += render_template("sessions/_settle.html", **context)
    return _parts(body + render_template("sessions/_aside.html", **context))


def _parts(body: str) -> Response:
    return Response(body, headers={"Vary": "HX-Request"})
