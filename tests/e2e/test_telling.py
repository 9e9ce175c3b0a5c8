"""How people are told: the page where each says so, texts to paste, the private calendar, and what the mail's keeper sees."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import expect

from app import clock
from app.extensions import db
from app.jobs.services import run_due_jobs
from app.notifications.services import notify
from tests.acts import actor_named
from tests.e2e.conftest import DESK, PHONE
from tests.e2e.test_office import picture
from tests.meetings import ready
from tests.world import NOON
from workflows.notices import Notice

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@pytest.fixture
def letters(app: Flask, post_office):
    """The letters that a worker has sent by now."""

    def go():
        with (
            app.app_context(),
            clock.set_to(NOON + timedelta(minutes=1)),
        ):  # the clock of the server's threads has gone on
            run_due_jobs()
        return post_office.received

    return go


@SIZES
def test_somebody_says_where_their_mail_goes_and_what_comes_by_it(visit, look, letters, size):
    page = visit("khoa", size=size, scripts=size is DESK)
    page.goto("/account")
    page.get_by_role("link", name="Chọn cách nhận thông báo").click()
    page.get_by_label("Địa chỉ thư").fill("khoa@thon")
    page.get_by_role("button", name="Gửi mã xác nhận").click()
    expect(page.get_by_role("alert")).to_contain_text("Địa chỉ thư chưa đúng")
    page.get_by_label("Địa chỉ thư").fill("ma.dinh.khoa.na.muoi@thu-dien-tu.example.vn")
    page.get_by_role("button", name="Gửi mã xác nhận").click()
    expect(page.get_by_role("status")).to_contain_text("Đã gửi mã xác nhận")
    look(page)
    picture(page, "notices-code")
    code = re.search(r"\b(\d{6})\b", letters()[-1].get_content())[1]
    page.get_by_label("Mã trong thư").fill(code)
    page.get_by_role("button", name="Xác nhận địa chỉ").click()
    expect(page.get_by_role("status")).to_contain_text("Từ nay thư được gửi đến")
    page.get_by_label("Công bố biên bản, nghị quyết").check()
    page.get_by_role("button", name="Lưu lựa chọn").click()
    expect(page.get_by_label("Công bố biên bản, nghị quyết")).to_be_checked()
    look(page)
    picture(page, "notices")
    page.get_by_role("button", name="Tạo đường dẫn lịch").click()
    look(page)
    picture(page, "feed")
    link = page.get_by_label("Đường dẫn", exact=True).input_value()
    assert page.request.get(link.replace("https://nennep.muonglam.vn", page.url.partition("/account")[0])).ok


@SIZES
def test_a_notice_is_taken_along_to_be_pasted(visit, look, app, world, site, size):
    with app.app_context(), clock.set_to(NOON):
        meeting = ready.convened(actor_named)
        db.session.commit()
        here = f"/meetings/{meeting.id}"
    page = visit("lan", size=size, scripts=size is DESK)
    for path in ("/notifications", here):
        page.goto(path)
        page.locator("summary", has_text="Chép để báo qua Zalo, tin nhắn").first.click()
        look(page)
        picture(page, f"paste{path.replace('/', '-')}")
        text = page.get_by_label("Lời báo kèm đường dẫn").first
        expect(text).to_have_value(re.compile(rf"{site}{here}$"))
        if page.scripts:
            page.get_by_role("button", name="Chép Lời báo kèm đường dẫn").first.click()
            expect(page.get_by_text("Đã chép, dán vào nơi cần gửi.").first).to_be_visible()


@SIZES
def test_the_office_enters_an_address_and_the_administrator_sends_again(
    visit, look, app, world, with_address, post_office, letters, size
):
    with_address("lan", "khoa")
    post_office.refusing["lan@example.vn"] = "550 5.1.1 The email account that you tried to reach does not exist"
    post_office.refusing["khoa@example.vn"] = "452 4.2.2 mailbox full"
    with app.app_context(), clock.set_to(NOON):
        notify([world.people["lan"], world.people["khoa"]], Notice.TASK, "Đồng chí được giao nhiệm vụ.", "/tasks")
        db.session.commit()
    letters()
    page = visit("quan", size=size, scripts=size is DESK)
    page.goto("/mail")
    look(page)
    picture(page, "mail")
    post_office.refusing.clear()
    page.get_by_role("button", name="Gửi lại cho Triệu Thị Lan").click()
    expect(page.get_by_role("status")).to_contain_text("Đang gửi lại thư này")
    assert [letter["To"] for letter in letters()] == ["lan@example.vn"]
    page = visit("hanh", size=size)
    page.goto(f"/accounts/people/{world.people['lan']}")
    page.get_by_label("Địa chỉ thư").fill("trieu.thi.lan@example.vn")
    page.get_by_role("button", name="Ghi địa chỉ, gửi mã").click()
    expect(page.get_by_text("Chờ xác nhận: trieu.thi.lan@example.vn")).to_be_visible()
    look(page)
    picture(page, "person-mail")


def test_without_a_server_the_pages_say_so(visit, look, site):
    for who, path in (("quan", "/mail"), ("lan", "/account/notices")):
        page = visit(who)
        page.goto(path)
        expect(page.get_by_text(re.compile("[Cc]hưa (được )?cài đặt")).first).to_be_visible()
        look(page)
        picture(page, f"no-server{path.replace('/', '-')}")
