"""An office's evaluation day over 103 cells: proposed, decided from one sorted list, and seen again in the year."""

import re

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import Update, select, update

from app import clock
from app.evaluations.models import ScoreLine, ScoreSheet
from app.extensions import db
from tests.commune import grow
from tests.e2e.conftest import DESK, PHONE
from tests.e2e.test_office import picture
from tests.evaluations.lists import handed_in_by
from tests.world import NOON

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


def verified_month(app: Flask, world, cells: int) -> None:
    """The cells' meetings of the month are verified, each with a few points less than the one before."""
    with app.app_context(), clock.set_to(NOON):
        for number, cell in enumerate(grow(world, cells, 1)):
            meeting = handed_in_by(cell.id, lost=number % 30, own_lost=max(0, number % 30 - 2))
            if number == 1:  # 12 points above its record: a sign
                db.session.execute(tasks_of(meeting.id).values(proposed=ScoreLine.self_points - 12))
        db.session.commit()


def tasks_of(meeting_id: int) -> Update:
    sheet = select(ScoreSheet.id).where(ScoreSheet.meeting_id == meeting_id).scalar_subquery()
    return update(ScoreLine).where(ScoreLine.sheet_id == sheet, ScoreLine.code == "7")


def decide(page, look, cells: int) -> None:
    page.goto("/evaluations")
    page.get_by_role("link", name="Xếp loại cả tháng").click()
    expect(page.locator("input[type=checkbox]")).to_have_count(cells)
    look(page)
    picture(page, f"day-{cells}")
    page.get_by_role("button", name="Trình Thường trực mức đề nghị").click()
    expect(page.get_by_text(f"Đã trình mức đề nghị của {cells} chi bộ.")).to_be_visible()
    page.get_by_label("Mức xếp loại của Chi bộ khu phố 1", exact=True).select_option("fair")
    page.get_by_label("Số văn bản của Đảng ủy").fill("15-TB/ĐU")
    page.get_by_label("Ngày văn bản").fill("02/12/2026")
    page.get_by_role("button", name="Ghi quyết định xếp loại").click()
    expect(page.get_by_text("Chi bộ khu phố 1: mức quyết định khác mức thẩm định").first).to_be_visible()
    look(page)
    page.get_by_label("Lý do").fill("Có vụ việc đang xem xét.")
    page.get_by_role("button", name="Ghi quyết định xếp loại").click(timeout=60_000)
    expect(page.get_by_text(f"Đã ghi xếp loại {cells} chi bộ.")).to_be_visible(timeout=60_000)
    expect(page.get_by_text(re.compile("văn bản số 15-TB/ĐU"))).to_have_count(cells)
    look(page)


@SIZES
def test_a_month_is_decided_from_one_list(visit, look, app, world, site, size):
    verified_month(app, world, 4)
    page = visit("hanh", size=size, scripts=size is DESK)
    decide(page, look, 4)
    page.goto("/evaluations/years")
    look(page)
    picture(page, "year")
    page.get_by_role("link", name="Chi bộ khu phố 1", exact=True).click()
    look(page)
    picture(page, "year-of-cell")
    page.goto("/evaluations")
    page.get_by_role("link", name="Điểm nên xem lại").click()
    expect(page.get_by_text("tự chấm cao hơn ghi nhận 12 điểm.")).to_be_visible()
    look(page)
    picture(page, "signs")


@pytest.mark.long
@pytest.mark.timeout(400)
def test_the_evaluation_day_of_a_commune_of_103_cells(visit, look, app, world, site):
    verified_month(app, world, 103)
    page = visit("hanh", size=DESK)
    decide(page, look, 103)
    page.goto("/evaluations/years?page=2")
    look(page)
    expect(page.get_by_text("Trang 2/4")).to_be_visible()
