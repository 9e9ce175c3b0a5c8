"""What is added up by the database is what one adds up row by row: the sums, and which cells need care most."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import select

from app import clock
from app.extensions import connection, db
from app.figures.queries import by_month, calendar_of, directly_below
from app.figures.queries_care import in_need
from app.figures.queries_grid import grid
from app.figures.queries_map import OF_A_SHARE, rows_of_organisations
from app.figures.queries_sums import COUNTED, EVERYTHING, groups_of
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent
from app.summaries.models import MonthlySummary
from tests.figures.test_page import LATER
from tests.world import FOUNDED
from workflows.care import CellMonth, reasons_of
from workflows.cells import CellType
from workflows.meeting import State
from workflows.scoring import Level

LAST = date(2026, 12, 1)
# Of what cells differ in beside their figures: since and until when they lived, and whether they moved to the commune
# beside theirs.
LIVES = (
    {}, {}, {}, {}, {}, {"founded_on": date(2026, 10, 15)}, {"founded_on": date(2027, 1, 1)},
    {"dissolved_on": date(2026, 11, 20)}, {"dissolved_on": date(2025, 12, 31)},
)  # fmt: skip


@pytest.fixture
def many(world, prepared):
    """Thirty cells with figures of any kind, some months without any."""

    def build() -> int:
        chance = Random(7)
        months = [date(2025 + month // 12, month % 12 + 1, 1) for month in range(23)]
        for number in range(30):
            cell = Organisation(
                name=f"Chi bộ số {number}", code=f"N{number:02}", kind=OrganisationKind.CELL, symbol="CB",
                cell_type=chance.choice((*CellType, None)), **LIVES[number % 9],
            )  # fmt: skip
            db.session.add(cell)
            db.session.flush()
            db.session.add_all(_places(world, cell.id, number))
            db.session.add_all(_month(cell.id, month, chance) for month in months if chance.random() < 0.8)
        return 0

    with clock.set_to(LATER):
        yield prepared("figures: many", build)


def _places(world, cell_id: int, number: int) -> list[OrganisationParent]:
    moved = date(2026, 9, 10) if number % 7 == 3 else None
    places = [OrganisationParent(organisation_id=cell_id, parent_id=world.commune, from_on=FOUNDED, to_on=moved)]
    if moved:
        beside = world.organisations["XA2"]
        after = moved + timedelta(days=1)
        places.append(OrganisationParent(organisation_id=cell_id, parent_id=beside, from_on=after))
    return places


def _month(cell_id: int, month: date, chance: Random) -> MonthlySummary:
    met = chance.random() < 0.8
    present = chance.randrange(2, 9)
    of_the_record = {
        "met_on": month.replace(day=chance.choice((2, 3, 3, 25))), "state": chance.choice((State.MINUTES, State.SCORED)),
        "minutes": chance.choice((None, 60, 90)), "minutes_norm": 90, "due": 9, "present": present,
        "spoke": chance.randrange(present), "level": chance.choice((None, *Level)),
    }  # fmt: skip
    topics = chance.randrange(3)
    return MonthlySummary(
        cell_id=cell_id, month=month, topics=topics, repeats=chance.randrange(topics + 1), tasks=3,
        tasks_in_time=chance.randrange(4), petitions=2, petitions_open=chance.randrange(3), **of_the_record if met else {},
    )  # fmt: skip


@pytest.mark.each_engine
@pytest.mark.parametrize("published", [False, True])
def test_the_sums_are_those_of_the_grid(world, many, db_session, published):
    root_id = world.organisations["TINH"]
    months, _ = calendar_of(root_id, LAST)
    found = groups_of(root_id, months, published=published, by_top=EVERYTHING)
    g = grid(12).c
    rows = connection().execute(select(*g), months.asked(root_id)).all()

    by_type, by_top = _added(rows, published, "cell_type"), _added(rows, published, "top")
    assert len(rows) > 300
    assert {(one.cell_type, one.nth): tuple(one.values) for one in found.by_type} == by_type
    assert {(one.top, one.nth): tuple(one.values) for one in found.by_top} == by_top
    drawn = groups_of(root_id, months, published=published, by_top=OF_A_SHARE)
    squares = rows_of_organisations(drawn.by_top, months, directly_below(root_id), by_month(drawn.by_type, 12))
    assert squares == rows_of_organisations(found.by_top, months, directly_below(root_id), by_month(drawn.by_type, 12))
    one_way = groups_of(root_id, months, published=published)
    assert by_month(one_way.by_type, 12) == by_month(found.by_top, 12)


def _added(rows, published: bool, by: str) -> dict[tuple[object, int], tuple[int, ...]]:
    sums: dict[tuple[object, int], Counter[str]] = {}
    for row in rows:
        told = row._mapping
        open_to = not published or row.state == State.SCORED
        one = {"cells": 1, "met": row.met_on is not None, "late": row.late or 0}
        one |= {level.value: row.level == level for level in Level}
        one |= {name: (told[name] or 0) * open_to for name in ("due", "present", "spoke")}
        one |= {name: told[name] or 0 for name in ("tasks", "tasks_in_time", "petitions", "petitions_open")}
        sums.setdefault((told[by], row.nth), Counter()).update(one)
    return {key: tuple(int(one[name]) for name in COUNTED) for key, one in sums.items()}


@pytest.mark.each_engine
def test_who_needs_care_most_is_found_as_the_rule_says(world, many, db_session):
    root_id = world.organisations["TINH"]
    months, settings = calendar_of(root_id, LAST)
    sums = by_month(groups_of(root_id, months, published=False).by_type, 12)
    found = in_need(root_id, months, settings, sums, most=20)

    expected = _in_need(root_id, months.last(settings.care_months), settings)
    assert len(expected) > 22
    assert found.number == len(expected)
    assert [(one.name, one.reasons) for one in found.cells] == expected[:20]


def _in_need(root_id, months, settings) -> list:
    """The rule of `workflows.care`, asked of every month of every cell."""
    rows = connection().execute(select(*grid(len(months.months)).c), months.asked(root_id)).all()
    cells: dict[tuple[str, str], list[CellMonth]] = {}
    for row in sorted(rows, key=lambda row: (row.code, row.month)):
        if row.met_on or row.due_on < months.today:
            month = CellMonth(
                row.month, row.meeting_id, row.met_on is not None, bool(row.late), row.minutes, row.minutes_norm,
                row.present, row.spoke, row.topics or 0, row.repeats or 0,
            )  # fmt: skip
            cells.setdefault((row.code, row.name), []).append(month)
    found = [(code, name, reasons_of(flawed, settings)) for (code, name), flawed in cells.items()]
    found = [(name, reasons) for _, name, reasons in sorted(found, key=lambda one: one[0]) if reasons]
    return sorted(found, key=lambda one: (-len(one[1].get("missing", ())), -sum(map(len, one[1].values()))))
