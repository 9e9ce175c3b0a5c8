"""Somebody looks for words, by keyboard, with a phone and at a desk."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESK, PHONE
from tests.e2e.test_office import picture


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_words_are_found_by_keyboard_and_lead_to_the_page(visit, look, held, size):
    page = visit("thang", size=size, scripts=size is DESK)
    page.goto("/")
    page.get_by_role("link", name="Tìm kiếm").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Từ cần tìm").fill("duong hoa")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_have_text("đường")
    look(page)
    picture(page, "search")
    page.get_by_label("Từ cần tìm").fill("***")
    page.keyboard.press("Enter")
    expect(page.get_by_text("ít nhất một chữ cái")).to_be_visible()
    look(page)
    page.go_back()
    page.get_by_role("link", name="Giữ vệ sinh môi trường").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sinh hoạt chi bộ")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_list_is_taken_along_as_a_workbook(visit, look, held, size):
    page = visit("thang", size=size, scripts=size is DESK)
    page.goto("/members")
    look(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tải Excel").click()
    assert waiting.value.suggested_filename.endswith(".xlsx")
    picture(page, "list")
