"""Files that go out with a guidance."""

from app.actor import Actor
from app.documents.models import Attachment, AttachmentPurpose
from app.documents.services_uploads import Upload, remove_attachment, store_upload
from app.extensions import lock
from app.guidance.models import Guidance
from app.guidance.queries import files_of
from app.refusals import BadInput, NotAllowed, NotKnown, SomebodyWasFaster
from workflows.guidance import State
from workflows.roles import Role

MOST_FILES = 20


def attach(guidance: Guidance, upload: Upload, *, actor: Actor) -> Attachment:
    """Hang a checked upload on a draft. Raises NotAllowed, BadInput, SomebodyWasFaster once it is published."""
    _lock_draft(guidance, actor)
    if len(files_of(guidance.id)) >= MOST_FILES:
        raise BadInput(f"Văn bản đã có {MOST_FILES} tệp, gỡ bớt rồi tải lên.")
    return store_upload(
        upload, purpose=AttachmentPurpose.GUIDANCE, actor=actor, organisation_id=guidance.organisation_id,
        guidance_id=guidance.id, acting_as=Role.OFFICE,
    )  # fmt: skip


def detach(guidance: Guidance, file: Attachment, *, actor: Actor) -> None:
    _lock_draft(guidance, actor)
    remove_attachment(file, actor=actor, organisation_id=guidance.organisation_id, acting_as=Role.OFFICE)


def file_or_404(guidance: Guidance, attachment_id: int) -> Attachment:
    found = next((file for file in files_of(guidance.id) if file.id == attachment_id), None)
    if found is None:
        raise NotKnown
    return found


def _lock_draft(guidance: Guidance, actor: Actor) -> None:
    lock(guidance)
    if Role.OFFICE not in actor.roles_in(guidance.organisation_id):
        raise NotAllowed("Chỉ Văn phòng Đảng ủy gửi tài liệu kèm văn bản định hướng.")
    if guidance.state != State.DRAFT:
        raise SomebodyWasFaster("Văn bản đã ban hành, tài liệu kèm theo không thay đổi được nữa.")
