"""How far a campaign is: a line for each of its cells."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from app.extensions import db
from app.inspections.models import CellFile, Finding, Inspection, Remedy
from app.inspections.queries import files_of
from workflows.inspection import Kind, State
from workflows.remedy import State as RemedyState


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far one cell's file is. `looked_at` of `points`: points of the checklist with a finding."""

    file: CellFile
    points: int
    looked_at: int
    remedies: int
    mended: int


def progress_of(inspection: Inspection) -> list[Progress]:
    """A line for each cell of the campaign; three statements however many there are."""
    files = files_of(inspection.id)
    looked_at = _counted(func.count(Finding.point.distinct()), Finding, inspection.id)
    remedies = _counted(func.count(), Remedy, inspection.id)
    mended = _counted(func.count(), Remedy, inspection.id, Remedy.state == RemedyState.CONFIRMED)
    return [
        Progress(
            file=file, points=len(inspection.checklist), looked_at=looked_at.get(file.id, 0),
            remedies=remedies.get(file.id, 0), mended=mended.get(file.id, 0),
        )
        for file in files
    ]  # fmt: skip


def _counted(
    figure: ColumnElement[int], of: type[Finding] | type[Remedy], inspection_id: int, *more: ColumnElement[bool]
) -> dict[int, int]:
    """By file."""
    rows = db.session.execute(
        select(CellFile.id, figure)
        .join_from(CellFile, of, of.file_id == CellFile.id)
        .where(CellFile.inspection_id == inspection_id, *more)
        .group_by(CellFile.id)
    )
    return {row[0]: row[1] for row in rows}


def called_off(document_id: int) -> Kind | None:
    """What was called off of which this is a paper; None where it goes on, or for the programme of a year."""
    sessions = select(CellFile.inspection_id).where(CellFile.session_document_id == document_id)
    named = (Inspection.decision_id, Inspection.announcement_id, Inspection.conclusion_id)
    campaign = or_(*(column == document_id for column in named), Inspection.id.in_(sessions))
    return db.session.scalar(select(Inspection.kind).where(campaign, Inspection.state == State.CANCELLED))
