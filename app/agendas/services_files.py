"""Documents that go out with an agenda. They may reach the members before the meeting is convened."""

from sqlalchemy import select

from app import clock
from app.actor import Actor, acting_as
from app.agendas.models import AgendaItem
from app.documents.models import Attachment, AttachmentPurpose
from app.documents.services_uploads import Upload, remove_attachment, store_upload
from app.extensions import db, lock
from app.meetings import queries as meetings
from app.meetings.models import Meeting
from app.meetings.services_history import record_on
from app.meetings.services_plan import heading, tell_everybody
from app.refusals import BadInput, NotAllowed, NotKnown
from workflows.notices import Notice
from workflows.roles import Role
from workflows.sight import Part, may_write

SENDERS = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.SCRIBE)
MOST_FILES = 40


def upload_file(meeting: Meeting, upload: Upload, *, item_id: int | None, actor: Actor) -> Attachment:
    """Attach a checked upload to the meeting, or to one of its items. Raises NotAllowed, BadInput, NotKnown."""
    lock(meeting)  # an item is not put on paper meanwhile
    roles = _roles_of_sender(meeting, actor)
    if len(_files(meeting.id)) >= MOST_FILES:
        raise BadInput(f"Kỳ sinh hoạt đã có {MOST_FILES} tệp, gỡ bớt rồi tải lên.")
    if item_id is not None:
        item = db.session.get(AgendaItem, item_id)
        if item is None or item.meeting_id != meeting.id:
            raise NotKnown
        if item.kept_on_paper:
            raise BadInput("Nội dung ghi sổ giấy không kèm tài liệu trên hệ thống.")
    return store_upload(
        upload,
        purpose=AttachmentPurpose.DOCUMENT,
        actor=actor,
        organisation_id=meeting.cell_id,
        meeting_id=meeting.id,
        item_id=item_id,
        acting_as=acting_as(roles, SENDERS),
    )


def remove_file(meeting: Meeting, attachment: Attachment, *, actor: Actor) -> None:
    """Raises NotAllowed, or BadInput for one that was sent: people have read it."""
    roles = _roles_of_sender(meeting, actor)
    remove_attachment(attachment, actor=actor, organisation_id=meeting.cell_id, acting_as=acting_as(roles, SENDERS))


def send_files(meeting: Meeting, *, actor: Actor) -> int:
    """Send what was not sent yet; members and overseer are told. Answers how many. Raises BadInput if none waits."""
    lock(meeting)
    roles = _roles_of_sender(meeting, actor)
    if not roles & {Role.SECRETARY, Role.DEPUTY_SECRETARY}:
        raise NotAllowed("Bí thư hoặc phó bí thư gửi tài liệu cho đảng viên.")
    waiting = [file for file in _files(meeting.id) if file.sent_at is None]
    if not waiting:
        raise BadInput("Không có tệp nào chờ gửi.")
    _send(meeting, waiting, actor, acting_as(roles, SENDERS))
    names = ", ".join(file.name for file in waiting[:3]) + (" …" if len(waiting) > 3 else "")
    text = f"Tài liệu {heading(meeting).lower()}: {names}"
    tell_everybody(meeting, Notice.DOCUMENTS_SENT, text, but_not=actor.person_id)
    return len(waiting)


def send_with_notice(meeting: Meeting, *, actor: Actor, acting_as: str) -> None:
    """Convening sends what still waits; the notice itself tells of it."""
    waiting = [file for file in _files(meeting.id) if file.sent_at is None]
    if waiting:
        _send(meeting, waiting, actor, acting_as)


def _send(meeting: Meeting, waiting: list[Attachment], actor: Actor, capacity: str) -> None:
    for file in waiting:
        file.sent_at = clock.now()
    record_on(meeting, "documents_sent", actor=actor, acting_as=capacity, attachment_ids=[file.id for file in waiting])


def file_or_404(meeting: Meeting, attachment_id: int) -> Attachment:
    found = next((file for file in _files(meeting.id) if file.id == attachment_id), None)
    if found is None:
        raise NotKnown
    return found


def _roles_of_sender(meeting: Meeting, actor: Actor) -> frozenset[Role]:
    roles = meetings.roles_at(meeting, actor)
    if not may_write(roles, meeting.state, Part.DOCUMENTS):
        raise NotAllowed("Chỉ bí thư, phó bí thư hoặc người nhập liệu chuẩn bị tài liệu trước buổi sinh hoạt.")
    return roles


def _files(meeting_id: int) -> list[Attachment]:
    return list(
        db.session.scalars(
            select(Attachment)
            .where(Attachment.meeting_id == meeting_id, Attachment.removed_at.is_(None))
            .where(Attachment.purpose == AttachmentPurpose.DOCUMENT)
            .order_by(Attachment.id)
        )
    )
