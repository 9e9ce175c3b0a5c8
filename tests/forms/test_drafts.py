"""Text while it is typed, and text sent by somebody who was signed out meanwhile: neither is lost."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
import time_machine

from app import clock
from app.accounts import passwords
from app.accounts.models import Account
from app.extensions import db
from app.forms import services
from app.forms.models import TypingDraft
from app.forms.queries import saved_draft
from tests.accounts.conftest import PASSWORD, enter, token_on
from tests.world import NOON

TEXT = "Đồng chí Mến: nước về bản yếu <từ> tháng 10.\n" * 50
FROM_HERE = {"Origin": "http://localhost", "Referer": "http://localhost/meetings/7/minutes?part=2"}


@pytest.fixture
def door(app, noon, committed, monkeypatch):
    """A browser; `thang` has a password."""
    monkeypatch.setattr(passwords, "HASHER", passwords.CHEAP)
    with committed() as session:
        row = session.scalars(db.select(Account).where(Account.user_name == "thang")).one()
        row.password_hash = passwords.hash_of(PASSWORD)
    return app.test_client()


def drafts(session) -> dict[str, dict]:
    return {row.form_key: row.fields for row in session.scalars(db.select(TypingDraft))}


def test_what_is_typed_is_kept_under_ones_own_name_and_the_forms_key(as_user, committed, world):
    answer = as_user("thang").post(
        "/drafts/minutes:7", data={"text": TEXT, "part": ["1", "2"], "csrf_token": "x", "once": "y"}
    )

    assert (answer.status_code, answer.data) == (204, b"")
    with committed():
        kept = {"text": TEXT, "part": ["1", "2"]}
        assert saved_draft(world.accounts["thang"], "minutes:7") == kept
        assert saved_draft(world.accounts["lan"], "minutes:7") == {}


def test_the_later_text_takes_the_place_of_the_earlier(as_user, committed):
    client = as_user("thang")
    client.post("/drafts/minutes:7", data={"text": "one"})
    client.post("/drafts/minutes:7", data={"text": "two"})

    with committed() as session:
        assert drafts(session) == {"minutes:7": {"text": "two"}}


@pytest.mark.parametrize("key", ["UPPER", "a b", "x" * 121, "<script>", ":x", "kept"])
def test_an_odd_key_is_refused(as_user, key):
    assert as_user("thang").post(f"/drafts/{key}", data={"text": "x"}).status_code == 422


def test_minutes_of_a_long_evening_fit_and_more_does_not(as_user, committed):
    client = as_user("thang")

    assert client.post("/drafts/minutes:7", data={"text": "ộ" * 200_000}).status_code == 413
    assert client.post("/drafts/minutes:8", data={"text": "a" * (services.LARGEST + 1)}).status_code == 422
    assert client.post("/drafts/minutes:9", data={"text": "a" * 1_100_000}).status_code == 413
    assert client.post("/drafts/minutes:6", data={"text": "ộ" * 60_000}).status_code == 204


def test_a_password_is_never_part_of_a_draft(as_user, committed):
    as_user("thang").post("/drafts/minutes:7", data={"text": "x", "password": "secret", "new_password": "secret"})

    with committed() as session:
        assert drafts(session) == {"minutes:7": {"text": "x"}}


def test_one_account_keeps_a_limited_number_the_oldest_makes_room(db_session, world):
    for number in range(services.MOST + 5):
        with clock.set_to(NOON + timedelta(minutes=number)):
            services.save_draft(world.accounts["thang"], f"form:{number}", {"text": "x"})
            db_session.flush()

    keys = drafts(db_session).keys()
    assert len(keys) == services.MOST
    assert "form:0" not in keys
    assert f"form:{services.MOST + 4}" in keys


def test_a_sent_form_is_forgotten_and_old_drafts_are_swept(db_session, world):
    for number, key in enumerate(("sent", "old", "young")):
        with clock.set_to(NOON + timedelta(days=number)):
            services.save_draft(world.accounts["thang"], key, {"text": "x"})

    services.forget_draft(world.accounts["thang"], "sent")

    assert services.sweep(NOON + timedelta(days=2)) == 1
    assert drafts(db_session).keys() == {"young"}


def test_the_script_is_told_plainly_that_nobody_is_signed_in(app, door):
    token = token_on(door, "/sign-in")

    answer = door.post("/drafts/minutes:7", data={"text": "x"}, headers={"X-CSRFToken": token})

    assert (answer.status_code, answer.data) == (401, b"")


def test_the_script_of_a_lost_session_has_no_token_and_is_told_the_same(door):
    assert door.post("/drafts/minutes:7", data={"text": "x"}).status_code == 401


def kept_in(page: str) -> str:
    found = re.search(r'name="kept" value="([^"]+)"', page)
    assert found, "nothing is carried through the sign-in page"
    return found[1]


def send_signed_out(client, headers=FROM_HERE, **fields):
    return client.post(
        "/notifications/read-all", data={"csrf_token": "of a lost session", "text": TEXT} | fields, headers=headers
    )


def test_text_sent_after_the_session_was_lost_is_there_after_signing_in(door):
    """A plain form, no script at all."""
    asked = send_signed_out(door)
    assert asked.status_code == 401
    assert "Đồng chí đã bị đăng xuất" in asked.text

    answer = enter(door, kept=kept_in(asked.text))
    page = door.get(answer.location).text

    assert TEXT.strip().splitlines()[0].replace("<từ>", "&lt;từ&gt;") in page
    assert '<label for="o-1">Nội dung</label>' in page
    assert 'href="/meetings/7/minutes?part=2"' in page


def test_a_form_that_restores_its_text_is_opened_again_with_it(door, committed, world):
    asked = send_signed_out(door, draft="minutes:7")

    answer = enter(door, kept=kept_in(asked.text))

    assert answer.location == "/meetings/7/minutes?part=2"
    with committed():
        assert saved_draft(world.accounts["thang"], "minutes:7") == {"text": TEXT}


def test_a_wrong_password_in_between_loses_nothing(door):
    asked = send_signed_out(door)
    wrong = enter(door, password="wrong", kept=kept_in(asked.text))

    answer = enter(door, kept=kept_in(wrong.text))

    assert "nước về bản yếu" in door.get(answer.location).text


def test_a_sign_in_page_left_open_for_hours_loses_nothing(door):
    kept = kept_in(send_signed_out(door).text)

    stale = door.post(
        "/sign-in", data={"csrf_token": "stale", "user_name": "thang", "password": PASSWORD, "kept": kept}
    )

    assert stale.status_code == 400
    assert "mở đã lâu" in stale.text
    assert kept_in(stale.text) == kept


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null"])
def test_words_that_another_site_sends_along_are_not_carried_through_the_sign_in_page(door, origin):
    """A stranger lets the house seal words of his, and a page of his sends them here with somebody else's browser."""
    kept = kept_in(send_signed_out(door).text)

    for path in ("/sign-in", "/sign-in/factor"):
        page = door.post(path, data={"kept": kept}, headers={"Origin": origin})
        assert page.status_code == 400
        assert kept not in page.text


def test_setting_the_first_password_in_between_loses_nothing(door, committed):
    with committed() as session:
        row = session.scalars(db.select(Account).where(Account.user_name == "thang")).one()
        row.must_change_password = True
    kept = kept_in(send_signed_out(door).text)

    assert enter(door, kept=kept).location == "/account/password"
    token = token_on(door, "/account/password")
    new = "bốn con ngựa qua cầu"
    answer = door.post("/account/password", data={"csrf_token": token, "new_password": new, "new_password_again": new})

    assert answer.location == "/drafts/kept"


def test_the_kept_text_can_be_dropped(door):
    enter(door, kept=kept_in(send_signed_out(door).text))

    door.post("/drafts/kept/forget", data={"csrf_token": token_on(door, "/drafts/kept")})

    assert "Không có nội dung nào đang giữ" in door.get("/drafts/kept").text


def test_an_htmx_form_is_answered_with_a_sign_in_page_in_place_of_the_whole_page(door):
    asked = send_signed_out(door, headers=FROM_HERE | {"HX-Request": "true"})

    assert asked.status_code == 401
    assert (asked.headers["HX-Retarget"], asked.headers["HX-Reswap"]) == ("body", "innerHTML")
    answer = enter(door, kept=kept_in(asked.text))
    assert "nước về bản yếu" in door.get(answer.location).text


def test_a_part_that_refreshes_itself_never_leads_away_from_what_is_being_typed(door):
    answer = door.get("/notifications", headers={"HX-Request": "true"})

    assert answer.status_code == 401
    assert answer.headers["HX-Retarget"] == "#notice"
    assert "HX-Redirect" not in answer.headers


def test_a_boosted_link_leads_to_the_sign_in_page(door):
    answer = door.get("/notifications", headers={"HX-Request": "true", "HX-Boosted": "true"})

    assert answer.headers["HX-Redirect"].startswith("/sign-in")


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Referer": "http://evil.example/"}]
)
def test_a_foreign_page_cannot_put_words_into_somebodys_mouth(door, headers):
    asked = send_signed_out(door, headers=headers)

    assert asked.status_code == 401
    assert 'name="kept"' not in asked.text


@pytest.mark.parametrize("kept", ["forged", "eyJhIjoxfQ.x.y", "x" * 100_000])
def test_forged_words_are_left_at_the_door(door, kept):
    assert enter(door, kept=kept).location == "/"


def test_words_are_not_carried_for_more_than_a_day(door):
    kept = kept_in(send_signed_out(door).text)

    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25)):
        assert enter(door, kept=kept).location == "/"


def test_passwords_are_never_carried(door):
    asked = send_signed_out(door, password="secret-of-mine", text="")

    assert 'name="kept"' not in asked.text
    assert "secret-of-mine" not in asked.text


def test_more_than_a_million_letters_are_not_carried_and_nothing_breaks(door):
    body = urlencode({"text": "a" * 1_500_000})

    answer = door.post(
        "/notifications/read-all", data=body, headers=FROM_HERE, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 401
    assert 'name="kept"' not in answer.text


def test_a_page_from_before_signing_in_again_keeps_its_text_though_its_token_is_stale(door, committed, world):
    enter(door)

    refused = door.post(
        "/notifications/read-all", data={"csrf_token": "stale", "draft": "minutes:7", "text": TEXT}, headers=FROM_HERE
    )
    script = door.post("/drafts/minutes:8", data={"text": "more"}, headers=FROM_HERE | {"X-CSRFToken": "stale"})

    assert (refused.status_code, script.status_code) == (400, 400)
    assert "đã giữ lại" in refused.text
    with committed():
        assert saved_draft(world.accounts["thang"], "minutes:7") == {"text": TEXT}
        assert saved_draft(world.accounts["thang"], "minutes:8") == {"text": "more"}


def test_a_foreign_page_leaves_nothing_in_anybodys_drafts(door, committed):
    enter(door)
    for headers in ({}, {"Origin": "https://evil.example"}):
        answer = door.post("/drafts/minutes:7", data={"text": "planted"}, headers=headers)
        assert answer.status_code == 400

    with committed() as session:
        assert drafts(session) == {}


def test_an_odd_key_on_a_stale_page_keeps_nothing_and_still_shows_what_was_typed(door, committed):
    enter(door)

    refused = door.post(
        "/notifications/read-all", data={"csrf_token": "stale", "draft": "<odd>", "text": TEXT}, headers=FROM_HERE
    )

    assert refused.status_code == 400
    assert "nước về bản yếu" in refused.text
    with committed() as session:
        assert drafts(session) == {}
