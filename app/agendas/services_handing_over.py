"""What a merged cell had on its agenda and never talked about comes to the agenda of the cell that took it in."""

from sqlalchemy import select, update

from app import clock
from app.actor import Actor, acting_as
from app.agendas.models import AgendaItem, ItemKind
from app.agendas.queries import items_of
from app.agendas.services_default import default_titles
from app.agendas.services_order import before_the_end, place
from app.audit.services import record
from app.documents.models import Attachment, AttachmentPurpose
from app.extensions import db
from app.meetings.models import Meeting
from app.meetings.services_history import record_on
from app.members.queries import roll_of
from app.petitions.queries import items_that_tell
from workflows.meeting import Kind, State
from workflows.roles import Role

# Every meeting has its own of these.
OF_THE_FORM = (
    ItemKind.OPENING, ItemKind.GUIDANCE, ItemKind.LAST_MINUTES, ItemKind.LAST_RESOLUTION, ItemKind.CRITICISM,
    ItemKind.RESOLUTION, ItemKind.SCORE, ItemKind.CLOSING,
)  # fmt: skip
ACTING = (Role.OFFICE, Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.SCRIBE)


def worth_handing_over(meeting: Meeting) -> list[AgendaItem]:
    """The items that people put there, not the default agenda's, and that no earlier part of the meeting dealt with."""
    usual = default_titles(meeting, meeting.cell.cell_type)
    told_anyway = items_that_tell([item.id for item in items_of(meeting.id)])
    with_files = {file.item_id for file in _files([item.id for item in items_of(meeting.id)])}
    return [
        item
        for item in items_of(meeting.id)
        if item.kind not in OF_THE_FORM
        and item.id not in told_anyway
        and item.outcome is None
        and item.started_at is None
        and (item.title not in usual or item.content.strip() or item.questions or item.id in with_files)
    ]


def hand_over(meeting: Meeting, to_cell_id: int, *, actor: Actor) -> int:
    """They wait for the other cell's next regular agenda. Answers how many."""
    items = worth_handing_over(meeting)
    for item in items:
        item.waits_for_id = to_cell_id
    if items:
        record_on(
            meeting, "items_handed_over", actor=actor, acting_as=acting_as(actor.roles_in(meeting.cell_id), ACTING),
            item_ids=[item.id for item in items], to_id=to_cell_id,
        )  # fmt: skip
    return len(items)


def wait_for_another(cell_id: int, to_cell_id: int) -> None:
    """What waited for a cell that is merged in its turn waits for the next one."""
    db.session.execute(
        update(AgendaItem).where(AgendaItem.waits_for_id == cell_id).values(waits_for_id=to_cell_id)
    )  # fmt: skip


def next_draft(cell_id: int) -> Meeting | None:
    """The cell's earliest regular meeting whose agenda is still being prepared."""
    return db.session.scalar(
        select(Meeting)
        .where(Meeting.cell_id == cell_id, Meeting.kind == Kind.REGULAR, Meeting.state == State.DRAFT)
        .order_by(Meeting.month)
        .limit(1)
    )


def take_over(meeting: Meeting, *, actor: Actor) -> int:
    """Copy what waits for the cell into this draft, with its files, before the items that close the meeting.

    The cancelled meeting keeps its agenda as it was. Answers how many.
    """
    waiting = list(
        db.session.scalars(
            select(AgendaItem).where(AgendaItem.waits_for_id == meeting.cell_id).order_by(AgendaItem.id)
        )
    )  # fmt: skip
    here = {row.person.id for row in roll_of(meeting.cell_id, clock.today())} if waiting else set()
    for item in waiting:
        _copy(item, meeting, here, actor)
        item.waits_for_id = None
    return len(waiting)


def _copy(item: AgendaItem, meeting: Meeting, here: set[int], actor: Actor) -> None:
    items = items_of(meeting.id)
    copy = AgendaItem(
        meeting_id=meeting.id, position=len(items) + 1, kind=item.kind, title=item.title, minutes=item.minutes,
        presenter_id=item.presenter_id if item.presenter_id in here else None, presenter_name=item.presenter_name,
        content=item.content, questions=list(item.questions), kept_on_paper=item.kept_on_paper,
    )  # fmt: skip
    db.session.add(copy)
    db.session.flush()  # its id goes into the history, and to its files
    place(items, copy, before_the_end(items))
    for file in _files([item.id]):
        db.session.add(
            Attachment(
                meeting_id=meeting.id, item_id=copy.id, purpose=file.purpose, file_sha256=file.file_sha256,
                name=file.name, note=file.note, uploaded_by_id=file.uploaded_by_id, uploaded_at=file.uploaded_at,
            )
        )  # fmt: skip
    record(
        "item_taken_over", actor=actor, organisation_id=meeting.cell_id, subject="agenda_item", subject_id=copy.id,
        acting_as=acting_as(actor.roles_in(meeting.cell_id), ACTING), item_id=copy.id, from_item_id=item.id,
        title=copy.title,
    )  # fmt: skip


def _files(item_ids: list[int]) -> list[Attachment]:
    found = select(Attachment).where(Attachment.item_id.in_(item_ids), Attachment.removed_at.is_(None))
    return list(
        db.session.scalars(found.where(Attachment.purpose == AttachmentPurpose.DOCUMENT).order_by(Attachment.id))
    )
