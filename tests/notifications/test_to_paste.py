"""Every notice can be taken along to Zalo or into a message, as a text that is selectable without any script."""

import html
import re
from dataclasses import replace

import pytest

from app.notifications.services import notify
from tests.meetings import ready
from workflows.notices import Notice
from workflows.short import TWO_MESSAGES


def texts(page):
    return [html.unescape(text) for text in re.findall(r"<textarea[^>]* readonly>([^<]*)</textarea>", page.text)]


@pytest.fixture
def public(app, monkeypatch):
    monkeypatch.setitem(
        app.config, "SETTINGS", replace(app.config["SETTINGS"], public_url="https://nennep.muonglam.vn")
    )


def test_the_secretary_pastes_the_announcement_of_a_convened_meeting(made, as_user, public):
    meeting_id = made(ready.convened)
    for name in ("thang", "lan"):
        (text,) = texts(as_user(name).get(f"/meetings/{meeting_id}"))
        assert text.endswith(f" https://nennep.muonglam.vn/meetings/{meeting_id}")
        assert "19h30 ngày 03/12, tại Nhà văn hóa thôn Nà Mười." in text
        assert len(text) <= TWO_MESSAGES


def test_a_meeting_that_is_not_announced_has_nothing_to_paste(made, as_user):
    assert texts(as_user("thang").get(f"/meetings/{made(ready.submitted)}")) == []


def test_what_concerns_the_own_account_is_not_offered_to_be_passed_on(as_user, committed, world):
    with committed():
        notify([world.people["lan"]], Notice.NEW_DEVICE, "Đăng nhập trên một máy mới.", "/account/sessions")
    page = as_user("lan").get("/notifications")
    assert "Đăng nhập trên một máy mới." in page.text
    assert texts(page) == []


def test_each_notice_has_its_text_and_its_link(as_user, committed, world):
    with committed():
        notify([world.people["lan"]], Notice.TASK, "Nhiệm vụ được <gia hạn>: rà soát hộ nghèo", "/tasks/3")
        notify([world.people["lan"]], Notice.APPOINTED, "Đồng chí được phân công.")
    assert texts(as_user("lan").get("/notifications")) == [
        "Đồng chí được phân công.",
        "Nhiệm vụ được <gia hạn>: rà soát hộ nghèo http://localhost/tasks/3",
    ]
