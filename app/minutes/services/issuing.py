"""Minutes with all their signatures become a paper of the cell: number, frozen snapshot, PDF."""

from dataclasses import replace

from app import clock
from app.actor import Actor
from app.documents.models import Document
from app.documents.numbering import Numbered
from app.documents.services import issue_document, replace_document
from app.documents.snapshots import DocumentKind
from app.documents.snapshots import Minutes as Paper
from app.documents.snapshots import Signature as PrintedSignature
from app.meetings.models import Meeting
from app.meetings.services_plan import heading
from app.minutes.models import Minutes, Signature
from app.minutes.queries import issued_versions
from app.minutes.services.composing import paper_of
from app.minutes.snapshot import TYPE_CODE
from app.papers.queries import moment
from workflows.roles import Role


def issue_minutes(minutes: Minutes, meeting: Meeting, *, actor: Actor, acting: str) -> Document:
    """Under the next number; a later version names the one that it replaces. Raises BadInput without a term."""
    earlier = issued_versions(meeting.id)

    def make(numbered: Numbered) -> Paper:
        return signed_paper(minutes, numbered)

    if earlier:
        reason = "Biên bản được sửa và ký lại."
        document = replace_document(earlier[-1], make, actor=actor, acting_as=acting, reason=reason)
    else:
        document = issue_document(
            DocumentKind.MINUTES,
            TYPE_CODE,
            make,
            organisation_id=meeting.cell_id,
            meeting_id=meeting.id,
            title=title_of(meeting),
            actor=actor,
            acting_as=acting,
        )
    minutes.document_id = document.id
    return document


def title_of(meeting: Meeting) -> str:
    return f"Biên bản {heading(meeting).lower()}"


def signed_paper(minutes: Minutes, numbered: Numbered | None = None) -> Paper:
    """The text with the signatures that are on it; with its number once it is issued."""
    paper = paper_of(minutes)
    signed = {signature.role: _printed(signature) for signature in minutes.signatures}
    head = paper.letterhead
    if numbered is not None:
        head = replace(
            head, number=numbered.number, dated=numbered.dated.isoformat(), draft=0, created=moment(clock.now())
        )
    return replace(
        paper,
        letterhead=head,
        recorder_signature=signed.get(Role.RECORDER, paper.recorder_signature),
        chair_signature=signed.get(Role.CHAIR, paper.chair_signature),
        text_hash=minutes.text_hash or "",
    )


def _printed(signature: Signature) -> PrintedSignature:
    at = moment(signature.signed_at)
    name = signature.person.full_name
    if signature.attested_by is None:
        return PrintedSignature(name=name, signed_at=at)
    return PrintedSignature(name=name, signed_at=at, attested=_attested(signature))


def _attested(signature: Signature) -> str:
    """`Đồng chí Hoàng Thị Mến, phó bí thư, xác nhận ký thay; có bản ký trên giấy; lý do: ốm`."""
    by = signature.attested_by.full_name if signature.attested_by else ""
    parts = [f"Đồng chí {by}, {signature.attested_as}, xác nhận ký thay"]
    if signature.scan_id is not None:
        parts.append("có bản ký trên giấy")
    if signature.attested_reason:
        parts.append(f"lý do: {signature.attested_reason}")
    return "; ".join(parts)
