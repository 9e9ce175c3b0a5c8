"""Through the real door: user name and password, tokens, cookies, waits."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine

from app import clock
from app.accounts import passwords, throttle
from app.accounts.models import Account, EndedSession, OneTimeSignIn, SignInAttempt
from app.accounts.services import WRONG, reset, sweep
from app.audit.models import AuditEvent
from app.extensions import db
from tests.accounts.conftest import PASSWORD, account, enter, token_on
from tests.world import NOON


def test_the_right_password_opens_the_house_and_is_written_down(door, committed):
    answer = enter(door)

    assert (answer.status_code, answer.location) == (303, "/")
    assert door.get("/account").status_code == 200
    with committed():
        assert account("thang").last_sign_in_at == NOON
        assert [e.event for e in db.session.scalars(db.select(AuditEvent))] == ["signed_in"]


@pytest.mark.each_engine
@pytest.mark.parametrize("typed", ["Thang", " thang ", "THẮNG", "Thắng"])
def test_capitals_spaces_and_diacritics_of_a_phone_do_not_matter_in_the_user_name(door, typed):
    assert enter(door, user_name=typed).status_code == 303


@pytest.mark.parametrize(
    ("user_name", "password"),
    [("nobody", PASSWORD), ("thang", "wrong"), ("thang", ""), ("", ""), ("thang", PASSWORD.upper())],
)
def test_every_way_to_be_wrong_gets_the_same_sentence(door, user_name, password):
    answer = enter(door, user_name=user_name, password=password)

    assert answer.status_code == 422
    assert WRONG in answer.text
    assert door.get("/account").status_code == 303


def test_a_closed_account_is_refused_like_an_unknown_one(door, committed):
    with committed():
        account("thang").closed_at = NOON

    answer = enter(door)

    assert (answer.status_code, WRONG in answer.text) == (422, True)


def test_unknown_names_cost_as_much_work_as_known_ones(door, monkeypatch):
    looked_at = []
    monkeypatch.setattr(passwords, "_verify", lambda kept, password: looked_at.append(password) or False)

    enter(door, user_name="nobody", password="one")
    enter(door, user_name="thang", password="two")

    assert looked_at == ["one", "one", "two", "two"]


def test_the_password_is_never_shown_again_nor_kept(door, committed):
    answer = enter(door, user_name="my secret typed here", password="and-here-too")

    assert "and-here-too" not in answer.text
    with committed():
        attempt = db.session.scalars(db.select(SignInAttempt)).one()
        assert "secret" not in attempt.user_name


def test_after_five_failures_one_waits_even_with_the_right_password(door):
    for _ in range(throttle.FREE_FAILURES):
        assert enter(door, password="wrong").status_code == 422

    answer = enter(door)

    assert answer.status_code == 429
    assert "Chờ 1 phút" in answer.text


def test_after_the_wait_the_right_password_opens_and_forgives(door):
    for _ in range(throttle.FREE_FAILURES):
        enter(door, password="wrong")

    with clock.set_to(NOON + timedelta(minutes=1, seconds=1)):
        assert enter(door).status_code == 303
        door.post("/sign-out", data={"csrf_token": token_on(door, "/account")})
        assert enter(door, password="wrong").status_code == 422


@pytest.mark.parametrize(("failures", "minutes"), [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 15), (500, 15)])
def test_the_wait_grows_to_a_quarter_of_an_hour(failures, minutes):
    assert throttle.wait_after(failures) == timedelta(minutes=minutes)


def test_tries_during_the_wait_do_not_lengthen_it(door):
    for _ in range(throttle.FREE_FAILURES + 3):
        enter(door, password="wrong")

    with clock.set_to(NOON + timedelta(minutes=1, seconds=1)):
        assert enter(door).status_code == 303


def test_an_unknown_name_waits_as_a_known_one_does(door):
    answers = [enter(door, user_name="nobody", password="x").status_code for _ in range(throttle.FREE_FAILURES + 1)]

    assert answers == [422] * throttle.FREE_FAILURES + [429]


def test_one_name_waiting_does_not_keep_the_others_of_the_commune_out(door):
    for _ in range(throttle.FREE_FAILURES + 1):
        enter(door, user_name="nobody", password="x")

    assert enter(door).status_code == 303


def test_a_hundred_failures_from_one_address_make_it_wait_and_only_it(door, committed):
    with committed() as session:
        for number in range(throttle.FAILURES_PER_ADDRESS):
            session.add(
                SignInAttempt(user_name=f"?{number}", address="10.0.0.1", at=NOON, succeeded=False, counts=True)
            )

    assert enter(door, environment={"REMOTE_ADDR": "10.0.0.1"}).status_code == 429
    assert enter(door, environment={"REMOTE_ADDR": "10.0.0.2"}).status_code == 303


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil",
    ],
)
def test_signing_in_never_leads_to_another_house(door, elsewhere):
    answer = enter(door, next=elsewhere)

    assert answer.location == "/"
    assert door.get("/sign-in", query_string={"next": elsewhere}).location == "/"


def test_signing_in_leads_back_to_the_page_that_was_asked_for(door):
    asked = door.get("/notifications?page=2")

    assert asked.location == "/sign-in?next=/notifications?page%3D2"
    assert 'value="/notifications?page=2"' in door.get(asked.location).text
    assert enter(door, next="/notifications?page=2").location == "/notifications?page=2"


def test_nothing_of_the_session_before_signing_in_is_taken_over(door):
    with door.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"

    enter(door)

    with door.session_transaction() as cookie:
        assert "planted" not in cookie


def test_the_cookie_is_kept_from_scripts_and_other_sites(door):
    cookie = enter(door).headers["Set-Cookie"]

    assert all(flag in cookie for flag in ("HttpOnly", "SameSite=Lax", "Expires="))


def test_over_https_the_cookie_stays_on_https(door, app, monkeypatch):
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)

    answer = enter(door)

    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"]


def test_every_answer_bears_the_security_headers(door):
    headers = door.get("/sign-in").headers

    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_a_session_ends_after_twelve_hours_however_busy(door):
    enter(door)

    with clock.set_to(NOON + timedelta(hours=12, minutes=1)):
        assert door.get("/account").status_code == 303


def test_closing_the_account_ends_its_sessions(door, committed):
    enter(door)
    with committed():
        account("thang").closed_at = NOON

    assert door.get("/account").location.startswith("/sign-in")


def test_signing_out_ends_the_session(door):
    enter(door)

    answer = door.post("/sign-out", data={"csrf_token": token_on(door, "/account")})

    assert answer.location == "/sign-in"
    assert "đã đăng xuất" in door.get("/sign-in").text
    assert door.get("/account").status_code == 303


def copy_of(app, door):
    """Another browser with the cookie of this one."""
    thief = app.test_client()
    thief.set_cookie("nennep", door.get_cookie("nennep").value)
    return thief


def sign_out(client):
    return client.post("/sign-out", data={"csrf_token": token_on(client, "/account")})


def test_a_copied_cookie_opens_nothing_once_its_session_was_signed_out(app, door):
    telephone = app.test_client()
    enter(telephone)
    enter(door)
    thief = copy_of(app, door)
    assert thief.get("/account").status_code == 200

    sign_out(door)

    assert thief.get("/account").location.startswith("/sign-in")
    assert telephone.get("/account").status_code == 200


def test_signing_out_of_a_session_without_a_name_ends_all(app, door):
    """Cookies of before sessions had names."""
    enter(door)
    with door.session_transaction() as cookie:
        del cookie["sid"]
    thief = copy_of(app, door)

    sign_out(door)

    assert thief.get("/account").location.startswith("/sign-in")


def test_what_is_known_of_ended_sessions_is_kept_as_long_as_one_could_last(door, committed):
    enter(door)
    sign_out(door)
    for hours, left in ((12, 1), (13, 0)):
        with clock.set_to(NOON + timedelta(hours=hours)), committed() as session:
            sweep(NOON - timedelta(days=365))
            assert len(session.scalars(db.select(EndedSession.session)).all()) == left


def kept_out(client):
    """A stranger fails under the name until he waits."""
    for _ in range(throttle.FREE_FAILURES):
        enter(client, password="wrong")
    assert enter(client).status_code == 429


def test_a_stranger_who_knows_the_name_keeps_its_owner_waiting_only_where_she_never_was(app, door):
    enter(door)
    sign_out(door)

    kept_out(app.test_client())

    assert enter(door).status_code == 303
    assert enter(app.test_client()).status_code == 429, "what the owner did forgives nothing to strangers"


def test_on_a_known_device_one_waits_after_five_failures_too(app, door, committed):
    enter(door)
    sign_out(door)

    kept_out(door)

    assert enter(app.test_client()).status_code == 303
    with committed():
        reset(account("thang"), passwords.hash_of(PASSWORD), NOON.date())
    assert enter(door).status_code == 303


def test_a_device_knows_only_those_who_came_in_on_it(app, door, committed):
    with committed():
        account("lan").password_hash = passwords.hash_of(PASSWORD)
    enter(door, user_name="lan")
    sign_out(door)

    kept_out(app.test_client())

    assert enter(door).status_code == 429


@pytest.mark.parametrize("cookie", ["", "x", "WyJhIixbMV1d.aaaaaa.bbbbbb"])
def test_a_cookie_that_is_not_ours_makes_no_device_known(app, door, cookie):
    kept_out(app.test_client())
    door.set_cookie("nennep_device", cookie, path="/sign-in")

    assert enter(door).status_code == 429


def test_the_cookie_of_a_device_goes_to_the_door_only(door):
    cookies = enter(door).headers.getlist("Set-Cookie")

    [of_device] = [cookie for cookie in cookies if cookie.startswith("nennep_device=")]
    assert all(flag in of_device for flag in ("HttpOnly", "SameSite=Lax", "Path=/sign-in", "Max-Age="))


def test_a_hash_of_older_parameters_is_made_anew_at_the_next_sign_in(door, committed):
    with committed():
        older = passwords.PasswordHasher(time_cost=1, memory_cost=16, parallelism=1)
        account("thang").password_hash = older.hash(PASSWORD)

    assert enter(door).status_code == 303
    with committed():
        assert not passwords.is_outdated(account("thang").password_hash)


@pytest.mark.parametrize("room", ["accounts", "access", "forms", "notifications"])
def test_every_form_of_the_room_needs_its_token(app, door, committed, room):
    with committed() as session:
        # Whoever is let in by permission: the token is asked for before that.
        session.execute(db.update(Account).values(password_hash=passwords.hash_of(PASSWORD)))
    enter(door, user_name="hanh")
    rules = [
        rule for rule in app.url_map.iter_rules() if "POST" in rule.methods and rule.endpoint.startswith(f"{room}.")
    ]
    posts = [re.sub("<[^>]+>", "1", rule.rule) for rule in rules]

    assert posts
    assert {path: door.post(path, data={"password": "x"}).status_code for path in posts} == dict.fromkeys(posts, 400)


def test_guesses_sent_all_at_once_are_counted_one_after_the_other(app, door, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)

    def guess(number: int) -> int:
        fields = {"user_name": "thang", "password": f"guess {number}"}
        return app.test_client().post("/sign-in", data=fields).status_code

    with time_machine.travel(NOON, tick=False), ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(12)))

    assert sorted(answers) == [422] * throttle.FREE_FAILURES + [429] * (12 - throttle.FREE_FAILURES)


def test_old_attempts_and_codes_are_swept_and_young_ones_stay(db_session, world):
    for age in (1, 400):
        at = NOON - timedelta(days=age)
        db_session.add(SignInAttempt(user_name="thang", address="x", at=at, succeeded=True))
        db_session.add(
            OneTimeSignIn(account_id=world.accounts["thang"], code_hash=str(age), issued_by_id=world.accounts["men"], issued_at=at, expires_at=at)
        )  # fmt: skip

    sweep(NOON - timedelta(days=365))

    assert db_session.scalars(db.select(SignInAttempt.at)).all() == [NOON - timedelta(days=1)]
    assert db_session.scalars(db.select(OneTimeSignIn.code_hash)).all() == ["1"]
