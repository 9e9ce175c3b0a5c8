"""S4, a commune of 2026: 84 organisations, 2,551 members, one cell of 120.

53 of the organisations are base ones, directly under the commune: six committees and 47 cells. 31 cells stand under the
six committees.
"""

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction

from app import clock
from app.demo.before import at
from app.demo.scenarios import months
from app.demo.scenarios.places import Place, bring_in, members_of, open_doors, rolls_on
from app.extensions import db
from app.organisations.models import OrganisationKind
from workflows.cells import CellType
from workflows.scoring import Level

FOUNDED, MONTHS = date(2026, 1, 2), [date(2026, month, 1) for month in range(2, 7)]
COMMITTEES, OWN_CELLS, SUBORDINATE = 6, 47, 31
MEMBERS, LARGEST = 2_551, 120
TYPES = (CellType.RESIDENTIAL, CellType.RESIDENTIAL, CellType.SCHOOL, CellType.AGENCY, CellType.ENTERPRISE)


def build(say: Callable[[str], None]) -> None:
    with clock.set_to(at(FOUNDED, 8)):
        found = list(places())
        bring_in(found, members_of(found, admitted_on=date(2012, 5, 19), on=FOUNDED), on=FOUNDED)
        open_doors("XTB", "TB01", on=FOUNDED)
    say("Đã nhập tổ chức, đảng viên.")
    missing = months.spread(Fraction(1, 20))
    months.write([
        months.Held(
            cell_id=cell_id, month=month, members=people, absent=missing(len(people)), spoke=len(people) // 3,
            level=Level.FAIR if number % 13 == 7 else Level.GOOD,
        )
        for month in MONTHS
        for number, (cell_id, people) in enumerate(rolls_on(month).items())
    ])  # fmt: skip
    db.session.commit()
    say("Đã dựng năm tháng sinh hoạt.")


def places() -> Iterator[Place]:
    yield Place(code="XTB", name="Đảng bộ xã Thanh Bình", kind=OrganisationKind.COMMUNE, parent=None)
    for number in range(1, COMMITTEES + 1):
        yield Place(code=f"CS{number}", name=f"Đảng bộ cơ sở {number}", kind=OrganisationKind.BASE, parent="XTB")
    for number in range(1, OWN_CELLS + SUBORDINATE + 1):
        yield Place(
            code=f"TB{number:02}", name=f"Chi bộ số {number}", members=_members(number), offices=3,
            parent="XTB" if number <= OWN_CELLS else f"CS{number % COMMITTEES + 1}",
            cell_type=TYPES[number % len(TYPES)],
        )  # fmt: skip


def _members(number: int) -> int:
    """The first cell is the largest; the others share the rest as evenly as whole people can be shared."""
    if number == 1:
        return LARGEST
    cells = OWN_CELLS + SUBORDINATE - 1
    each, left = divmod(MEMBERS - LARGEST, cells)
    return each + (number - 2 < left)
