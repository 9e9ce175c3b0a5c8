"""S0, a commune of 2025: 36 base organisations and cells, 67 subordinate cells, more than 3,000 members."""

from collections.abc import Callable, Iterator
from datetime import date

from app import clock
from app.demo.before import at
from app.demo.scenarios import aims, months
from app.demo.scenarios.places import Place, bring_in, members_of, open_doors, rolls_on
from app.extensions import db
from app.organisations.models import OrganisationKind
from workflows.cells import CellType
from workflows.scoring import Level

FOUNDED, MONTHS = date(2025, 7, 1), [date(2025, month, 1) for month in range(8, 12)]
RATED = date(2025, 12, 15)
COMMITTEES, OWN_CELLS, SUBORDINATE, MEMBERS = 9, 27, 67, 33
TYPES = (CellType.RESIDENTIAL, CellType.RESIDENTIAL, CellType.RESIDENTIAL, CellType.SCHOOL, CellType.AGENCY)


def build(say: Callable[[str], None]) -> None:
    with clock.set_to(at(FOUNDED, 8)):
        found = list(places())
        bring_in(found, members_of(found, admitted_on=date(2012, 5, 19), on=FOUNDED), on=FOUNDED)
        open_doors("XTS", "TS001", on=FOUNDED)
    say("Đã nhập tổ chức, đảng viên.")
    months.write([
        months.Held(cell_id=cell_id, month=month, members=people, absent=2, spoke=12, level=_level(number))
        for month in MONTHS
        for number, (cell_id, people) in enumerate(rolls_on(month).items())
    ])  # fmt: skip
    aims.write(rolls_on(RATED), at(RATED, 9))
    db.session.commit()
    say("Đã dựng bốn tháng sinh hoạt, xếp loại năm, mục tiêu đến 2030.")


def places() -> Iterator[Place]:
    yield Place(code="XTS", name="Đảng bộ xã Thanh Suối", kind=OrganisationKind.COMMUNE, parent=None)
    for number in range(1, COMMITTEES + 1):
        yield Place(code=f"CS{number}", name=f"Đảng bộ cơ sở {number}", kind=OrganisationKind.BASE, parent="XTS")
    for number in range(1, OWN_CELLS + SUBORDINATE + 1):
        parent = "XTS" if number <= OWN_CELLS else f"CS{number % COMMITTEES + 1}"
        yield Place(
            code=f"TS{number:03}", name=f"Chi bộ số {number}", parent=parent, members=MEMBERS, offices=3,
            cell_type=TYPES[number % len(TYPES)],
        )  # fmt: skip


def _level(number: int) -> Level:
    """Of 94 cells 80 are good, 13 fair, one average."""
    return Level.AVERAGE if number == 47 else Level.FAIR if number % 7 == 3 else Level.GOOD
