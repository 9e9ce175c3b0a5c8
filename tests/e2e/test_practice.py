"""A cell practises: begun with one button, marked on every page, gone with another."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESK, PHONE
from tests.e2e.test_office import picture


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_secretary_practises_and_deletes_it(visit, look, site, size):
    page = visit("thang", size=size, scripts=size is DESK)
    page.goto("/more")
    page.get_by_role("link", name="Tập thử").click()
    look(page)
    picture(page, "practice")
    page.get_by_role("button", name="Mở buổi tập thử").click()
    expect(page.get_by_text("TẬP THỬ", exact=True)).to_be_visible()
    look(page)
    page.get_by_role("link", name="Lập kỳ sinh hoạt").first.click()
    page.get_by_role("button", name="Lập").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/in-practice/" in page.url
    look(page)
    picture(page, "practice-agenda")
    page.get_by_role("link", name="Nhiệm vụ", exact=True).first.click()
    look(page)
    page.get_by_role("link", name="Trang chủ", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Không có trong buổi tập thử")
    look(page)
    page.get_by_role("link", name="Về hệ thống thật").last.click()
    look(page)
    picture(page, "practice-under-way")
    page.get_by_role("button", name="Kết thúc, xóa buổi tập thử").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã kết thúc và xóa")
    page.goto("/meetings")
    expect(page.get_by_text("TẬP THỬ")).to_have_count(0)
