"""The order of an agenda's items: places are counted from 1, without holes."""

from sqlalchemy import update

from app.agendas.models import AgendaItem, ItemKind
from app.audit.services_sealing import note_rows
from app.extensions import db


def before_the_end(items: list[AgendaItem]) -> int:
    """The place of a new item: before those that always close a meeting."""
    end = (ItemKind.RESOLUTION, ItemKind.CRITICISM, ItemKind.SCORE, ItemKind.CLOSING)
    last = len(items)
    while last and items[last - 1].kind in end:
        last -= 1
    return last + 1


def after_the_results(items: list[AgendaItem]) -> int:
    """The place of what a guidance brings: after the look back, else after the opening, else first."""
    for kind in (ItemKind.LAST_RESOLUTION, ItemKind.LAST_MINUTES, ItemKind.OPENING):
        found = [number for number, item in enumerate(items, start=1) if item.kind == kind]
        if found:
            return found[-1] + 1
    return 1


def place(others: list[AgendaItem], item: AgendaItem, to: int) -> None:
    """Put `item` at the place `to` among the others, counted from 1."""
    renumber([*others[: to - 1], item, *others[to - 1 :]])


def renumber(items: list[AgendaItem]) -> None:
    for position, item in enumerate(items, start=1):
        if item.position != position:
            note_rows(AgendaItem, [item.id])
            # Past the row's version: who is writing an item must not be refused because another one moved it.
            db.session.execute(update(AgendaItem).where(AgendaItem.id == item.id).values(position=position))
