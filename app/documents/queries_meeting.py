"""The papers and files of one meeting, as far as the actor may see them, in one statement."""

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Integer, Select, bindparam, literal, null, select, union_all

from app.actor import Actor
from app.documents.models import Attachment, AttachmentPurpose, Document, StoredFile
from app.documents.sight import Held, Me, attachments_seen, documents_seen, held_by
from app.extensions import db
from app.meetings.models import Meeting
from app.tasks.models import Task
from workflows.roles import Role


class Paper(NamedTuple):
    """A document of ours (`is_file` 0) or an upload. `at`: when it was issued or sent; None: not yet.

    `replaced`: the id of the version that took its place.
    """

    is_file: int
    id: int
    kind: str
    symbol: str
    title: str
    at: datetime | None
    replaced: int | None
    item_id: int | None
    size: int | None
    pages: int | None


def papers_of(meeting_id: int, actor: Actor) -> list[Paper]:
    """Documents first, then what was uploaded with the agenda, each in the order in which it came."""
    held = held_by(actor)
    ids = {f"ids{number}": ids for number, ids in enumerate(held.values())}
    asked = {"meeting_id": meeting_id, "me": actor.person_id, **ids}
    return [Paper(*row) for row in db.session.connection().execute(_papers(tuple(held)), asked)]


@lru_cache(maxsize=256)
def _papers(roles: tuple[frozenset[Role], ...]) -> Select[Any]:
    """Built once for each combination of offices: building it costs more than running it."""
    held: Held = {group: bindparam(f"ids{number}", expanding=True) for number, group in enumerate(roles)}
    me, this = bindparam("me", type_=Integer), bindparam("meeting_id", type_=Integer)
    both = union_all(_documents(held, me, this), _files(held, me, this)).subquery()
    return select(both).order_by(both.c.is_file, both.c.id)


def _documents(held: Held, me: Me, this: BindParameter[int]) -> Any:
    return (
        select(
            literal(0).label("is_file"), Document.id.label("id"), Document.kind.label("kind"),
            Document.symbol.label("symbol"), Document.title.label("title"), Document.issued_at.label("at"),
            Document.replaced_by_id.label("replaced"), null().label("item_id"), StoredFile.size.label("size"),
            Document.pages.label("pages"),
        )
        .join(Meeting, Meeting.id == Document.meeting_id)
        .outerjoin(StoredFile, StoredFile.sha256 == Document.file_sha256)
        .where(Document.meeting_id == this, documents_seen(held, me))
    )  # fmt: skip


def _files(held: Held, me: Me, this: BindParameter[int]) -> Any:
    return (
        select(
            literal(1), Attachment.id, Attachment.purpose, literal(""), Attachment.name, Attachment.sent_at, null(),
            Attachment.item_id, StoredFile.size, null(),
        )
        .outerjoin(Meeting, Meeting.id == Attachment.meeting_id)
        .outerjoin(Task, Task.id == Attachment.task_id)
        .join(StoredFile, StoredFile.sha256 == Attachment.file_sha256)
        .where(Attachment.meeting_id == this, Attachment.purpose == AttachmentPurpose.DOCUMENT)
        .where(Attachment.removed_at.is_(None), attachments_seen(held, me))
    )  # fmt: skip
