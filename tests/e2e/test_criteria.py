"""An office drafts its criteria, sees what does not add up, mends it and puts the set in force."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESK, PHONE
from tests.e2e.test_office import picture


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_an_office_brings_its_own_criteria(visit, look, size):
    page = visit("hanh", size=size, scripts=size is DESK)
    page.goto("/criteria")
    look(page)
    picture(page, "criteria")
    page.get_by_role("link", name="Lập bộ tiêu chí").click()
    page.get_by_label("Tên bộ tiêu chí").fill("Bộ tiêu chí xã Mường Lâm")
    page.get_by_label("Áp dụng từ ngày").fill("01/01/2027")
    page.get_by_label("Bắt đầu từ").select_option(label="Bộ tiêu chí chấm điểm sinh hoạt chi bộ (HD42-phuong)")
    look(page)
    page.get_by_role("button", name="Lập bản thảo").click()
    page.get_by_role("button", name="Bỏ tiêu chí 2b").click()
    expect(page.get_by_text("Tổng điểm tối đa là 99")).to_be_visible()
    look(page)
    picture(page, "criteria-draft")
    page.get_by_role("link", name="Sửa tiêu chí 2a").click()
    look(page)
    picture(page, "criteria-row")
    page.get_by_label("Điểm tối đa", exact=True).fill("5")
    page.get_by_label("Thang điểm").fill("từ 90%: 5\ntừ 75%: 3\ncòn lại: 1")
    page.get_by_role("button", name="Lưu tiêu chí").click()
    page.get_by_role("link", name="Đưa vào áp dụng").click()
    look(page)
    page.get_by_role("button", name="Đưa vào áp dụng").click()
    expect(page.get_by_text("Đã đưa bộ tiêu chí vào áp dụng.")).to_be_visible()
    look(page)
