"""Drafting, issuing and replacing documents."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from app import clock
from app.actor import Actor
from app.audit.services import lock_chain, record
from app.documents import frozen, rendering
from app.documents.check_codes import new_code
from app.documents.models import Document
from app.documents.numbering import Numbered, next_number
from app.documents.rendering_key import digest_of, render_key, sign_key
from app.documents.services_signing import ask_to_sign_again, waits_for_a_signature
from app.documents.snapshots import TEMPLATE_VERSION, DocumentKind, Snapshot, to_json
from app.extensions import db, elsewhere, lock
from app.foreseen import UNKNOWN, What, foreseen
from app.jobs.models import JobState
from app.jobs.queries import status_of
from app.jobs.services import enqueue, enqueue_again, enqueue_many
from app.refusals import BadInput, SomebodyWasFaster
from app.settings import settings

MADE_FOR_OTHERS = (
    "Mẫu văn bản đã đổi từ khi ban hành nên không tạo lại được bản y như cũ. "
    "Đề nghị quản trị khôi phục tệp PDF từ bản sao lưu."
)
SnapshotMaker = Callable[[Numbered], Snapshot]

# Entered by this door: the job's handler, and what the guard over issued documents raises.
render_document = rendering.render_document
sheet_of = rendering.sheet_of
snapshot_of = rendering.snapshot_of
IssuedDocumentChanged = frozen.IssuedDocumentChanged


def draft_document(
    kind: DocumentKind,
    snapshot: Snapshot,
    *,
    organisation_id: int,
    meeting_id: int,
    title: str,
    actor: Actor | None = None,
    acting_as: str = "",
) -> Document:
    """A draft, without a number, and its rendering asked for. An earlier draft of the same paper gives way to it.

    `actor`: who asked for this paper. Papers that come with a step have none: the step is in the history.
    """
    lock_chain(organisation_id)  # of two who ask for the same paper the second finds the draft of the first
    document = _draft_of(kind, meeting_id, title) or Document(
        kind=kind, organisation_id=organisation_id, meeting_id=meeting_id
    )
    _fill(document, snapshot, title)
    _ask_to_render(document)
    if actor is not None:
        _record("document_drafted", document, actor, acting_as, document_id=document.id, kind=kind)
    return document


def issue_document(
    kind: DocumentKind,
    type_code: str,
    snapshot_maker: SnapshotMaker,
    *,
    organisation_id: int,
    meeting_id: int | None,
    title: str,
    actor: Actor | None,
    acting_as: str = "",
    on: date | None = None,
) -> Document:
    """Give the next number of the type and freeze what `snapshot_maker` makes with it; the draft becomes the issued.

    `type_code` is empty for papers without a number (agenda, forms). `on`: the date of the document, today if None.
    A paper of no meeting is shown by the room that it belongs to, which says who may read it.
    All in the caller's transaction. Raises BadInput if the organisation has no term on that day.
    """
    # First of all: whoever holds the number holds the chain already, so that two issues cannot wait for each other.
    lock_chain(organisation_id)
    on = on or clock.today()
    numbered = next_number(organisation_id, type_code, on) if type_code else Numbered(dated=on)
    paper = Paper(organisation_id=organisation_id, meeting_id=meeting_id, title=title, acting_as=acting_as)
    document = _freeze(kind, type_code, snapshot_maker, paper, numbered)
    db.session.flush()  # its id goes into the history and into the job
    _record_issued(document, actor, acting_as)
    _ask_to_render(document)
    return document


@dataclass(frozen=True, kw_only=True)
class Paper:
    """Whose paper it is, and as what the actor issues it."""

    organisation_id: int
    meeting_id: int | None
    title: str
    acting_as: str = ""


def issue_alike(
    kind: DocumentKind, papers: Sequence[tuple[Paper, SnapshotMaker]], *, actor: Actor | None
) -> list[Document]:
    """As `issue_document`, for many papers of one kind that bears no number, in as many statements as for one."""
    numbered = Numbered(dated=clock.today())
    documents = [_freeze(kind, "", snapshot_maker, paper, numbered) for paper, snapshot_maker in papers]
    db.session.flush()  # their ids go into the history and into the jobs
    for document, (paper, _) in zip(documents, papers, strict=True):
        _record_issued(document, actor, paper.acting_as)
    enqueue_many(rendering.KIND, {render_key(document): _render_payload(document) for document in documents})
    return documents


def _freeze(
    kind: DocumentKind, type_code: str, snapshot_maker: SnapshotMaker, paper: Paper, numbered: Numbered
) -> Document:
    document = _draft_of(kind, paper.meeting_id, paper.title) or Document(
        kind=kind, organisation_id=paper.organisation_id, meeting_id=paper.meeting_id
    )
    document.type_code, document.number, document.symbol = type_code, numbered.number, numbered.symbol
    document.term_id = numbered.term_id
    document.check_code = None if elsewhere() else new_code()  # a practice paper is not genuine
    _fill(document, _with_code(snapshot_maker(numbered), document.check_code or ""), paper.title)
    document.issued_at = clock.now()
    return document


def _with_code(snapshot: Snapshot, code: str) -> Snapshot:
    at = settings().public_url if code else ""
    return replace(snapshot, letterhead=replace(snapshot.letterhead, check=code, check_at=at))


def _record_issued(document: Document, actor: Actor | None, role: str) -> None:
    said = {"document_id": document.id, "kind": document.kind, "symbol": document.symbol}
    _record("document_issued", document, actor, role, **said)


def replace_document(
    old: Document,
    snapshot_maker: SnapshotMaker,
    *,
    actor: Actor | None,
    acting_as: str = "",
    title: str = "",
    reason: str = "",
    on: date | None = None,
) -> Document:
    """Issue a new version under a number of its own; `old` stays as it is and names the new one.

    Raises SomebodyWasFaster if `old` was replaced already.
    """
    if old.issued_at is None:
        raise ValueError(f"document {old.id} is a draft: draft it again")
    lock(old)
    if old.replaced_by_id is not None:
        raise SomebodyWasFaster("Văn bản này vừa được thay thế bằng bản khác. Mở lại trang để xem bản mới nhất.")
    new = issue_document(
        DocumentKind(old.kind),
        old.type_code,
        _naming(old, snapshot_maker),
        organisation_id=old.organisation_id,
        meeting_id=old.meeting_id,
        title=title or old.title,
        actor=actor,
        acting_as=acting_as,
        on=on,
    )
    old.replaced_by_id = new.id
    _record("document_replaced", old, actor, acting_as, document_id=old.id, by_id=new.id, reason=reason)
    return new


def _naming(old: Document, snapshot_maker: SnapshotMaker) -> SnapshotMaker:
    """What it makes names the version that it replaces: in its text, or else beside the check code."""
    dated = old.snapshot["letterhead"].get("dated")
    day = date.fromisoformat(dated) if dated else clock.day_of(old.issued_at or old.created_at)
    name = f"{f'số {old.symbol} ' if old.symbol else ''}ngày {day:%d/%m/%Y}"

    def make(numbered: Numbered) -> Snapshot:
        snapshot = snapshot_maker(numbered)
        named = getattr(snapshot, "replaces", None) or getattr(snapshot, "corrects", None)
        head = replace(snapshot.letterhead, instead_of="" if named else name)
        return replace(snapshot, letterhead=head)

    return make


def render_again(document: Document, *, actor: Actor | None, acting_as: str = "") -> None:
    """Ask once more for a PDF that could not be made or signed, or whose file was lost or damaged in the store.

    Asked for twice it is asked for once. Raises BadInput for one that was issued for other templates: what they make
    today would be another paper.
    """
    lock_chain(document.organisation_id)
    if waits_for_a_signature(document):
        _sign_again(document, actor, acting_as)
        return
    if document.file_sha256 is not None and rendering.is_of_another_time(document):
        raise BadInput(MADE_FOR_OTHERS)
    found = status_of(render_key(document))
    enqueue_again(rendering.KIND, render_key(document), **_render_payload(document))
    if found is not None and found.status in (JobState.QUEUED, JobState.RUNNING):
        return  # in hand already: it is only woken
    _record("rendering_asked_again", document, actor, acting_as, document_id=document.id, kind=document.kind)


def _sign_again(document: Document, actor: Actor | None, acting_as: str) -> None:
    found = status_of(sign_key(document.id))
    ask_to_sign_again(document)
    if found is None or found.status not in (JobState.QUEUED, JobState.RUNNING):
        _record("signing_asked_again", document, actor, acting_as, document_id=document.id, kind=document.kind)


def _record(event: str, document: Document, actor: Actor | None, role: str, **data: Any) -> None:
    record(
        event,
        actor=actor,
        organisation_id=document.organisation_id,
        subject="meeting" if document.meeting_id else "document",
        subject_id=document.meeting_id or document.id,
        acting_as=role,
        **data,
    )


def _draft_of(kind: DocumentKind, meeting_id: int | None, title: str) -> Document | None:
    """The draft of the same paper that was never issued, locked. Each guest has an invitation of their own."""
    if meeting_id is None:
        return None
    if (papers := foreseen(What.PAPERS, (meeting_id, kind))) is not UNKNOWN:
        return next((paper for paper in papers if paper.issued_at is None), None)
    drafts = select(Document).where(
        Document.meeting_id == meeting_id, Document.kind == kind, Document.issued_at.is_(None)
    )
    if kind == DocumentKind.GUEST_INVITATION:
        drafts = drafts.where(Document.title == title)
    return db.session.scalar(drafts.order_by(Document.id).with_for_update())


def _fill(document: Document, snapshot: Snapshot, title: str) -> None:
    if snapshot.kind != document.kind:
        raise ValueError(f"a snapshot of {snapshot.kind} is no {document.kind}")
    if snapshot.letterhead.number != document.number:
        raise ValueError(f"the snapshot bears number {snapshot.letterhead.number}, the document {document.number}")
    document.snapshot = json.loads(to_json(snapshot))
    document.template_version = TEMPLATE_VERSION
    document.title = title
    document.created_at = clock.now()
    document.file_sha256, document.pages = None, None
    db.session.add(document)


def _ask_to_render(document: Document) -> None:
    db.session.flush()  # its id goes into the job
    enqueue(rendering.KIND, render_key(document), **_render_payload(document))


def _render_payload(document: Document) -> dict[str, Any]:
    return {"document_id": document.id, "digest": digest_of(document)}
