"""A whole meeting keyed in from paper: with a phone, and at a desk without touching the mouse."""

import pytest
import time_machine
from playwright.sync_api import expect

from tests.e2e.conftest import DESK, PHONE
from tests.e2e.test_office import picture
from tests.sessions.conftest import LATER


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_it_is_keyed_in_with_the_keyboard_and_mistakes_are_told_at_once(visit, look, held, size):
    with time_machine.travel(LATER.replace(day=4), tick=True):
        page = visit("lan", size=size, scripts=size is DESK)
        page.goto(f"{held}/conduct")
        page.get_by_role("link", name="Nhập cả buổi trên một trang").click()
        look(page)
        keys = page.keyboard
        page.locator("#who-1").focus()
        keys.type("Ma Dinh Khoa")  # without the marks it is found, too
        keys.press("Tab")
        keys.press("ArrowDown")
        for typed in ("om", "25h"):
            keys.press("Tab")
            keys.type(typed)
        page.locator("#conclusion").focus()
        keys.type("Nhat tri cao.")
        page.get_by_role("button", name="Ghi tất cả vào hồ sơ").focus()
        keys.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("Giờ ghi theo 24 giờ")
        expect(page.locator("#conclusion")).to_have_value("Nhat tri cao.")
        look(page)
        picture(page, "keying")
        page.locator("#arrived-1").fill("")
        page.get_by_role("button", name="Ghi tất cả vào hồ sơ").focus()
        keys.press("Enter")
        expect(page.get_by_role("status").first).to_contain_text("Đã nhập")
        page.goto(f"{held}/roll-call/start")
        expect(page.locator("details.person", has_text="Ma Đình Khoa")).to_contain_text("Vắng có lý do")
