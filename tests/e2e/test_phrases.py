"""The bank of phrases in the browser: kept by the secretary, tapped into a conclusion with scripts and without."""

import pytest
from playwright.sync_api import expect

from app.agendas.queries import items_of
from tests.e2e.conftest import DESK, PHONE
from tests.e2e.test_office import picture
from workflows.phrases import FOR_ALL, PhraseKind

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
USUAL = FOR_ALL[PhraseKind.CONCLUSION][0]


@SIZES
def test_a_phrase_is_put_into_the_conclusion(visit, look, held, app, size):
    """On the phone without scripts, at the desk with them."""
    with app.app_context():
        item = f"{held}/conduct/items/{items_of(int(held.rpartition('/')[2]))[1].id}"
    page = visit("lan", size=size, scripts=size is DESK)
    page.goto(item)
    page.get_by_label("Kết luận", exact=True).fill("Đã bàn kỹ.")
    page.locator("summary", has_text="Câu mẫu").click()
    if size is PHONE:
        page.get_by_role("button", name="Xem các câu mẫu").click()
    button = page.get_by_role("button", name=USUAL)
    expect(button).to_be_visible()
    look(page)
    picture(page, "phrases-offered")
    button.click()
    expect(page.get_by_label("Kết luận", exact=True)).to_have_value(f"Đã bàn kỹ.\n{USUAL}")
    if size is DESK:
        page.keyboard.type("Ma Đình Khoa")
        expect(page.get_by_label("Kết luận", exact=True)).to_have_value(
            f"Đã bàn kỹ.\n{USUAL.replace('…', 'Ma Đình Khoa', 1)}"
        )
    look(page)
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Đã lưu.")).to_be_visible()


@SIZES
def test_a_secretary_keeps_phrases(visit, look, site, size):
    page = visit("thang", size=size, scripts=size is DESK)
    page.goto("/phrases")
    look(page)
    page.get_by_role("link", name="Thêm câu mẫu").click()
    page.get_by_label("Câu mẫu", exact=True).fill("Chi bộ thống nhất mỗi hộ trồng một đoạn đường hoa.")
    look(page)
    page.get_by_role("button", name="Thêm câu mẫu").click()
    expect(page.get_by_role("status").filter(has_text="Đã thêm câu mẫu.")).to_be_visible()
    look(page)
    picture(page, "phrases")
    page.goto("/tasks/new")
    page.locator("summary", has_text="Câu mẫu").click()
    look(page)
