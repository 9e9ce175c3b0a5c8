"""Petitions in the browser: said by a member, taken in hand, merged, passed on and answered above, noted by the cell."""

from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import expect

from app import clock
from app.extensions import db
from app.petitions.models import Petition
from app.petitions.services import raise_petition, take_step
from app.petitions.services_said import Details, NewPetition, Said
from tests.acts import actor_named
from tests.e2e.conftest import DESK, PHONE
from tests.e2e.test_office import picture
from tests.world import NOON, World
from workflows.petition import Kind, SentTo

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
ROAD = "Đoạn đường từ ngã ba lên cụm 2 lầy lội, xe chở chè không vào được; đề nghị xã đổ bê tông khoảng 300 m."
SAME = "Đường từ ngã ba lên cụm 2 mưa là lầy lội, xe chở chè không vào được, đề nghị xã đổ bê tông."


@pytest.fixture
def some(app: Flask, world: World, site: str) -> dict[str, int]:
    """Of the own cell a hot one in hand and an opinion just raised; two of the same, of two cells, at the commune."""
    made = {}
    with app.app_context(), clock.set_to(NOON):

        def say(key: str, who: str, text: str, **more: object) -> None:
            me = actor_named(who)
            new = NewPetition(text=text, raised_by_id=me.person_id, **more)
            made[key] = raise_petition(new, cell_id=me.home_id, actor=me).id

        def take(key: str, who: str, **details: object) -> None:
            said = Said(details=Details(**details), deadline=date(2026, 12, 20))
            petition = db.session.get_one(Petition, made[key])
            take_step(petition, "accept", said, actor=actor_named(who))

        say("bridge", "khoa", "Ván cầu tạm qua suối cụm 3 mục gãy, trẻ em đi học rất nguy hiểm.", people=14)
        take("bridge", "thang", field="Hạ tầng", handler="Ban quản lý thôn", people=14, hot=True)
        say("mood", "huong", "Bà con phấn khởi vì trạm y tế có bác sĩ thường trực.", kind=Kind.OPINION)
        say("road", "khoa", ROAD, sent_to=SentTo.COMMITTEE, people=9)
        take("road", "hanh", field="Hạ tầng", people=9)
        say("same", "tham", SAME, sent_to=SentTo.COMMITTEE, people=5)
        db.session.commit()
    return made


@SIZES
def test_a_member_says_something_and_follows_it(visit, look, site, size):
    page = visit("lan", size=size, scripts=size is DESK)
    page.goto("/petitions")
    look(page)
    picture(page, "petitions-none")
    page.get_by_role("link", name="Gửi ý kiến").click()
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_role("alert")).to_contain_text("Ghi nội dung ý kiến.")
    look(page)
    picture(page, "petition-new")
    page.get_by_label("Nội dung ý kiến").fill(ROAD)
    page.get_by_label("Số người cùng nêu").fill("3")
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_role("status").filter(has_text="Đã ghi ý kiến.")).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text="Đ/c Triệu Thị Lan")).to_be_visible()
    look(page)
    picture(page, "petition-mine")


@SIZES
def test_a_secretary_takes_in_hand_and_answers(visit, look, some, size):
    page = visit("thang", size=size, scripts=size is DESK)
    page.goto("/")
    look(page)
    picture(page, "petitions-home")
    page.goto("/petitions")
    expect(page.get_by_role("listitem").filter(has_text="người nêu").first).to_contain_text("Nổi cộm")
    look(page)
    picture(page, "petitions-list")
    page.goto(f"/petitions/{some['mood']}")
    page.get_by_role("link", name="Tiếp nhận").click()
    look(page)
    picture(page, "petition-accept")
    page.get_by_role("button", name="Tiếp nhận").click()
    expect(page.get_by_role("link", name="Ghi nhận, kết thúc")).to_be_visible()
    page.goto(f"/petitions/{some['bridge']}")
    look(page)
    picture(page, "petition-in-hand")
    page.get_by_role("link", name="Chuyển lên cấp trên").click()
    look(page)
    picture(page, "petition-escalate")
    page.goto(f"/petitions/{some['bridge']}/steps/answer")
    page.get_by_label("Nội dung trả lời").fill("Chi bộ thay ván cầu trong tuần, phân công đ/c Khoa.")
    look(page)
    picture(page, "petition-answer")
    page.get_by_role("button", name="Trả lời").click()
    page.get_by_role("link", name="Chi bộ ghi nhận trả lời").click()
    look(page)
    picture(page, "petition-note")
    page.get_by_role("button", name="Chi bộ ghi nhận trả lời").click()
    expect(page.get_by_text("Đã kết thúc").first).to_be_visible()
    look(page)
    picture(page, "petition-closed")


@SIZES
def test_the_office_merges_what_says_the_same(visit, look, some, size):
    page = visit("hanh", size=size, scripts=size is DESK)
    page.goto("/petitions")
    look(page)
    picture(page, "petitions-office")
    page.goto(f"/petitions/{some['same']}/steps/accept")
    expect(page.get_by_text("Có ý kiến gần giống đang mở")).to_be_visible()
    look(page)
    picture(page, "petition-likely")
    page.get_by_role("link", name="Gộp với ý kiến trùng").click()
    page.get_by_label(ROAD[:40]).check()
    look(page)
    picture(page, "petition-merge")
    page.get_by_role("button", name="Gộp với ý kiến trùng").click()
    page.goto(f"/petitions/{some['road']}")
    expect(page.get_by_role("definition").filter(has_text="14")).to_be_visible()
    look(page)
    picture(page, "petition-office")
    page.get_by_role("link", name="Ghi trả lời của nơi ngoài hệ thống").click()
    look(page)
    picture(page, "petition-outside")


@SIZES
def test_what_is_said_in_a_meeting_becomes_a_petition_with_one_tap(visit, look, held, size):
    page = visit("lan", size=size)
    page.goto(f"{held}/conduct")
    page.get_by_role("link", name="Giữ vệ sinh môi trường").first.click()
    page.get_by_role("button", name="Khoa").first.click()
    page.get_by_role("link", name="Ghi cho Ma Đình Khoa").click()
    page.get_by_label("Nội dung").first.fill(SAME)
    page.get_by_role("button", name="Lưu ý kiến").click()
    look(page)
    picture(page, "speech-with-petition")
    page.get_by_role("link", name="Lập kiến nghị từ ý kiến của Ma Đình Khoa").click()
    expect(page.get_by_label("Nội dung ý kiến")).to_have_value(SAME)
    look(page)
    picture(page, "petition-of-speech")
    page.get_by_role("button", name="Lập kiến nghị").click()
    expect(page.get_by_role("status").filter(has_text="Đã ghi ý kiến.")).to_be_visible()
