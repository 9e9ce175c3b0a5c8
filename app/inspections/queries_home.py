"""What of inspections waits for one person, in one statement: campaigns to go on with, and the own cell's files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select

from app.actor import Actor
from app.columns import among
from app.extensions import db
from app.inspections.models import CellFile, Inspection, Remedy
from app.inspections.queries import SECRETARIES
from workflows.inspection import State
from workflows.remedy import State as RemedyState
from workflows.roles import Role

GOING_ON = (State.PLANNED, State.ANNOUNCED, State.UNDER_WAY, State.DRAFTED, State.CONCLUDED)
MOST = 20


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """`file`: of a cell that the actor leads; None where the actor inspects. `open`: remedies that it still owes.
    `reported`: those of the whole campaign that wait for an inspector to confirm them."""

    inspection: Inspection
    file: CellFile | None
    open: int
    reported: int
    soonest: date | None


def waiting_for(actor: Actor) -> list[Waiting]:
    """No statement for who neither inspects nor leads a cell."""
    inspects, led = actor.organisations_as(Role.INSPECTOR), actor.organisations_as(*SECRETARIES)
    if not inspects and not led:
        return []
    return [
        Waiting(inspection=row, file=file, open=owed or 0, reported=reported or 0, soonest=by)
        for row, file, owed, reported, by in _rows(inspects, led)
    ]


def _rows(
    inspects: Sequence[int], led: Sequence[int]
) -> Sequence[tuple[Inspection, CellFile | None, int, int, date | None]]:
    own = and_(
        CellFile.inspection_id == Inspection.id, among(CellFile.cell_id, led), CellFile.set_aside == "",
        Inspection.announced_at.is_not(None),
    )  # fmt: skip
    owed = (
        select(Remedy.file_id, func.count().label("owed"), func.min(Remedy.deadline).label("by"))
        .where(Remedy.state == RemedyState.SET)
        .group_by(Remedy.file_id)
        .subquery()
    )
    reported = (
        select(CellFile.inspection_id, func.count().label("reported"))
        .join(Remedy, Remedy.file_id == CellFile.id)
        .where(Remedy.state == RemedyState.REPORTED)
        .group_by(CellFile.inspection_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Inspection, CellFile, owed.c.owed, reported.c.reported, owed.c.by)
        .outerjoin(CellFile, own)
        .outerjoin(reported, reported.c.inspection_id == Inspection.id)
        .outerjoin(owed, owed.c.file_id == CellFile.id)
        .where(or_(among(Inspection.organisation_id, inspects), CellFile.id.is_not(None)))
        .where(Inspection.state.in_(GOING_ON))
        .order_by(Inspection.quarter, Inspection.id, CellFile.id)
        .limit(MOST)
    )
    return [tuple(row) for row in rows]
