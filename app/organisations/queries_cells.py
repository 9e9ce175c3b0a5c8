"""The cells of an actor, to choose one from."""

from typing import NamedTuple

from sqlalchemy import select

from app.actor import Actor
from app.columns import among
from app.extensions import db
from app.organisations.models import Organisation, OrganisationKind
from app.organisations.queries import cells_among
from app.refusals import NotKnown
from workflows.roles import Role


class Cell(NamedTuple):
    id: int
    name: str


def cells_as(actor: Actor, *roles: Role) -> list[Cell]:
    """The living cells in which the actor holds one of `roles`, by code. One statement."""
    found = db.session.execute(
        select(Organisation.id, Organisation.name)
        .where(among(Organisation.id, actor.organisations_as(*roles)), Organisation.kind == OrganisationKind.CELL)
        .where(Organisation.dissolved_on.is_(None))
        .order_by(Organisation.code)
    )
    return [Cell._make(row) for row in found]


def chosen_among(cells: list[Cell], cell_id: int | None) -> Cell | None:
    """The one that was asked for, or the only one; None while all are meant. Raises NotKnown for any other."""
    if cell_id is None:
        return cells[0] if len(cells) == 1 else None
    found = next((cell for cell in cells if cell.id == cell_id), None)
    if found is None:
        raise NotKnown
    return found


def managed_cells(actor: Actor) -> list[Organisation]:
    """The living cells that the actor is the office of, by code."""
    return cells_among(actor.organisations_as(Role.OFFICE))
