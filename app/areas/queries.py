"""The residential areas of one's communes: which have a cell of their own, which share one, which have none."""

from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import aliased

from app import clock
from app.actor import Actor
from app.areas.models import ResidentialArea
from app.columns import among
from app.extensions import db
from app.organisations.models import Organisation, OrganisationKind
from app.organisations.queries import below, cells_among
from app.refusals import NotAllowed, NotKnown
from workflows.roles import Role

READERS = (Role.OFFICE, Role.LEADERSHIP)
PAGE = 50


class Led(StrEnum):
    OWN = "own"
    SHARED = "shared"
    NONE = "none"


LED_LABELS = {
    Led.OWN: "có chi bộ riêng", Led.SHARED: "sinh hoạt ghép", Led.NONE: "chưa có chi bộ",
}  # fmt: skip


class Area(NamedTuple):
    id: int
    name: str
    commune: str
    households: int | None
    cell: str | None
    led: Led


def _read(actor: Actor) -> Select[int, str, str, int | None, str | None, str]:
    """Every area in scope; a cell that has ended leads none any more."""
    commune, cell, other = aliased(Organisation), aliased(Organisation), aliased(ResidentialArea)
    alone = ~select(other.id).where(other.cell_id == ResidentialArea.cell_id, other.id != ResidentialArea.id).exists()
    led = case((cell.id.is_(None), Led.NONE.value), (alone, Led.OWN.value), else_=Led.SHARED.value)
    return (
        select(
            ResidentialArea.id, ResidentialArea.name, commune.name, ResidentialArea.households, cell.name,
            led.label("led"),
        )
        .join(commune, commune.id == ResidentialArea.commune_id)
        .outerjoin(cell, (cell.id == ResidentialArea.cell_id) & cell.dissolved_on.is_(None))
        .where(among(ResidentialArea.commune_id, actor.organisations_as(*READERS)))
        .order_by(commune.code, ResidentialArea.name, ResidentialArea.id)
    )  # fmt: skip


def areas_of(actor: Actor, led: Led | None = None, *, number: int = 1, limit: int = PAGE) -> list[Area]:
    found = _read(actor).subquery()
    rows = select(found).limit(limit).offset((number - 1) * PAGE)
    if led:
        rows = rows.where(found.c.led == led.value)
    return [
        Area(i, name, commune, households, cell, Led(by))
        for i, name, commune, households, cell, by in db.session.execute(rows)
    ]


def counts_of(actor: Actor) -> dict[Led, int]:
    found = _read(actor).order_by(None).subquery()
    rows = db.session.execute(select(found.c.led, func.count()).group_by(found.c.led))
    known = {Led(led): count for led, count in rows}
    return {led: known.get(led, 0) for led in Led}


def communes_of(actor: Actor) -> list[Organisation]:
    """Those whose register the actor keeps as the office, by code."""
    found = select(Organisation).where(
        among(Organisation.id, actor.organisations_as(Role.OFFICE)), Organisation.kind == OrganisationKind.COMMUNE,
        Organisation.dissolved_on.is_(None),
    )  # fmt: skip
    return list(db.session.scalars(found.order_by(Organisation.code)))


def cells_of(commune_id: int) -> list[Organisation]:
    """Those that can lead an area of the commune: its living cells, by code."""
    return cells_among(below(commune_id, clock.today()))


def get_managed(area_id: int, actor: Actor) -> ResidentialArea:
    """Raises NotKnown, NotAllowed."""
    found = db.session.scalar(
        select(ResidentialArea).where(
            ResidentialArea.id == area_id, among(ResidentialArea.commune_id, actor.organisations_as(*READERS))
        )
    )
    if found is None:
        raise NotKnown
    if Role.OFFICE not in actor.roles_in(found.commune_id):
        raise NotAllowed("Chỉ Văn phòng Đảng ủy ghi, sửa khu dân cư.")
    return found
