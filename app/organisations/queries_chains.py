"""The superiors of many organisations at once, and what holds for each of them: its own before its superiors', the
general last."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Date, Select, bindparam, literal, select

from app.columns import among, as_list, in_force
from app.extensions import connection, db
from app.organisations.models import Organisation, OrganisationParent
from app.organisations.queries import MOST_LEVELS

Chains = Mapping[int, Sequence[int]]
_Row = TypeVar("_Row")


@cache
def _chains() -> Select[int, int]:
    here, parent = Organisation.__table__.c, OrganisationParent.__table__.c
    first = select(here.id.label("below"), here.id, literal(0).label("level")).where(among(here.id, "ids"))
    climb = first.cte("climb", recursive=True)
    climb = climb.union_all(
        select(climb.c.below, parent.parent_id, climb.c.level + 1)
        .join_from(OrganisationParent.__table__, climb, parent.organisation_id == climb.c.id)
        .where(in_force(parent.from_on, parent.to_on, bindparam("on", type_=Date)), climb.c.level < MOST_LEVELS)
    )
    return select(climb.c.below, climb.c.id).order_by(climb.c.below, climb.c.level)


def chains_of(organisation_ids: Collection[int], on: date) -> Chains:
    """As `above`, for each of these: itself and its superiors on the day, nearest first. One statement."""
    found: dict[int, list[int]] = defaultdict(list)
    for below, organisation_id in connection().execute(_chains(), {"ids": as_list(organisation_ids), "on": on}):
        if organisation_id not in found[below]:
            found[below].append(organisation_id)
    return found


def all_in(chains: Chains) -> str:
    """Everybody in these chains, for a statement that asks `among` them."""
    return as_list(sorted({organisation_id for chain in chains.values() for organisation_id in chain}))


def nearest(chain: Sequence[int], rows: Iterable[_Row], whose: Callable[[_Row], int | None]) -> _Row | None:
    """The first of `rows` that belongs to the nearest of the chain; the first that belongs to nobody, if none does."""
    of: dict[Any, _Row] = {}
    for row in rows:
        of.setdefault(whose(row), row)
    return next((of[one] for one in (*chain, None) if one in of), None)


def superiors_of(organisation_ids: Collection[int], on: date) -> dict[tuple[int, date], Organisation | None]:
    """What is foreseen of these organisations (`What.SUPERIOR`). One statement."""
    found: dict[tuple[int, date], Organisation | None] = {(one, on): None for one in organisation_ids}
    rows = (
        select(OrganisationParent.organisation_id, Organisation)
        .join(Organisation, Organisation.id == OrganisationParent.parent_id)
        .where(among(OrganisationParent.organisation_id, "ids"))
        .where(in_force(OrganisationParent.from_on, OrganisationParent.to_on, on))
    )
    for organisation_id, superior in db.session.execute(rows, {"ids": as_list(organisation_ids)}):
        found[organisation_id, on] = superior
    return found
