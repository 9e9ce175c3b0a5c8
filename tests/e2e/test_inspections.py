"""A quarter of an inspector: plan, announce, the cell's report, findings, draft, comment, conclusion, remedy, re-check."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import expect

from app.extensions import db
from tests.e2e.conftest import DESK, PHONE
from tests.e2e.hands import press, render_papers
from tests.e2e.test_office import picture
from tests.sessions.conftest import make_meeting
from tests.world import NOON

# What was to be mended is looked at again in the quarter after: January 2027.
NEXT_QUARTER = NOON + timedelta(days=33)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_an_inspectors_quarter(visit, look, site, app: Flask, world, size):
    with app.app_context():
        make_meeting(world)
        db.session.commit()
    scripts = size is DESK
    tra, thang = (visit(who, size=size, scripts=scripts) for who in ("tra", "thang"))

    def shown(page, name: str) -> None:
        look(page)
        picture(page, f"inspection-{name}")

    tra.goto("/inspections")
    press(tra, "Lập cuộc kiểm tra")
    tra.get_by_label("Hạn chi bộ gửi báo cáo tự kiểm tra").fill("10/12/2026")
    tra.get_by_label("Đề cương, nội dung xem xét").fill("Sinh hoạt đúng ngày\nGhi biên bản, ra nghị quyết")
    shown(tra, "plan")
    press(tra, "Lưu, chọn chi bộ")
    tra.get_by_label("Chi bộ thôn Nà Mười").check()
    shown(tra, "cells")
    press(tra, "Lưu danh sách chi bộ")
    press(tra, "Đoàn kiểm tra")
    tra.get_by_label("Trưởng đoàn").select_option("Vũ Thị Trà")
    look(tra)
    press(tra, "Lưu đoàn")
    shown(tra, "planned")
    press(tra, "Ban hành quyết định, thông báo")
    tra.get_by_label("Người ký").select_option("Lê Văn Bình")
    look(tra)
    press(tra, "Ban hành")
    render_papers(app)
    campaign = tra.url

    thang.goto("/")
    press(thang, "Viết báo cáo")
    press(thang, "Viết báo cáo")
    thang.get_by_label("1. Sinh hoạt đúng ngày").fill("Chi bộ họp ngày 3 hằng tháng.")
    shown(thang, "report")
    press(thang, "Gửi báo cáo")
    shown(thang, "file-of-cell")

    tra.goto(campaign)
    press(tra, "Bắt đầu tiến hành")
    press(tra, "Mở hồ sơ")
    file = tra.url
    for kind, text in (("Hạn chế, khuyết điểm", "Tháng 10, 11 chưa sinh hoạt."), ("Ưu điểm", "Sổ ghi đủ.")):
        tra.get_by_role("link", name="Ghi nhận xét").nth(0 if kind.startswith("Hạn") else 1).click()
        tra.get_by_label(kind).check()
        tra.get_by_label("Nội dung", exact=True).fill(text)
        shown(tra, "finding")
        press(tra, "Lưu nhận xét")
    press(tra, "Ghi buổi làm việc")
    tra.get_by_label("Ngày làm việc").fill("02/12/2026")
    tra.get_by_label("Thành phần dự").fill("Đ/c Nông Văn Thắng, bí thư chi bộ")
    tra.get_by_label("Nội dung làm việc").fill("Chi bộ báo cáo; đoàn trao đổi.")
    look(tra)
    press(tra, "Lập biên bản, cấp số")
    press(tra, "Thêm việc phải khắc phục")
    tra.get_by_label("Việc phải khắc phục").fill("Sinh hoạt đúng ngày 3 hằng tháng")
    tra.get_by_label("Người chịu trách nhiệm").fill("Bí thư chi bộ")
    tra.get_by_label("Thời hạn").fill("10/01/2027")
    look(tra)
    press(tra, "Lưu")
    shown(tra, "file-of-team")
    tra.goto(campaign)
    press(tra, "Gửi dự thảo cho chi bộ góp ý")
    tra.get_by_label("Hạn góp ý dự thảo").fill("12/12/2026")
    press(tra, "Gửi dự thảo")

    thang.goto("/")
    press(thang, "Đọc, góp ý")
    press(thang, "Đọc, góp ý")
    thang.get_by_label("Thống nhất với dự thảo").check()
    shown(thang, "comment")
    press(thang, "Gửi ý kiến")

    tra.goto(campaign)
    press(tra, "Ban hành kết luận")
    tra.get_by_label("Người ký").select_option("Lê Văn Bình")
    tra.get_by_label("Đánh giá chung").fill("Nền nếp sinh hoạt từng bước được giữ.")
    shown(tra, "conclude")
    press(tra, "Ban hành kết luận")
    render_papers(app)
    lan = visit("lan", size=size, scripts=scripts)
    lan.goto(campaign)
    expect(lan.get_by_role("link", name="Thông báo kết luận số")).to_be_visible()
    shown(lan, "published")

    thang.goto(file)
    press(thang, "Báo cáo kết quả")
    thang.get_by_label("Kết quả khắc phục").fill("Tháng 12 đã họp đúng ngày 3.")
    press(thang, "Báo cáo kết quả")
    tra.goto(file)
    press(tra, "Xác nhận đã khắc phục")
    press(tra, "Xác nhận đã khắc phục")
    tra.goto(campaign)
    shown(tra, "concluded")
    with time_machine.travel(NEXT_QUARTER, tick=True):
        tra = visit("tra", size=size, scripts=scripts)
        tra.goto(campaign)
        press(tra, "Kiểm tra lại, kết thúc")
        press(tra, "Kết thúc cuộc này")
        expect(tra.get_by_role("heading", name="Đã kết thúc")).to_be_visible()
        look(tra)
