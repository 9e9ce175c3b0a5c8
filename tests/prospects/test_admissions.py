"""Admissions of a period as figures: who is counted where, and the figures that a district published."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert, select

from app.extensions import db
from app.members.models import Membership, Person
from app.members.services import transfer
from app.merging.services import end
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent
from app.prospects.queries_admissions import CellAdmissions, Period, admissions
from tests.acts import actor_named
from tests.reading import words
from tests.world import FOUNDED, read_world
from workflows.names import fold, sort_key

YEAR = Period(from_on=date(2026, 1, 1), to_on=date(2026, 12, 31), years=5)


def admit(
    cell_id: int, on: date, *, since: date | None = None, ethnicity: str = "Tày", youth: bool | None = True
) -> Person:
    """Somebody of the cell, on its roll from the admission or from another day."""
    row = Person(
        full_name="Hoàng Thị Nga", sort_key=sort_key("Nga"), folded_name=fold("Nga"), admitted_on=on,
        ethnicity=ethnicity, youth_union=youth,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    db.session.add(Membership(person_id=row.id, organisation_id=cell_id, from_on=since or on))
    db.session.flush()
    return row


def cell_in(found, cell_id: int) -> CellAdmissions:
    return next(one for one in found.cells if one.id == cell_id)


def test_they_are_counted_by_ethnicity_and_youth_union_and_what_is_unknown_is_said(world, db_session):
    for ethnicity, youth in (("Tày", True), ("kinh ", False), ("Kinh", None), ("", True), (" Mông", None)):
        admit(world.cell, date(2026, 5, 19), ethnicity=ethnicity, youth=youth)
    admit(world.cell, date(2025, 12, 31))
    admit(world.cell, date(2027, 1, 1))

    one = cell_in(admissions(actor_named("hanh"), YEAR), world.cell)
    assert (one.admitted, one.minority, one.ethnicity_unknown, one.youth, one.youth_unknown) == (5, 2, 1, 2, 2)
    assert one.last_on == date(2026, 5, 19)


def test_somebody_counts_where_they_were_admitted_and_once(world, db_session):
    person = admit(world.cell, date(2026, 2, 3))
    transfer(person, world.other_cell, on=date(2026, 6, 1), note="", actor=actor_named("hanh"))
    db_session.flush()
    found = admissions(actor_named("hanh"), YEAR)

    assert (cell_in(found, world.cell).admitted, cell_in(found, world.other_cell).admitted) == (1, 0)


def test_who_began_a_new_cell_was_not_admitted_by_it(world, db_session):
    person = admit(world.cell, date(2026, 2, 3))
    new = Organisation(code="CB03", name="Chi bộ Khau Lầu", kind=OrganisationKind.CELL, symbol="CB", founded_on=FOUNDED)
    db_session.add(new)
    db_session.flush()
    db_session.add(OrganisationParent(organisation_id=new.id, parent_id=world.commune, from_on=FOUNDED))
    db_session.flush()
    transfer(person, new.id, on=date(2026, 6, 1), note="", actor=actor_named("hanh"))
    db_session.flush()
    found = admissions(actor_named("hanh"), YEAR)

    assert (cell_in(found, world.cell).admitted, cell_in(found, new.id).admitted) == (1, 0)


def test_who_came_from_outside_was_not_admitted_here_but_who_was_there_at_the_beginning_was(world, db_session):
    admit(world.cell, date(2026, 1, 5), since=date(2026, 6, 1))
    assert cell_in(admissions(actor_named("hanh"), YEAR), world.cell).admitted == 0

    before = Period(from_on=date(2025, 1, 1), to_on=date(2025, 12, 31), years=5)
    admit(world.cell, date(2025, 1, 5), since=FOUNDED)
    assert cell_in(admissions(actor_named("hanh"), before), world.cell).admitted == 1


@pytest.mark.parametrize(
    ("last", "before", "after"), [("01/01/2021", True, True), ("02/01/2021", False, True), ("02/01/2022", False, False)]
)
def test_a_cell_is_long_without_after_so_many_full_years(world, db_session, last, before, after):
    new = Organisation(code="CB77", name="Chi bộ mới", kind=OrganisationKind.CELL, founded_on=date(2015, 1, 1))
    db_session.add(new)
    db_session.flush()
    db_session.add(OrganisationParent(organisation_id=new.id, parent_id=world.commune, from_on=FOUNDED))
    day, month, year = map(int, last.split("/"))
    admit(new.id, date(year, month, day))

    one = cell_in(admissions(actor_named("hanh"), YEAR), new.id)
    assert (one.long_before, one.long_after) == (before, after)


def test_a_young_cell_is_not_long_without(world, db_session):
    one = cell_in(admissions(actor_named("hanh"), YEAR), world.cell)  # founded in 2025; the last was admitted in 2010
    assert (one.long_before, one.last_on) == (False, date(2010, 5, 19))
    assert (one.admitted, one.name) == (0, "Chi bộ thôn Nà Mười")


def test_what_a_merged_cell_admitted_stays_in_the_sum(world, db_session):
    admit(world.other_cell, date(2026, 2, 3))
    old, new = (db_session.get_one(Organisation, i) for i in (world.other_cell, world.cell))
    end(old, on=date(2026, 12, 2), into=new, actor=actor_named("hanh"))
    db_session.flush()

    assert admissions(actor_named("hanh"), YEAR).total("admitted") == 1


def district(session) -> None:
    """S2 of the domain in one commune: 60 cells, 46 of them long without; 39 of these admit 79 of the 1,035."""
    commune = read_world(session).commune
    codes = [f"D{n:02}" for n in range(60)]
    session.execute(
        insert(Organisation),
        [{"code": c, "name": f"Chi bộ {c}", "kind": OrganisationKind.CELL, "symbol": "CB", "place": ""} for c in codes],
    )
    cells = list(
        session.scalars(select(Organisation.id).where(Organisation.code.in_(codes)).order_by(Organisation.code))
    )
    session.execute(
        insert(OrganisationParent), [{"organisation_id": i, "parent_id": commune, "from_on": FOUNDED} for i in cells]
    )
    long, others = cells[:46], cells[46:]
    first = [(i, date(2005, 5, 19) if i in long else date(2013, 5, 19), "Kinh", False) for i in cells]
    began = date(2016, 1, 1)
    admitted = [
        (long[n % 39] if n < 79 else others[n % 14], began + timedelta(days=n), "Mông" if n < 539 else "Kinh", n >= 435)
        for n in range(1_035)
    ]
    rows = [*first, *admitted]
    session.execute(
        insert(Person),
        [
            {"full_name": f"Người {n}", "sort_key": f"{n}", "folded_name": f"nguoi {n}", "admitted_on": on,
             "ethnicity": people, "youth_union": youth, "card_number": f"S2-{n}"}
            for n, (_, on, people, youth) in enumerate(rows)
        ],
    )  # fmt: skip
    ids = session.execute(select(Person.card_number, Person.id).where(Person.card_number.startswith("S2-")))
    by_card = {card: person_id for card, person_id in ids}
    session.execute(
        insert(Membership),
        [
            {"person_id": by_card[f"S2-{n}"], "organisation_id": cell, "from_on": date(2020, 12, 31)}
            for n, (cell, *_) in enumerate(rows)
        ],
    )


def test_the_published_figures_of_a_district_come_out(world, as_user, committed, count_statements):
    with committed() as session:
        district(session)
    with count_statements() as seen:
        page = words(as_user("binh").get("/prospects/admissions?from_on=1/1/2016&to_on=31/12/2020"))

    assert (
        "1.035 đảng viên được kết nạp Dân tộc thiểu số 539/1.035 (52,1%) Đoàn viên thanh niên 600/1.035 (58,0%)" in page
    )
    assert "Đầu kỳ đã từ 5 năm chưa kết nạp 46 chi bộ Trong số đó nay đã kết nạp 39/46 (84,8%), được 79 đảng" in page
    assert "Cuối kỳ đã từ 5 năm chưa kết nạp 7 chi bộ" in page
    assert "Trang 1/2" in page
    assert len(seen.besides_the_account()) <= 5, seen.texts
    book = load_workbook(
        BytesIO(as_user("hanh").get("/prospects/admissions/workbook?from_on=1/1/2016&to_on=31/12/2020").data)
    ).active
    assert [cell.value for cell in book[book.max_row]][1:7] == ["Cộng", 1035, 539, "52,1%", 600, "58,0%"]
    long = words(as_user("hanh").get("/prospects/admissions?from_on=1/1/2016&to_on=31/12/2020&which=long"))
    assert ("Chi bộ D45" in long, "Chi bộ D00" in long) == (True, False)


def test_everybody_reads_the_figures_of_their_own_scope(world, as_user, committed):
    with committed():
        admit(world.cell, date(2026, 2, 3))
    for who, said in (
        ("hanh", "1 đảng viên"),
        ("binh", "1 đảng viên"),
        ("thang", "1 đảng viên"),
        ("tham", "0 đảng viên"),
    ):
        page = words(as_user(who).get("/prospects/admissions"))
        assert f"{said} được kết nạp" in page, who
        assert "Hoàng Thị Nga" not in page
    assert "Nà Mười" not in as_user("vien").get("/prospects/admissions").text
    assert "Dân tộc thiểu số –" in words(as_user("vien").get("/prospects/admissions"))
    for who in ("lan", "loc", "quan"):
        assert as_user(who).get("/prospects/admissions").status_code == 403


@pytest.mark.parametrize("asked", ["from_on=tháng+này", "from_on=31/12/2026&to_on=1/1/2026", "from_on=1/1/1901"])
def test_a_period_that_is_none_is_said_and_this_year_is_shown(as_user, asked):
    answer = as_user("hanh").get(f"/prospects/admissions?{asked}")

    assert answer.status_code == 200
    assert "Đang hiện năm nay." in answer.text
    assert "Từ 01/01/2026 đến 02/12/2026" in words(answer)
