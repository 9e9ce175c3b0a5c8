"""A member looks back on the month, with a phone and at a desk; the secretary reads it."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESK, PHONE
from tests.e2e.test_office import picture


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_member_writes_the_month_and_the_secretary_reads_it(visit, look, site, size):
    member = visit("khoa", size=size, scripts=size is DESK)
    member.goto("/more")
    member.get_by_role("link", name="Tự kiểm điểm tháng").click()
    member.get_by_label("Việc đã làm trong tháng").fill("Thu gom rác cụm 2, vận động 3 hộ.")
    member.get_by_role("button", name="Lưu").click()
    expect(member.get_by_role("alert")).to_contain_text("Chọn mức tự nhận")
    expect(member.get_by_label("Việc đã làm trong tháng")).to_have_value("Thu gom rác cụm 2, vận động 3 hộ.")
    member.get_by_label("Hoàn thành tốt").check()
    member.get_by_role("button", name="Lưu").click()
    expect(member.get_by_role("status").first).to_contain_text("Đã lưu tự kiểm điểm")
    look(member)
    picture(member, "self-check")
    secretary = visit("thang", size=size)
    secretary.goto("/self-checks/cell")
    expect(secretary.get_by_text("Thu gom rác cụm 2")).to_be_visible()
    look(secretary)
    picture(secretary, "self-checks")
