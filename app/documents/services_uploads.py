"""Keeping what people upload, and taking it away from where it hangs."""

from typing import TypedDict, Unpack

from app import clock
from app.actor import Actor
from app.audit.services import record
from app.documents.files import keep_file
from app.documents.models import Attachment, AttachmentPurpose
from app.documents.uploads import Upload as Upload
from app.documents.uploads import UploadRefused as UploadRefused
from app.documents.uploads import check_upload as check_upload
from app.extensions import db
from app.refusals import BadInput


class HangsOn(TypedDict, total=False):
    """The thing whose page hands an upload out; none for a room that keeps and hands out its own."""

    meeting_id: int | None
    item_id: int | None
    task_id: int | None
    petition_id: int | None
    guidance_id: int | None


def store_upload(
    upload: Upload,
    *,
    purpose: AttachmentPurpose,
    actor: Actor,
    organisation_id: int,
    holder: tuple[str, int] | None = None,
    note: str = "",
    acting_as: str = "",
    **hangs_on: Unpack[HangsOn],
) -> Attachment:
    """Keep a checked upload and attach it. The same bytes are kept once, however often they are attached.

    `holder`: what it hangs on, for a room of its own that names the upload and hands it out.
    """
    attachment = Attachment(
        **hangs_on,
        purpose=purpose,
        file_sha256=keep_file(upload.data, upload.media_type),
        name=upload.name,
        note=note,
        uploaded_by_id=actor.account_id,
        uploaded_at=clock.now(),
    )
    db.session.add(attachment)
    db.session.flush()  # its id goes into the history
    subject, subject_id = holder or _holder_of(attachment)
    record(
        "file_attached",
        actor=actor,
        organisation_id=organisation_id,
        subject=subject,
        subject_id=subject_id,
        acting_as=acting_as,
        attachment_id=attachment.id,
        name=attachment.name,
        sha256=attachment.file_sha256,
        purpose=purpose,
    )
    return attachment


def _holder_of(attachment: Attachment) -> tuple[str, int | None]:
    """What it hangs on, as the history names it."""
    if attachment.guidance_id:
        return "guidance", attachment.guidance_id
    if attachment.petition_id:
        return "petition", attachment.petition_id
    return ("task", attachment.task_id) if attachment.task_id else ("meeting", attachment.meeting_id)


def remove_attachment(attachment: Attachment, *, actor: Actor, organisation_id: int, acting_as: str = "") -> None:
    """Take an attachment away from where it hangs; the file itself stays in the store, the history names it.

    Raises BadInput if it was sent out: people have read it.
    """
    if attachment.sent_at is not None:
        raise BadInput(f"Tệp “{attachment.name}” đã gửi cho đảng viên nên không gỡ được nữa.")
    if attachment.removed_at is not None:
        return
    attachment.removed_at = clock.now()
    subject, subject_id = _holder_of(attachment)
    record(
        "file_removed",
        actor=actor,
        organisation_id=organisation_id,
        subject=subject,
        subject_id=subject_id,
        acting_as=acting_as,
        attachment_id=attachment.id,
        name=attachment.name,
    )
