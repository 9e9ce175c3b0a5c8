"""The notices of when the cells meet, as they were issued: read in the cells too, which they are written for."""

from datetime import date

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased, joinedload

from app import clock
from app.actor import Actor
from app.columns import among
from app.documents.models import Document
from app.extensions import db
from app.organisations.queries import above_any
from app.refusals import NotKnown
from app.reports import queries
from app.reports.models import MonthlySchedule
from workflows.roles import Role

# Who reads what the committees above their cells have issued, and is told of it.
IN_CELLS = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OVERSEER)


def visible_to(actor: Actor) -> Select[MonthlySchedule]:
    """The edition in force of each month, with its paper."""
    cells = actor.organisations_as(*IN_CELLS)
    ids = {*actor.organisations_as(*queries.READERS), *(above_any(cells, clock.today()) if cells else ())}
    later = aliased(MonthlySchedule)
    same = (later.organisation_id == MonthlySchedule.organisation_id, later.month == MonthlySchedule.month)
    return (
        select(MonthlySchedule)
        .options(joinedload(MonthlySchedule.organisation), joinedload(MonthlySchedule.document, Document.file))
        .where(among(MonthlySchedule.organisation_id, sorted(ids)))
        .where(~exists().where(*same, later.edition > MonthlySchedule.edition))
    )


def count(actor: Actor) -> int:
    return db.session.scalar(visible_to(actor).with_only_columns(func.count()).order_by(None)) or 0


def listed(actor: Actor, number: int, size: int) -> list[MonthlySchedule]:
    """One page, the latest month first."""
    order = (MonthlySchedule.month.desc(), MonthlySchedule.organisation_id)
    return list(db.session.scalars(visible_to(actor).order_by(*order).limit(size).offset((number - 1) * size)))


def get_visible_or_404(organisation_id: int, month: date, actor: Actor) -> MonthlySchedule:
    """Raises NotKnown, also where nothing was issued."""
    this = (MonthlySchedule.organisation_id == organisation_id, MonthlySchedule.month == month)
    found = db.session.scalar(visible_to(actor).where(*this))
    if found is None:
        raise NotKnown
    return found
