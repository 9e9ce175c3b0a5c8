"""A task made of what somebody said, and one that carries out a resolution of the commune."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from app.agendas.queries import items_of
from app.extensions import db
from app.meetings.models import Meeting
from app.sessions import services as sitting
from tests.acts import actor_named
from tests.e2e.conftest import DESK, PHONE
from tests.e2e.test_office import picture

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
SAID = "Tôi nhận vận động các hộ cụm 3 nạo vét mương trước mùa mưa."


@pytest.fixture
def item(app: Flask, world, held) -> str:
    """The item of a meeting under way to which Khoa said something."""
    with app.app_context():
        meeting = db.session.get_one(Meeting, int(held.rpartition("/")[2]))
        here, pen = items_of(meeting.id)[1], actor_named("lan")
        said = sitting.note_speaker(meeting, here, seen=0, actor=pen, person_id=world.people["khoa"])
        sitting.change_speech(meeting, said, SAID, version=said.version, actor=pen)
        db.session.commit()
        return f"{held}/conduct/items/{here.id}"


@SIZES
def test_a_speech_becomes_a_task(visit, look, item, size):
    page = visit("lan", size=size, scripts=size is DESK)
    page.goto(item)
    look(page)
    picture(page, "speech-buttons")
    page.get_by_role("link", name="Giao nhiệm vụ từ ý kiến của Ma Đình Khoa").click()
    expect(page.get_by_label("Việc phải làm")).to_have_value(SAID)
    page.get_by_role("button", name="Giao nhiệm vụ").click()
    expect(page.get_by_role("alert")).to_contain_text("Ghi thời hạn.")
    look(page)
    picture(page, "speech-task")
    page.get_by_label("Người thực hiện", exact=True).select_option("Ma Đình Khoa")
    page.get_by_label("Thời hạn").fill("25/12/2026")
    page.get_by_role("button", name="Giao nhiệm vụ").click()
    expect(page.get_by_role("status").filter(has_text="Đã giao nhiệm vụ.")).to_be_visible()


@SIZES
def test_the_office_enters_a_resolution_that_a_task_carries_out(visit, look, site, size):
    office = visit("hanh", size=size, scripts=size is DESK)
    office.goto("/commune-resolutions")
    look(office)
    office.get_by_role("link", name="Ghi nghị quyết").click()
    office.get_by_label("Số, ký hiệu").fill("05-NQ/ĐU")
    office.get_by_label("Ngày ban hành").fill("03/02/2026")
    office.get_by_label("Về việc gì").fill("phát triển kinh tế vườn, đồi giai đoạn 2026–2030")
    look(office)
    office.get_by_role("button", name="Ghi vào danh sách").click()

    page = visit("thang", size=size, scripts=size is DESK)
    page.goto("/tasks/new")
    page.get_by_label("Việc phải làm").fill("Vận động 6 hộ trồng 2 ha cam")
    page.get_by_label("Người thực hiện", exact=True).select_option("Ma Đình Khoa")
    page.get_by_label("Thời hạn").fill("25/12/2026")
    page.get_by_label("Thực hiện nghị quyết của cấp ủy").select_option(index=1)
    look(page)
    picture(page, "task-new")
    page.get_by_role("button", name="Giao nhiệm vụ").click()
    look(page)
    picture(page, "task-linked")
    page.goto("/tasks")
    look(page)
    page.get_by_role("link", name="Theo nghị quyết của cấp ủy").click()
    look(page)
    picture(page, "commune-resolutions")
    page.get_by_role("link", name="Nhiệm vụ theo nghị quyết số 05-NQ/ĐU").click()
    expect(page.get_by_text("Vận động 6 hộ trồng 2 ha cam", exact=True)).to_be_visible()
    look(page)
    picture(page, "tasks-of-resolution")
