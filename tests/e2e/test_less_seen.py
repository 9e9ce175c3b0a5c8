"""Pages that are seldom seen: invitations, working papers with other figures, kinds of matters, who stays away."""

from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import expect

from app import clock
from app.extensions import db
from app.meetings.services import create_meeting
from app.members.models import StatusKind, StatusPeriod
from app.organisations.models import Organisation
from app.sessions.models import Attendance, RollCall, Which
from tests.acts import actor_named
from tests.e2e.conftest import DESK, PHONE
from tests.e2e.test_office import picture
from tests.meetings import ready
from tests.world import NOON
from workflows.attendance import Mark, Standing
from workflows.meeting import Kind

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@pytest.fixture
def convened(app: Flask, world, site) -> str:
    """The address of a convened meeting; somebody was exempted since, and stayed away three times before."""
    with app.app_context(), clock.set_to(NOON):
        meeting = ready.convened(actor_named)
        meeting.model_meeting = True
        cell, khoa = db.session.get_one(Organisation, world.cell), world.people["khoa"]
        for month in (9, 10, 11):
            past = create_meeting(cell, Kind.REGULAR, date(2026, month, 1), actor=actor_named("thang"))
            call = RollCall(meeting_id=past.id, which=Which.START, stamped_at=NOON, closed_at=NOON)
            row = Attendance(
                meeting_id=past.id, person_id=khoa, standing=Standing.OFFICIAL, start_mark=Mark.UNEXCUSED
            )  # fmt: skip
            db.session.add_all([call, row])
        db.session.add(StatusPeriod(person_id=khoa, kind=StatusKind.EXEMPT, from_on=date(2026, 12, 2), reason="ốm"))
        db.session.commit()
        return f"/meetings/{meeting.id}"


@SIZES
def test_who_stays_away_is_read_where_one_looks_for_it(visit, look, convened, world, size):
    page = visit("thang", size=size)
    for path in ("/", f"/members?cell={world.cell}", f"/members/{world.people['khoa']}"):
        page.goto(path)
        look(page)
        picture(page, f"absent{path.replace('/', '-').partition('?')[0]}")
        expect(page.get_by_text("Vắng sinh hoạt không lý do 3 tháng trong năm.").first).to_be_visible()


@SIZES
def test_a_guest_is_invited_and_the_script_of_the_day_is_drawn_again(visit, look, convened, size):
    page = visit("thang", size=size, scripts=size is DESK)
    page.goto(convened)
    page.get_by_role("link", name="Mời đại biểu, khách dự").click()
    page.get_by_label("Chi bộ được mời").select_option(label="Chi bộ Trường Tiểu học Mường Lâm")
    page.get_by_role("button", name="Mời chi bộ này").click()
    expect(page.get_by_role("status")).to_contain_text("Đã mời Chi bộ Trường Tiểu học Mường Lâm")
    page.get_by_label("Họ tên đại biểu").fill("Tẩn A Sử")
    page.get_by_label("Chức vụ, đơn vị").fill("Bí thư Đoàn xã")
    look(page)
    picture(page, "invitations")
    page.get_by_role("button", name="Ban hành giấy mời").click()
    expect(page.get_by_role("link", name="Giấy mời đ/c Tẩn A Sử, Bí thư Đoàn xã")).to_be_visible()
    page.goto(convened)
    page.get_by_role("link", name="Lời dẫn điều hành").click()
    look(page)
    picture(page, "script")
    page.get_by_role("button", name="Tạo bản PDF theo số liệu mới").click()
    expect(page.get_by_text("Số liệu đã thay đổi")).to_have_count(0)


@SIZES
def test_a_vote_on_an_admission_says_what_it_needs(visit, look, held, size):
    page = visit("lan", size=size)
    page.goto(f"{held}/votes/about/resolution")
    page.locator("summary", has_text="Loại việc").click()
    page.get_by_label("Kết nạp đảng viên (từ hai phần ba)").check()
    expect(page.get_by_text("từ hai phần ba của")).to_be_visible()
    look(page)
    picture(page, "matter")


@SIZES
def test_dates_that_were_entered_wrong_are_put_right(visit, look, convened, world, size):
    page = visit("hanh", size=size)
    page.goto(f"/members/{world.people['khoa']}")
    look(page)
    picture(page, "person")
    page.get_by_role("link", name="Sửa miễn công tác").click()
    page.get_by_label("Từ ngày").fill("01/12/2026")
    look(page)
    picture(page, "correct")
    page.get_by_role("button", name="Lưu ngày đã sửa").click()
    expect(page.get_by_role("status")).to_contain_text("Đã sửa tình trạng")
    page.goto(f"/organisations/{world.cell}")
    look(page)
    picture(page, "organisation")
