"""From the snapshot to the kept PDF: in the worker, the same bytes again, tried again when it fails."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.audit.models import AuditEvent
from app.documents import rendering
from app.documents.files import read_file, store
from app.documents.models import Document, StoredFile
from app.documents.queries_rendering import rendering_of
from app.documents.services import render_again
from app.documents.snapshots import DocumentKind
from app.extensions import db
from app.jobs.models import Job, JobState
from app.jobs.services import run_due_jobs
from tests.documents.papers import a_meeting, draft, issue
from tests.world import NOON

SCRIPT = DocumentKind.ROLL_CALL_SHEET


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[DocumentKind]:
    """A layout engine that answers at once, where the test is about what is around it; what it was asked to render."""
    asked = []

    def render(kind: DocumentKind, snapshot: object) -> tuple[bytes, int]:
        asked.append(kind)
        return f"%PDF-1.7 {len(asked)}".encode(), 2

    monkeypatch.setattr(rendering, "_render", render)
    return asked


def made(document: Document) -> Document:
    db.session.commit()
    run_due_jobs()
    db.session.refresh(document)
    return document


def test_the_worker_makes_the_pdf_and_keeps_it_by_its_hash(db_session, world):
    document = made(issue(a_meeting(world.cell)))

    pdf = read_file(document.file_sha256)
    assert pdf.startswith(b"%PDF-1.7")
    assert document.pages >= 2
    assert (document.file.size, document.file.media_type) == (len(pdf), "application/pdf")


@pytest.mark.any_engine
def test_the_same_snapshot_gives_the_same_bytes_again(db_session, world):
    document = made(issue(a_meeting(world.cell)))
    before = document.file_sha256
    store().path(before).unlink()
    render_again(document, actor=None)

    assert made(document).file_sha256 == before
    assert read_file(before)


def test_a_failed_rendering_leaves_the_number_and_is_tried_again(db_session, world, monkeypatch, caplog):
    def broken(*_: object) -> None:
        raise RuntimeError("no room on the disk")

    monkeypatch.setattr(rendering, "_render", broken)
    document = made(issue(a_meeting(world.cell)))

    assert (document.symbol, document.file_sha256) == ("01-NQ/CB", None)
    assert rendering_of(document).waiting
    monkeypatch.undo()
    with clock.set_to(NOON + timedelta(minutes=1)):
        assert made(document).file_sha256


def test_after_the_last_try_the_page_can_ask_again(db_session, world, quick):
    document = issue(a_meeting(world.cell))
    db.session.flush()
    db.session.execute(db.update(Job).values(status=JobState.FAILED))
    assert rendering_of(document).failed

    render_again(document, actor=None)
    assert rendering_of(document).waiting
    assert made(document).pages == 2
    assert not rendering_of(document).failed


def test_a_draft_made_anew_is_not_overwritten_by_the_rendering_of_the_old_one(db_session, world, quick):
    document = draft(a_meeting(world.cell))
    old = json.loads(json.dumps(db.session.scalars(select(Job.payload)).one()))
    document.snapshot = document.snapshot | {"limits": "bản mới"}
    db.session.commit()
    rendering.render_document(**old)
    db.session.commit()

    assert quick == []
    assert document.file_sha256 is None


def test_a_draft_made_anew_while_it_is_rendered_waits_for_its_own_rendering(db_session, world, monkeypatch):
    document = draft(a_meeting(world.cell))
    db.session.commit()

    def slow(*_: object) -> tuple[bytes, int]:
        document.snapshot = document.snapshot | {"limits": "bản mới"}
        db.session.commit()
        return b"%PDF-1.7 old", 1

    monkeypatch.setattr(rendering, "_render", slow)
    run_due_jobs()
    db.session.refresh(document)

    assert document.file_sha256 is None


def test_a_deleted_draft_is_left_alone(db_session, world, quick):
    document = draft(a_meeting(world.cell))
    db.session.flush()
    db.session.delete(document)
    db.session.commit()

    assert run_due_jobs() == 1
    assert (quick, db.session.scalars(select(Job.status)).one()) == ([], JobState.DONE)


def test_other_bytes_for_an_issued_document_are_noted_in_the_history(db_session, world, quick):
    document = made(issue(a_meeting(world.cell)))
    before = document.file_sha256
    render_again(document, actor=None)
    made(document)

    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (event.event, event.data["before"], event.data["after"]) == (
        "document_rendered_anew", before, document.file_sha256,
    )  # fmt: skip


def test_the_same_bytes_are_kept_once(db_session, world, monkeypatch):
    monkeypatch.setattr(rendering, "_render", lambda *_: (b"%PDF-1.7 same", 1))
    for _ in range(2):
        made(issue(a_meeting(world.cell)))

    assert len(db.session.scalars(select(StoredFile)).all()) == 1
