"""Opening one paper or upload: by what one is to the meeting, or because one stands in for somebody there."""

from sqlalchemy.orm import joinedload

from app.actor import Actor
from app.documents import queries, queries_rendering
from app.documents.models import Attachment, Document
from app.documents.queries import KeptFile
from app.documents.sight import sees_attachment, sees_document
from app.extensions import db
from app.meetings.queries import get_visible_or_404
from app.minutes.services import sight_of
from app.refusals import NotKnown


def get_readable_or_404(document_id: int, actor: Actor) -> Document:
    """The document with its file. The office that stands in reads what the overseer of that meeting would.

    Raises NotKnown.
    """
    try:
        return queries.get_visible_or_404(document_id, actor)
    except NotKnown:
        return _paper_read_standing_in(document_id, actor)


def file_of_readable_or_404(document_id: int, actor: Actor) -> KeptFile:
    """What a download needs. Raises NotKnown."""
    try:
        return queries.file_of_visible_or_404(document_id, actor)
    except NotKnown:
        found = _paper_read_standing_in(document_id, actor)
        issued = found.issued_at is not None
        return KeptFile(sha256=found.paper_sha256, symbol=found.symbol, title=found.title, issued=issued)


def get_readable_attachment_or_404(attachment_id: int, actor: Actor) -> Attachment:
    """An upload that was not removed, with its file. Raises NotKnown."""
    try:
        return queries.get_attachment_or_404(attachment_id, actor)
    except NotKnown:
        return _upload_read_standing_in(attachment_id, actor)


def get_renderable_or_404(document_id: int, actor: Actor) -> tuple[Document, bool]:
    """A document whose PDF the actor may have made again, and whether they may read it. Raises NotKnown."""
    try:
        return get_readable_or_404(document_id, actor), True
    except NotKnown:
        return queries_rendering.to_render_again_or_404(document_id, actor), False


def _paper_read_standing_in(document_id: int, actor: Actor) -> Document:
    found = db.session.get(Document, document_id, options=[joinedload(Document.file)])
    if found is None or found.meeting_id is None:
        raise NotKnown
    meeting = get_visible_or_404(found.meeting_id, actor)
    sight = sight_of(meeting, actor)
    issued = found.issued_at is not None
    if not sight.may_stand_in or not sees_document(sight.roles, meeting.state, found.kind, issued=issued):
        raise NotKnown
    return found


def _upload_read_standing_in(attachment_id: int, actor: Actor) -> Attachment:
    found = db.session.get(Attachment, attachment_id, options=[joinedload(Attachment.file)])
    if found is None or found.meeting_id is None or found.removed_at is not None:
        raise NotKnown
    meeting = get_visible_or_404(found.meeting_id, actor)
    sight, sent = sight_of(meeting, actor), found.sent_at is not None
    if not sight.may_stand_in or not sees_attachment(sight.roles, meeting.state, found.purpose, sent=sent):
        raise NotKnown
    return found
