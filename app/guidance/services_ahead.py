"""What is read of many cells at once before a guidance is brought to each of them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from app import clock
from app.accounts.queries_offices import holders_in
from app.columns import among
from app.extensions import db
from app.guidance.models import Guidance, GuidanceCell
from app.meetings.services_default import Usual, usual_in
from workflows.meeting import Kind
from workflows.roles import Role

TOLD = (Role.SECRETARY, Role.DEPUTY_SECRETARY)


class Known(NamedTuple):
    """What a cell's draft begins with, if it has not got the guidance yet, and who is told."""

    usual: Usual | None
    people: set[int]


def read_ahead(asked: Sequence[Mapping[str, Any]]) -> list[Known]:
    """What the jobs of a lot have to know, in a few statements, before anything is locked: on SQLite a writer keeps
    everybody else waiting, and here are hundreds one after the other."""
    db.session.connection(execution_options={"read_only": True})
    cells = {one["cell_id"] for one in asked}
    people = holders_in(cells, TOLD, clock.today())
    usual: dict[int, dict[int, Usual]] = {}
    for guidance_id, month, new in _new_ones(asked):
        usual[guidance_id] = usual_in(new, Kind.REGULAR, month, guided=True)
    return [
        Known(usual.get(one["guidance_id"], {}).get(one["cell_id"]), {who for who, _ in people[one["cell_id"]]})
        for one in asked
    ]


def _new_ones(asked: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, date, list[int]]]:
    """Each guidance with its month and those of the cells that have not got it yet."""
    for guidance_id in sorted({one["guidance_id"] for one in asked}):
        cells = [one["cell_id"] for one in asked if one["guidance_id"] == guidance_id]
        new = db.session.execute(
            select(Guidance.month, GuidanceCell.cell_id)
            .join(GuidanceCell, GuidanceCell.guidance_id == Guidance.id)
            .where(Guidance.id == guidance_id, among(GuidanceCell.cell_id, cells), GuidanceCell.edition == 0)
            .order_by(GuidanceCell.cell_id)
        ).all()
        if new:
            yield guidance_id, new[0].month, [row.cell_id for row in new]
