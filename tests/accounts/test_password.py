"""Passwords: which are good enough, how they are set, what ends when they are."""

import math

import pytest

from app.accounts import passwords, throttle
from app.accounts.syllables import SYLLABLES
from tests.accounts.conftest import PASSWORD, account, enter, token_on

NEW = "bốn con ngựa qua cầu"


def set_password(client, new=NEW, again=None, current=PASSWORD):
    token = token_on(client, "/account/password")
    fields = {"csrf_token": token, "password": current, "new_password": new, "new_password_again": again or new}
    return client.post("/account/password", data=fields)


@pytest.mark.parametrize(
    "password",
    [
        "",
        "ngắn",
        "thang.nv",
        "Thang.NV 2026",
        "1234567890",
        "0912345678",
        "19/05/1890",
        "aaaaaaaaaaaa",
        "abababababab",
        "matkhau2026",
        "Mật khẩu 123!",
        "dangcongsanvietnam",
        "Chi bộ 2026",
        "Nền Nếp chi bộ mật khẩu 1!",
        "thang.nv matkhau 2026",
        "qwerty12345",
        "Password!2345678",
        "dragon2031-88",
        "x" * 201,
    ],
)
def test_weak_passwords_are_refused_with_what_to_do(password):
    assert passwords.problem_with(password, "thang.nv")


@pytest.mark.parametrize("password", [NEW, PASSWORD, "rau muống luộc chấm mắm", "Xk7#pQ2m!z", "correct horse battery"])
def test_good_passwords_and_sentences_pass(password):
    assert passwords.problem_with(password, "thang.nv") is None


def test_three_thousand_that_people_take_most_are_refused():
    """Of those that are long enough and not of digits alone, which no list is needed for."""
    taken = [one for one in passwords.COMMON_ELSEWHERE.read_text().splitlines() if not one.startswith("#")]

    assert len(taken) > 8000
    assert [one for one in taken[::50] if passwords.problem_with(one, "thang.nv") is None] == []


def test_what_is_longer_than_a_password_may_be_is_none_whatever_it_begins_with():
    kept = passwords.hash_of("x" * passwords.LONGEST)

    assert passwords.matches(kept, "x" * passwords.LONGEST)
    assert not passwords.matches(kept, "x" * passwords.LONGEST + "y")


def test_a_password_on_a_slip_is_easy_to_type_and_hard_to_guess():
    bits = passwords.SYLLABLES_ON_A_SLIP * math.log2(len(SYLLABLES)) + 2 * math.log2(len(passwords.DIGITS_ON_A_SLIP))

    assert bits >= 40
    assert all(word.isascii() and word.isalpha() and word.islower() and len(word) <= 7 for word in SYLLABLES)
    assert len({passwords.readable_password() for _ in range(200)}) == 200
    assert passwords.problem_with(passwords.readable_password(), "thang.nv") is None


@pytest.mark.parametrize(
    "typed", ["tan-long-mai-hoa-47", "Tan long mai hoa 47", "tanlongmaihoa47 ", "TAN-LONG-MAI-HOA-47"]
)
def test_capitals_hyphens_and_spaces_do_not_matter_in_the_password_of_a_slip(typed):
    assert passwords.matches(passwords.hash_for_slip("tan-long-mai-hoa-47"), typed)


def test_in_a_password_of_ones_own_every_sign_matters():
    assert not passwords.matches(passwords.hash_of(NEW), NEW.upper())


@pytest.mark.parametrize("typed", [NEW, "tan-long-mai-hoa-47", "không phải"])
@pytest.mark.parametrize("whose", ["own", "slip", "closed", "nobody"])
def test_each_try_costs_the_same_work_whosever_the_name_is(monkeypatch, whose, typed):
    """The time of an answer would tell who is there, and who has never come in yet."""
    monkeypatch.undo()  # the work of an installation
    did: list[str] = []
    kept = {"own": passwords.hash_of(NEW), "slip": passwords.hash_for_slip(NEW), "closed": passwords.NOTHING}
    monkeypatch.setattr(passwords, "_hash_of_nobody", lambda hasher: hasher.hash("x"))
    monkeypatch.setattr(passwords, "_verify", lambda hashed, _: did.append(hashed.split("$")[3]) or False)
    if whose == "nobody":
        passwords.matches_nobody(typed)
    else:
        passwords.matches(kept[whose], typed)

    made = (passwords.HASHER, passwords.SLIP_HASHER)
    assert did == [f"m={one.memory_cost},t={one.time_cost},p={one.parallelism}" for one in made]


def test_the_parameters_in_use_are_not_the_cheap_ones_of_tests(monkeypatch):
    monkeypatch.undo()

    assert passwords.HASHER.memory_cost >= 19 * 1024
    assert passwords.HASHER.hash("x").startswith("$argon2id$")


def test_who_comes_from_a_slip_sets_a_password_first_and_then_goes_on(door, committed):
    with committed():
        account("thang").must_change_password = True
        account("thang").password_hash = passwords.hash_for_slip("tan-long-mai-hoa-47")

    answer = enter(door, password="Tan Long Mai Hoa 47", next="/notifications")
    assert answer.location == "/account/password"
    assert door.get("/account").location == "/account/password"
    assert door.get("/notifications").location == "/account/password"
    assert "Mật khẩu đang dùng" not in door.get("/account/password").text

    assert set_password(door).location == "/notifications"
    assert door.get("/notifications").status_code == 200
    door.post("/sign-out", data={"csrf_token": token_on(door, "/account")})
    assert enter(door, password="tan-long-mai-hoa-47").status_code == 422
    assert enter(door, password=NEW).status_code == 303


def test_the_password_of_the_slip_is_no_password_of_ones_own(door, committed):
    with committed():
        account("thang").must_change_password = True
        account("thang").password_hash = passwords.hash_for_slip("tan-long-mai-hoa-47")
    enter(door, password="tan-long-mai-hoa-47")

    answer = set_password(door, new="tan-long-mai-hoa-47")

    assert answer.status_code == 422
    assert "khác mật khẩu đang dùng" in answer.text


def test_changing_needs_the_password_in_use_and_counts_wrong_tries(door):
    enter(door)

    answers = [set_password(door, current="wrong").status_code for _ in range(6)]
    last = set_password(door)

    assert answers == [422] * 6
    assert (last.status_code, "Chờ 1 phút" in last.text) == (422, True)


def test_a_stranger_at_the_door_keeps_nobody_from_what_needs_the_password_again(app, door):
    enter(door)
    stranger = app.test_client()
    guesses = [enter(stranger, password="wrong").status_code for _ in range(throttle.FREE_FAILURES + 1)]

    assert guesses[-1] == 429
    assert set_password(door).status_code == 303


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"new": "ngắn"}, "ít nhất 10 ký tự"),
        ({"again": "something else"}, "chưa giống nhau"),
        ({"new": PASSWORD}, "phải khác"),
    ],
)
def test_what_is_wrong_with_a_new_password_is_said_and_nothing_changes(door, fields, sentence):
    enter(door)

    answer = set_password(door, **fields)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Lỗi:" in answer.text
    assert not any(typed in answer.text for typed in fields.values())


def test_setting_a_password_ends_the_other_sessions_and_not_this_one(app, door):
    elsewhere = app.test_client()
    enter(door)
    enter(elsewhere)

    assert set_password(door).location == "/account"

    assert door.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 303


def test_the_other_sessions_can_be_ended_alone(app, door):
    elsewhere = app.test_client()
    enter(door)
    enter(elsewhere)

    door.post("/account/sessions/end", data={"csrf_token": token_on(door, "/account/sessions")})

    assert door.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 303


def test_my_account_shows_what_i_am_and_leads_to_when_i_came(door):
    enter(door, password="wrong")
    enter(door)

    page = door.get("/account").text

    assert "Bí thư, Chi bộ thôn Nà Mười" in page
    assert "Từ 01/07/2025" in page
    assert 'href="/account/sessions"' in page
    tries = door.get("/account/sessions").text
    assert "Sai mật khẩu" in tries
    assert "Vào được" in tries
