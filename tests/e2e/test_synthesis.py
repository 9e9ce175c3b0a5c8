"""The office reads the month of the commune on both widths, and goes from a figure to its meeting."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from app import clock
from app.extensions import db
from tests.e2e.conftest import DESK, PHONE
from tests.e2e.test_office import picture
from tests.reports.test_synthesis import evaluated
from tests.world import NOON


@pytest.fixture
def month(app: Flask, world, site) -> None:
    with app.app_context(), clock.set_to(NOON):
        evaluated(world)
        db.session.commit()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_office_reads_the_month(visit, look, month, size):
    page = visit("hanh", size=size, scripts=size is DESK)
    page.goto("/more")
    page.get_by_role("link", name="Tổng hợp tháng").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tổng hợp sinh hoạt chi bộ tháng")
    page.goto(page.url.partition("?")[0] + "?month=12/2026")
    look(page)
    picture(page, "synthesis")
    page.get_by_role("link", name="Chi bộ thôn Nà Mười").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("tháng 12/2026")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_office_issues_the_report(visit, look, month, size):
    page = visit("hanh", size=size, scripts=size is DESK)
    page.goto("/synthesis?month=12/2026")
    page.get_by_role("link", name="Ban hành báo cáo").click()
    page.get_by_label("Nhận xét, phân công").fill("Giao đảng ủy viên phụ trách dự kỳ sau.")
    look(page)
    picture(page, "synthesis-issue")
    page.get_by_role("button", name="Ban hành").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã ban hành báo cáo")
    expect(page.get_by_text("01-BC/")).to_be_visible()
    look(page)
    picture(page, "synthesis-issued")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_office_tells_when_the_cells_meet(visit, look, month, size):
    page = visit("hanh", size=size, scripts=size is DESK)
    page.goto("/more")
    page.get_by_role("link", name="Lịch sinh hoạt").click()
    page.goto(page.url.partition("?")[0] + "?month=12/2026")
    expect(page.get_by_text("1/2 chi bộ đã ghi ngày, giờ")).to_be_visible()
    look(page)
    picture(page, "schedule")
    page.get_by_role("link", name="Ban hành thông báo").click()
    page.get_by_label("Ghi thêm trên thông báo").fill("Các chi bộ chuẩn bị hội trường trước 15 phút.")
    look(page)
    page.get_by_role("button", name="Ban hành").click()
    expect(page.get_by_text("01-TB/")).to_be_visible()
    look(page)
    picture(page, "schedule-issued")
