"""A member checks in by the digits on the hall's screen, the recorder confirms: with a phone and at a desk."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESK, PHONE
from tests.e2e.test_office import picture


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_member_types_the_code_of_the_screen_and_is_confirmed(visit, look, held, size):
    scripts = size is DESK
    recorder = visit("lan", size=size, scripts=scripts)
    recorder.goto(f"{held}/roll-call/start")
    recorder.get_by_text("Đảng viên tự điểm danh bằng điện thoại").click()
    recorder.get_by_role("button", name="Mở tự điểm danh").click()
    look(recorder)
    recorder.get_by_role("link", name="Chiếu mã lên màn hình").click()
    digits = recorder.locator(".hall-digits").inner_text()
    look(recorder)
    picture(recorder, "screen-code")

    member = visit("khoa", size=size, scripts=scripts)
    member.goto("/check-in")
    member.get_by_label("Sáu chữ số").fill("12 34")
    member.get_by_role("button", name="Tôi có mặt").click()
    expect(member.get_by_role("alert").first).to_contain_text("Mã chưa đúng")
    look(member)
    picture(member, "check-in-wrong")
    member.get_by_label("Sáu chữ số").fill(digits)
    member.get_by_role("button", name="Tôi có mặt").click()
    expect(member.get_by_role("heading", name="Đã nhận, chờ xác nhận")).to_be_visible()
    look(member)
    picture(member, "check-in")

    recorder.goto(f"{held}/roll-call/start")
    expect(recorder.get_by_role("heading", name="Tự điểm danh: 1 đồng chí chờ xác nhận")).to_be_visible()
    picture(recorder, "arrivals")
    recorder.get_by_role("button", name="Xác nhận Ma Đình Khoa").click()
    expect(recorder.get_by_role("heading", name="Tự điểm danh: 0 đồng chí chờ xác nhận")).to_be_visible()
    recorder.get_by_role("link", name="Ghi có mặt bằng tay").click()
    recorder.get_by_label("Triệu Thị Lan").check()
    look(recorder)
    picture(recorder, "ticks")
    recorder.get_by_role("button", name="Ghi có mặt các đồng chí").click()
    expect(recorder.get_by_role("heading", name="Có mặt 2/21").first).to_be_visible()
    member.get_by_role("link", name="Xem lại").click()
    expect(member.get_by_role("heading", name="Đồng chí đã được ghi có mặt")).to_be_visible()


def test_the_recorder_sees_them_arrive_and_the_code_goes_on_paper(visit, look, held):
    recorder = visit("lan", size=DESK)
    recorder.goto(f"{held}/roll-call/start")
    recorder.get_by_text("Đảng viên tự điểm danh bằng điện thoại").click()
    recorder.get_by_role("button", name="In mã ra giấy").click()
    code = recorder.locator(".hall-digits").inner_text()
    look(recorder)
    picture(recorder, "printed-code")
    recorder.goto(f"{held}/roll-call/start")
    recorder.get_by_text("Đảng viên tự điểm danh bằng điện thoại").click()
    recorder.get_by_role("button", name="Mở tự điểm danh").click()
    member = visit("khoa")
    member.goto("/check-in")
    member.get_by_label("Sáu chữ số").fill(code)
    member.get_by_role("button", name="Tôi có mặt").click()
    # Nobody touches the recorder's page.
    expect(recorder.get_by_role("heading", name="Tự điểm danh: 1 đồng chí chờ xác nhận")).to_be_visible(timeout=12_000)
