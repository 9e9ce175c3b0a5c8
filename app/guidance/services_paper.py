"""The paper of a guidance: what is frozen of it, issued under a number of the committee, replaced by a correction."""

from markupsafe import Markup

from app.actor import Actor
from app.documents.models import Document
from app.documents.numbering import Numbered
from app.documents.services import issue_document, replace_document, snapshot_of
from app.documents.snapshots import DocumentKind, DocumentRef, Signature, Topic
from app.documents.snapshots import Guidance as Paper
from app.extensions import db
from app.guidance.models import Guidance
from app.guidance.queries import files_of
from app.guidance.words import lines_of, text_of
from app.members.models import Person
from app.papers.queries import committee_letterhead, style_from
from app.rules.queries import settings_for
from workflows.cells import CELL_TYPE_LABELS
from workflows.roles import Role

TYPE_CODE = "HD"


def issue_paper(guidance: Guidance, *, actor: Actor) -> None:
    """Number and freeze it, in the transaction of its publication. Raises BadInput without a term."""
    document = issue_document(
        DocumentKind.GUIDANCE, TYPE_CODE, lambda numbered: paper_of(guidance, numbered),
        organisation_id=guidance.organisation_id, meeting_id=None, title=_title(guidance), actor=actor,
        acting_as=Role.OFFICE, on=guidance.signed_on,
    )  # fmt: skip
    guidance.document_id = document.id


def replace_paper(guidance: Guidance, *, reason: str, actor: Actor) -> None:
    """The corrected version under a number of its own; the one before stays as it was and names it."""
    old = db.session.get_one(Document, guidance.document_id)
    new = replace_document(
        old, lambda numbered: paper_of(guidance, numbered, replaces=old), actor=actor, acting_as=Role.OFFICE,
        reason=reason, on=guidance.signed_on,
    )  # fmt: skip
    guidance.document_id = new.id


def sheet_of_draft(guidance: Guidance) -> Markup:
    """A draft as it would be printed."""
    from app.documents.render import render_sheet  # late: the templates of documents are needed by few pages

    return render_sheet(DocumentKind.GUIDANCE, paper_of(guidance))


def paper_in_force(guidance: Guidance) -> Paper:
    """As it was issued last, or as a draft stands now."""
    if guidance.document is None:
        return paper_of(guidance)
    paper = snapshot_of(guidance.document)
    assert isinstance(paper, Paper)  # noqa: S101 - what issue_paper keeps
    return paper


def _title(guidance: Guidance) -> str:
    return f"Hướng dẫn nội dung sinh hoạt chi bộ tháng {guidance.month.month} năm {guidance.month.year}"


def paper_of(guidance: Guidance, numbered: Numbered | None = None, *, replaces: Document | None = None) -> Paper:
    """What is printed. Without a number it is a draft."""
    text, settings = text_of(guidance), settings_for(guidance.organisation_id, guidance.month)
    topics = [
        Topic(cells=f"Chi bộ {label}", lines=tuple(lines_of(text.contents_by_type.get(cell_type, ""))))
        for cell_type, label in CELL_TYPE_LABELS.items()
    ]
    signer = db.session.get(Person, guidance.signer_id) if guidance.signer_id else None
    return Paper(
        letterhead=committee_letterhead(guidance.organisation, TYPE_CODE, numbered),
        style=style_from(settings),
        month=guidance.month.strftime("%Y-%m"),
        theme=text.theme,
        situation=text.situation,
        orientation=text.orientation,
        contents=tuple(lines_of(text.contents)),
        topics=tuple(topic for topic in topics if topic.lines),
        deadline=text.deadline.isoformat() if text.deadline else None,
        meeting_day=settings.meeting_day,
        notice_days=settings.notice_days,
        publish_days=settings.publish_days,
        attachments=tuple(file.name for file in files_of(guidance.id)) if guidance.id else (),
        replaces=_reference(replaces) if replaces else None,
        recipients=_recipients(guidance),
        signature=Signature(name=signer.full_name if signer else "", position=guidance.signer_position),
    )


def _recipients(guidance: Guidance) -> tuple[str, ...]:
    labels = [label for cell_type, label in CELL_TYPE_LABELS.items() if cell_type in guidance.cell_types]
    cells = f"Các chi bộ {', '.join(labels)}" if labels else "Các chi bộ trực thuộc"
    return ("Thường trực Đảng ủy", "Các đồng chí Đảng ủy viên", cells)


def _reference(old: Document) -> DocumentRef:
    return DocumentRef(type_name="Hướng dẫn", symbol=old.symbol, dated=old.snapshot["letterhead"]["dated"])
