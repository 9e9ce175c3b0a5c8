"""The hall's screen, wide and on a phone."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESK, PHONE
from tests.e2e.test_office import picture


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_hall_reads_what_is_under_discussion(visit, look, held, size):
    page = visit("thang", size=size, scripts=size is DESK)
    page.goto(f"{held}/conduct")
    page.get_by_role("link", name="Chiếu lên màn hình hội trường").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1/4. Thời sự, văn bản của cấp trên")
    look(page)
    picture(page, "screen")
