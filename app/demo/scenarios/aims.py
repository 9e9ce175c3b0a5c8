"""What the commune of S0 aims at until 2030, and the records of 2025 that the aims are measured by."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select

from app import clock
from app.areas.models import ResidentialArea
from app.demo.scenarios.places import OnRoll
from app.demo.targets import AIMS, FIRST, LAST, SOURCE
from app.extensions import db
from app.organisations.models import Organisation, OrganisationKind
from app.planning.models import CellPlan
from app.ratings.models import YearRating
from app.targets.models import Target
from workflows.annual_rating import Rating
from workflows.cells import CellType
from workflows.plan import KIND_LABELS, Kind, State

NOT_GOOD, NOT_WELL, MEMBERS_NOT_WELL = 5, 7, 2  # of the cells not of four goods, not well; of each 33 members


def write(rolls: dict[int, list[OnRoll]], at: datetime) -> None:
    """`rolls`: of each cell. Rated at the end of the year; each residential area has a cell of its own but two."""
    top = db.session.scalars(select(Organisation).where(Organisation.kind == OrganisationKind.COMMUNE)).one()
    db.session.add_all(_areas(top.id))
    db.session.add_all(
        CellPlan(
            cell_id=cell_id, year=at.year, kind=kind, content=f"{KIND_LABELS[kind]} năm {at.year}.",
            state=State.FINISHED, sent_at=at, created_at=at,
        )
        for cell_id in rolls for kind in Kind
    )  # fmt: skip
    db.session.execute(insert(YearRating), [*_of_cells(list(rolls), at), *_of_members(rolls, at)])
    db.session.add_all(
        Target(
            organisation_id=top.id, measure=measure, comparison=comparison, value=Decimal(value), source=SOURCE,
            from_month=FIRST, to_month=LAST, created_at=clock.now(),
        )
        for measure, comparison, value in AIMS
    )  # fmt: skip


def _areas(commune_id: int) -> Iterator[ResidentialArea]:
    cells = db.session.scalars(
        select(Organisation).where(Organisation.cell_type == CellType.RESIDENTIAL).order_by(Organisation.code)
    ).all()
    for number, cell in enumerate(cells, 1):
        yield ResidentialArea(commune_id=commune_id, name=f"Thôn {number}", households=80 + number, cell_id=cell.id)
    for number, led_by in ((1, cells[0].id), (2, None)):
        yield ResidentialArea(commune_id=commune_id, name=f"Xóm mới {number}", households=30, cell_id=led_by)


def _of_cells(cells: list[int], at: datetime) -> Iterator[dict[str, Any]]:
    for number, cell_id in enumerate(cells):
        level = Rating.DONE if number < NOT_WELL else Rating.EXCELLENT if number % 6 == 0 else Rating.WELL_DONE
        yield _decided(cell_id, level, at) | {"four_goods": number >= NOT_GOOD}


def _of_members(rolls: dict[int, list[OnRoll]], at: datetime) -> Iterator[dict[str, Any]]:
    for cell_id, people in rolls.items():
        for number, one in enumerate(people):
            level = Rating.DONE if number < MEMBERS_NOT_WELL else Rating.WELL_DONE
            yield _decided(cell_id, level, at) | {"person_id": one.person_id, "four_goods": None}


def _decided(cell_id: int, level: Rating, at: datetime) -> dict[str, Any]:
    return {
        "year": at.year, "organisation_id": cell_id, "person_id": None, "level": level, "decided_at": at,
        "decision_number": "60-QĐ/ĐU", "decision_on": at.date(),
    }  # fmt: skip
