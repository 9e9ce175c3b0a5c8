"""Models and good practice: entered by a cell, read by all cells of its commune, by no other."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.examples import queries, services
from app.examples.models import Example
from tests.acts import actor_named
from tests.reading import words

FORM = {
    "title": "Đường hoa tự quản", "person": "", "period": "từ 2024", "reason": "Cả thôn cùng trồng hoa",
    "recognised": "Giấy khen 12/QĐ",
}  # fmt: skip


def entered(world, **said) -> Example:
    told = services.Told(**({"title": "Đường hoa", "reason": "Cả thôn trồng hoa", "period": "2024"} | said))
    return services.enter(world.cell, told, actor=actor_named("thang"))


def test_a_cell_enters_one_and_other_cells_of_the_commune_read_it(world, as_user, committed):
    path = f"/examples/cells/{world.cell}/new"
    assert as_user("thang").post(path, data=FORM | {"person": world.people["lan"]}).status_code == 303
    for who in ("lan", "tham", "son", "loc", "hanh", "binh"):
        page = words(as_user(who).get("/examples"))
        assert "Đường hoa tự quản Đ/c Triệu Thị Lan, Chi bộ thôn Nà Mười. Từ 2024." in page, who
    for who in ("dua", "vien"):
        assert "Đường hoa" not in as_user(who).get("/examples").text
    for who, status in (("lan", 403), ("tham", 404), ("binh", 403), ("hanh", 303)):
        assert as_user(who).post(path, data=FORM).status_code == status, who
    book = load_workbook(BytesIO(as_user("tham").get("/examples/workbook").data)).active
    assert [cell.value for cell in book[3]][1:5] == [
        "Chi bộ thôn Nà Mười", "Triệu Thị Lan", "Đường hoa tự quản", "từ 2024"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"title": " "}, "Ghi tên mô hình"),
        ({"period": ""}, "Ghi thời gian"),
        ({"reason": ""}, "Ghi vì sao được nêu gương"),
        ({"recognised": "x" * 201}, "không quá 200 chữ"),
        ({"person": "999999"}, "Chọn một mục trong danh sách"),
    ],
)
def test_what_is_no_example_is_said_and_not_kept(world, as_user, committed, data, said):
    answer = as_user("thang").post(f"/examples/cells/{world.cell}/new", data=FORM | data)

    assert (answer.status_code, said in answer.text) == (422, True)
    with committed() as session:
        assert session.scalars(select(Example)).all() == []


def test_only_the_cell_and_its_office_change_it_and_of_two_one_is_told(world, as_user, committed):
    with committed():
        example_id = entered(world).id
    path, thang = f"/examples/{example_id}", as_user("thang")
    for who, status in (("tham", 403), ("lan", 403), ("vien", 404)):
        assert as_user(who).get(f"{path}/edit").status_code == status, who
    assert thang.post(f"{path}/edit", data=FORM | {"version": 1}).status_code == 303
    assert thang.post(f"{path}/edit", data=FORM | {"version": 1}).status_code == 409
    assert "Đường hoa tự quản" in as_user("tham").get("/examples?q=tu+quan").text
    assert thang.post(f"{path}/remove", data={"version": 1}).status_code == 409
    assert as_user("tham").post(f"{path}/remove", data={"version": 2}).status_code == 403
    assert as_user("hanh").post(f"{path}/remove", data={"version": 2}).status_code == 303
    with committed() as session:
        assert session.scalars(select(Example)).all() == []
        events = session.scalars(
            select(AuditEvent.event).where(AuditEvent.event.startswith("example")).order_by(AuditEvent.id)
        ).all()
        assert events == ["example_entered", "example_changed", "example_taken_out"]


def test_it_is_searched_without_diacritics_and_paged_in_few_statements(
    world, as_user, committed, count_statements, monkeypatch
):
    with committed():
        for number in range(3):
            entered(world, title=f"Đường hoa {number}")
        entered(world, title="Tiết kiệm điện", reason="Đèn năng lượng mặt trời")
    monkeypatch.setattr(queries, "PAGE", 2)
    with count_statements() as seen:
        page = as_user("tham").get("/examples?q=duong+hoa&page=2")
    assert "Trang 2/2" in page.text
    assert "Tiết kiệm điện" not in page.text
    assert len(seen.besides_the_account()) <= 7, seen.texts
    assert "Không có mục nào khớp" in as_user("tham").get("/examples?q=khong").text
