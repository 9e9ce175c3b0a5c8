"""The hall's screen, wide and on a phone."""

import pytest

from tests.e2e.conftest import DESK, PHONE
from tests.e2e.test_office import picture


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_hall_reads_what_is_under_discussion(visit, look, held, size):
    page = visit("thang", size=size, scripts=size is DESK)
    page.goto(f"{held}/conduct")
    page.get_by_role("link", name="Chiếu lên màn hình hội trường").click()
    page.get_by_role("heading", level=1).wait_for()
    look(page)
    picture(page, "screen")
