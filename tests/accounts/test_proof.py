"""Before something weighty the password is asked for again, by one page, and nothing that was typed is lost."""

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.accounts import passwords, throttle
from app.accounts.models import Account
from app.audit.models import AuditEvent
from tests.accounts.conftest import PASSWORD, account, enter, token_in, token_on
from tests.accounts.test_one_time import code_in, issue
from tests.accounts.test_one_time import use as use_slip
from tests.world import NOON

LATER = NOON + timedelta(minutes=16)
# What is weighty: ratings, accounts, offices, what a committee or a cell issues, where mail goes, the second factor. The
# minutes, their attestation and resolutions ask in their own forms, each time.
WEIGHTY = {
    "access.close", "access.enter_mail", "access.issue_code", "access.print_slip", "access.print_slips",
    "access.reset_second_factor", "accounts.factor.begin", "accounts.factor.confirm", "accounts.factor.make_codes",
    "accounts.factor.remove", "accounts.sessions.end_one", "accounts.sessions.end_others",
    "appointments.correct", "appointments.end", "appointments.end_substitution",
    "appointments.new", "appointments.substitute", "evaluations.day.save", "evaluations.decide", "evaluations.verify",
    "guidance.correct", "guidance.publish", "guidance.withdraw", "handovers.change", "handovers.sign",
    "inspections.announce", "inspections.conclude", "inspections.issue_programme", "inspections.session", "minutes.reopen",
    "notifications.own.enter_address", "notifications.own.remove_address", "personal.hand_out", "personal.take_own",
    "planning.take_step", "ratings.correct", "ratings.decide", "ratings.decide_members", "reports.issue",
    "reports.periods.issue", "reports.schedule.issue",
    "roster.confirm",
}  # fmt: skip


@pytest.fixture
def office(door, committed):
    with committed():
        account("hanh").password_hash = passwords.hash_of(PASSWORD)
    enter(door, user_name="hanh")
    return door


def close(client, world, **more):
    page = f"/accounts/people/{world.people['lan']}"
    fields = {"csrf_token": token_on(client, page), "reason": "Chuyển đi <xa> & lâu", **more}
    return client.post(f"{page}/close", data=fields)


def carried(page):
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in found}


def closed(committed):
    with committed() as session:
        return session.scalar(select(Account.closed_at).where(Account.user_name == "lan")) is not None


def test_what_is_weighty_asks_again(application):
    marked = {name for name, view in application.view_functions.items() if getattr(view, "asks_again", False)}

    assert marked == WEIGHTY


def test_within_a_quarter_of_an_hour_nothing_is_asked(office, world, committed):
    with clock.set_to(NOON + timedelta(minutes=14)):
        assert close(office, world).status_code == 303
    assert closed(committed)


def test_later_the_password_is_asked_for_and_what_was_typed_goes_on_its_way(office, world, committed):
    with clock.set_to(LATER):
        page = close(office, world)
        assert (page.status_code, closed(committed)) == (401, False)
        assert "Chuyển đi &lt;xa&gt; &amp; lâu</p>" in page.text

        sent = carried(page.text) | {"proof_password": PASSWORD}
        answer = office.post(f"/accounts/people/{world.people['lan']}/close", data=sent)
        assert answer.location == f"/accounts/people/{world.people['lan']}"
    with committed() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "account_closed")).one()
        assert event.data["reason"] == "Chuyển đi <xa> & lâu"


def test_it_is_asked_once_for_a_while(office, world, committed):
    with clock.set_to(LATER):
        page = close(office, world)
        office.post(
            f"/accounts/people/{world.people['lan']}/close", data=carried(page.text) | {"proof_password": PASSWORD}
        )
        answer = office.post(
            f"/accounts/people/{world.people['khoa']}/close",
            data={"csrf_token": token_on(office, "/account"), "reason": "Chuyển đi"},
        )
        assert answer.status_code == 303


def test_a_wrong_password_does_nothing_keeps_what_was_typed_and_counts(office, world, committed):
    with clock.set_to(LATER):
        text, path = close(office, world).text, f"/accounts/people/{world.people['lan']}/close"
        for _ in range(throttle.FREE_FAILURES):
            answer = office.post(path, data=carried(text) | {"proof_password": "wrong"})
            assert (answer.status_code, "Mật khẩu không đúng" in answer.text) == (401, True)
            assert carried(answer.text)["reason"] == "Chuyển đi <xa> & lâu"
            assert "wrong" not in answer.text
        waiting = office.post(path, data=carried(text) | {"proof_password": PASSWORD})
        assert (waiting.status_code, "Chờ 1 phút" in waiting.text) == (401, True)
    assert not closed(committed)


def test_several_values_of_one_name_are_all_carried(office):
    with clock.set_to(LATER):
        page = office.post(
            "/evaluations/day?month=11/2026",
            data={"csrf_token": token_on(office, "/account"), "cell": ["1", "2"], "organisation": "7"},
        ).text
    assert re.findall(r'name="cell" value="(\d)"', page) == ["1", "2"]
    assert 'action="/evaluations/day?month=11/2026"' in page


def test_who_may_not_do_it_is_told_so_and_asked_nothing(door):
    enter(door)
    with clock.set_to(LATER):
        answer = door.post("/evaluations/day", data={"csrf_token": token_on(door, "/account")})
    assert answer.status_code == 403


def test_without_a_token_nothing_is_looked_at(office, world):
    with clock.set_to(LATER):
        sent = {"reason": "x", "proof_password": PASSWORD}
        assert office.post(f"/accounts/people/{world.people['lan']}/close", data=sent).status_code == 400


def test_who_came_by_a_code_has_shown_no_password(app, as_user, world):
    slip = code_in(issue(as_user("men"), world.accounts["lan"]).text)
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    use_slip(client, slip)

    answer = client.post("/account/notices/address/remove", data={"csrf_token": token_on(client, "/account")})

    assert (answer.status_code, "bằng mã một lần" in answer.text) == (401, True)


def test_a_password_just_given_in_a_form_of_its_own_counts(door):
    enter(door)
    with clock.set_to(LATER):
        token = token_on(door, "/account/password")
        door.post("/account/password", data={"csrf_token": token, "password": PASSWORD, "new_password": "x"})
        answer = door.post("/account/second-factor/begin", data={"csrf_token": token_on(door, "/account")})
    assert answer.location == "/account/second-factor/enrol"


def test_ending_the_other_sessions_shows_no_password_and_makes_the_session_no_younger(office, world, committed):
    with clock.set_to(LATER):
        office.post("/account/sessions/end", data={"csrf_token": token_on(office, "/account/sessions")})
        assert (close(office, world).status_code, closed(committed)) == (401, False)
    for hours in range(1, 13):  # in use all the time
        with clock.set_to(NOON + timedelta(hours=hours)):
            assert office.get("/account").status_code == 200
            office.post("/account/sessions/end", data={"csrf_token": token_on(office, "/account/sessions")})
    with clock.set_to(NOON + timedelta(hours=12, minutes=1)):
        assert office.get("/account").status_code == 303


def test_over_htmx_the_question_takes_the_place_of_the_page(office, world):
    with clock.set_to(LATER):
        token = token_on(office, "/account")
        path = f"/accounts/people/{world.people['lan']}/close"
        answer = office.post(path, data={"csrf_token": token, "reason": "x"}, headers={"HX-Request": "true"})
    assert (answer.headers["HX-Retarget"], token_in(answer.text) != "") == ("body", True)
