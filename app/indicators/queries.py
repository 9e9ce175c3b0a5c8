"""Reading indicators: of every organisation in which the actor is somebody."""

from collections.abc import Mapping
from typing import NamedTuple
from zlib import crc32

from sqlalchemy import Select, case, func, select

from app.actor import Actor
from app.columns import among
from app.extensions import db
from app.indicators.models import Indicator
from app.organisations.models import Organisation, OrganisationKind
from app.refusals import NotKnown
from workflows.indicators import PERIODS
from workflows.roles import GRANTS, Permission, Role

PAGE = 50
IN_A_CELL = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
_ORDER = case({period: number for number, period in enumerate(PERIODS)}, value=Indicator.period)


def readable(actor: Actor) -> list[int]:
    """The organisations whose indicators the actor reads."""
    return [
        key for key, roles in actor.roles.items() if any(Permission.INDICATOR_READ in GRANTS[role] for role in roles)
    ]


def writes(actor: Actor, organisation: Organisation) -> bool:
    """The office over it; of a cell also its secretaries."""
    roles = actor.roles_in(organisation.id)
    own = organisation.kind == OrganisationKind.CELL and bool(roles & set(IN_A_CELL))
    return organisation.dissolved_on is None and (own or Role.OFFICE in roles)


class Named(NamedTuple):
    id: int
    name: str


def organisations_of(actor: Actor) -> list[Named]:
    """Those readable that still exist, committees before cells, by code."""
    found = select(Organisation.id, Organisation.name).where(
        among(Organisation.id, readable(actor)), Organisation.dissolved_on.is_(None)
    )
    rows = db.session.execute(found.order_by(Organisation.kind == OrganisationKind.CELL, Organisation.code))
    return [Named._make(row) for row in rows]


def get_readable(organisation_id: int, actor: Actor) -> Organisation:
    """Raises NotKnown."""
    found = db.session.get(Organisation, organisation_id) if organisation_id in readable(actor) else None
    if found is None:
        raise NotKnown
    return found


def _of(organisation_id: int, year: int) -> Select[Indicator]:
    return select(Indicator).where(Indicator.organisation_id == organisation_id, Indicator.year == year)


def listed(organisation_id: int, year: int, number: int, size: int = PAGE) -> tuple[list[Indicator], int]:
    """The whole year first, then quarters and months; of one page, and how many there are."""
    seen = _of(organisation_id, year)
    count = db.session.scalar(seen.with_only_columns(func.count(Indicator.id))) or 0
    rows = seen.order_by(_ORDER, Indicator.name, Indicator.id).limit(size).offset((number - 1) * size)
    return list(db.session.scalars(rows)), count


def by_key(organisation_id: int, year: int) -> dict[tuple[str, str], Indicator]:
    """By period and name."""
    return {(row.period, row.name): row for row in db.session.scalars(_of(organisation_id, year))}


def stamp_of(there: Mapping[tuple[str, str], Indicator]) -> int:
    """Of a whole year: another one as soon as one of its rows is written or removed."""
    said = ",".join(sorted(f"{row.id}:{row.version}" for row in there.values()))
    return crc32(said.encode()) % 1_000_000_000


def get_visible_or_404(indicator_id: int, actor: Actor) -> Indicator:
    found = db.session.scalar(
        select(Indicator).where(Indicator.id == indicator_id, among(Indicator.organisation_id, readable(actor)))
    )
    if found is None:
        raise NotKnown
    return found
