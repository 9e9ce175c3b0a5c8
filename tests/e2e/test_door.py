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


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_one_sees_where_one_is_signed_in_and_signs_another_machine_out(visit, look, size, scripts):
    other, page = visit(size=size), visit(size=size, scripts=scripts)
    for browser in (other, page):
        come_in(browser)
    page.goto("/account")
    look(page)
    page.get_by_role("link", name="Xem các máy").click()
    look(page)

    page.get_by_role("button", name="Đăng xuất Chrome").click()

    expect(page.get_by_text("Đã đăng xuất máy đó")).to_be_visible()
    other.goto("/account")
    expect(other.get_by_role("heading", level=1, name="Đăng nhập")).to_be_visible()
    page.get_by_role("link", name="Xem tất cả các lần đăng nhập").click()
    expect(page.get_by_role("heading", level=1, name="Các lần đăng nhập")).to_be_visible()
    look(page)


def come_in(page, user_name="thang"):
    page.goto("/sign-in")
    page.get_by_label("Tên đăng nhập").fill(user_name)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Đăng nhập")).to_have_count(0)
