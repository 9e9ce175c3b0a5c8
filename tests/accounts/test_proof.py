"""Before something weighty the password is asked for again, by one page, and nothing that was typed is lost."""

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.accounts import passwords, throttle
from app.accounts.models import Account
from app.audit.events import EVENTS
from app.audit.models import AuditEvent
from app.web.permissions import OPEN
from tests import reach
from tests.accounts.conftest import PASSWORD, account, enter, token_in, token_on
from tests.accounts.test_one_time import code_in, issue
from tests.accounts.test_one_time import use as use_slip
from tests.world import NOON

CHECK_AGAIN = ("app.web.proof", "check_again")
LATER = NOON + timedelta(minutes=16)
# The routes that ask.
WEIGHTY = {
    "access.close", "access.enter_mail", "access.issue_code", "access.print_slip", "access.print_slips",
    "access.reset_second_factor", "accounts.factor.begin", "accounts.factor.confirm", "accounts.factor.make_codes",
    "accounts.factor.remove", "accounts.sessions.end_one", "accounts.sessions.end_others",
    "appointments.correct", "appointments.end", "appointments.end_substitution",
    "appointments.new", "appointments.substitute", "criteria.issue", "evaluations.day.save", "evaluations.decide",
    "evaluations.verify",
    "guidance.correct", "guidance.publish", "guidance.withdraw", "handovers.change", "handovers.sign",
    "inspections.announce", "inspections.conclude", "inspections.issue_programme", "inspections.session",
    "members.office.leave", "members.office.transfer", "minutes.reopen", "minutes.save", "minutes.score_meeting", "minutes.send_back",
    "minutes.withdraw_signatures",
    "notifications.own.enter_address", "notifications.own.remove_address", "organisations.close_organisation",
    "oversight.assign", "oversight.copy", "oversight.unassign", "personal.hand_out", "personal.take_own",
    "planning.take_step", "ratings.correct", "ratings.decide", "ratings.decide_members", "ratings.propose",
    "ratings.propose_members", "reports.issue", "reports.periods.issue", "reports.schedule.issue",
    "roster.confirm",
}  # fmt: skip
# Of these nothing below is written: what publishes the voted score as the cell's own, and what takes guidance back.
WEIGHTY_OTHERWISE = {"guidance.withdraw", "minutes.score_meeting"}
# What is weighty: signing and taking signatures away, issuing; rating; accounts, offices, where mail goes.
WEIGHTY_EVENTS = {
    "minutes_signed", "signatures_fell", "document_issued", "document_signed", "handover_signed", "handover_attested",
    "criteria_set_issued",
    "score_proposed", "score_verified", "rating_proposed", "rating_decided", "year_rating_proposed",
    "year_rating_decided", "year_rating_corrected",
    "account_created", "account_closed", "account_reopened", "password_reset", "password_changed",
    "one_time_sign_in_issued", "second_factor_begun", "second_factor_confirmed", "second_factor_removed",
    "second_factor_reset", "recovery_codes_made", "sign_in_slips_printed", "session_ended", "sessions_ended",
    "personal_data_handed_out", "mail_address_entered", "mail_address_changed", "calendar_link_made",
    "appointed", "appointment_changed", "substitution_set", "substitution_ended",
}  # fmt: skip
# Signed minutes whose next version is begun are to be signed anew.
WEIGHTY_SERVICES = {("app.minutes.services.composing", "begin_version")}
NOTICE = (
    "a notice binds nobody, all are told of it and it can be called off; who calls is often on a phone, with a code"
)
UNASKED = {
    "agendas.change_presenter": "the agenda bears no number",
    "evaluations.save": "points that the sitting is still to vote on, saved over and over; handing in asks, so does signing",
    "meetings.change_place": NOTICE,
    "meetings.guests.invite": NOTICE,
    "meetings.take_step": NOTICE,
    "notifications.calendar.make": "one's own meetings and nothing else, and its owner is shown that it is there",
    "notifications.own.confirm_address": "the code that came by mail; entering the address asked",
    "sessions.key_in": "a record on paper keyed in, with the points that were voted; handing in asks, so does signing",
}


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


@pytest.fixture(scope="module")
def weighty():
    """The functions that do what is weighty."""
    assert set(EVENTS) >= WEIGHTY_EVENTS
    return reach.that_say(WEIGHTY_EVENTS) | WEIGHTY_SERVICES


@pytest.fixture(scope="module")
def posted(application):
    """The views that something is sent to, by a person who is signed in."""
    views = {rule.endpoint: rule.methods for rule in application.url_map.iter_rules()}
    found = {name: application.view_functions[name] for name, methods in views.items() if "POST" in methods}
    return {name: view for name, view in found.items() if view.permission != OPEN}


def marked(views):
    return {name for name, view in views.items() if getattr(view, "asks_again", False)}


def test_what_is_weighty_asks_again(application):
    assert marked(application.view_functions) == WEIGHTY


def test_no_route_does_what_is_weighty_without_asking(posted, weighty):
    """Read from the source: of a new one the list above need not be told first."""
    asking = marked(posted) | {
        name for name, view in posted.items() if reach.way_to([reach.place_of(view)], [CHECK_AGAIN])
    }
    ways = {name: way for name, view in posted.items() if (way := reach.way_to([reach.place_of(view)], weighty))}

    assert {name: ways[name] for name in ways.keys() - asking - UNASKED.keys()} == {}
    assert asking & UNASKED.keys() == set()
    assert ways.keys() >= UNASKED.keys()


def test_the_source_leads_from_each_route_that_asks_to_what_is_weighty(posted, weighty):
    """So that the test before this one does not find nothing because it sees nothing."""
    found = {name for name, view in posted.items() if reach.way_to([reach.place_of(view)], weighty)}

    assert WEIGHTY - found == WEIGHTY_OTHERWISE


@pytest.mark.parametrize(
    "path",
    ["oversight/copy?month=12/2026", "oversight/cells/{cell}/unassign", "ratings/cells/{cell}?year=2026"],
)
def test_offices_and_ratings_wait_for_the_password(office, world, path):
    with clock.set_to(LATER):
        sent = {"csrf_token": token_on(office, "/account")}
        answer = office.post(f"/{path.format(cell=world.cell)}", data=sent)
    assert (answer.status_code, "Nhập lại mật khẩu" in answer.text) == (401, True)


@pytest.mark.parametrize("step", ["submit", "agree", "convene", "postpone", "replace_chair"])
def test_a_step_of_a_meeting_asks_nothing(office, step):
    with clock.set_to(LATER):
        sent = {"csrf_token": token_on(office, "/account")}
        assert office.post(f"/meetings/1/steps/{step}", data=sent).status_code == 404


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
