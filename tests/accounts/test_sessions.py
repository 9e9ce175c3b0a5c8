"""Where somebody is signed in, who came in under their name, and what they are told of it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from app import clock
from app.accounts import services_sessions
from app.accounts.devices import UNKNOWN, in_words
from app.accounts.models import OpenSession, SignInAttempt
from app.accounts.queries_sessions import sessions_of
from app.audit.models import AuditEvent
from app.notifications.models import Letter, Notification
from tests.accounts.conftest import account, enter, token_on
from tests.reading import words
from tests.world import NOON

PHONE = (
    "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"
)
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126"
PAGE = "/account/sessions"


def on(user_agent, address="127.0.0.1"):
    return {"HTTP_USER_AGENT": user_agent, "REMOTE_ADDR": address}


def listed(committed, user_name="thang"):
    with committed():
        return [(row.id, row.device) for row in sessions_of(account(user_name).id)]


@pytest.mark.parametrize(
    ("user_agent", "said"),
    [
        (PHONE, "Chrome trên Android"),
        (DESK, "Edge trên Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Version/17.5 Safari/604.1",
            "Safari trên iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 13) AppleWebKit Chrome/120 Mobile Safari/537.36 Zalo android/12",
            "Zalo trên Android",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox trên Linux"),
        ("curl/8.5", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_a_browser_is_said_in_words_that_its_owner_recognises(user_agent, said):
    assert in_words(user_agent) == said


def test_each_machine_stands_in_the_list_with_its_place_and_this_one_is_marked(app, door):
    telephone = app.test_client()
    enter(telephone, environment=on(PHONE, "10.1.2.3"))
    enter(door, environment=on(DESK))

    page = words(door.get(PAGE))

    assert "Edge trên Windows Máy này" in page
    assert "Chrome trên Android" in page
    assert "10.1.2.3" in page
    assert page.count("Máy này") == 1


def test_in_the_history_an_address_says_on_a_telephone_that_it_is_one(door):
    enter(door)

    assert 'data-label="Địa chỉ mạng">127.0.0.1<' in door.get(PAGE).text


def test_one_machine_is_signed_out_and_the_others_stay(app, door, committed):
    telephone, elsewhere = app.test_client(), app.test_client()
    enter(telephone, environment=on(PHONE))
    enter(elsewhere)
    enter(door)
    [its_id] = [row_id for row_id, device in listed(committed) if device == "Chrome trên Android"]

    answer = door.post(f"{PAGE}/end-one", data={"csrf_token": token_on(door, PAGE), "session": its_id})

    assert answer.location == PAGE
    assert telephone.get("/account").location.startswith("/sign-in")
    assert elsewhere.get("/account").status_code == door.get("/account").status_code == 200
    assert its_id not in [row_id for row_id, _ in listed(committed)]
    with committed() as session:
        assert session.scalars(select(AuditEvent.event).order_by(AuditEvent.id.desc())).first() == "session_ended"


@pytest.mark.parametrize("who", ["lan", "tham", "hanh"])
def test_nobody_ends_a_session_of_somebody_else(app, door, committed, as_user, who):
    enter(app.test_client(), environment=on(PHONE))
    enter(door)
    ours = listed(committed)

    for session_id, _ in ours:
        assert as_user(who).post(f"{PAGE}/end-one", data={"session": session_id}).status_code == 404

    assert listed(committed) == ours
    assert door.get("/account").status_code == 200
    assert "Chrome trên Android" not in as_user(who).get(PAGE).text


@pytest.mark.parametrize("sent", [{}, {"session": ""}, {"session": "x"}, {"session": "999999"}])
def test_a_session_that_is_not_there_is_not_found(as_user, sent):
    assert as_user("thang").post(f"{PAGE}/end-one", data=sent).status_code == 404


def test_ending_all_others_leaves_this_one_alone_in_the_list(app, door, committed):
    enter(app.test_client(), environment=on(PHONE))
    enter(door)

    door.post(f"{PAGE}/end", data={"csrf_token": token_on(door, PAGE)})

    assert len(listed(committed)) == 1
    assert words(door.get(PAGE)).count("Máy này") == 1


def test_signing_out_takes_the_session_off_the_list(door, committed):
    enter(door)
    door.post("/sign-out", data={"csrf_token": token_on(door, "/account")})

    assert listed(committed) == []


def test_a_session_that_was_not_used_long_enough_is_not_listed(door, committed, app):
    enter(door)
    with clock.set_to(NOON + timedelta(minutes=129)):
        assert len(listed(committed)) == 1
    with clock.set_to(NOON + timedelta(minutes=131)):
        assert listed(committed) == []


@pytest.mark.any_engine
def test_idle_time_counts_from_the_last_page_and_the_cookie_is_sealed_anew_as_it_is_used(door):
    began = datetime.now(UTC)

    def asked(minutes: float):
        with time_machine.travel(began + timedelta(minutes=minutes), tick=False):
            return door.get("/notifications")

    with time_machine.travel(began, tick=False):
        enter(door)
    sealed = [bool(asked(minutes).headers.getlist("Set-Cookie")) for minutes in (0.5, 1, 9, 9.5)]

    assert sealed == [False, False, True, False]
    assert [asked(minutes).status_code for minutes in (128, 247, 368)] == [200, 200, 303]


def seen_at(committed):
    with committed() as session:
        return session.scalars(select(OpenSession.seen_at)).one()


@pytest.mark.each_engine
def test_last_used_is_written_every_ten_minutes_and_by_no_statement_between(door, committed, count_statements):
    enter(door)
    with clock.set_to(NOON + timedelta(minutes=9)), count_statements() as usual:
        assert door.get("/notifications").status_code == 200
    assert seen_at(committed) == NOON
    with clock.set_to(NOON + timedelta(minutes=11)):
        with count_statements() as later:
            assert door.get("/notifications").status_code == 200
        with count_statements() as again:
            assert door.get("/notifications").status_code == 200
    assert seen_at(committed) == NOON + timedelta(minutes=11)
    assert [len(usual), len(again)] == [len(later) - 1] * 2


def test_a_page_does_not_fail_because_its_time_could_not_be_noted(door, monkeypatch, committed):
    def busy():
        raise services_sessions.SQLAlchemyError("database is locked")

    enter(door)
    monkeypatch.setattr(services_sessions, "beginning_what_is_done_again", busy)
    with clock.set_to(NOON + timedelta(minutes=11)):
        assert door.get("/notifications").status_code == 200
    monkeypatch.undo()
    assert seen_at(committed) == NOON


def test_what_is_over_is_swept(door, committed):
    enter(door)
    with clock.set_to(NOON + timedelta(hours=13)), committed() as session:
        services_sessions.sweep()
        assert session.scalars(select(OpenSession.id)).all() == []


def told(committed):
    with committed() as session:
        return session.scalars(select(Notification.text).where(Notification.kind == "new_device")).all()


def test_the_first_machine_of_all_is_no_news_and_a_new_one_is(app, door, committed):
    enter(door, environment=on(DESK))
    assert told(committed) == []
    enter(app.test_client(), environment=on(PHONE, "10.1.2.3"))

    [text] = told(committed)

    assert all(part in text for part in ("Chrome trên Android", "09:00 ngày 02/12/2026", "10.1.2.3", "đổi mật khẩu"))


def test_on_a_known_machine_nobody_is_told_again(app, door, committed):
    enter(door)
    other = app.test_client()
    enter(other)
    for client in (door, other):
        client.post("/sign-out", data={"csrf_token": token_on(client, "/account")})
        enter(client)

    assert len(told(committed)) == 1


def test_a_wrong_password_on_a_new_machine_is_history_and_no_notice(app, door, committed):
    enter(door)
    enter(app.test_client(), password="wrong", environment=on(PHONE))

    assert told(committed) == []
    assert "Sai mật khẩu Chrome trên Android" in words(door.get(PAGE))


def test_the_notice_comes_by_mail_too(app, door, committed, post_office, with_address):
    with_address("thang")
    enter(door)
    enter(app.test_client())

    with committed() as session:
        assert len(session.scalars(select(Letter.id)).all()) == 1


def test_the_history_is_paged_and_only_ones_own(door, committed, as_user, world):
    with committed() as session:
        for number in range(120):
            session.add(
                SignInAttempt(
                    user_name="thang", account_id=world.accounts["thang"], address=f"10.0.0.{number}", at=NOON,
                    succeeded=False, device="Chrome trên Android",
                )
            )  # fmt: skip
    page = as_user("thang").get(f"{PAGE}/history?page=3").text

    assert "Trang 3/3" in page
    assert page.count("Sai mật khẩu</span>") == 20
    assert "Chưa có lần nào" in as_user("lan").get(f"{PAGE}/history").text


def test_a_wrong_password_asked_for_again_is_told_apart_from_one_at_the_door(door):
    enter(door)
    token = token_on(door, "/account/password")
    sent = {"csrf_token": token, "password": "wrong", "new_password": "x"}
    door.post("/account/password", data=sent, headers={"User-Agent": DESK})

    (told,) = re.findall(r"<tr[^>]*>(?:(?!<tr).)*Sai mật khẩu khi nhập lại.*?</tr>", door.get(f"{PAGE}/history").text)
    assert "Edge trên Windows" in told
