"""Cells whose scores the office may look at again together with them; for the office alone."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import case, func, select

from app.actor import Actor
from app.columns import among
from app.evaluations.models import ScoreLine, ScoreSheet
from app.extensions import db
from app.meetings.models import Meeting
from app.organisations.models import Organisation, OrganisationKind
from app.rules.queries import settings_of_each
from workflows.meeting import Kind, State
from workflows.roles import Role
from workflows.rules import RuleSettings
from workflows.score_signs import SelfScore, Thresholds, signs_of
from workflows.scoring import normalised

MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class Signed:
    """One cell with what its scores show. `scores`: (id of the meeting, month, score of 100), the latest first."""

    cell_id: int
    cell: str
    signs: list[str]
    scores: list[tuple[int, date, Decimal]]


def _thresholds(settings: RuleSettings) -> Thresholds:
    return Thresholds(settings.sign_above, settings.sign_full_meetings, settings.sign_same_meetings)


def thresholds_for(actor: Actor, on: date) -> dict[Thresholds, list[int]]:
    """The thresholds that hold for the cells of the actor's offices, each with its cells."""
    found: dict[Thresholds, list[int]] = defaultdict(list)
    cells = db.session.scalars(
        select(Organisation.id)
        .where(among(Organisation.id, sorted(actor.organisations_as(Role.OFFICE))))
        .where(Organisation.kind == OrganisationKind.CELL, Organisation.dissolved_on.is_(None))
        .order_by(Organisation.code)
    )
    for cell_id, settings in settings_of_each(cells.all(), on).items():
        found[_thresholds(settings)].append(cell_id)
    return found


def signs_for(thresholds: Mapping[Thresholds, Sequence[int]], on: date) -> list[Signed]:
    """Of the cells named, over the regular meetings of the last twelve months; one statement, however many."""
    held_to = {cell_id: one for one, cells in thresholds.items() for cell_id in cells}
    since = date(on.year - 1, on.month, 1)
    by_cell: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for row in db.session.execute(_scores(sorted(held_to), since)):
        by_cell[row.cell_id, row.name].append(row)
    found = []
    for (cell_id, name), rows in by_cell.items():
        scores = [normalised(row.self_score, row.self_maximum) for row in rows]
        told = [SelfScore(row.month, score, Decimal(row.above or 0)) for row, score in zip(rows, scores, strict=True)]
        if signs := signs_of(told, held_to[cell_id]):
            shown = [(row.id, row.month, score) for row, score in zip(rows, scores, strict=True)]
            found.append(Signed(cell_id=cell_id, cell=name, signs=signs, scores=shown[::-1]))
    return found


def _scores(cells: list[int], since: date) -> Any:
    above = case((ScoreLine.proposed.is_not(None), ScoreLine.self_points - ScoreLine.proposed), else_=0)
    return (
        select(
            Meeting.id, Meeting.cell_id, Organisation.name, Meeting.month, ScoreSheet.self_score,
            ScoreSheet.self_maximum, func.sum(above).label("above"),
        )
        .join(ScoreSheet, ScoreSheet.meeting_id == Meeting.id)
        .join(ScoreLine, ScoreLine.sheet_id == ScoreSheet.id)
        .join(Organisation, Organisation.id == Meeting.cell_id)
        .where(among(Meeting.cell_id, cells), Meeting.kind == Kind.REGULAR)
        .where(Meeting.state.in_((State.SCORED, State.EVALUATED)), Meeting.month > since)
        .where(ScoreSheet.voted.is_(True), ScoreSheet.self_maximum > 0)
        .where(ScoreLine.applies, ScoreLine.self_points.is_not(None))
        .group_by(
            Meeting.id, Meeting.cell_id, Organisation.name, Organisation.code, Meeting.month, ScoreSheet.self_score,
            ScoreSheet.self_maximum,
        )
        .order_by(Organisation.code, Meeting.month, Meeting.id)
    )  # fmt: skip
