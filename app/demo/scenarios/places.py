"""Organisations with invented members, brought in as a workbook, the way an office does."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any, NamedTuple

from sqlalchemy import select

from app.criteria.services import ensure_default_criteria
from app.demo import people
from app.extensions import db
from app.members.models import Membership, Person
from app.organisations.models import Organisation, OrganisationKind
from app.roster.services import import_roster
from app.rules.services import ensure_defaults
from workflows.cells import CELL_TYPE_LABELS, CellType

FAMILIES = ("Nông", "Hoàng", "Triệu", "Đặng", "Lý", "Ma", "Bàn", "Vi", "Hà", "Lường", "Bế", "Sùng", "Giàng")
MIDDLES = ("Văn", "Thị", "Đình", "Minh", "Ngọc", "Quốc", "Thanh")
GIVEN = ("Bình", "Diệp", "Hưởng", "Thơm", "Sinh", "Yến", "Khoa", "Gấm", "Phúc", "Ước", "Chức")
OFFICES = ("Bí thư", "Phó bí thư", "Chi ủy viên")
KIND_WORDS = {
    OrganisationKind.SUPERIOR: "Đảng bộ huyện",
    OrganisationKind.COMMUNE: "Đảng bộ xã",
    OrganisationKind.BASE: "Đảng bộ cơ sở",
    OrganisationKind.CELL: "Chi bộ",
}
DAY = "%d/%m/%Y"


@dataclass(frozen=True, kw_only=True)
class Place:
    """An organisation of the workbook. `offices`: how many of the first members lead the cell."""

    code: str
    name: str
    kind: OrganisationKind = OrganisationKind.CELL
    parent: str | None
    cell_type: CellType | None = None
    members: int = 0
    offices: int = 2


def bring_in(places: Sequence[Place], members: Iterable[Mapping[str, Any]], *, on: date) -> None:
    """Import all of it as it stood on that day, and what every database begins with. Raises RuntimeError if refused."""
    ensure_defaults()
    ensure_default_criteria()
    db.session.flush()  # the importer reads them
    report = import_roster(_workbook(places, members, on), actor=None, on=on)
    if report.problems:
        raise RuntimeError("; ".join(problem.message for problem in report.problems[:5]))
    db.session.flush()  # what was imported is read later


def members_of(places: Iterable[Place], *, admitted_on: date, on: date) -> Iterator[dict[str, Any]]:
    """The members of all cells, invented; those in office first."""
    card = 0
    for place in places:
        for number in range(place.members):
            card += 1
            office = OFFICES[number] if number < place.offices else "Đảng viên"
            yield member(card, place.code, office, admitted_on=admitted_on, on=on)


def member(
    number: int,
    cell: str,
    office: str = "Đảng viên",
    *,
    admitted_on: date,
    on: date,
    ethnicity: str = "Kinh",
    youth_union: bool = False,
) -> dict[str, Any]:
    """A row of the workbook as it stands `on` that day; `number` makes the card and, out of lists, the name.

    Official a year after admission.
    """
    official_on = admitted_on + timedelta(days=365)
    name = f"{FAMILIES[number % 13]} {MIDDLES[number % 7]} {GIVEN[number % 11]}"
    return {
        "Họ và tên": name,
        "Ngày sinh": f"{number % 28 + 1:02}/{number % 12 + 1:02}/{1950 + number % 45}",
        "Giới tính": "Nữ" if MIDDLES[number % 7] == "Thị" else "Nam",
        "Dân tộc": ethnicity,
        "Số thẻ đảng viên": f"{20_000_000 + number}",
        "Ngày vào Đảng": admitted_on.strftime(DAY),
        "Ngày chính thức": official_on.strftime(DAY) if official_on <= on else None,
        "Chức vụ": office,
        "Mã chi bộ": cell,
        "Tình trạng": "Đang sinh hoạt",
        "Đoàn viên khi kết nạp": "có" if youth_union else "không",
    }


def _workbook(places: Sequence[Place], members: Iterable[Mapping[str, Any]], on: date) -> bytes:
    from openpyxl import Workbook  # as in app/roster/workbook.py

    book = Workbook(write_only=True)
    _sheet(book, "Tổ chức", [_row(place, on) for place in places])
    _sheet(book, "Đảng viên", list(members))
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def _row(place: Place, on: date) -> dict[str, Any]:
    return {
        "Mã": place.code, "Tên tổ chức đảng": place.name, "Loại": KIND_WORDS[place.kind],
        "Loại hình": CELL_TYPE_LABELS[place.cell_type] if place.cell_type else None, "Mã cấp trên": place.parent,
        "Ký hiệu": "CB" if place.kind == OrganisationKind.CELL else "ĐU",
        "Ngày thành lập": min(on, date(2010, 5, 19)).strftime(DAY),
    }  # fmt: skip


def _sheet(book: Any, title: str, rows: Sequence[Mapping[str, Any]]) -> None:
    sheet = book.create_sheet(title)
    headings = list(rows[0])
    sheet.append(headings)
    for row in rows:
        sheet.append([row[heading] for heading in headings])


def open_doors(top: str, cell: str, *, on: date) -> None:
    """The sign-ins of a scenario: offices of the topmost organisation, and the committee of one cell."""
    people.appoint_at(_named(top), cell, on)
    people.open_accounts_in(_named(cell))
    db.session.flush()  # the offices are read just after


class OnRoll(NamedTuple):
    person_id: int
    official: bool


def rolls_on(day: date) -> dict[int, list[OnRoll]]:
    """Who had been admitted by that day, by cell; cells by code, people by card."""
    rows = db.session.execute(
        select(Organisation.id, Person.id, Person.official_on)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .join(Person, Person.id == Membership.person_id)
        .where(Person.admitted_on <= day)
        .order_by(Organisation.code, Person.card_number)
    )
    found: dict[int, list[OnRoll]] = {}
    for cell_id, person_id, official_on in rows:
        found.setdefault(cell_id, []).append(OnRoll(person_id, official_on is not None and official_on <= day))
    return found


def _named(code: str) -> Organisation:
    return db.session.scalars(select(Organisation).where(Organisation.code == code)).one()
