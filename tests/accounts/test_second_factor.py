"""The second factor: taken up, asked for at the door, each code once, paper when the telephone is gone, required of some."""

import hashlib
import re
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from flask import Response
from sqlalchemy import select

from app import clock
from app.accounts import factor_codes, passwords, throttle
from app.accounts.models import Account, RecoveryCode, SecondFactor
from app.audit.models import AuditEvent
from app.extensions import db
from app.notifications.models import Notification
from app.web.trusted_devices import trust
from tests.accounts.conftest import PASSWORD, account, enter, token_in, token_on
from tests.accounts.test_one_time import code_in, issue
from tests.accounts.test_one_time import use as use_slip
from tests.world import NOON

PAGE, DOOR = "/account/second-factor", "/sign-in/factor"
LATER = NOON + timedelta(minutes=5)


def totp(secret, at=NOON):
    return pyotp.TOTP(secret).at(at)


def post(client, path, page, **fields):
    return client.post(path, data={"csrf_token": token_on(client, page), **fields})


def take_up(client):
    """The factor as a person takes it up; the secret, and the codes on paper."""
    assert post(client, f"{PAGE}/begin", PAGE).location == f"{PAGE}/enrol"
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", client.get(f"{PAGE}/enrol").text)[1].replace(" ", "")
    answer = post(client, f"{PAGE}/confirm", f"{PAGE}/enrol", code=totp(secret, clock.now()))
    assert answer.status_code == 200
    return secret, re.findall(r"<code>([^<]+)</code>", answer.text)


@pytest.fixture
def taken(app, door):
    """`thang` has taken one up, on a browser of his; `door` is another one."""
    own = app.test_client()
    enter(own)
    return take_up(own)


def give(client, code="", at=LATER, **more):
    """Password and code, at a moment when other codes hold than when the factor was taken up."""
    with clock.set_to(at):
        page = enter(client, **more)
        assert page.status_code == 200, page.text
        return client.post(DOOR, data={"csrf_token": token_in(page.text), "code": code})


def is_in(client):
    return client.get("/account").status_code == 200


def test_after_the_password_the_code_is_asked_for_and_opens(door, taken):
    secret, _ = taken
    page = enter(door)

    assert page.status_code == 200
    assert "Nhập mã xác thực" in page.text
    assert not is_in(door), "the password alone opens nothing"
    assert give(door, totp(secret, LATER)).location == "/"
    assert is_in(door)


@pytest.mark.each_engine
def test_a_code_opens_once(app, door, taken):
    code = totp(taken[0], LATER)

    assert give(door, code).status_code == 303
    assert give(app.test_client(), code).status_code == 422


def test_the_code_that_confirmed_the_factor_opens_nothing_any_more(door, taken):
    assert give(door, totp(taken[0]), at=NOON).status_code == 422


@pytest.mark.parametrize(("seconds", "opens"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_clocks_may_differ_by_one_step(door, taken, seconds, opens):
    code = totp(taken[0], LATER + timedelta(seconds=seconds))

    assert (give(door, code).status_code == 303) == opens


def test_an_older_code_than_the_last_one_taken_opens_nothing(app, door, taken):
    secret, _ = taken
    give(door, totp(secret, LATER + timedelta(seconds=30)))

    assert give(app.test_client(), totp(secret, LATER)).status_code == 422


@pytest.mark.parametrize("code", ["", "000000", "abc", "１２３４５６", "9" * 200, "123 456"])
def test_a_wrong_code_is_refused_with_a_sentence_and_counted(door, taken, code, committed):
    answer = give(door, code)

    assert (answer.status_code, "Mã không đúng" in answer.text) == (422, True)
    assert not is_in(door)
    with committed() as session:
        assert (
            session.scalars(select(AuditEvent.event).order_by(AuditEvent.id.desc())).first() == "second_factor_failed"
        )


def test_spaces_in_a_code_do_not_matter(door, taken):
    code = totp(taken[0], LATER)

    assert give(door, f" {code[:3]} {code[3:]}").status_code == 303


def test_guessing_codes_makes_one_wait_and_the_owner_on_his_own_machine_does_not(app, door, taken):
    secret, _ = taken
    assert give(door, totp(secret, LATER)).status_code == 303
    thief = app.test_client()
    for _ in range(throttle.FREE_FAILURES):
        assert give(thief, "000000").status_code == 422

    answer = give(thief, totp(secret, LATER + timedelta(seconds=30)))
    assert (answer.status_code, "Chờ 1 phút" in answer.text) == (429, True)
    later = LATER + timedelta(seconds=30)
    with clock.set_to(LATER):
        door.post("/sign-out", data={"csrf_token": token_on(door, "/account")})
    assert give(door, totp(secret, later), at=later, next="/account").status_code == 303


def test_the_owner_reads_that_somebody_knew_the_password(app, door, taken):
    give(app.test_client(), "000000")
    give(door, totp(taken[0], LATER))

    with clock.set_to(LATER):
        assert "Đúng mật khẩu, sai mã xác thực" in door.get("/account/sessions").text


def test_a_code_on_paper_opens_once_in_any_writing(app, door, taken):
    _, paper = taken
    assert len(set(paper)) == 10
    for client, typed, status in ((door, f" {paper[0].lower()}", 303), (app.test_client(), paper[0], 422)):
        with clock.set_to(LATER):
            token = token_in(enter(client).text)
            answer = client.post(DOOR, data={"csrf_token": token, "code": "", "recovery_password": typed})
        assert answer.status_code == status
    assert "Còn <strong>9</strong> mã" in door.get(PAGE).text


def test_who_comes_in_with_a_code_on_paper_is_told_what_to_do_next(door, taken):
    _, paper = taken
    with clock.set_to(LATER):
        door.post(DOOR, data={"csrf_token": token_in(enter(door).text), "code": "", "recovery_password": paper[0]})
        said = door.get("/account").text
    assert "Đã vào bằng mã dự phòng, còn 9 mã chưa dùng." in said
    assert "tắt rồi bật lại trên máy mới" in said


def test_who_comes_in_with_the_app_is_told_nothing_of_paper(door, taken):
    give(door, totp(taken[0], LATER))
    with clock.set_to(LATER):
        assert "Đã vào bằng mã dự phòng" not in door.get("/account").text


def test_new_codes_on_paper_replace_the_old_ones(app, door, taken):
    secret, old = taken
    give(door, totp(secret, LATER))
    with clock.set_to(LATER):
        page = post(door, f"{PAGE}/codes", PAGE).text
        new = re.findall(r"<code>([^<]+)</code>", page)
        other = app.test_client()
        token = token_in(enter(other).text)
        refused = other.post(DOOR, data={"csrf_token": token, "recovery_password": old[1]})
        opened = other.post(DOOR, data={"csrf_token": token_in(refused.text), "recovery_password": new[1]})

    assert "Mã trên tờ cũ không dùng được nữa" in page
    assert not set(new) & set(old)
    assert (refused.status_code, opened.status_code) == (422, 303)


def test_codes_are_shown_once(door, taken):
    give(door, totp(taken[0], LATER))

    with clock.set_to(LATER):
        assert door.get(f"{PAGE}/codes").location == PAGE
        assert "chỉ hiện một lần" in door.get(PAGE).text
        assert "<code>" not in door.get(PAGE).text


def test_secret_and_codes_are_kept_nowhere_as_they_are(taken, committed):
    secret, paper = taken
    with committed() as session:
        kept = session.scalars(select(SecondFactor)).one()
        said = f"{kept.sealed} {session.scalars(select(RecoveryCode.code_hash)).all()}"
        said += str(session.scalars(select(AuditEvent.data)).all()) + str(
            session.scalars(select(Notification.text)).all()
        )
    assert secret not in said
    assert not any(code in said or code.replace("-", "") in said for code in paper)


def test_under_another_secret_key_no_code_opens_and_paper_still_does(app, door, taken, monkeypatch):
    secret, paper = taken
    other = replace(app.config["SETTINGS"], secret_key="another key of the same length, as long as it has to be")
    monkeypatch.setitem(app.config, "SETTINGS", other)

    answer = give(door, totp(secret, LATER))
    with clock.set_to(LATER):
        opened = door.post(DOOR, data={"csrf_token": token_in(answer.text), "recovery_password": paper[0]})

    assert (answer.status_code, opened.status_code) == (422, 303)


def test_a_one_time_code_is_no_way_around_the_second_factor(app, door, as_user, world, committed):
    with committed():
        account("lan").password_hash = passwords.hash_of(PASSWORD)
    enter(door, user_name="lan")
    secret, _ = take_up(door)
    slip = code_in(issue(as_user("men"), world.accounts["lan"]).text)
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()

    page = use_slip(client, slip)

    assert (page.status_code, is_in(client)) == (200, False)
    with clock.set_to(LATER):
        token = token_in(page.text)
        assert client.post(DOOR, data={"csrf_token": token, "code": totp(secret, LATER)}).location == "/"
        assert "mã một lần" in client.get(PAGE).text
        assert post(client, f"{PAGE}/remove", "/account").status_code == 401, "no password was given in this session"
        assert post(client, f"{PAGE}/remove", "/account", proof_password=PASSWORD).status_code == 403


def test_the_step_after_the_password_holds_ten_minutes(door, taken):
    token = token_in(enter(door).text)
    with clock.set_to(NOON + timedelta(minutes=11)):
        late = door.post(DOOR, data={"csrf_token": token, "code": totp(taken[0], clock.now())})

    assert (late.status_code, "Đã quá 10 phút" in late.text) == (422, True)
    assert not is_in(door)


@pytest.mark.parametrize("change", [{"closed_at": NOON}, {"session_epoch": 77}])
def test_who_was_closed_or_reset_between_the_steps_stays_out(door, taken, committed, change):
    token = token_in(enter(door).text)
    with committed() as session:
        session.execute(db.update(Account).where(Account.user_name == "thang").values(**change))

    with clock.set_to(LATER):
        assert door.post(DOOR, data={"csrf_token": token, "code": totp(taken[0], LATER)}).status_code == 422
    assert not is_in(door)


def test_without_a_password_there_is_no_second_step(door, taken):
    assert door.get(DOOR).location == "/sign-in"
    token = token_on(door, "/sign-in")
    assert door.post(DOOR, data={"csrf_token": token, "code": totp(taken[0], LATER)}).status_code == 422


def test_where_one_wanted_to_goes_along_through_both_steps(door, taken):
    with clock.set_to(LATER):
        page = enter(door, next="/notifications").text
        assert 'name="next" value="/notifications"' in page
        fields = {"csrf_token": token_in(page), "next": "/notifications", "code": totp(taken[0], LATER)}
        assert door.post(DOOR, data=fields).location == "/notifications"


def test_taking_it_up_ends_the_other_sessions_and_the_person_is_told(app, door, committed, world):
    other = app.test_client()
    enter(other)
    enter(door)
    take_up(door)

    assert (is_in(door), is_in(other)) == (True, False)
    with committed() as session:
        told = session.scalars(select(Notification.text).where(Notification.person_id == world.people["thang"])).all()
        assert any("Đã bật xác thực hai lớp" in text for text in told)


def test_a_wrong_code_takes_nothing_up(door, committed):
    enter(door)
    post(door, f"{PAGE}/begin", PAGE)

    answer = post(door, f"{PAGE}/confirm", f"{PAGE}/enrol", code="000000")

    assert (answer.status_code, "Chưa bật được" in answer.text) == (422, True)
    with committed() as session:
        assert session.scalars(select(SecondFactor.confirmed_at)).all() == [None]
    door.post("/sign-out", data={"csrf_token": token_on(door, "/account")})
    assert enter(door).status_code == 303, "what was not confirmed is not asked for"


def test_who_finds_a_computer_left_alone_takes_no_factor_up_that_its_owner_began(door, committed):
    enter(door)
    post(door, f"{PAGE}/begin", PAGE)
    page = door.get(f"{PAGE}/enrol").text
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    with clock.set_to(NOON + timedelta(minutes=16)):
        assert door.get(f"{PAGE}/enrol").location == PAGE, "the key is not shown again to whoever sits there"
        answer = door.post(f"{PAGE}/confirm", data={"csrf_token": token_in(page), "code": totp(secret, clock.now())})
        assert answer.status_code == 401
    with committed() as session:
        assert session.scalars(select(SecondFactor.confirmed_at)).one() is None


def test_what_is_on_cannot_be_begun_anew_over_it(door, taken):
    give(door, totp(taken[0], LATER))
    with clock.set_to(LATER):
        assert post(door, f"{PAGE}/begin", PAGE).status_code == 422
        assert door.get(f"{PAGE}/enrol").location == PAGE
        assert post(door, f"{PAGE}/confirm", PAGE, code="1").status_code in (303, 422)


def test_one_gives_it_up_and_the_password_alone_opens(app, door, taken):
    give(door, totp(taken[0], LATER))
    with clock.set_to(LATER):
        assert post(door, f"{PAGE}/remove", PAGE).location == PAGE
        assert is_in(door)
        assert enter(app.test_client()).status_code == 303
        assert post(door, f"{PAGE}/remove", PAGE).location == PAGE


@pytest.fixture
def settings(app, monkeypatch):
    def change(**values):
        monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], **values))

    return change


@pytest.mark.parametrize(
    ("who", "led"), [("hanh", True), ("binh", True), ("tra", True), ("quan", True), ("thang", False), ("loc", False)]
)
def test_where_it_is_required_those_above_the_cells_are_led_to_take_it_up(app, door, committed, settings, who, led):
    with committed():
        account(who).password_hash = passwords.hash_of(PASSWORD)
    settings(second_factor="required")
    enter(door, user_name=who)

    assert (door.get("/notifications").location == PAGE) == led
    if led:
        assert "bắt buộc có xác thực hai lớp" in door.get(PAGE).text
        assert door.post("/accounts/people/1/close", data={"csrf_token": token_on(door, PAGE)}).location == PAGE
        take_up(door)
        assert door.get("/notifications").status_code == 200
        assert post(door, f"{PAGE}/remove", "/account").status_code == 422


def test_who_was_led_to_take_it_up_comes_to_the_page_that_was_wanted(door, committed, settings):
    with committed():
        account("hanh").password_hash = passwords.hash_of(PASSWORD)
    settings(second_factor="required")
    enter(door, user_name="hanh")
    door.get("/notifications?page=2")
    post(door, f"{PAGE}/begin", PAGE)
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", door.get(f"{PAGE}/enrol").text)[1].replace(" ", "")

    page = post(door, f"{PAGE}/confirm", f"{PAGE}/enrol", code=totp(secret)).text

    assert 'href="/notifications?page=2">Đã chép xong' in page


def test_a_device_is_remembered_only_where_the_settings_allow_it(app, door, taken, settings):
    secret, _ = taken
    assert "Không hỏi mã" not in enter(door).text
    settings(second_factor_days=30)
    assert "30 ngày" in enter(door).text
    with clock.set_to(LATER):
        token = token_in(enter(door).text)
        door.post(DOOR, data={"csrf_token": token, "code": totp(secret, LATER), "trust": "y"})
        door.post("/sign-out", data={"csrf_token": token_on(door, "/account")})

        assert enter(door).status_code == 303
        assert enter(app.test_client()).status_code == 200
        door.post("/account/sessions/end", data={"csrf_token": token_on(door, "/account/sessions")})
        door.post("/sign-out", data={"csrf_token": token_on(door, "/account")})
        assert enter(door).status_code == 200, "ending all sessions ends what was remembered"
    settings(second_factor_days=0)
    assert enter(door).status_code == 200


def test_nobody_makes_what_was_remembered_for_somebody_else_last_longer(app, door, taken, settings, committed):
    settings(second_factor_days=10)
    with clock.set_to(LATER):
        token = token_in(enter(door).text)
        door.post(DOOR, data={"csrf_token": token, "code": totp(taken[0], LATER), "trust": "y"})
        door.post("/sign-out", data={"csrf_token": token_on(door, "/account")})
    with committed():
        account("lan").password_hash = passwords.hash_of(PASSWORD)
    other = app.test_client()
    enter(other, user_name="lan")
    own, _ = take_up(other)
    week = NOON + timedelta(days=7)
    with clock.set_to(week):
        token = token_in(enter(door, user_name="lan").text)
        door.post(DOOR, data={"csrf_token": token, "code": totp(own, week), "trust": "y"})
        door.post("/sign-out", data={"csrf_token": token_on(door, "/account")})
        assert enter(door, user_name="lan").status_code == 303
        door.post("/sign-out", data={"csrf_token": token_on(door, "/account")})
        assert enter(door).status_code == 303
        door.post("/sign-out", data={"csrf_token": token_on(door, "/account")})
    eleven = NOON + timedelta(days=11)
    with clock.set_to(eleven):
        assert enter(door).status_code == 200


def test_over_https_the_cookie_of_a_remembered_device_is_bound_to_it(app, door, taken, settings, monkeypatch):
    settings(second_factor_days=10)
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)
    with app.test_request_context("/"):
        set_ = trust(Response(), account("thang")).headers["Set-Cookie"]

    assert set_.startswith("__Secure-nennep_trusted=")
    assert "; Secure" in set_


def test_a_ticked_box_where_it_is_not_allowed_remembers_nothing(door, taken):
    with clock.set_to(LATER):
        token = token_in(enter(door).text)
        answer = door.post(DOOR, data={"csrf_token": token, "code": totp(taken[0], LATER), "trust": "y"})

    assert answer.status_code == 303
    assert door.get_cookie("nennep_trusted", path="/sign-in") is None


def lost(client, world, who="thang", reason="Mất điện thoại"):
    return client.post(f"/accounts/people/{world.people[who]}/second-factor", data={"lost": reason})


@pytest.mark.parametrize(("who", "status"), [("hanh", 303), ("quan", 303), ("lan", 403), ("tham", 403), ("vien", 404)])
def test_the_office_and_the_administrator_reset_what_was_lost_and_nobody_else(
    taken, as_user, world, committed, who, status
):
    assert lost(as_user(who), world).status_code == status
    with committed() as session:
        gone = session.scalars(select(SecondFactor)).all() == [] == session.scalars(select(RecoveryCode)).all()
        assert gone == (status == 303)


def test_a_reset_is_told_written_down_and_ends_the_sessions(app, taken, door, as_user, world, committed):
    give(door, totp(taken[0], LATER))
    lost(as_user("hanh"), world)

    assert not is_in(door)
    with committed() as session:
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert (event.event, event.acting_as, event.data["reason"]) == (
            "second_factor_reset",
            "office",
            "Mất điện thoại",
        )
        told = session.scalars(select(Notification.text).where(Notification.person_id == world.people["thang"])).all()
        assert any("Trần Thị Hạnh đã làm lại" in text for text in told)
    app.config["WTF_CSRF_ENABLED"] = True
    assert enter(door).status_code == 303


@pytest.mark.parametrize("reason", ["", "   ", "x" * 201])
def test_a_reset_needs_a_reason(taken, as_user, world, committed, reason):
    answer = lost(as_user("hanh"), world, reason=reason)

    assert (answer.status_code, "làm lại" in answer.text) == (422, True)


def test_nobody_resets_their_own_nor_what_is_not_there(as_user, world):
    assert lost(as_user("quan"), world, "quan").status_code == 403
    assert lost(as_user("hanh"), world, "lan").status_code == 422


def test_the_last_administrator_is_helped_on_the_server(app, taken, committed):
    runner = app.test_cli_runner()

    assert "Đã làm lại" in runner.invoke(args=["reset-second-factor", "thang"]).output
    assert runner.invoke(args=["reset-second-factor", "thang"]).exit_code == 1
    assert runner.invoke(args=["reset-second-factor", "nobody"]).exit_code == 1
    with committed() as session:
        assert session.scalars(select(SecondFactor)).all() == []


def test_codes_on_paper_have_a_random_salt_and_those_of_before_still_open(app):
    printed = factor_codes.new_paper_codes()
    first, second = (factor_codes.kept_paper_codes(printed) for _ in range(2))
    assert set(first) & set(second) == set()
    assert {len(one) for one in first} == {97}
    assert factor_codes.which_of(printed[3].lower(), first, 7) == [first[3]]
    assert factor_codes.which_of("ABCD-EFGH", first, 7) == []
    old = hashlib.scrypt(b"K7MP3XQA", salt=b"nennep recovery 7", n=factor_codes.WORK, r=8, p=1, dklen=32).hex()
    assert factor_codes.which_of("K7MP-3XQA", [*first, old], 7) == [old]
    assert factor_codes.which_of("K7MP-3XQA", [old], 8) == []


def test_all_three_steps_are_looked_at_whatever_was_typed(app, monkeypatch):
    compared = []
    monkeypatch.setattr(factor_codes.hmac, "compare_digest", lambda one, other: compared.append(one) or one == other)
    secret = factor_codes.new_secret()

    for at in (NOON - timedelta(seconds=30), NOON, NOON + timedelta(seconds=30)):
        factor_codes.step_of(secret, totp(secret, at), NOON, 0)

    assert len(compared) == 9


def test_the_codes_are_those_of_the_standard():
    """RFC 6238, appendix B (SHA-1), of whose eight digits an app shows the last six."""
    import base64
    from datetime import UTC, datetime

    secret = base64.b32encode(b"12345678901234567890").decode()
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")):
        at = datetime.fromtimestamp(seconds, UTC)
        assert factor_codes.step_of(secret, code, at, 0) == seconds // 30
