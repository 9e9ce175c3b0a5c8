"""The papers and files of one meeting, as far as the actor may see them, in one statement."""

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Integer, Select, bindparam, literal, null, select, union_all

from app.actor import Actor
from app.columns import as_fields, as_list
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
    ids = {f"ids{number}": as_list(ids) for number, ids in enumerate(held.values())}
    asked = {"meeting_id": meeting_id, "me": actor.person_id, **ids}
    return [Paper(*row) for row in db.session.connection().execute(_papers(tuple(held)), asked)]


@lru_cache(maxsize=256)
def _papers(roles: tuple[frozenset[Role], ...]) -> Select[Any]:
    """Built once for each combination of offices: building it costs more than running it."""
    held: Held = {group: f"ids{number}" for number, group in enumerate(roles)}
    me, this = bindparam("me", type_=Integer), bindparam("meeting_id", type_=Integer)
    both = union_all(_documents(held, me, this), _files(held, me, this)).subquery()
    return select(both).order_by(both.c.is_file, both.c.id)


def _documents(held: Held, me: Me, this: BindParameter[int]) -> Any:
    shown = {
        "is_file": literal(0), "id": Document.id, "kind": Document.kind, "symbol": Document.symbol,
        "title": Document.title, "at": Document.issued_at, "replaced": Document.replaced_by_id, "item_id": null(),
        "size": StoredFile.size, "pages": Document.pages,
    }  # fmt: skip
    return (
        select(*_labelled(shown))
        .join(Meeting, Meeting.id == Document.meeting_id)
        .outerjoin(StoredFile, StoredFile.sha256 == Document.file_sha256)
        .where(Document.meeting_id == this, documents_seen(held, me))
    )


def _files(held: Held, me: Me, this: BindParameter[int]) -> Any:
    shown = {
        "is_file": literal(1), "id": Attachment.id, "kind": Attachment.purpose, "symbol": literal(""),
        "title": Attachment.name, "at": Attachment.sent_at, "replaced": null(), "item_id": Attachment.item_id,
        "size": StoredFile.size, "pages": null(),
    }  # fmt: skip
    return (
        select(*_labelled(shown))
        .outerjoin(Meeting, Meeting.id == Attachment.meeting_id)
        .outerjoin(Task, Task.id == Attachment.task_id)
        .join(StoredFile, StoredFile.sha256 == Attachment.file_sha256)
        .where(Attachment.meeting_id == this, Attachment.purpose == AttachmentPurpose.DOCUMENT)
        .where(Attachment.removed_at.is_(None), attachments_seen(held, me))
    )


def _labelled(shown: dict[str, Any]) -> list[Any]:
    return [column.label(name) for name, column in zip(Paper._fields, as_fields(Paper, shown), strict=True)]
