"""Guidance in a browser: written, published, brought, read, corrected; by hand on a phone and at a desk."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from app.jobs.services import run_due_jobs
from tests.e2e.conftest import DESK, PHONE
from tests.e2e.test_office import picture
from tests.guidance.conftest import published

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@SIZES
def test_the_office_publishes_and_the_cell_finds_its_draft_ready(visit, look, site, app: Flask, size):
    office = visit("hanh", size=size, scripts=size is DESK)
    office.goto("/")
    office.get_by_role("link", name="Soạn văn bản").click()
    office.get_by_label("Tình hình").fill("Thu ngân sách đạt 94,5% kế hoạch.")
    office.get_by_label("Định hướng").fill("Gieo trồng cây vụ đông đúng lịch.")
    office.get_by_label("Nội dung cho mọi chi bộ").fill("Phòng, chống cháy rừng\nThu nộp đảng phí cuối năm")
    look(office)
    picture(office, "guidance-new")
    office.get_by_role("button", name="Lưu bản thảo").click()
    look(office)
    office.get_by_role("link", name="Ban hành").click()
    look(office)
    office.get_by_role("button", name="Ban hành").click()
    expect(office.get_by_text("Đã đến 0/2 chi bộ.")).to_be_visible()
    look(office)
    with app.app_context():
        run_due_jobs()
    if size is not DESK:
        office.reload()
    expect(office.get_by_text("Đã đến đủ 2 chi bộ.")).to_be_visible()
    picture(office, "guidance-published")

    secretary = visit("thang", size=size)
    secretary.goto("/guidance")
    look(secretary)
    secretary.get_by_role("link", name="Đọc Định hướng sinh hoạt chi bộ tháng 12/2026").click()
    expect(secretary.get_by_text("Đồng chí đã đọc lúc")).to_be_visible()
    look(secretary)
    secretary.get_by_role("link", name="Mở kỳ sinh hoạt tháng 12").click()
    expect(secretary.get_by_text("Phòng, chống cháy rừng", exact=True)).to_be_visible()
    look(secretary)
    picture(secretary, "guidance-meeting")

    office.get_by_role("link", name="Xem từng chi bộ").click()
    expect(office.get_by_role("heading", name="1/2 chi bộ đã đọc")).to_be_visible()
    look(office)


@SIZES
def test_the_office_corrects_and_withdraws(visit, look, site, app: Flask, size):
    with app.app_context():
        guidance_id = published().id
        run_due_jobs()
    office = visit("hanh", size=size)
    office.goto(f"/guidance/{guidance_id}")
    office.locator("summary", has_text="Việc khác").click()
    office.get_by_role("link", name="Đính chính").click()
    office.get_by_label("Nội dung cho mọi chi bộ").fill("Chăm lo Tết cho hộ nghèo")
    look(office)
    office.get_by_role("button", name="Đính chính").click()
    expect(office.get_by_text("Nêu lý do.").first).to_be_visible()
    look(office)
    office.get_by_label("Lý do đính chính").fill("Bổ sung việc Tết")
    office.get_by_role("button", name="Đính chính").click()
    expect(office.get_by_text("Bản đính chính lần 1")).to_be_visible()
    with app.app_context():
        run_due_jobs()
    office.goto(f"/guidance/{guidance_id}/steps/withdraw")
    office.get_by_label("Lý do thu hồi").fill("Ban hành nhầm")
    look(office)
    office.get_by_role("button", name="Thu hồi").click()
    expect(office.get_by_text("Văn bản không còn hiệu lực")).to_be_visible()
    look(office)
