"""What people upload is kept once, named in the history, and stays where it was sent."""

import pytest
from sqlalchemy import select

from app import clock
from app.audit.models import AuditEvent
from app.documents.files import read_file, store
from app.documents.models import AttachmentPurpose, StoredFile
from app.documents.services_uploads import remove_attachment
from app.documents.store import FileDamaged, FileMissing
from app.extensions import db
from app.refusals import BadInput
from tests.documents.papers import PDF, a_meeting, a_task, attach


def events() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.event).order_by(AuditEvent.id)))


def test_an_upload_is_kept_and_named_in_the_history(db_session, world, actor_of):
    attachment = attach(a_meeting(world.cell), actor_of("thang"))

    assert read_file(attachment.file_sha256) == PDF
    assert (attachment.name, attachment.uploaded_by_id) == ("Báo cáo đất đai.pdf", world.accounts["thang"])
    assert events() == ["file_attached"]


def test_the_same_bytes_attached_twice_are_kept_once(db_session, world, actor_of):
    for _ in range(2):
        attach(a_meeting(world.cell), actor_of("thang"))

    assert len(db.session.scalars(select(StoredFile)).all()) == 1


def test_what_was_removed_once_is_removed(db_session, world, actor_of):
    thang = actor_of("thang")
    attachment = attach(a_meeting(world.cell), thang)
    for _ in range(2):
        remove_attachment(attachment, actor=thang, organisation_id=world.cell)

    assert attachment.removed_at == clock.now()
    assert events() == ["file_attached", "file_removed"]


def test_what_was_sent_stays(db_session, world, actor_of):
    attachment = attach(a_meeting(world.cell), actor_of("thang"))
    attachment.sent_at = clock.now()

    with pytest.raises(BadInput, match="đã gửi"):
        remove_attachment(attachment, actor=actor_of("thang"), organisation_id=world.cell)


def test_evidence_of_a_task_is_told_of_the_task(db_session, world, actor_of):
    task = a_task(world.cell)
    attach(a_meeting(world.cell), actor_of("lan"), AttachmentPurpose.EVIDENCE, meeting_id=None, task_id=task.id)
    event = db.session.scalars(select(AuditEvent)).one()

    assert (event.subject, event.subject_id, event.data["purpose"]) == ("task", task.id, "evidence")


def test_a_lost_or_damaged_file_is_never_handed_out(db_session, world, actor_of):
    sha256 = attach(a_meeting(world.cell), actor_of("thang"), data=b"%PDF-1.7 to be damaged").file_sha256
    store().path(sha256).write_bytes(b"something else")
    with pytest.raises(FileDamaged):
        read_file(sha256)
    store().path(sha256).unlink()
    with pytest.raises(FileMissing):
        read_file(sha256)
