"""The demo commune's organisations, read from a roster as an office would import it."""

from datetime import date
from pathlib import Path

from sqlalchemy import select

from app.evaluations.services import ensure_default_criteria
from app.extensions import db
from app.organisations.models import Organisation, OrganisationKind
from app.roster.services import import_roster
from app.rules.services import ensure_defaults

ROSTER = Path(__file__).with_name("thuong-son.xlsx")


def found(on: date) -> Organisation:
    """Import the roster as of that day, give every organisation its place and its symbol."""
    ensure_defaults()
    ensure_default_criteria()
    db.session.flush()  # the importer reads them
    report = import_roster(ROSTER.read_bytes(), actor=None, on=on)
    if report.plan.problems:
        raise RuntimeError("; ".join(p.message for p in report.plan.problems))
    db.session.flush()  # what was imported is read below
    commune = db.session.scalars(select(Organisation).where(Organisation.kind == OrganisationKind.COMMUNE)).one()
    for row in db.session.scalars(select(Organisation)):
        row.place = "Thượng Sơn"
        if row.kind == OrganisationKind.CELL:
            row.symbol = "CB"
    return commune


def cells() -> list[Organisation]:
    return list(
        db.session.scalars(
            select(Organisation).where(Organisation.kind == OrganisationKind.CELL).order_by(Organisation.code)
        )
    )
