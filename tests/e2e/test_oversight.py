"""Overseers by the month, their presence, strengthening members, model meetings of a year, visits: on both widths."""

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from playwright.sync_api import expect

from app import clock
from app.extensions import db
from app.visits.models import Visit
from tests.e2e.conftest import DESK, PHONE
from tests.e2e.test_office import SIZES, picture
from tests.members.test_strengthening import send
from tests.oversight.conftest import follow, meet
from tests.oversight.test_presence import committee
from tests.oversight.test_presence import held as held_in
from tests.sessions.conftest import EVENING
from tests.world import NOON
from workflows.meeting import State

BOTH = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@pytest.fixture
def clashing(app: Flask, world, site) -> None:
    """Two cells of one overseer meet on one evening."""
    with app.app_context(), clock.set_to(NOON):
        follow(world, "loc", world.other_cell)
        meet(world, world.cell, state=State.CONVENED)
        meet(world, world.other_cell, EVENING + timedelta(minutes=30))
        db.session.commit()


@SIZES
def test_the_office_suggests_an_hour_and_assigns_somebody_else(visit, look, clashing, size):
    page = visit("hanh", size=size, scripts=size is DESK)
    page.goto("/more")
    page.get_by_role("link", name="Phân công dự sinh hoạt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Phân công dự sinh hoạt tháng 12/2026")
    look(page)
    picture(page, "oversight")
    page.get_by_role("button", name="Gửi gợi ý tới chi bộ").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã gửi gợi ý tới 1 chi bộ")
    expect(page.get_by_text("Đã gửi 02/12/2026")).to_be_visible()
    page.get_by_role("link", name="Phân công người dự Chi bộ thôn Nà Mười").click()
    page.get_by_label("Tìm đồng chí khác theo tên").fill("bình")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_label("Lê Văn Bình").check()
    look(page)
    picture(page, "oversight-assign")
    page.get_by_role("button", name="Ghi phân công").click()
    expect(page.get_by_role("row", name=re.compile("^Chi bộ thôn Nà Mười"))).to_contain_text(
        "Lê Văn Bình riêng tháng này"
    )
    expect(page.get_by_role("heading", name="Trùng giờ")).to_have_count(0)
    look(page)


@BOTH
def test_what_overseers_read(visit, look, clashing, size):
    page = visit("loc", size=size)
    page.goto("/oversight/mine")
    expect(page.get_by_text("Đồng chí trùng giờ 2 kỳ sinh hoạt")).to_be_visible()
    look(page)
    picture(page, "oversight-mine")
    office = visit("hanh", size=size)
    office.goto("/oversight?month=12/2026")
    look(office)
    office.goto("/oversight/cells/3/assign?month=12/2026")
    look(office)


@BOTH
def test_presence_of_a_month_and_a_quarter(visit, look, app, world, site, size):
    with app.app_context(), clock.set_to(NOON):
        committee(world, held_in(world, world.cell, came="Nguyễn Hữu Lộc", person="loc"), 1, came=True)
        held_in(world, world.cell, date(2026, 11, 1))
        db.session.commit()
    page = visit("binh", size=size)
    page.goto("/oversight/presence?month=12/2026")
    look(page)
    picture(page, "presence")
    page.get_by_role("link", name="Xem cả quý").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đảng ủy viên dự sinh hoạt quý 4/2026")
    look(page)
    picture(page, "presence-quarter")


@BOTH
def test_members_are_sent_to_a_small_cell(visit, look, app, world, site, size):
    with app.app_context(), clock.set_to(NOON):
        send(world, "huong", world.other_cell)
        db.session.commit()
    page = visit("hanh", size=size)
    page.goto("/members/strengthening")
    look(page)
    picture(page, "strengthening")
    page.get_by_role("link", name="Cử tăng cường cho Chi bộ Trường Tiểu học Mường Lâm").click()
    page.get_by_label("Tìm đồng chí theo tên").fill("lan")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_label("Triệu Thị Lan").check()
    look(page)
    picture(page, "strengthen")
    page.get_by_role("button", name="Ghi cử tăng cường").click()
    expect(page.get_by_role("link", name="Đ/c Triệu Thị Lan", exact=True)).to_be_visible()
    page.goto("/members?cell=4")
    expect(page.get_by_text("Tăng cường 2, không tính vào đảng số.")).to_be_visible()
    look(page)


@BOTH
def test_the_plan_of_model_meetings(visit, look, app, world, site, size):
    page = visit("hanh", size=size)
    page.goto("/rotations/new")
    page.get_by_label("Tháng", exact=True).fill("12/2026")
    page.get_by_label("Chi bộ tổ chức").select_option(label="Chi bộ thôn Nà Mười")
    page.get_by_label("Nội dung, chuyên đề").fill("Xây dựng nông thôn mới nâng cao")
    page.get_by_label("Chi bộ Trường Tiểu học Mường Lâm").check()
    look(page)
    picture(page, "rotation-plan")
    page.get_by_role("button", name="Ghi kế hoạch").click()
    expect(page.get_by_text("Đến dự: Chi bộ Trường Tiểu học Mường Lâm.")).to_be_visible()
    look(page)
    picture(page, "rotations")
    page.get_by_role("link", name="Sửa").click()
    look(page)
    page.goto("/rotations/report?year=2026")
    look(page)
    picture(page, "rotation-report")


@BOTH
def test_a_visit_is_announced_and_written_down(visit, look, app, world, site, size):
    page = visit("hanh", size=size)
    page.goto("/visits/new")
    page.get_by_label("Họ tên").fill("Hoàng Văn Minh")
    page.get_by_label("Chức vụ, đơn vị").fill("Phó Bí thư Tỉnh ủy")
    page.get_by_label("Chi bộ", exact=True).select_option(label="Chi bộ thôn Nà Mười")
    look(page)
    picture(page, "visit-new")
    page.get_by_role("button", name="Ghi và báo chi bộ").click()
    expect(page.get_by_text("Đ/c Hoàng Văn Minh, Phó Bí thư Tỉnh ủy")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Sửa lịch").click()
    look(page)
    secretary = visit("thang", size=size)
    secretary.goto("/visits")
    secretary.get_by_role("link", name="Ghi kết quả").click()
    secretary.get_by_label("Có dự").check()
    secretary.get_by_label("Ý kiến tại buổi sinh hoạt").fill(
        "Chi bộ cần giao việc rõ người, rõ hạn.\nNhân rộng mô hình."
    )
    look(secretary)
    picture(secretary, "visit-record")
    secretary.get_by_role("button", name="Lưu kết quả").click()
    expect(secretary.get_by_text("Đã dự", exact=True)).to_be_visible()
    look(secretary)
    picture(secretary, "visits")


@BOTH
def test_guests_are_one_tap_at_the_sitting(visit, look, app, world, held, size):
    """`held` is the meeting under way of the conduct tests."""
    with app.app_context():
        db.session.add(
            Visit(cell_id=world.cell, month=date(2026, 12, 1), visitor="Hoàng Văn Minh", announced_at=NOON)
        )  # fmt: skip
        db.session.commit()
    page = visit("thang", size=size)
    page.goto(f"{held}/guests")
    look(page)
    picture(page, "sitting-guests")
    page.get_by_role("button", name="Ghi đ/c Hoàng Văn Minh có dự").click()
    expect(page.get_by_role("button", name="Bỏ Hoàng Văn Minh")).to_be_visible()
