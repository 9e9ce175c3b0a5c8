"""Small cells, and who was sent to help them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from app.actor import Actor
from app.extensions import db
from app.members.models import Person, TemporaryTransfer
from app.members.queries_lists import CellFigures, cells_in_sight
from app.organisations.models import Organisation
from workflows.roles import Role


class Sent(NamedTuple):
    """One who helps, now or from a day to come."""

    transfer_id: int
    person_id: int
    name: str
    home: str
    host_id: int
    host: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, kw_only=True)
class SmallCell:
    figures: CellFigures
    helpers: list[Sent]


def managed_cells(actor: Actor, on: date) -> list[CellFigures]:
    """Those whose people the actor looks after as their office, with their figures, by code."""
    return [cell for cell in cells_in_sight(actor, on) if Role.OFFICE in actor.roles_in(cell.id)]


def sent_to(cell_ids: Sequence[int], on: date) -> list[Sent]:
    """Who helps these cells on the day or later, by cell and name."""
    home, host = aliased(Organisation), aliased(Organisation)
    row = TemporaryTransfer
    found = db.session.execute(
        select(row.id, row.person_id, Person.full_name, home.name, row.host_id, host.name, row.from_on, row.to_on)
        .join(Person, Person.id == row.person_id)
        .join(host, host.id == row.host_id)
        .outerjoin(home, home.id == row.home_id)
        .where(row.strengthening, row.host_id.in_(cell_ids), or_(row.to_on.is_(None), row.to_on >= on))
        .order_by(host.code, Person.sort_key, row.id)
    )
    return [Sent._make(one) for one in found]


def small_cells(actor: Actor, up_to: int, on: date) -> tuple[list[SmallCell], list[Sent]]:
    """The cells of at most so many members, the smallest first, each with who helps it; and who helps larger ones."""
    cells = managed_cells(actor, on)
    helpers = sent_to([cell.id for cell in cells], on)
    small = sorted((cell for cell in cells if cell.total <= up_to), key=lambda cell: cell.total)
    ids = {cell.id for cell in small}
    rows = [SmallCell(figures=cell, helpers=[one for one in helpers if one.host_id == cell.id]) for cell in small]
    return rows, [one for one in helpers if one.host_id not in ids]
