"""A member answers a notice on a phone, the secretary reads the answers and finds them in the roll call."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from app import clock
from app.extensions import db
from tests.acts import actor_named
from tests.e2e.conftest import DESK, PHONE
from tests.e2e.test_office import picture
from tests.meetings import ready
from tests.world import NOON


@pytest.fixture
def convened(app: Flask, world, site) -> str:
    """The address of a convened meeting."""
    with app.app_context(), clock.set_to(NOON):
        meeting = ready.convened(actor_named)
        db.session.commit()
        return f"/meetings/{meeting.id}"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_member_answers_and_the_secretary_reads_it(visit, look, convened, size):
    member = visit("khoa", size=size, scripts=size is DESK)
    member.goto("/")
    look(member)
    picture(member, "answer-waits")
    member.get_by_role("link", name="Báo dự").first.click()
    member.get_by_label("Tôi xin vắng").check()
    member.get_by_role("button", name="Gửi câu trả lời").click()
    expect(member.get_by_role("alert")).to_contain_text("Ghi lý do xin vắng")
    look(member)
    member.get_by_label("Lý do, nếu xin vắng").fill("đưa mẹ đi viện")
    member.get_by_role("button", name="Gửi câu trả lời").click()
    expect(member.get_by_role("status").first).to_contain_text("Đã gửi lời xin vắng")
    member.get_by_label("Về nội dung").select_option(index=1)
    member.get_by_label("Ý kiến").fill("Đề nghị làm đường hoa trước Tết.")
    member.get_by_role("button", name="Gửi ý kiến").click()
    expect(member.get_by_role("button", name="Rút lại")).to_be_visible()
    look(member)
    picture(member, "answered")
    secretary = visit("thang", size=size)
    secretary.goto(convened)
    look(secretary)
    picture(secretary, "convened-with-answers")
    secretary.get_by_role("link", name="Ai dự, ai xin vắng, ai phát biểu").click()
    expect(secretary.get_by_text("đưa mẹ đi viện")).to_be_visible()
    look(secretary)
    picture(secretary, "answers")
