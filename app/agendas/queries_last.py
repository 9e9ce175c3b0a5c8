"""The meeting that a draft may begin like: the last regular one that the cell has held."""

from typing import Any

from sqlalchemy import select

from app.agendas.models import AgendaItem, ItemKind, Outcome
from app.agendas.queries import items_of
from app.extensions import db
from app.guidance.queries import items_brought_to
from app.meetings.models import Meeting
from workflows.meeting import Kind, State

HELD = (State.HELD, State.MINUTES, State.SCORED, State.EVALUATED)
# What a cell chooses to talk about; all else stands in every agenda, or comes by itself.
CHOSEN = (ItemKind.DISCUSSION, ItemKind.OTHER)
STANDING = (
    ItemKind.OPENING, ItemKind.INFORMATION, ItemKind.STUDY, ItemKind.LAST_RESOLUTION, ItemKind.PARTY_BUILDING,
    ItemKind.RESOLUTION, ItemKind.CRITICISM, ItemKind.SCORE, ItemKind.CLOSING,
)  # fmt: skip


def to_begin_like(meeting: Meeting) -> Meeting | None:
    """None for a draft that no month can be like: of a theme, out of turn, or partly held already."""
    if meeting.kind != Kind.REGULAR or meeting.state != State.DRAFT or meeting.sittings:
        return None
    found = select(Meeting).where(
        Meeting.cell_id == meeting.cell_id, Meeting.kind == Kind.REGULAR, Meeting.month < meeting.month,
        Meeting.state.in_(HELD),
    )  # fmt: skip
    return db.session.scalar(found.order_by(Meeting.month.desc(), Meeting.id.desc()).limit(1))


def worth_copying(last: Meeting) -> list[AgendaItem]:
    """Its items that may stand in another month. Never what is kept on paper, nor what a guidance brought for that
    month, nor what was dropped."""
    brought = items_brought_to(last.id)
    return [
        item
        for item in items_of(last.id)
        if item.kind in (*CHOSEN, *STANDING)
        and not item.kept_on_paper
        and item.id not in brought
        and item.outcome != Outcome.DROPPED
    ]


def as_last_month(items: list[Any]) -> list[str]:
    """The titles of the items that were copied and not written on since."""
    return [item.title for item in items if item.is_as_last_month]
