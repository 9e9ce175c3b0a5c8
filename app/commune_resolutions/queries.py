"""Reading the register: a cell reads what the committees above it have resolved."""

from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from app import clock
from app.actor import Actor
from app.commune_resolutions.models import CommuneResolution
from app.extensions import db
from app.organisations.queries import above_any
from app.refusals import NotAllowed, NotKnown
from workflows.roles import Permission, Role


def visible_to(actor: Actor) -> Select[CommuneResolution]:
    ids = above_any(list(actor.roles), clock.today()) if actor.may(Permission.TASK_READ) else []
    return (
        select(CommuneResolution)
        .join(CommuneResolution.organisation)
        .options(contains_eager(CommuneResolution.organisation))
        .where(CommuneResolution.organisation_id.in_(ids))
    )


def get_visible_or_404(resolution_id: int, actor: Actor) -> CommuneResolution:
    found = db.session.scalar(visible_to(actor).where(CommuneResolution.id == resolution_id))
    if found is None:
        raise NotKnown
    return found


def get_kept(resolution_id: int, actor: Actor) -> CommuneResolution:
    """One that the actor's office keeps. Raises NotKnown, or NotAllowed for one that is only read."""
    found = get_visible_or_404(resolution_id, actor)
    if Role.OFFICE not in actor.roles_in(found.organisation_id):
        raise NotAllowed("Chỉ Văn phòng của cấp ủy ban hành mới sửa được mục này.")
    return found


def listed(actor: Actor) -> list[CommuneResolution]:
    """Those in use first, the newest first."""
    order = (CommuneResolution.in_use.desc(), CommuneResolution.issued_on.desc(), CommuneResolution.id.desc())
    return list(db.session.scalars(visible_to(actor).order_by(*order)))


def offered_to(cell_id: int, on: date) -> list[tuple[int, str]]:
    """Which a task of the cell may be given to carry out: id and name, the newest first."""
    rows = db.session.scalars(
        select(CommuneResolution)
        .where(CommuneResolution.organisation_id.in_(above_any([cell_id], on)), CommuneResolution.in_use)
        .order_by(CommuneResolution.issued_on.desc(), CommuneResolution.id.desc())
    )
    return [(row.id, row.name) for row in rows]


def names_of(ids: set[int]) -> dict[int, str]:
    """For pages that tell of tasks which are seen already."""
    rows = db.session.scalars(select(CommuneResolution).where(CommuneResolution.id.in_(ids))) if ids else ()
    return {row.id: row.name for row in rows}
