"""The office changes a secretary; both sign what is handed over."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from app import clock
from app.extensions import db
from tests.acts import actor_named
from tests.e2e.conftest import DESK, PHONE
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
