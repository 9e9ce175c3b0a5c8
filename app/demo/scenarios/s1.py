"""S1, a city of 2024: 34 wards and communes, 311 cells, 612 secretaries and deputies."""

from collections.abc import Callable, Iterator
from datetime import date

from app import clock
from app.demo.before import at
from app.demo.scenarios import months
from app.demo.scenarios.places import Place, bring_in, members_of, open_doors, rolls_on
from app.extensions import db
from app.organisations.models import OrganisationKind
from workflows.cells import CellType
from workflows.scoring import Level

FOUNDED, MONTHS = date(2024, 1, 2), [date(2024, month, 1) for month in range(2, 5)]
WARDS, CELLS, LEADERS, MEMBERS = 34, 311, 612, 12
TYPES = (CellType.RESIDENTIAL, CellType.RESIDENTIAL, CellType.SCHOOL, CellType.AGENCY, CellType.HEALTH)


def build(say: Callable[[str], None]) -> None:
    with clock.set_to(at(FOUNDED, 8)):
        found = list(places())
        bring_in(found, members_of(found, admitted_on=date(2010, 5, 19), on=FOUNDED), on=FOUNDED)
        open_doors("TPX", "C001", on=FOUNDED)
    say("Đã nhập tổ chức, đảng viên.")
    months.write([
        months.Held(
            cell_id=cell_id, month=month, members=people, absent=1 if number % 4 else 0, spoke=5,
            level=Level.FAIR if number % 11 == 5 else Level.GOOD,
        )
        for month in MONTHS
        for number, (cell_id, people) in enumerate(rolls_on(month).items())
    ])  # fmt: skip
    db.session.commit()
    say("Đã dựng một quý sinh hoạt.")


def places() -> Iterator[Place]:
    yield Place(code="TPX", name="Đảng bộ thành phố Xuân Hoa", kind=OrganisationKind.SUPERIOR, parent=None)
    for number in range(1, WARDS + 1):
        yield Place(code=f"P{number:02}", name=f"Đảng bộ phường {number}", kind=OrganisationKind.COMMUNE, parent="TPX")
    with_deputy = LEADERS - CELLS
    for number in range(1, CELLS + 1):
        yield Place(
            code=f"C{number:03}", name=f"Chi bộ phố {number}", parent=f"P{number % WARDS + 1:02}", members=MEMBERS,
            offices=2 if number <= with_deputy else 1, cell_type=TYPES[number % len(TYPES)],
        )  # fmt: skip
