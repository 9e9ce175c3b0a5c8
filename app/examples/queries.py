"""The library: the examples of all cells of the communes that one belongs to or answers for."""

from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.actor import Actor
from app.columns import among
from app.examples.models import Example
from app.extensions import db
from app.organisations.models import Organisation, OrganisationKind
from app.organisations.queries import above_any, below
from app.refusals import NotAllowed, NotKnown
from workflows.names import fold
from workflows.roles import Role

WRITERS = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OFFICE)
PAGE = 20


def organisations_read(actor: Actor, on: date) -> list[int]:
    """Those of one's own scope, and all of the commune above one's cell: a library is there to be read by others."""
    mine = list(actor.roles)
    communes = select(Organisation.id).where(
        among(Organisation.id, above_any(mine, on)), Organisation.kind == OrganisationKind.COMMUNE
    )
    found = set(mine)
    for commune_id in set(db.session.scalars(communes)) - found:
        found.update(below(commune_id, on))
    return sorted(found)


def visible_to(actor: Actor, on: date, text: str = "") -> Select[Example]:
    found = (
        select(Example)
        .join(Example.cell)
        .options(contains_eager(Example.cell), joinedload(Example.person))
        .where(among(Example.cell_id, organisations_read(actor, on)))
        .order_by(Example.created_at.desc(), Example.id.desc())
    )
    for word in fold(text).split():
        found = found.where(Example.folded.contains(word, autoescape=True))
    return found


def page_of(found: Select[Example], number: int) -> tuple[list[Example], int]:
    """The page of so many, and how many there are in all."""
    count = db.session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
    return list(db.session.scalars(found.limit(PAGE).offset((number - 1) * PAGE))), count


def get_written(example_id: int, actor: Actor, on: date) -> Example:
    """Raises NotKnown, NotAllowed for one that is only read."""
    found = db.session.scalar(visible_to(actor, on).where(Example.id == example_id))
    if found is None:
        raise NotKnown
    if not actor.roles_in(found.cell_id) & {*WRITERS}:
        raise NotAllowed("Chi bộ ghi thì bí thư, phó bí thư chi bộ đó hoặc Văn phòng Đảng ủy mới sửa được.")
    return found
