"""Pages of the office in a real browser: read on a phone and on a desk, used by keyboard and without scripts."""

import os
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app import clock
from app.accounts.models import Account
from app.accounts.queries import load_actor
from app.extensions import db
from app.organisations.models import Organisation
from app.rules.services import take_over
from app.tasks.services import NewTask, assign_task
from tests.e2e.conftest import DESK, PASSWORD, PHONE
from tests.meetings import ready
from tests.world import NOON
from workflows.rules import RuleSettings

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@pytest.fixture
def a_meeting_and_a_task(app: Flask, world) -> None:
    def actor_of(user_name: str):
        account = db.session.scalars(db.select(Account).where(Account.user_name == user_name)).one()
        return load_actor(account, clock.today(), "127.0.0.1")

    with app.app_context(), clock.set_to(NOON):
        thang = actor_of("thang")
        ready.convened(actor_of)
        new = NewTask(work="Vận động 4 hộ hiến đất", owner_id=world.people["khoa"], deadline=date(2026, 12, 25))
        assign_task(new, cell_id=world.cell, actor=thang, roles=thang.roles_in(world.cell))
        db.session.commit()


def picture(page: Page, name: str) -> None:
    """With NENNEP_PICTURES set to a folder, the page as it stands is kept there to be looked at."""
    if folder := os.environ.get("NENNEP_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}-{page.viewport_size['width']}.png", full_page=True)


@SIZES
def test_the_office_reads_what_a_merger_will_do_and_does_it(visit, look, a_meeting_and_a_task, size):
    page = visit("hanh", size=size, scripts=size is DESK)
    page.goto("/organisations/3/close")
    look(page)
    picture(page, "close")
    expect(page.get_by_role("region", name="Ghi xong thì")).to_contain_text("1 kỳ sinh hoạt chưa tổ chức bị hủy")
    page.get_by_label("Sáp nhập vào").select_option(label="CB02 – Chi bộ Trường Tiểu học Mường Lâm")
    page.get_by_role("button", name="Ghi kết thúc hoạt động").click()
    expect(page.get_by_role("status")).to_contain_text("Đã ghi kết thúc hoạt động")
    look(page)


@pytest.fixture
def a_lapsed_slip(app: Flask, world) -> None:
    with app.app_context():
        db.session.get_one(Organisation, world.commune).office_phone = "0209 3888 123"
        db.session.get_one(Organisation, world.organisations["XA2"]).dissolved_on = date(2026, 1, 1)
        lan = db.session.get_one(Account, world.accounts["lan"])
        lan.must_change_password, lan.slip_until = True, date(2026, 12, 1)
        db.session.commit()


@SIZES
def test_a_lapsed_slip_at_the_door_and_at_the_office(visit, look, a_lapsed_slip, size):
    member = visit(size=size, scripts=size is DESK)
    member.goto("/sign-in")
    member.get_by_label("Tên đăng nhập").fill("lan")
    member.get_by_label("Mật khẩu").fill(PASSWORD)
    member.get_by_role("button", name="Đăng nhập").click()
    expect(member.get_by_role("alert")).to_contain_text("chỉ dùng được đến hết ngày 01/12/2026")
    look(member)
    picture(member, "door")

    office = visit("hanh", size=size)
    office.goto("/accounts/organisations/3")
    look(office)
    picture(office, "accounts")
    office.get_by_role("button", name="Cấp phiếu mới cho nhóm này").click()
    expect(office.get_by_role("region", name="Phiếu của Triệu Thị Lan")).to_contain_text("Dùng đến hết ngày 01/01/2027")
    look(office)
    picture(office, "slips")


@SIZES
def test_the_office_takes_back_a_rule_set_to_come(visit, look, app: Flask, size):
    with app.app_context(), clock.set_to(NOON):
        hanh = load_actor(db.session.scalars(db.select(Account).where(Account.user_name == "hanh")).one(), NOON.date())
        commune = db.session.scalars(db.select(Organisation).where(Organisation.code == "XA")).one()
        row = take_over(commune, "Quy chế 05-QC/ĐU", RuleSettings().to_json(), from_on=date(2027, 1, 1), actor=hanh)
        db.session.commit()
        address = f"/rules/{row.id}"
    page = visit("hanh", size=size, scripts=size is DESK)
    page.goto(address)
    look(page)
    page.get_by_role("link", name="Xóa bộ quy định").click()
    look(page)
    picture(page, "remove-rules")
    page.get_by_role("button", name="Xóa bộ quy định").click()
    expect(page.get_by_role("status")).to_contain_text("Đã xóa bộ quy định")
