"""Indicators of an organisation: by form and by workbook, all or nothing; a plan of nothing has no share."""

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.indicators.models import Indicator
from app.members.models import Membership
from tests.at_once import together
from tests.reading import words
from tests.world import FOUNDED, NOON

SENT = {"period": "year", "name": "Hộ nghèo", "unit": "hộ", "plan": "200", "actual": "197"}
HEADS = ("Kỳ", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch", "Thực hiện")


def book(*rows, heads=HEADS) -> BytesIO:
    made = Workbook()
    for row in (heads, *rows):
        made.active.append(row)
    kept = BytesIO()
    made.save(kept)
    kept.seek(0)
    return kept


@pytest.fixture
def row(world, prepared, committed) -> int:
    def build() -> int:
        from app.extensions import db

        one = Indicator(
            organisation_id=world.cell,
            year=2026,
            period="year",
            name="Hộ nghèo",
            plan=Decimal(0),
            actual=Decimal(5),
            created_at=NOON,
        )
        db.session.add(one)
        db.session.flush()
        return one.id

    return prepared("an indicator", build)


def test_one_is_entered_corrected_and_taken_away_and_its_share_is_printed(world, as_user, committed):
    thang, of = as_user("thang"), f"organisation={world.cell}&year=2026"
    assert thang.post(f"/indicators/new?{of}", data=SENT).status_code == 303
    assert "Hộ nghèo (hộ) Cả năm 200 197 98,5%" in words(as_user("lan").get(f"/indicators?{of}"))
    with committed() as session:
        path = f"/indicators/{session.scalars(select(Indicator.id)).one()}"
    assert thang.post(f"{path}/edit", data=SENT | {"actual": "1.250,5", "version": "1"}).status_code == 303
    stale = thang.post(f"{path}/edit", data=SENT | {"actual": "77", "version": "1"})
    assert (stale.status_code, "77" in stale.text) == (409, True)
    assert "1.250,5" in words(thang.get(f"{path}/edit")) or 'value="1.250,5"' in thang.get(f"{path}/edit").text
    assert thang.post(f"{path}/removal", data={"version": "1"}).status_code == 409
    assert thang.post(f"{path}/removal", data={"version": "2"}).status_code == 303
    with committed() as session:
        told = session.scalars(
            select(AuditEvent.event).where(AuditEvent.event.like("indicator%")).order_by(AuditEvent.id)
        )
        assert told.all() == ["indicator_entered", "indicator_changed", "indicator_removed"]


def test_a_plan_of_nothing_has_no_share(row, as_user):
    assert "Hộ nghèo Cả năm 0 5 –" in words(as_user("thang").get("/indicators?year=2026"))


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [("plan", "mười", "Ghi một số"), ("name", "", "Ghi tên chỉ tiêu."), ("name", "x" * 201, "Không quá 200"),
     ("period", "m13", "Chọn một mục"), ("unit", "x" * 41, "Không quá 40"), ("name", "Hộ nghèo", "đã có trong kỳ")],
)  # fmt: skip
def test_bad_input_is_told_and_what_was_typed_stays(row, world, as_user, committed, field, value, sentence):
    answer = as_user("thang").post("/indicators/new?year=2026", data=SENT | {"name": "Khác"} | {field: value})
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert "197" in answer.text
    with committed() as session:
        assert len(session.scalars(select(Indicator.id)).all()) == 1


def test_of_two_who_enter_the_same_one_the_second_is_told(world, as_user):
    enter = lambda: as_user("thang").post("/indicators/new?year=2026", data=SENT)  # noqa: E731
    assert sorted(together(enter, enter)) == [303, 422]


def test_the_template_goes_out_and_comes_back_previewed_then_written(row, world, as_user, committed):
    thang, of = as_user("thang"), f"organisation={world.cell}&year=2026"
    template = load_workbook(BytesIO(thang.get(f"/indicators/workbook?{of}").data)).active
    assert [cell.value for cell in template[2]] == ["Cả năm", "Hộ nghèo", None, 0, 5, "–"]
    filled = book(("cả năm", "Hộ nghèo", "hộ", 200, 190.5), ("Quý II", "Cam", "ha", "1.250,5", None))
    shown = thang.post(f"/indicators/import?{of}", data={"file": (filled, "a.xlsx")})
    page = words(shown)
    assert "Hộ nghèo (hộ) Cả năm 200 190,5 95,3% cập nhật" in page
    assert "Cam (ha) Quý II 1.250,5 – – mới" in page
    with committed() as session:
        assert session.get_one(Indicator, row).actual == 5
    sent = {name: shown.text.split(f'name="{name}" value="')[1].split('"')[0] for name in ("content", "version")}
    assert thang.post(f"/indicators/import/rows?{of}", data={"content": sent["content"]}).status_code == 409
    assert thang.post(f"/indicators/import/rows?{of}", data=sent).status_code == 303
    with committed() as session:
        assert session.get_one(Indicator, row).actual == Decimal("190.5")
        assert len(session.scalars(select(Indicator.id)).all()) == 2
        told = session.scalars(select(AuditEvent).where(AuditEvent.event == "indicators_imported")).one()
        assert (len(told.data["created"]), len(told.data["updated"])) == (1, 1)


def test_what_somebody_wrote_since_the_preview_is_not_written_over(row, world, as_user, committed):
    of = f"organisation={world.cell}&year=2026"
    file = {"file": (book(("Cả năm", "Hộ nghèo", "hộ", 200, 190)), "a.xlsx")}
    shown = as_user("thang").post(f"/indicators/import?{of}", data=file).text
    sent = {name: shown.split(f'name="{name}" value="')[1].split('"')[0] for name in ("content", "version")}
    with committed() as session:
        session.get_one(Indicator, row).actual = Decimal(150)
    assert as_user("thang").post(f"/indicators/import/rows?{of}", data=sent).status_code == 409
    with committed() as session:
        assert session.get_one(Indicator, row).actual == 150


def test_no_line_is_left_out_behind_empty_ones(world, as_user):
    empty = [("", "", "", None, None)] * 600
    file = {"file": (book(("Cả năm", "Hộ nghèo", "hộ", 1, 1), *empty, ("Quý I", "Đường", "km", 2, 1)), "a.xlsx")}
    page = as_user("thang").post("/indicators/import?year=2026", data=file).text
    assert ("Ghi 2 dòng" in page, "Đường" in page) == (True, True)
    many = [("Cả năm", f"Chỉ tiêu {number}", "", None, None) for number in range(501)]
    file = {"file": (book(*many), "a.xlsx")}
    answer = as_user("thang").post("/indicators/import?year=2026", data=file)
    assert (answer.status_code, "Tệp có hơn 500 dòng" in answer.text) == (422, True)


def test_one_mistake_keeps_all_out_and_each_is_named_by_row_and_column(world, as_user, committed):
    rows = (
        ("Cả năm", "Hộ nghèo", "hộ", 1, 1),
        ("Quý V", "", "x" * 41, "mười", "=1+1"),
        ("Cả năm", "Hộ nghèo", "", 2, 2),
    )
    answer = as_user("thang").post("/indicators/import?year=2026", data={"file": (book(*rows), "a.xlsx")})
    page = words(answer)
    assert answer.status_code == 422
    for said in ("dòng 3, cột Kỳ Ghi Cả năm", "dòng 3, cột Chỉ tiêu", "dòng 3, cột Đơn vị tính", "dòng 3, cột Kế hoạch Ghi một số",
                 "dòng 3, cột Thực hiện", "dòng 4, cột Chỉ tiêu Trùng với dòng 2"):  # fmt: skip
        assert said in page, said
    import base64

    content = base64.urlsafe_b64encode(book(*rows).getvalue()).decode()
    assert as_user("thang").post("/indicators/import/rows?year=2026", data={"content": content}).status_code == 422
    with committed() as session:
        assert session.scalars(select(Indicator.id)).all() == []


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [(BytesIO(b"x"), "không phải sổ tính Excel"), (BytesIO(b""), "Chọn tệp chỉ tiêu trước"), (book(heads=("Kỳ", "Tên")), "thiếu cột Chỉ tiêu"),
     (book(), "chưa có dòng chỉ tiêu nào")],
    ids=("no workbook", "nothing", "other headings", "no rows"),
)  # fmt: skip
def test_what_is_no_workbook_of_indicators_is_told(world, as_user, sent, sentence):
    sent.seek(0)
    answer = as_user("thang").post("/indicators/import", data={"file": (BytesIO(sent.read()), "a.xlsx")})
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert as_user("thang").post("/indicators/import/rows", data={"content": "§"}).status_code == 422


@pytest.mark.parametrize(
    ("who", "reading", "writing"),
    [("thang", 200, 200), ("men", 200, 200), ("hanh", 200, 200), ("lan", 200, 403), ("loc", 200, 403), ("binh", 200, 403),
     ("tham", 404, 404), ("vien", 404, 404), ("quan", 403, 403)],
)  # fmt: skip
def test_who_reads_and_who_writes(row, world, as_user, who, reading, writing):
    of = f"organisation={world.cell}"
    assert as_user(who).get(f"/indicators?{of}").status_code == reading
    assert as_user(who).get(f"/indicators/workbook?{of}").status_code == reading
    assert as_user(who).get(f"/indicators/import?{of}").status_code == writing
    assert as_user(who).get(f"/indicators/{row}/edit").status_code == (writing if who != "quan" else 404)


def test_the_office_keeps_those_of_the_commune_and_a_list_is_paged(world, as_user, committed, count_statements):
    with committed() as session:
        for number in range(60):
            session.add(
                Indicator(
                    organisation_id=world.commune, year=2026, period="q1", name=f"Chỉ tiêu {number:02}", created_at=NOON
                )
            )
    with count_statements() as seen:
        page = words(as_user("hanh").get("/indicators?year=2026"))
    assert len(seen.besides_the_account()) <= 6
    assert ("Trang 1/2" in page, "Chỉ tiêu 59" in page) == (True, False)
    assert "Chỉ tiêu 59" in as_user("hanh").get("/indicators?year=2026&page=2").text
    assert as_user("thang").get(f"/indicators?organisation={world.commune}").status_code == 404


def test_an_inspector_who_is_a_member_of_a_cell_begins_with_that_of_the_cell(world, as_user, committed):
    """Their first organisation is the commune, whose indicators an inspector does not read."""
    with committed() as session:
        session.add(Membership(person_id=world.people["tra"], organisation_id=world.cell, from_on=FOUNDED))

    assert as_user("tra").get("/indicators").status_code == 200
