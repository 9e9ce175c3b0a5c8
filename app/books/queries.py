"""Who reads which book of a cell, and what was bound of a year."""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.actor import Actor
from app.books.models import BookKind, YearBook
from app.columns import among
from app.extensions import db
from app.organisations.models import Organisation, OrganisationKind
from app.refusals import NotKnown
from workflows.meeting import State
from workflows.roles import Role
from workflows.sight import Part, parts_for

PARTS: Mapping[BookKind, Part] = MappingProxyType(
    {BookKind.MINUTES: Part.SIGNED, BookKind.RESOLUTIONS: Part.RESOLUTION}
)
"""A book holds papers of finished meetings, and is read by whoever reads each of them."""
BINDERS = (
    Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER, Role.SCRIBE, Role.OVERSEER, Role.OFFICE,
    Role.LEADERSHIP,
)  # fmt: skip
"""Who has one bound; a plain member reads what is there."""


def kinds_read(actor: Actor, cell_id: int) -> list[BookKind]:
    parts = parts_for(actor.roles_in(cell_id), State.EVALUATED)
    return [kind for kind in BookKind if PARTS[kind] in parts]


def reads_any(actor: Actor) -> bool:
    return any(kinds_read(actor, organisation_id) for organisation_id in actor.roles)


def cells_read(actor: Actor) -> list[Organisation]:
    """The cells with a book to read, by code; also those that are no more: their books stay."""
    mine = [organisation_id for organisation_id in actor.roles if kinds_read(actor, organisation_id)]
    found = select(Organisation).where(among(Organisation.id, mine), Organisation.kind == OrganisationKind.CELL)
    return list(db.session.scalars(found.order_by(Organisation.code)))


def readable_cell(cell_id: int, kind: BookKind, actor: Actor) -> Organisation:
    """Raises NotKnown."""
    found = db.session.get(Organisation, cell_id)
    if found is None or found.kind != OrganisationKind.CELL or kind not in kinds_read(actor, cell_id):
        raise NotKnown
    return found


def may_bind(actor: Actor, cell_id: int) -> bool:
    return bool(actor.roles_in(cell_id) & set(BINDERS))


def books_of(cell_id: int, year: int) -> dict[BookKind, YearBook]:
    rows = select(YearBook).options(joinedload(YearBook.file))
    return {row.kind: row for row in db.session.scalars(rows.where(YearBook.cell_id == cell_id, YearBook.year == year))}


def book_of(cell_id: int, year: int, kind: BookKind) -> YearBook | None:
    return db.session.scalar(
        select(YearBook).where(YearBook.cell_id == cell_id, YearBook.year == year, YearBook.kind == kind)
    )
