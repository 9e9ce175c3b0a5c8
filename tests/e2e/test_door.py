"""The door, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESK, PASSWORD, PHONE


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_door_can_be_read_and_used_by_everyone(visit, look, size):
    page = visit(size=size)

    page.goto("/sign-in")

    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    look(page)


def test_who_sees_badly_may_look_at_what_they_type(visit, look):
    page = visit()
    page.goto("/sign-in")
    password = page.get_by_label("Mật khẩu")

    page.get_by_label("Hiện chữ đã gõ").check()
    expect(password).to_have_attribute("type", "text")
    look(page)
    page.get_by_label("Hiện chữ đã gõ").uncheck()
    expect(password).to_have_attribute("type", "password")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_one_signs_in_by_keyboard_alone(visit, look, scripts):
    page = visit(scripts=scripts)
    page.goto("/sign-in?next=/notifications")

    page.get_by_label("Tên đăng nhập").focus()
    page.keyboard.type("thang")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1, name="Thông báo")).to_be_visible()
    look(page)


def test_a_wrong_password_is_refused_with_a_sentence_and_the_name_stays(visit, look):
    page = visit()
    page.goto("/sign-in")

    page.get_by_label("Tên đăng nhập").fill("thang")
    page.get_by_label("Mật khẩu").fill("không phải mật khẩu")
    page.get_by_role("button", name="Đăng nhập").click()

    expect(page.get_by_role("alert")).to_contain_text("Chưa đăng nhập được")
    expect(page.get_by_label("Tên đăng nhập")).to_have_value("thang")
    look(page)
