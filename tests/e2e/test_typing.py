"""Minutes are being typed when the session ends or the line is lost: nothing of it is gone."""

from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from app.extensions import db
from app.meetings.models import Meeting
from tests.e2e.conftest import PASSWORD
from tests.onward import move_on
from tests.sessions.conftest import LATER

FIRST = "Đồng chí chủ trì kết luận: mỗi hộ quét dọn trước cổng."
MORE = " Tổ trưởng kiểm tra chiều thứ Bảy."


@pytest.fixture
def minutes(held, app) -> str:
    """The address of the minutes of a meeting that has just been closed."""
    with time_machine.travel(LATER + timedelta(hours=2), tick=True):
        with app.app_context():
            move_on(db.session.get_one(Meeting, int(held.rsplit("/", 1)[1])))
            db.session.commit()
        yield f"{held}/minutes"


def sign_in(page: Page) -> None:
    page.get_by_label("Tên đăng nhập").fill("lan")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def first_box(page: Page):
    return page.locator("main textarea").first


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_session_ends_while_minutes_are_typed_and_the_text_is_there_after_signing_in(visit, look, minutes, scripts):
    page = visit("lan", scripts=scripts)
    page.goto(f"{minutes}/edit")
    first_box(page).fill(FIRST)
    if scripts:
        expect(page.locator("[data-draft-said]")).to_contain_text("đã lưu lúc")
    page.context.clear_cookies()
    first_box(page).fill(FIRST + MORE)
    page.get_by_role("button", name="Lưu biên bản").click()

    expect(page.get_by_text("Những gì vừa nhập vẫn còn")).to_be_visible()
    look(page)
    sign_in(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Sửa lời văn biên bản")
    expect(first_box(page)).to_have_value(FIRST + MORE)
    expect(page.get_by_text("Bản đang viết dở của đồng chí")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Lưu biên bản").click()
    expect(page.locator("article.doc")).to_contain_text(MORE.strip())


def test_the_browser_is_closed_while_minutes_are_typed_and_the_text_is_there_on_the_next_visit(visit, minutes):
    page = visit("lan")
    page.goto(f"{minutes}/edit")
    first_box(page).fill(FIRST)
    expect(page.locator("[data-draft-said]")).to_contain_text("đã lưu lúc")
    page.context.close()

    again = visit("lan")
    again.goto(f"{minutes}/edit")

    expect(first_box(again)).to_have_value(FIRST)


def test_the_line_is_lost_while_minutes_are_typed_and_nothing_is_lost_when_it_returns(visit, look, minutes):
    page = visit("lan")
    page.goto(f"{minutes}/edit")
    first_box(page).fill(FIRST)
    page.context.set_offline(True)

    cut_off = page.locator("#notice").get_by_text("Mất kết nối mạng")
    expect(cut_off).to_be_in_viewport()
    expect(page.locator("[data-draft-said]")).to_contain_text("Có mạng là hệ thống tự lưu")
    page.get_by_role("button", name="Lưu biên bản").click()
    expect(cut_off).to_be_in_viewport()
    expect(first_box(page)).to_have_value(FIRST)
    look(page)

    page.context.set_offline(False)
    expect(page.locator("[data-draft-said]")).to_contain_text("đã lưu lúc")
    expect(page.locator("#notice")).to_contain_text("Đã có mạng trở lại")
    page.get_by_role("button", name="Lưu biên bản").click()
    expect(page.locator("article.doc")).to_contain_text(FIRST)


def test_a_mark_made_without_a_line_is_refused_in_words_and_made_when_it_returns(visit, held):
    page = visit("lan")
    page.goto(f"{held}/roll-call/start")
    row = page.locator("details.person", has_text="Vi Thị Yến")
    row.locator("summary").click()
    row.get_by_label("Vắng có lý do").check()
    row.get_by_label("Lý do vắng").fill("đi khám bệnh")
    page.context.set_offline(True)
    row.get_by_role("button", name="Lưu đồng chí này").click()

    expect(page.locator("#notice").get_by_text("Mất kết nối mạng")).to_be_in_viewport()
    page.context.set_offline(False)
    row.get_by_role("button", name="Lưu đồng chí này").click()

    expect(row.locator("summary .state")).to_contain_text("Vắng có lý do")


def test_a_line_that_only_looks_alive_is_told_and_the_form_waits(visit, minutes):
    page = visit("lan")
    page.goto(f"{minutes}/edit")
    page.route("**/*", lambda route: route.abort())  # navigator.onLine stays true
    first_box(page).fill(FIRST)
    expect(page.locator("#notice").get_by_text("Mất kết nối mạng")).to_be_visible(timeout=15_000)
    page.get_by_role("button", name="Lưu biên bản").click()
    expect(first_box(page)).to_have_value(FIRST)

    page.unroute("**/*")
    page.get_by_role("button", name="Lưu biên bản").click()
    expect(page.locator("article.doc")).to_contain_text(FIRST)


def test_sending_one_form_keeps_what_was_just_typed_in_another(visit, held):
    page = visit("lan")
    page.goto(f"{held}/conduct/wrap-up")
    conclusion = page.get_by_label("Kết luận chung của chủ trì")
    conclusion.fill(FIRST)
    page.get_by_role("button", name="Đã đọc lại và thông qua").click()

    expect(page.get_by_role("button", name="Bỏ đánh dấu")).to_be_visible()
    expect(conclusion).to_have_value(FIRST)
