"""The secretary copies half a page for those who were not there and ticks who was told."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from app import clock
from app.extensions import db
from tests.acts import actor_named
from tests.digests.test_digests import leave_two_out
from tests.e2e.conftest import DESK, PHONE
from tests.e2e.test_office import picture
from tests.sessions.conftest import LATER


@pytest.fixture
def over(app: Flask, world, held) -> str:
    with app.app_context(), clock.set_to(LATER):
        leave_two_out(int(held.rpartition("/")[2]), world, actor_named("thang"))
        db.session.commit()
    return held


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_secretary_tells_who_was_not_there(visit, look, over, size):
    page = visit("thang", size=size, scripts=size is DESK)
    page.goto(over)
    page.get_by_role("link", name="Báo người vắng").click()
    expect(page.get_by_label("Tóm tắt kỳ sinh hoạt")).to_contain_text("Dọn rác cụm 2")
    page.get_by_role("button", name="Đã báo").first.click()
    expect(page.get_by_role("heading", name="Đã báo 1/3 người vắng")).to_be_visible()
    look(page)
    picture(page, "digest")
