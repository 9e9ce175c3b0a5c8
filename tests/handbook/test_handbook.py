"""The workbook for the national e-handbook: what it holds, and who takes it along."""

from datetime import datetime
from io import BytesIO

import openpyxl
import pytest

from app.agendas.models import AgendaItem
from app.extensions import db
from app.meetings.models import Meeting
from tests import office
from tests.walk.world import Things, build_house


@pytest.fixture
def things(prepared) -> Things:
    return prepared("the house that is walked", build_house)


@pytest.fixture
def scored(things) -> int:
    return things.by_state["own", "scored"]["meeting_id"]


def sheets(data: bytes) -> dict[str, list[tuple]]:
    book = openpyxl.load_workbook(BytesIO(data))
    return {sheet.title: [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=2)] for sheet in book}


def test_it_holds_the_meeting_its_roll_call_its_votes_and_its_resolution(as_user, scored, db_session):
    found = sheets(as_user("thang").get(f"/meetings/{scored}/handbook").data)

    (meeting,) = found["Kỳ sinh hoạt"]
    assert meeting[0] == "Chi bộ thôn Nà Mười"
    assert isinstance(meeting[3], datetime)
    assert meeting[10].endswith("BB/CB")
    assert meeting[11].endswith("NQ/CB")
    assert [row[1] for row in found["Điểm danh"]] == list(range(1, len(found["Điểm danh"]) + 1))
    assert {"Triệu Thị Lan", "Ma Đình Khoa"} <= {row[2] for row in found["Điểm danh"]}
    assert all(row[6] + row[7] + row[8] + row[9] == row[5] for row in found["Biểu quyết"])
    assert {row[1] for row in found["Nghị quyết"]} == {meeting[11]}


@pytest.mark.long
@pytest.mark.needs("soffice")
def test_an_office_program_opens_it(as_user, scored):
    heads, first, *_ = office.rows(as_user("thang").get(f"/meetings/{scored}/handbook").data)

    assert heads[:2] == ["Chi bộ", "Loại sinh hoạt"]
    assert first[0] == "Chi bộ thôn Nà Mười"


def test_what_is_kept_on_paper_says_so_and_nothing_else(as_user, scored, committed):
    with committed():
        item = db.session.scalars(db.select(AgendaItem).where(AgendaItem.meeting_id == scored)).first()
        item.kept_on_paper, item.conclusion = True, "bí mật của sổ giấy"
        title = item.title

    row = next(
        row for row in sheets(as_user("thang").get(f"/meetings/{scored}/handbook").data)["Nội dung"] if row[2] == title
    )

    assert row[4] == "Ghi sổ giấy"


def test_what_people_typed_is_never_a_formula(as_user, scored, committed):
    with committed():
        db.session.get_one(Meeting, scored).conclusion = '=HYPERLINK("http://x","y")'
    book = openpyxl.load_workbook(BytesIO(as_user("thang").get(f"/meetings/{scored}/handbook").data))

    assert book["Kỳ sinh hoạt"]["M2"].data_type == "s"


def test_a_month_holds_all_meetings_that_are_over(as_user, scored, committed, world):
    with committed():
        month = db.session.get_one(Meeting, scored).month
    address = f"/handbook?cell={world.cell}&month={month.month}/{month.year}"

    answer = as_user("thang").get(address)

    assert len(sheets(answer.data)["Kỳ sinh hoạt"]) == 1
    assert as_user("tham").get(address).status_code == 404
    assert as_user("vien").get(address).status_code == 404
    assert as_user("hanh").get(address).status_code == 404


@pytest.mark.parametrize(
    "odd", ["", "?cell=1", "?cell=x&month=12/2026", "?cell=1&month=13/2026", "?cell=1&month=1/2020"]
)
def test_an_odd_month_is_not_known(as_user, things, odd):
    assert as_user("thang").get(f"/handbook{odd}").status_code == 404


def test_it_asks_as_much_for_many_rows_as_for_few(as_user, scored, count_statements):
    with count_statements() as seen:
        as_user("thang").get(f"/meetings/{scored}/handbook")

    assert len(seen.besides_the_account()) <= 11
