"""The papers and files of one meeting, as far as the actor may see them, in one statement."""

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, bindparam, literal, null, select, union_all

from app.actor import Actor
from app.approvals.models import Agreement, ApprovalRound
from app.columns import as_fields
from app.documents.models import Attachment, AttachmentPurpose, Document, StoredFile
from app.documents.sight import Roles, capacities, sees_attachment, sees_document
from app.extensions import connection
from app.meetings.models import Meeting, MeetingGuest
from workflows.meeting import State
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


def papers_of(meeting: Meeting, actor: Actor) -> list[Paper]:
    """Documents first, then what was uploaded with the agenda, each in the order in which it came.

    There are a handful: they are all read, and the words of `sight` asked of each. A list over many meetings asks
    them in SQL.
    """
    asked = {"meeting_id": meeting.id, "me": actor.person_id}
    rows = connection().execute(_papers(), asked).all()
    mine = list(capacities(actor, meeting.cell_id, meeting.chair_id, meeting.recorder_id))
    if actor.roles and any(row.speaks for row in rows):
        mine.append(frozenset({Role.APPROVER}))
    if actor.roles and meeting.model_meeting and any(row.invited for row in rows):
        mine.append(frozenset({Role.GUEST}))
    papers = (Paper(*row[:-2]) for row in rows)
    return [paper for paper in papers if any(_sees(roles, meeting, paper) for roles in mine)]


def states_with_files(roles: Roles, *, sent: bool) -> list[State]:
    """In which states of a meeting `roles` see the files of its agenda that were sent, or not yet."""
    return [state for state in State if sees_attachment(roles, state, AttachmentPurpose.DOCUMENT, sent=sent)]


def _sees(roles: Roles, meeting: Meeting, paper: Paper) -> bool:
    there = paper.at is not None
    if paper.is_file:
        return sees_attachment(roles, meeting.state, AttachmentPurpose(paper.kind), sent=there)
    return sees_document(roles, meeting.state, paper.kind, issued=there)


@cache
def _papers() -> Select[Any]:
    """Built once: building it costs more than running it. Behind each paper: whether the person has a voice in a round
    of the meeting, and whether they are invited to it."""
    voice, found, guest = Agreement.__table__.c, ApprovalRound.__table__.c, MeetingGuest.__table__.c
    this, me = bindparam("meeting_id", type_=Integer), bindparam("me", type_=Integer)
    speaks = (
        select(voice.id)
        .where(found.id == voice.round_id, found.meeting_id == this, voice.person_id == me, voice.dropped_at.is_(None))
        .exists()
    )
    invited = select(guest.id).where(guest.meeting_id == this, guest.person_id == me).exists()
    both = union_all(_documents(this), _files(this)).subquery()
    return select(*both.c, speaks.label("speaks"), invited.label("invited")).order_by(both.c.is_file, both.c.id)


def _documents(this: Any) -> Any:
    paper, file = Document.__table__, StoredFile.__table__
    shown = {
        "is_file": literal(0), "id": paper.c.id, "kind": paper.c.kind, "symbol": paper.c.symbol,
        "title": paper.c.title, "at": paper.c.issued_at, "replaced": paper.c.replaced_by_id, "item_id": null(),
        "size": file.c.size, "pages": paper.c.pages,
    }  # fmt: skip
    return (
        select(*_labelled(shown))
        .join_from(paper, file, file.c.sha256 == paper.c.file_sha256, isouter=True)
        .where(paper.c.meeting_id == this)
    )


def _files(this: Any) -> Any:
    upload, file = Attachment.__table__, StoredFile.__table__
    shown = {
        "is_file": literal(1), "id": upload.c.id, "kind": upload.c.purpose, "symbol": literal(""),
        "title": upload.c.name, "at": upload.c.sent_at, "replaced": null(), "item_id": upload.c.item_id,
        "size": file.c.size, "pages": null(),
    }  # fmt: skip
    return (
        select(*_labelled(shown))
        .join_from(upload, file, file.c.sha256 == upload.c.file_sha256)
        .where(upload.c.meeting_id == this, upload.c.purpose == AttachmentPurpose.DOCUMENT)
        .where(upload.c.removed_at.is_(None))
    )


def _labelled(shown: dict[str, Any]) -> list[Any]:
    return [column.label(name) for name, column in zip(Paper._fields, as_fields(Paper, shown), strict=True)]
