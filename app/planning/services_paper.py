"""The paper of a plan: frozen and numbered when it is sent, replaced by another number when it is sent again."""

from app import clock
from app.actor import Actor, acting_as
from app.documents.models import Document
from app.documents.numbering import Numbered
from app.documents.services import issue_document, replace_document
from app.documents.snapshots import CellPlan as Paper
from app.documents.snapshots import DocumentKind, DocumentRef, Letterhead, PlannedTopic, Signature
from app.extensions import db
from app.organisations.queries import superior_of
from app.papers.queries import POSITIONS, moment, style_from
from app.planning.models import CellPlan
from app.planning.queries import topics_of
from app.rules.queries import settings_for
from workflows.plan import KIND_LABELS, SECRETARIES, TYPE_CODES, Kind
from workflows.roles import Role


def issue_paper(plan: CellPlan, *, actor: Actor) -> None:
    """In the transaction of the step. A plan that is only a file has no paper of ours: its number is in the file."""
    if not plan.content and not topics_of(plan.id):
        return
    role = acting_as(actor.roles_in(plan.cell_id), SECRETARIES)
    old = db.session.get(Document, plan.document_id) if plan.document_id else None
    title = f"{KIND_LABELS[plan.kind]} năm {plan.year} của {plan.cell.name}"
    if old is None:
        document = issue_document(
            DocumentKind.CELL_PLAN, TYPE_CODES[plan.kind], lambda numbered: paper_of(plan, actor, numbered),
            organisation_id=plan.cell_id, meeting_id=None, title=title, actor=actor, acting_as=role,
        )  # fmt: skip
    else:
        document = replace_document(
            old, lambda numbered: paper_of(plan, actor, numbered, replaces=old), actor=actor, acting_as=role,
            reason="Gửi lại sau khi sửa",
        )  # fmt: skip
    plan.document_id = document.id


def paper_of(plan: CellPlan, actor: Actor, numbered: Numbered, *, replaces: Document | None = None) -> Paper:
    cell, superior = plan.cell, superior_of(plan.cell_id, clock.today())
    type_code = TYPE_CODES[plan.kind]
    deputy = Role.SECRETARY not in actor.roles_in(plan.cell_id)
    return Paper(
        letterhead=Letterhead(
            superior=superior.name if superior else "", issuer=cell.name,
            place=cell.place or (superior.place if superior else ""), created=moment(clock.now()),
            dated=numbered.dated.isoformat(), symbol=f"{type_code}/{cell.symbol}", number=numbered.number,
        ),
        style=style_from(settings_for(cell.id, clock.today())),
        plan_kind=str(plan.kind),
        year=plan.year,
        paragraphs=tuple(line.strip() for line in plan.content.splitlines() if line.strip()),
        topics=tuple(
            PlannedTopic(
                month=topic.month.strftime("%Y-%m"), title=topic.title,
                person=topic.person.full_name if topic.person else "",
            )
            for topic in topics_of(plan.id)
        )
        if plan.kind == Kind.THEMATIC_PLAN
        else (),
        replaces=_reference(replaces) if replaces else None,
        signature=Signature(
            name=actor.name, position=POSITIONS[Role.DEPUTY_SECRETARY if deputy else Role.SECRETARY],
            signed_at=moment(clock.now()),
        ),
    )  # fmt: skip


def _reference(old: Document) -> DocumentRef:
    name = "Quy chế" if old.type_code == "QC" else "Kế hoạch"
    return DocumentRef(type_name=name, symbol=old.symbol, dated=old.snapshot["letterhead"]["dated"])
