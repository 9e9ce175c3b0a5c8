"""What was published of five places comes out of the figures of their scenarios."""

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy import func, select

from app import clock
from app.accounts.models import Account, Appointment
from app.accounts.queries import load_actor
from app.demo.scenarios import SCENARIOS, months, s0, s1, s2, s4
from app.extensions import db
from app.figures.queries import by_month, calendar_of, looked_at
from app.figures.queries_sums import groups_of
from app.organisations.models import Organisation, OrganisationKind
from app.prospects.queries_admissions import Period, admissions
from app.reports.queries import Month, month_of
from app.targets.queries import aims_of, standings
from workflows.cells import CellType
from workflows.roles import Role
from workflows.rules import RuleSettings
from workflows.scoring import Level


def test_the_places_are_as_large_as_was_published():
    found = {module: list(module.places()) for module in (s0, s1, s2, s4)}
    kinds = {module: Counter(place.kind for place in places) for module, places in found.items()}
    under = Counter(place.parent for place in found[s0])

    assert under["XTS"] == 36
    assert sum(count for parent, count in under.items() if parent not in (None, "XTS")) == 67
    assert sum(place.members for place in found[s0]) > 3_000
    assert (kinds[s1][OrganisationKind.COMMUNE], kinds[s1][OrganisationKind.CELL]) == (34, 311)
    assert sum(place.offices for place in found[s1] if place.kind == OrganisationKind.CELL) == 612
    assert len(found[s4]) - 1 == 84
    assert sum(place.members for place in found[s4]) == 2_551
    assert max(place.members for place in found[s4]) == 120
    assert sum(place.parent == "XTB" for place in found[s4]) == 53


def test_the_district_admits_whom_it_admitted():
    places = list(s2.places())
    rows = list(s2.admitted(places))
    there = Counter(row["Mã chi bộ"] for row in rows)
    long_without = [place.code for place in places[-46:]]

    assert len(rows) == 1_035
    assert sum(row["Dân tộc"] != "Kinh" for row in rows) == 539
    assert (sum(there[code] > 0 for code in long_without), sum(there[code] for code in long_without)) == (39, 79)


@pytest.mark.parametrize("numbers", [[20] * 10, [7, 3, 11, 1], [0, 5]])
def test_a_share_is_kept_in_the_sum(numbers):
    given = [*map(months.spread(Fraction(1, 10)), numbers)]
    assert sum(given) == sum(numbers) // 10
    assert all(0 <= few <= number for few, number in zip(given, numbers, strict=True))


@pytest.fixture
def built(db_session, nothing_yet):
    """`built("S1")`: the scenario stands in the database."""
    return lambda name: SCENARIOS[name](lambda _text: None)


def synthesis(code: str, month: date) -> Month:
    top = db.session.scalars(select(Organisation).where(Organisation.code == code)).one()
    with clock.set_to(datetime(month.year, month.month, 20, 3, tzinfo=UTC)):
        return month_of(top, month)


def percent(part: int, whole: int) -> Decimal:
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1"))


@pytest.mark.long
@pytest.mark.parametrize(("name", "top", "month", "cells"), [
    ("S0", "XTS", date(2025, 11, 1), 94),
    ("S1", "TPX", date(2024, 4, 1), 311),
    ("S4", "XTB", date(2026, 6, 1), 78),
])  # fmt: skip
def test_every_cell_of_a_scenario_stands_in_its_synthesis(built, name, top, month, cells):
    built(name)
    found = synthesis(top, month).totals

    assert (found.cells, found.met, found.missing, found.unrated) == (cells, cells, 0, 0)
    assert percent(found.present, found.due) >= 90
    assert found.levels[Level.GOOD] * 100 > 80 * cells


@pytest.mark.long
def test_the_commune_stands_where_it_stands_to_what_it_aims_at(built):
    built("S0")
    with clock.set_to(datetime(2025, 12, 20, 3, tzinfo=UTC)):
        office = db.session.scalars(select(Account).join(Appointment, Appointment.person_id == Account.person_id)
            .where(Appointment.role == Role.OFFICE)).first()  # fmt: skip
        me = load_actor(office, clock.today())
        seen = looked_at(me.home_id, me)
        year, _ = calendar_of(seen.id, date(2025, 12, 1))
        sums = by_month(groups_of(seen.id, year, published=False).by_type, 12)
        found = standings(seen, aims_of(seen.id), year, sums)

    assert [(one.aim.wanted, one.part, one.whole, one.reached) for one in found] == [
        ("trên 90%", 94 * 4 * 31, 94 * 4 * 33, True),  # attendance
        ("trên 80%", 4 * 80, 4 * 94, True),  # cells rated good
        ("100%", 94, 94, True),  # working rules and plans
        ("100%", 55, 58, False),  # residential areas with a cell of their own
        ("100%", 89, 94, False),  # four goods
        ("trên 90%", 87, 94, True),  # cells
        ("trên 90%", 94 * 31, 94 * 33, True),  # members
    ]


@pytest.mark.long
def test_the_city_has_its_secretaries_and_deputies(built):
    built("S1")
    leaders = select(func.count()).where(Appointment.role.in_((Role.SECRETARY, Role.DEPUTY_SECRETARY)))
    assert db.session.scalar(leaders) == 612


def _admissions_of_the_scheme() -> tuple[int, ...]:
    """As the report tells them to the district's office: all, minority, youth union; long without, of these admitted."""
    office = db.session.scalars(select(Account).join(Appointment, Appointment.person_id == Account.person_id)
        .where(Appointment.role == Role.OFFICE)).first()  # fmt: skip
    period = Period(from_on=s2.BEGAN, to_on=s2.ENDED, years=RuleSettings().admission_years)
    found = admissions(load_actor(office, s2.ENDED), period)
    there = found.of_them_admitted
    sums = (found.total(name) for name in ("admitted", "minority", "youth"))
    return *sums, len(found.long_before), len(there), sum(one.admitted for one in there)


@pytest.mark.long
def test_the_district_is_rated_and_attended_as_was_published(built):
    built("S2")
    year = [synthesis("HTS", month).totals for month in s2.MONTHS]
    rated = sum(month.met for month in year)
    shares = {level: percent(sum(month.levels[level] for month in year), rated) for level in Level}
    by_type = {cell.id: cell.cell_type for cell in db.session.scalars(select(Organisation))}
    scheme = _admissions_of_the_scheme()
    came = Counter()
    for month in s2.MONTHS:
        for row in synthesis("HTS", month).rows:
            came[by_type[row.cell_id], "present"] += row.present
            came[by_type[row.cell_id], "due"] += row.due

    assert scheme == (1_035, 539, 600, 46, 39, 79)
    assert shares == {
        Level.GOOD: Decimal("94.2"),
        Level.FAIR: Decimal("4.9"),
        Level.AVERAGE: Decimal("0.9"),
        Level.POOR: 0,
    }
    rates = {
        kind: percent(came[kind, "present"], came[kind, "due"]) for kind in (CellType.RESIDENTIAL, CellType.AGENCY)
    }
    assert rates == {CellType.RESIDENTIAL: Decimal("90.0"), CellType.AGENCY: Decimal("98.0")}
