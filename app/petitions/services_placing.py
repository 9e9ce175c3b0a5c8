"""The answer comes to the agenda of every cell that asked: to a draft that is there, or to the next that is made."""

from sqlalchemy import ColumnElement, Select, literal, or_, select

from app.actor import Actor
from app.agendas.models import AgendaItem, ItemKind
from app.agendas.queries import items_of
from app.agendas.services_handing_over import next_draft
from app.agendas.services_order import before_the_end, place
from app.audit.services import lock_chain
from app.clock import VIETNAM
from app.extensions import db, lock_all
from app.meetings.models import Meeting
from app.meetings.services_history import record_on
from app.petitions import queries
from app.petitions.models import Petition, PetitionReply
from workflows.meeting import State as MeetingState
from workflows.petition import State

TITLE = "Trả lời kiến nghị của chi bộ, của Nhân dân"
MINUTES = 5
LONGEST_SHOWN = 2_000
LONGEST_CONTENT = 20_000
STILL_TO_COME = (MeetingState.DRAFT, MeetingState.APPROVAL, MeetingState.CONVENED, MeetingState.HELD)


def owe_answers(petition: Petition, *, actor: Actor, acting_as: str) -> None:
    """Each cell that raised it, or one merged into it, is owed the answer; the drafts that are there take it in."""
    cells = sorted(queries.cells_asking(petition))
    db.session.add_all(PetitionReply(petition_id=petition.id, cell_id=cell_id) for cell_id in cells)
    db.session.flush()  # they are looked for below
    drafts = [draft for draft in map(next_draft, cells) if draft]
    ids = [draft.id for draft in drafts]
    if ids:
        lock_all(Meeting, ids)  # nobody submits one meanwhile
    for cell_id in cells:
        lock_chain(cell_id)
    for draft in drafts:
        if draft.state == MeetingState.DRAFT:
            place_answers(draft, actor=actor, acting_as=acting_as)


def place_answers(meeting: Meeting, *, actor: Actor, acting_as: str) -> int:
    """Put what its cell is owed, and no meeting still to come tells, into this draft. Answers how many."""
    owed = _owed_to(meeting)
    if not owed:
        return 0
    item = _item_of(meeting)
    for reply in owed:
        said = _words(reply.petition)
        if len(item.content) + len(said) + 2 > LONGEST_CONTENT:
            item = _new_item(meeting)
        item.content = f"{item.content}\n\n{said}".strip()
        reply.item_id = item.id
    db.session.flush()  # the next one looks for what is placed
    record_on(
        meeting, "answers_placed", actor=actor, acting_as=acting_as, meeting_id=meeting.id, item_id=item.id,
        petition_ids=[reply.petition_id for reply in owed],
    )  # fmt: skip
    return len(owed)


def _owed_to(meeting: Meeting) -> list[PetitionReply]:
    ids = owed_to(literal(meeting.cell_id))
    owed = select(PetitionReply).join(Petition).where(PetitionReply.id.in_(ids))
    return list(db.session.scalars(owed.order_by(Petition.answered_at, Petition.id)))


def owed_to(cell_id: ColumnElement[int]) -> Select[int]:
    """What the cell is owed and no meeting still to come tells, as a part of another statement."""
    waits = or_(PetitionReply.item_id.is_(None), Meeting.state.not_in(STILL_TO_COME))
    return (
        select(PetitionReply.id)
        .join(Petition, Petition.id == PetitionReply.petition_id)
        .outerjoin(AgendaItem, AgendaItem.id == PetitionReply.item_id)
        .outerjoin(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(PetitionReply.cell_id == cell_id, PetitionReply.noted_at.is_(None))
        .where(Petition.state == State.ANSWERED, waits)
    )


def _item_of(meeting: Meeting) -> AgendaItem:
    """The one that tells of answers already, or a new one."""
    found = [item for item in items_of(meeting.id) if item.kind == ItemKind.ANSWERS and not item.kept_on_paper]
    return found[-1] if found else _new_item(meeting)


def _new_item(meeting: Meeting) -> AgendaItem:
    items = items_of(meeting.id)
    item = AgendaItem(
        meeting_id=meeting.id, position=len(items) + 1, kind=ItemKind.ANSWERS, title=TITLE, minutes=MINUTES,
        presenter_id=meeting.chair_id, content="", questions=[],
    )  # fmt: skip
    db.session.add(item)
    db.session.flush()  # its id is written down with what it tells
    place(items, item, before_the_end(items))
    return item


def _words(petition: Petition) -> str:
    """How many raised it is said, never who."""
    day = petition.answered_at.astimezone(VIETNAM) if petition.answered_at else petition.raised_at
    return (
        f"Kiến nghị ({queries.people_of(petition)} người nêu): {_short(petition.text)}\n"
        f"Trả lời của {petition.level.name}, ngày {day:%d/%m/%Y}: {_short(petition.answer)}"
    )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
