"""Meetings and papers of the tests' own cell, made without walking the whole way of a meeting."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from app import clock
from app.criteria.models import CriteriaSet
from app.documents.models import Attachment, AttachmentPurpose, Document
from app.documents.numbering import Numbered
from app.documents.services import draft_document, issue_document
from app.documents.services_uploads import store_upload
from app.documents.snapshots import DocumentKind, Letterhead, Snapshot
from app.documents.uploads import Upload
from app.extensions import db
from app.meetings.models import Meeting
from app.rules.models import RuleSet
from app.tasks.models import Task
from tests.documents import samples
from workflows.meeting import Kind, State

TYPES = {
    DocumentKind.NOTICE: "TB",
    DocumentKind.GUEST_INVITATION: "GM",
    DocumentKind.MINUTES: "BB",
    DocumentKind.RESOLUTION: "NQ",
}
PDF = b"%PDF-1.7 invented"


def a_meeting(cell_id: int, state: State = State.CONVENED, **facts: Any) -> Meeting:
    kind = facts.pop("kind", Kind.EXTRAORDINARY)  # of these a cell may have several in a month
    meeting = Meeting(
        cell_id=cell_id, kind=kind, month=date(2026, 12, 1), state=state, created_at=clock.now(),
        rule_set_id=db.session.scalars(select(RuleSet.id)).first(),
        criteria_set_id=db.session.scalars(select(CriteriaSet.id)).first(),
        **facts,
    )  # fmt: skip
    db.session.add(meeting)
    db.session.flush()
    return meeting


def a_task(cell_id: int) -> Task:
    task = Task(cell_id=cell_id, work="Làm đường nội thôn", created_at=clock.now())
    db.session.add(task)
    db.session.flush()
    return task


def sample(kind: DocumentKind, *, number: int | None = None, draft: int = 0, **changes: Any) -> Snapshot:
    snapshot = samples.all_documents()[kind]
    head: Letterhead = replace(snapshot.letterhead, number=number, draft=draft)
    return replace(snapshot, letterhead=head, **changes)


def draft(
    meeting: Meeting, kind: DocumentKind = DocumentKind.RESOLUTION, title: str = "Nghị quyết tháng 12"
) -> Document:
    snapshot = sample(kind, draft=1)
    return draft_document(kind, snapshot, organisation_id=meeting.cell_id, meeting_id=meeting.id, title=title)


def issue(
    meeting: Meeting, kind: DocumentKind = DocumentKind.RESOLUTION, title: str = "Nghị quyết tháng 12", **options: Any
) -> Document:
    def make(numbered: Numbered) -> Snapshot:
        return sample(kind, number=numbered.number)

    return issue_document(
        kind, TYPES.get(kind, ""), make, organisation_id=meeting.cell_id, meeting_id=meeting.id, title=title,
        **({"actor": None} | options),
    )  # fmt: skip


def attach(
    meeting: Meeting, actor: Any, purpose: AttachmentPurpose = AttachmentPurpose.DOCUMENT, **more: Any
) -> Attachment:
    upload = Upload(name="Báo cáo đất đai.pdf", media_type="application/pdf", data=more.pop("data", PDF))
    return store_upload(
        upload, purpose=purpose, actor=actor, organisation_id=meeting.cell_id, **({"meeting_id": meeting.id} | more)
    )
