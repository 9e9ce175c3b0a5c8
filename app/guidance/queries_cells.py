"""How far a guidance is in the cells of its scope: what has come of it in each, and who has read it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, exists, func, select

from app.extensions import db
from app.guidance.models import Guidance, GuidanceCell, GuidanceReading, Outcome
from app.guidance.words import contents_for, text_of
from app.jobs.models import Job, JobState
from app.members.models import Person
from app.organisations.models import Organisation
from workflows.cells import CellType


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Of the edition in force: cells in the scope, brought so far, and those for which every try has failed."""

    cells: int
    brought: int
    failed: int
    read: int

    @property
    def waiting(self) -> int:
        return self.cells - self.brought

    @property
    def is_under_way(self) -> bool:
        return self.waiting > self.failed


def progress_of(guidance: Guidance) -> Progress:
    """Two statements."""
    read = exists().where(
        GuidanceReading.guidance_id == GuidanceCell.guidance_id, GuidanceReading.cell_id == GuidanceCell.cell_id
    )
    cells, brought, readers = db.session.execute(
        select(
            func.count(),
            func.count(case((GuidanceCell.edition >= guidance.edition, 1))),
            func.count(case((read, 1))),
        ).where(GuidanceCell.guidance_id == guidance.id)
    ).one()
    failed = _failed_jobs(guidance) if brought < cells else 0
    return Progress(cells=cells, brought=brought, failed=failed, read=readers)


def _failed_jobs(guidance: Guidance) -> int:
    of_edition = Job.key.like(f"guidance:{guidance.id}:{guidance.edition}:%")
    return db.session.scalar(select(func.count()).where(of_edition, Job.status == JobState.FAILED)) or 0


@dataclass(frozen=True, kw_only=True)
class CellRow:
    """A cell of the scope: what came of the guidance there; who read it first, when, and how many in all."""

    cell_id: int
    name: str
    outcome: Outcome | None
    is_current: bool
    readers: int
    first_read_at: datetime | None
    first_reader: str


def cells_of(guidance: Guidance, *, only_unread: bool = False) -> list[CellRow]:
    """Those that have not read it first, then by code; one statement and one for the names."""
    first = (
        select(GuidanceReading.cell_id, func.min(GuidanceReading.id).label("id"), func.count().label("readers"))
        .where(GuidanceReading.guidance_id == guidance.id)
        .group_by(GuidanceReading.cell_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Organisation.id, Organisation.name, GuidanceCell.outcome, GuidanceCell.edition)
        .add_columns(first.c.readers, GuidanceReading.read_at, Person.full_name)
        .join(Organisation, Organisation.id == GuidanceCell.cell_id)
        .outerjoin(first, first.c.cell_id == GuidanceCell.cell_id)
        .outerjoin(GuidanceReading, GuidanceReading.id == first.c.id)
        .outerjoin(Person, Person.id == GuidanceReading.person_id)
        .where(GuidanceCell.guidance_id == guidance.id, *([first.c.id.is_(None)] if only_unread else []))
        .order_by(first.c.id.is_not(None), Organisation.code)
    )
    return [
        CellRow(
            cell_id=r[0], name=r[1], outcome=r[2], is_current=r[3] >= guidance.edition, readers=r[4] or 0,
            first_read_at=r[5], first_reader=r[6] or "",
        )
        for r in rows
    ]  # fmt: skip


def cells_read_in(guidance_id: int, cell_ids: list[int]) -> list[int]:
    """Those of the cells that the guidance has gone to."""
    found = select(GuidanceCell.cell_id).where(
        GuidanceCell.guidance_id == guidance_id, GuidanceCell.cell_id.in_(cell_ids)
    )
    return list(db.session.scalars(found))


def read_at(guidance_id: int, person_id: int) -> datetime | None:
    """When the person opened it first."""
    mine = and_(GuidanceReading.guidance_id == guidance_id, GuidanceReading.person_id == person_id)
    return db.session.scalar(select(func.min(GuidanceReading.read_at)).where(mine))


def meetings_of(guidance: Guidance, cell_ids: list[int]) -> list[tuple[int, str]]:
    """The meetings of these cells that the guidance belongs to, with the names of the cells."""
    rows = db.session.execute(
        select(GuidanceCell.meeting_id, Organisation.name)
        .join(Organisation, Organisation.id == GuidanceCell.cell_id)
        .where(GuidanceCell.guidance_id == guidance.id, GuidanceCell.cell_id.in_(cell_ids))
        .where(GuidanceCell.meeting_id.is_not(None))
        .order_by(Organisation.code)
    )
    return [(meeting_id, name) for meeting_id, name in rows if meeting_id]


def asked_of(guidance: Guidance, cell_type: CellType | None) -> list[str]:
    """What cells of the type are asked to talk about, a line each."""
    return contents_for(text_of(guidance), cell_type)
