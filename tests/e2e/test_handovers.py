"""The office changes a secretary; both sign what is handed over."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from app import clock
from app.extensions import db
from app.handovers.services import change_secretary
from app.members.models import Person
from app.organisations.models import Organisation
from tests.acts import actor_named
from tests.e2e.conftest import DESK, PASSWORD, PHONE
from tests.e2e.test_office import picture
from tests.handovers.test_handovers import fill
from tests.world import NOON


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_secretary_hands_over(visit, look, site, app: Flask, world, size):
    with app.app_context(), clock.set_to(NOON):
        fill(world, actor_named)
        db.session.commit()
    office = visit("hanh", size=size, scripts=size is DESK)
    office.goto(f"/organisations/{world.cell}")
    office.get_by_role("link", name="Thay bí thư, bàn giao").click()
    look(office)
    office.get_by_label("Bí thư mới").select_option("Hoàng Thị Mến")
    office.get_by_role("button", name="Thay bí thư").click()
    look(office)
    for who, button in (("thang", "Ký, tôi đã bàn giao"), ("men", "Ký, tôi đã nhận bàn giao")):
        page = visit(who, size=size, scripts=size is DESK)
        page.goto(office.url)
        look(page)
        picture(page, f"handover-{who}")
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("status").filter(has_text="Đã ký biên bản bàn giao.")).to_be_visible()
    look(page)
    picture(page, "handover-signed")
    page.goto("/handovers")
    look(page)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_office_stands_in_for_who_cannot_sign(visit, look, site, app: Flask, world, size):
    with app.app_context(), clock.set_to(NOON):
        fill(world, actor_named)
        cell, men = db.session.get_one(Organisation, world.cell), db.session.get_one(Person, world.people["men"])
        handover = change_secretary(cell, men, from_on=clock.today(), decision="", actor=actor_named("hanh"))
        handover_id = handover.id
        db.session.commit()
    taker = visit("men", size=size, scripts=size is DESK)
    taker.goto(f"/handovers/{handover_id}")
    taker.get_by_role("button", name="Ký, tôi đã nhận bàn giao").click()
    office = visit("hanh", size=size, scripts=size is DESK)
    office.goto(f"/handovers/{handover_id}")
    office.get_by_role("link", name="Xác nhận thay bên giao").click()
    office.get_by_label("Lý do bên giao không ký được").fill("Đồng chí từ trần ngày 12/11/2026.")
    office.get_by_label("Mật khẩu của đồng chí").fill("không phải")
    office.get_by_role("button", name="Xác nhận thay bên giao").click()
    look(office)
    picture(office, "handover-attest")
    expect(office.get_by_label("Lý do bên giao không ký được")).to_have_value("Đồng chí từ trần ngày 12/11/2026.")
    office.get_by_label("Mật khẩu của đồng chí").fill(PASSWORD)
    office.get_by_role("button", name="Xác nhận thay bên giao").click()
    expect(office.get_by_role("status").filter(has_text="Đã xác nhận thay bên giao.")).to_be_visible()
