"""The demo commune's organisations, read from a roster as an office would import it."""

from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from sqlalchemy import select

from app.criteria.services import ensure_default_criteria
from app.extensions import db
from app.organisations.models import Organisation, OrganisationKind
from app.roster.services import import_roster
from app.rules.services import ensure_defaults

ROSTER = Path(__file__).with_name("thuong-son.xlsx")


def found(on: date) -> Organisation:
    """Import the roster as it stood on that day, and give every organisation its place."""
    ensure_defaults()
    ensure_default_criteria()
    db.session.flush()  # the importer reads them
    bring_in(on)
    commune = db.session.scalars(select(Organisation).where(Organisation.kind == OrganisationKind.COMMUNE)).one()
    for row in db.session.scalars(select(Organisation)):
        row.place = "Thượng Sơn"
    return commune


def bring_in(on: date) -> None:
    """Import the roster as an office would on that day: those admitted, or made official, later are so only later."""
    report = import_roster(_as_of(on), actor=None, on=on)
    if report.problems:
        raise RuntimeError("; ".join(p.message for p in report.problems))
    db.session.flush()  # what was imported is read later


def _as_of(day: date) -> bytes:
    from openpyxl import load_workbook  # as in app/workbook_reading.py

    book = load_workbook(ROSTER)
    sheet = book["Đảng viên"]
    headings = [cell.value for cell in sheet[1]]
    admitted, official = headings.index("Ngày vào Đảng"), headings.index("Ngày chính thức")
    for row in reversed(list(sheet.iter_rows(min_row=2))):
        if _is_after(row[official].value, day):
            row[official].value = None
        if _is_after(row[admitted].value, day):
            sheet.delete_rows(row[0].row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _is_after(text: str | None, day: date) -> bool:
    return text is not None and datetime.strptime(text, "%d/%m/%Y").date() > day  # noqa: DTZ007 - a day, as the workbook says


def cells() -> list[Organisation]:
    return list(
        db.session.scalars(
            select(Organisation).where(Organisation.kind == OrganisationKind.CELL).order_by(Organisation.code)
        )
    )
