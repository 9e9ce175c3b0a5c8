"""A cell plans its year and proposes its ratings, with a phone and at a desk."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESK, PHONE
from tests.e2e.test_office import picture


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_cell_plans_its_year_and_proposes_its_ratings(visit, look, site, world, size):
    thang = visit("thang", size=size, scripts=size is DESK)
    thang.goto("/more")
    thang.get_by_role("link", name="Quy chế, kế hoạch năm").click()
    look(thang)
    thang.get_by_role("link", name="Soạn Kế hoạch sinh hoạt chuyên đề").click()
    thang.get_by_role("button", name="Bắt đầu soạn").click()
    thang.get_by_role("link", name="Kế hoạch sinh hoạt chuyên đề năm 2026").click()
    thang.get_by_role("link", name="Thêm chuyên đề").click()
    thang.get_by_label("Tháng").fill("12/2026")
    thang.get_by_label("Tên chuyên đề").fill("Giữ rừng đầu nguồn")
    thang.get_by_role("button", name="Ghi chuyên đề").click()
    expect(thang.get_by_text("Giữ rừng đầu nguồn").first).to_be_visible()
    look(thang)
    picture(thang, "plan")
    for path, name in (
        (f"/ratings/cells/{world.cell}", "ratings"),
        ("/indicators/new", "indicator"),
        ("/courses", "courses"),
        ("/books?year=2026", "books"),
    ):
        thang.goto(path)
        look(thang)
        picture(thang, name)
    office = visit("hanh", size=size)
    for path, name in (
        ("/plans/compliance", "compliance"),
        ("/ratings", "ratings-all"),
        ("/ratings/decision", "decision"),
        ("/indicators/import", "import"),
    ):
        office.goto(path)
        look(office)
        picture(office, name)
