"""The door, in a real browser."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
import time_machine
from playwright.sync_api import expect

from app import clock
from tests.e2e.conftest import DESK, PASSWORD, PHONE
from tests.world import NOON


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


def picture(page, name):
    """With NENNEP_PICTURES set to a folder, the page as it stands is kept there to be looked at."""
    if folder := os.environ.get("NENNEP_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}-{page.viewport_size['width']}.png", full_page=True)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_one_takes_up_a_second_factor_and_comes_in_with_it(visit, look, size, scripts):
    page = visit(size=size, scripts=scripts)
    come_in(page)
    page.goto("/account")
    picture(page, "account")
    page.get_by_role("link", name="Bật xác thực hai lớp").click()
    look(page)
    picture(page, "factor")
    page.get_by_role("button", name="Bắt đầu").click()
    expect(page.get_by_role("img", name="Mã QR")).to_be_visible()
    look(page)
    picture(page, "enrol")
    secret = page.locator("code").inner_text().replace(" ", "")
    page.get_by_label("Mã 6 chữ số").fill("000000")
    page.get_by_role("button", name="Bật xác thực hai lớp").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa bật được")
    look(page)
    page.get_by_label("Mã 6 chữ số").fill(pyotp.TOTP(secret).at(clock.now()))
    page.get_by_role("button", name="Bật xác thực hai lớp").click()
    expect(page.get_by_role("heading", name="Mười mã dự phòng")).to_be_visible()
    look(page)
    picture(page, "codes")
    paper = page.locator("li code").first.inner_text()
    page.get_by_role("link", name="Đã chép xong").click()
    look(page)
    picture(page, "on")

    again = visit(size=size, scripts=scripts)
    again.goto("/sign-in?next=/notifications")
    again.get_by_label("Tên đăng nhập").fill("thang")
    again.get_by_label("Mật khẩu").fill(PASSWORD)
    again.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(again.get_by_role("heading", level=1, name="Nhập mã xác thực")).to_be_visible()
    look(again)
    picture(again, "second")
    again.get_by_label("Mã 6 chữ số").fill("000000")
    again.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(again.get_by_role("alert")).to_contain_text("Mã không đúng")
    look(again)
    again.get_by_label("Mã 6 chữ số").fill("")
    again.get_by_text("Không có điện thoại ở đây?").click()
    again.get_by_label("Mã dự phòng").fill(paper)
    look(again)
    again.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(again.get_by_role("heading", level=1, name=re.compile("Thông báo"))).to_be_visible()
    again.goto("/account/sessions")
    look(again)
    picture(again, "sessions")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_after_a_quarter_of_an_hour_the_password_is_asked_for_again(visit, look, size, scripts, world):
    page = visit(size=size, scripts=scripts)
    come_in(page, "hanh")
    with time_machine.travel(NOON + timedelta(minutes=20), tick=True):
        page.goto(f"/accounts/people/{world.people['lan']}")
        page.get_by_label("Lý do đóng").fill("Chuyển sinh hoạt")
        page.get_by_role("button", name="Đóng tài khoản").click()
        expect(page.get_by_role("heading", level=1, name="Nhập lại mật khẩu")).to_be_visible()
        expect(page.get_by_text("Chuyển sinh hoạt")).to_be_visible()
        look(page)
        picture(page, "prove")
        page.get_by_label("Mật khẩu của đồng chí").fill("không phải")
        page.get_by_role("button", name="Tiếp tục").click()
        expect(page.get_by_role("alert")).to_contain_text("Mật khẩu không đúng")
        look(page)
        page.get_by_label("Mật khẩu của đồng chí").fill(PASSWORD)
        page.get_by_role("button", name="Tiếp tục").click()
        expect(page.get_by_text("Đã đóng tài khoản")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_one_takes_along_what_is_held_on_oneself_and_the_office_with_a_reason(visit, look, size, world):
    page = visit("lan", size=size)
    page.goto("/account/data")
    look(page)
    picture(page, "own-data")
    with page.expect_download() as own:
        page.get_by_role("button", name="Tải dữ liệu của tôi").click()
    assert own.value.suggested_filename.endswith(".zip")
    page = visit("hanh", size=size)
    page.goto(f"/members/{world.people['lan']}")
    look(page)
    page.get_by_role("link", name="Xuất dữ liệu").click()
    look(page)
    picture(page, "hand-out")
    page.get_by_label("Lý do xuất").fill("Đảng viên đề nghị")
    with page.expect_download() as handed:
        page.get_by_role("button", name="Xuất dữ liệu").click()
    assert handed.value.suggested_filename.endswith(".zip")
    page.goto(f"/accounts/people/{world.people['lan']}")
    look(page)
