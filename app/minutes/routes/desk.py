"""What every page of the minutes starts from: the meeting, who looks at it, and how much of it they see."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.documents.models import Attachment, Document
from app.documents.render import render_sheet
from app.documents.services import sheet_of
from app.documents.snapshots import DocumentKind, SnapshotUnreadable, from_data
from app.extensions import db
from app.forms.queries import saved_draft
from app.meetings.models import Meeting
from app.meetings.queries import facts_of, get_visible_or_404
from app.meetings.services_plan import heading
from app.minutes import queries, services
from app.minutes.difference import Change, changes_between
from app.minutes.models import Minutes
from app.minutes.services import Sight
from app.minutes.texts import TextField
from app.refusals import NotKnown
from app.resolutions import queries as resolutions
from app.sessions.queries import corrections_of
from app.web.pages import page
from app.web.permissions import actor
from workflows.engine import Reason
from workflows.meeting import State, at_version, stages
from workflows.roles import Role
from workflows.sight import Part, parts_for

log = logging.getLogger(__name__)
bp = Blueprint("minutes", __name__, url_prefix="/meetings/<int:meeting_id>")

LABELS = {Role.RECORDER: "thư ký", Role.CHAIR: "chủ trì"}
GAPS = ("(chưa ghi lý do)", "(chưa ghi nội dung)")
PREFIX = "text-"  # before the key of a place, in the names of the fields


@dataclass(kw_only=True)
class Desk:
    """The minutes of one meeting before one person."""

    meeting: Meeting
    sight: Sight
    minutes: Minutes | None
    document: Document | None = None
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return heading(self.meeting)

    @property
    def in_hand(self) -> bool:
        """Written and signed now."""
        return self.meeting.state == State.MINUTES

    @property
    def may_hand_on(self) -> bool:
        """Reads the record behind the minutes, which the workbook for the e-handbook repeats."""
        return Part.RECORD in parts_for(self.sight.roles, self.meeting.state)

    @property
    def stages(self) -> tuple[Any, ...]:
        return stages(self.meeting.state)


def desk_or_404(meeting_id: int) -> Desk:
    """Raises NotKnown for who may not see the minutes as they stand."""
    meeting = get_visible_or_404(meeting_id, actor())
    sight = services.sight_of(meeting, actor())
    if sight.nothing:
        raise NotKnown
    minutes = queries.current_minutes(meeting.id)
    if minutes is None and meeting.state != State.HELD:
        raise NotKnown
    document = db.session.get(Document, minutes.document_id) if minutes and minutes.document_id else None
    return Desk(meeting=meeting, sight=sight, minutes=minutes, document=document)


def desk_in_hand_or_404(meeting_id: int) -> tuple[Desk, Minutes]:
    """For the pages that change something: the minutes are there and not handed in yet."""
    desk = desk_or_404(meeting_id)
    if desk.minutes is None:
        raise NotKnown
    return desk, desk.minutes


def detail_page(desk: Desk, *, errors: Mapping[str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    """The sheet, and beside it what this person can do with it now. Issued minutes are signed: nothing is `seen`."""
    meeting, minutes, me = desk.meeting, desk.minutes, actor()
    desk.errors = errors or {}
    context: dict[str, Any] = {"desk": desk, "meeting": meeting, "minutes": minutes, "sheet": _sheet(desk)}
    if minutes is not None:
        context |= {
            "to_sign": services.roles_to_sign(meeting, minutes, me),
            "to_attest": services.roles_to_attest(meeting, minutes, me),
            "missing": queries.missing_roles(minutes),
            "marks": minutes.composed.get("open_marks", []),
            "seen": "" if desk.document else services.text_hash_of(services.paper_of(minutes)),
            "changes": _changes(desk, minutes),
            "corrections": corrections_of(meeting.id) if desk.sight.unsigned else [],
            "may_write": services.may_write_texts(meeting, me),
            "gaps": (gaps := _gaps(desk, minutes)),
            "kept": kept_texts(meeting.id) if gaps else {},
            "last_step": _last_step(desk),
            "by_certificate": services.may_sign_by_certificate(minutes, desk.document, me),
        }
    papers: list[Attachment] = queries.paper_minutes_of(meeting.id)
    resolution = resolutions.current(meeting.id)
    return page("minutes/detail.html", labels=LABELS, papers=papers, resolution=resolution, status=status, **context)


def _sheet(desk: Desk) -> Markup | None:
    """Issued minutes as they were frozen, if they still can be shown; others from the record, every gap marked."""
    if desk.document is not None:
        return sheet_of(desk.document)
    if desk.minutes is None:
        return render_sheet(DocumentKind.MINUTES, services.preview(desk.meeting))
    return marked(render_sheet(DocumentKind.MINUTES, services.signed_paper(desk.minutes)))


def marked(sheet: Markup) -> Markup:
    """`sheet` with a mark round every gap, each with an address of its own: `cho-trong-1` …"""
    text, number = str(sheet), 0
    for gap in GAPS:
        parts = text.split(gap)
        text = parts[0]
        for part in parts[1:]:
            number += 1
            text += f'<mark id="cho-trong-{number}">{gap}</mark>{part}'
    return Markup(text)  # noqa: S704  # escaped by its template; what is put in is ours


def _changes(desk: Desk, minutes: Minutes) -> list[Change]:
    """Between what the meeting adopted and what stands now; nothing where a paper of another time cannot be read."""
    if not desk.sight.unsigned or minutes.adopted_text is None:
        return []
    try:
        adopted = from_data(DocumentKind.MINUTES, minutes.adopted_text)
        return changes_between(adopted, services.paper_of(minutes))  # type: ignore[arg-type]  # the kind says which
    except SnapshotUnreadable:
        log.warning("what meeting %s adopted cannot be compared", desk.meeting.id, exc_info=True)
        return []


def _gaps(desk: Desk, minutes: Minutes) -> list[TextField]:
    if not services.may_write_texts(desk.meeting, actor()) or not minutes.composed.get("open_marks"):
        return []
    return [found for found, text in services.text_fields(desk.meeting, minutes) if found.gap and not text]


def draft_key(meeting_id: int) -> str:
    return f"minutes-{meeting_id}"


def kept_texts(meeting_id: int) -> dict[str, str]:
    """What this person was writing in the minutes and did not send, by the key of its place."""
    kept = saved_draft(actor().account_id, draft_key(meeting_id))
    return {name.removeprefix(PREFIX): text for name, text in kept.items() if isinstance(text, str)}


@dataclass(frozen=True, kw_only=True)
class LastStep:
    """`score` or `finish`, if it is this person's, with what stands in its way."""

    name: str
    label: str
    reasons: tuple[Reason, ...]


def _last_step(desk: Desk) -> LastStep | None:
    table, meeting = at_version(desk.meeting.definition_version), desk.meeting
    facts = facts_of(meeting)
    wanted = "finish" if meeting.kind == "extraordinary" else "score"
    step = next((s for s in table.steps_for(meeting.state, desk.sight.roles, facts) if s.name == wanted), None)
    if step is None:
        return None
    return LastStep(name=wanted, label=step.label, reasons=step.reasons(facts))
