"""What the pages of one meeting's score share: meeting and sheet, and the page on which points are given."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from flask.typing import ResponseReturnValue

from app.evaluations import queries
from app.evaluations.forms import own_fields, verified_fields
from app.evaluations.links import links_for
from app.evaluations.queries_sheet import Sheet, whole_sheet
from app.meetings.models import Meeting
from app.meetings.queries import get_visible_or_404, roles_at
from app.refusals import NotKnown
from app.web.pages import page
from app.web.permissions import actor
from workflows.meeting import KIND_LABELS, State
from workflows.sight import Part, parts_for


class Points(NamedTuple):
    """Whose points a page takes: its template, what stands in its fields, how its draft is called."""

    template: str
    stand: Callable[[Sheet], dict[str, Any]]
    draft: str

    def draft_key(self, meeting: Meeting) -> str:
        return f"{self.draft}-{meeting.id}"


OWN = Points("evaluations/own.html", own_fields, "score")
VERIFIED = Points("evaluations/verify.html", verified_fields, "verify")


def meeting_and_parts(meeting_id: int) -> tuple[Meeting, frozenset[Part]]:
    """The meeting and what the actor sees of it; without a part in its score it is not known. Raises NotKnown."""
    meeting = get_visible_or_404(meeting_id, actor())
    parts = parts_for(roles_at(meeting, actor()), meeting.state)
    if not parts & {Part.RESULT, Part.SCORES}:
        raise NotKnown
    return meeting, parts


def sheet_or_404(meeting_id: int) -> Sheet:
    """The sheet by criterion. Raises NotKnown for who sees only its results."""
    meeting, parts = meeting_and_parts(meeting_id)
    if Part.SCORES not in parts:
        raise NotKnown
    return whole_sheet(meeting, queries.sheet_of(meeting.id))


def about(meeting: Meeting) -> dict[str, Any]:
    """What every page of the score says of its meeting."""
    kind, parts = KIND_LABELS[meeting.kind], parts_for(roles_at(meeting, actor()), meeting.state)
    links = links_for(meeting.id, meeting.cell_id, parts)
    heading = f"Sinh hoạt {kind} tháng {meeting.month.month}/{meeting.month.year}"
    told = Part.SCORES in parts or meeting.state == State.EVALUATED
    return {"meeting": meeting, "links": links, "heading": heading, "sees_verified": told}


def points_page(
    points: Points, sheet: Sheet, fields: Mapping[str, Any], errors: Mapping[str, str], *, restored: bool = False,
    collided: str = "", status: int = 200,
) -> ResponseReturnValue:  # fmt: skip
    """`fields` over what stands in the sheet. `collided`: somebody was faster; what is saved is shown beside."""
    return page(
        points.template,
        **about(sheet.meeting),
        sheet=sheet,
        fields=points.stand(sheet) | dict(fields),
        errors=errors,
        restored=restored,
        collided=collided,
        latest=points.stand(sheet) if collided else {},
        draft_key=points.draft_key(sheet.meeting),
        status=status,
    )
