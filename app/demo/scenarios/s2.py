"""S2, a district's scheme of 2016–2020: admissions, attendance in the country and in offices, ratings of 2020.

1,035 members are admitted in the five years: 539 of ethnic minorities (52.1 %), 600 out of the youth union (58.0 %);
46 cells had long admitted nobody, 39 of them admit 79. In 2020 the cells are rated good 94.2 %, fair 4.9 %, average
0.9 %, and 90 % attend in the country, 98 % in offices.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from app import clock
from app.demo.before import at
from app.demo.scenarios import months
from app.demo.scenarios.places import Place, bring_in, member, members_of, open_doors, rolls_on
from app.extensions import db
from app.organisations.models import OrganisationKind
from workflows.cells import CellType
from workflows.scoring import Level

BEGAN, ENDED = date(2016, 1, 1), date(2020, 12, 31)
MONTHS = [date(2020, month, 1) for month in range(1, 13)]
COMMUNES, CELLS, OFFICES, OLD_MEMBERS = 23, 223, 40, 16
ADMITTED, MINORITY, YOUTH = 1_035, 539, 600
# Cells long without an admission are the last ones; all but seven of them admit, two each and one three.
LONG_WITHOUT, OF_THEM_ADMIT, ADMITTED_THERE = 46, 39, 79
FAIR, AVERAGE = 11, 2
IN_OFFICES, ELSEWHERE = Fraction(1, 50), Fraction(1, 10)  # of those expected, who are missing


def build(say: Callable[[str], None]) -> None:
    with clock.set_to(at(ENDED, 8)):
        found = list(places())
        rows = [*members_of(found, admitted_on=date(2005, 5, 19), on=ENDED), *admitted(found)]
        _not_long_without(rows, found)
        bring_in(found, rows, on=ENDED)
        open_doors("HTS", "B001", on=ENDED)
    say("Đã nhập tổ chức, đảng viên.")
    missing = {share: months.spread(share) for share in (IN_OFFICES, ELSEWHERE)}
    months.write([held for month in MONTHS for held in _held(month, missing)])
    db.session.commit()
    say("Đã dựng năm 2020.")


def places() -> Iterator[Place]:
    yield Place(code="HTS", name="Đảng bộ huyện Thanh Suối", kind=OrganisationKind.SUPERIOR, parent=None)
    for number in range(1, COMMUNES + 1):
        yield Place(code=f"X{number:02}", name=f"Đảng bộ xã {number}", kind=OrganisationKind.COMMUNE, parent="HTS")
    for number in range(1, CELLS + 1):
        in_office = number <= OFFICES
        yield Place(
            code=f"B{number:03}", name=f"Chi bộ {'cơ quan' if in_office else 'bản'} {number}",
            parent=f"X{number % COMMUNES + 1:02}", members=OLD_MEMBERS,
            cell_type=CellType.AGENCY if in_office else CellType.RESIDENTIAL,
        )  # fmt: skip


def admitted(found: list[Place]) -> Iterator[dict[str, Any]]:
    """Those of the scheme, one after another over its five years."""
    cells = [place.code for place in found if place.kind == OrganisationKind.CELL]
    others, without = cells[:-LONG_WITHOUT], cells[-LONG_WITHOUT:][:OF_THEM_ADMIT]
    days = (ENDED - BEGAN).days
    for number in range(ADMITTED):
        cell = without[number % OF_THEM_ADMIT] if number < ADMITTED_THERE else others[number % len(others)]
        yield member(
            100_000 + number, cell, admitted_on=BEGAN + timedelta(days=number * days // ADMITTED), on=ENDED,
            ethnicity="Mông" if number * MINORITY % ADMITTED < MINORITY else "Kinh",
            youth_union=number * YOUTH % ADMITTED < YOUTH,
        )  # fmt: skip


def _not_long_without(rows: list[dict[str, Any]], found: list[Place]) -> None:
    """All cells but the last ones had admitted somebody in the five years before: the last of their old members."""
    cells = [place.code for place in found if place.kind == OrganisationKind.CELL][:-LONG_WITHOUT]
    youngest = {row["Mã chi bộ"]: row for row in rows[: CELLS * OLD_MEMBERS]}
    for code in cells:
        youngest[code]["Ngày vào Đảng"] = "19/05/2013"
        youngest[code]["Ngày chính thức"] = "19/05/2014"


def _held(month: date, missing: Mapping[Fraction, Callable[[int], int]]) -> Iterator[months.Held]:
    """Of those expected one in fifty is missing in offices, one in ten elsewhere, summed up over cells and months."""
    for number, (cell_id, people) in enumerate(rolls_on(month).items()):
        absent = missing[IN_OFFICES if number < OFFICES else ELSEWHERE](len(people))
        yield months.Held(
            cell_id=cell_id, month=month, members=people, absent=absent, spoke=8, level=_level(number)
        )  # fmt: skip


def _level(number: int) -> Level:
    from_end = CELLS - number
    return Level.AVERAGE if from_end <= AVERAGE else Level.FAIR if from_end <= AVERAGE + FAIR else Level.GOOD
