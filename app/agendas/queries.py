"""Reading agendas."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, select
from sqlalchemy.orm import joinedload

from app.agendas.models import AgendaItem, ItemKind
from app.agendas.queries_lines import AgendaLine
from app.columns import among, as_list
from app.extensions import db
from app.foreseen import UNKNOWN, What, foreseen


@cache
def _items() -> Select[AgendaItem]:
    """Built once: every page of a meeting asks."""
    return (
        select(AgendaItem)
        .where(AgendaItem.meeting_id == bindparam("meeting_id", type_=Integer))
        .options(joinedload(AgendaItem.presenter))
        .order_by(AgendaItem.position, AgendaItem.id)
    )


def items_of(meeting_id: int) -> list[AgendaItem]:
    """The items in their order, with their presenters, in one statement."""
    if (found := foreseen(What.ITEMS, meeting_id)) is not UNKNOWN:
        return list(found)
    return list(db.session.scalars(_items(), {"meeting_id": meeting_id}))


def items_in(meeting_ids: Collection[int]) -> dict[int, list[AgendaItem]]:
    """The same for each of these meetings (`What.ITEMS`)."""
    found: dict[int, list[AgendaItem]] = {meeting_id: [] for meeting_id in meeting_ids}
    rows = select(AgendaItem).where(among(AgendaItem.meeting_id, "ids")).options(joinedload(AgendaItem.presenter))
    rows = rows.order_by(AgendaItem.position, AgendaItem.id)
    for row in db.session.scalars(rows, {"ids": as_list(meeting_ids)}):
        found[row.meeting_id].append(row)
    return found


def waiting_for(cell_id: ColumnElement[int]) -> Select[int]:
    """What waits for the cell's next agenda (`services_handing_over`), as a part of another statement."""
    return select(AgendaItem.id).where(AgendaItem.waits_for_id == cell_id)


def facts_of(meeting_id: int, items: Sequence[AgendaItem | AgendaLine] | None = None) -> dict[str, Any]:
    """What the rules of the meeting's workflow ask about its agenda (fields of MeetingFacts)."""
    items = items_of(meeting_id) if items is None else items
    kinds = {item.kind for item in items}
    return {
        "agenda_items": len(items),
        "items_without_presenter": tuple(i.title for i in items if not (i.presenter_id or i.presenter_name)),
        "has_guidance_item": ItemKind.GUIDANCE in kinds,
        "has_results_item": ItemKind.LAST_RESOLUTION in kinds,
        "items_without_outcome": tuple(i.title for i in items if i.outcome is None),
    }
