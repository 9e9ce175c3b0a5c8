"""Codes that let somebody in for once: who may issue them to whom, and how little they open."""

import re
from datetime import timedelta

import pytest

from app import clock
from app.accounts import codes, throttle
from app.accounts.models import Appointment, OneTimeSignIn
from app.audit.models import AuditEvent
from app.extensions import db
from app.notifications.models import Notification
from tests.accounts.conftest import account, token_on
from tests.reading import version_on
from tests.world import FOUNDED, NOON
from workflows.roles import Role


def issue(client, account_id: int):
    return client.post(f"/sign-in-codes/{account_id}")


def code_in(page: str) -> str:
    found = re.search(r'class="code">([^<]+)<', page)
    assert found, "no code on the page"
    return found[1]


def use(client, code: str):
    return client.post("/sign-in/once", data={"csrf_token": token_on(client, "/sign-in/once"), "code": code})


@pytest.fixture
def code(as_user, world) -> str:
    """Issued by the deputy to `lan`, a member of the cell."""
    return code_in(issue(as_user("men"), world.accounts["lan"]).text)


def test_a_code_opens_the_house_once(app, code):
    first, second = app.test_client(), app.test_client()

    assert use(first, code).location == "/"
    assert "Triệu Thị Lan" in first.get("/account").text
    assert use(second, code).status_code == 422


@pytest.mark.parametrize("change", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} "])
def test_hyphen_case_and_spaces_do_not_matter(app, code, change):
    assert use(app.test_client(), change(code)).status_code == 303


def test_a_code_is_good_for_the_minutes_of_the_settings(app, code):
    with clock.set_to(NOON + timedelta(minutes=10, seconds=1)):
        assert use(app.test_client(), code).status_code == 422
    with clock.set_to(NOON + timedelta(minutes=9)):
        assert use(app.test_client(), code).status_code == 303


def test_of_a_code_only_the_part_it_is_found_by_is_kept_and_each_has_a_salt_of_its_own(as_user, world, committed):
    men, shown = as_user("men"), []
    for name in ("lan", "khoa"):
        shown.append(code_in(issue(men, world.accounts[name]).text))
    with committed() as session:
        kept = session.scalars(db.select(OneTimeSignIn).order_by(OneTimeSignIn.id)).all()
        assert [one.lookup for one in kept] == [code[:4] for code in shown]
        assert not [code for code in shown for one in kept if code[5:] in one.code_hash.upper()]
        assert len({one.code_hash.partition("$")[0] for one in kept}) == 2


def test_two_codes_that_begin_alike_are_told_apart(app, as_user, world, monkeypatch):
    codes = iter(["K7MP3XQAB", "K7MP9YRTC"])
    monkeypatch.setattr("app.accounts.services.new_code", lambda: next(codes))
    for name in ("lan", "khoa"):
        issue(as_user("men"), world.accounts[name])

    client = app.test_client()
    assert use(client, "K7MP-9YRTC").location == "/"
    assert use(app.test_client(), "K7MP-9YRTB").status_code == 422
    assert use(app.test_client(), "K7MP-3XQAB").location == "/"


def test_a_new_code_makes_the_one_before_it_void(app, as_user, world, code):
    issue(as_user("men"), world.accounts["lan"])

    assert use(app.test_client(), code).status_code == 422


def test_a_reset_makes_the_code_void(app, as_user, world, code):
    office, path = as_user("hanh"), f"/accounts/people/{world.people['lan']}"
    assert office.post(f"{path}/slip", data=version_on(office, path)).status_code == 200

    assert use(app.test_client(), code).status_code == 422


def test_a_closed_account_is_not_opened_by_a_code(app, code, committed):
    with committed():
        account("lan").closed_at = NOON

    assert use(app.test_client(), code).status_code == 422


def test_issuing_is_logged_and_the_person_is_told_but_the_code_is_kept_nowhere(code, committed, world):
    with committed() as session:
        event = session.scalars(db.select(AuditEvent)).one()
        assert (event.event, event.acting_as, event.chain) == (
            "one_time_sign_in_issued",
            "deputy_secretary",
            world.cell,
        )
        told = session.scalars(db.select(Notification)).one()
        assert told.person_id == world.people["lan"]
        assert "Hoàng Thị Mến" in told.text
        assert code not in str(event.data) + told.text


def test_coming_by_a_code_one_cannot_set_a_new_password_without_the_old(app, code):
    client = app.test_client()
    use(client, code)

    page = client.get("/account").text
    answer = client.post(
        "/account/password",
        data={
            "csrf_token": token_on(client, "/account/password"),
            "password": "",
            "new_password": "bốn con ngựa qua cầu",
            "new_password_again": "bốn con ngựa qua cầu",
        },
    )

    assert "cấp lại phiếu" in page
    assert answer.status_code == 422


def test_who_waits_for_the_first_sign_in_gets_in_by_a_code_without_a_new_password(app, code, committed):
    with committed():
        account("lan").must_change_password = True
    client = app.test_client()

    assert use(client, code).location == "/"
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("who", "whom", "status"),
    [
        ("men", "lan", 200),  # deputy, member of the cell
        ("loc", "lan", 200),  # overseer
        ("loc", "thang", 200),  # overseer, secretary
        ("loc", "men", 200),
        ("men", "thang", 403),  # never upward
        ("men", "men", 403),
        ("thang", "lan", 403),  # secretaries have no such permission
        ("lan", "khoa", 403),
        ("hanh", "lan", 403),
        ("son", "lan", 404),  # deputy of another cell
        ("son", "tham", 403),
        ("men", "tham", 404),
        ("men", "dua", 404),
        ("men", "hanh", 404),
        ("loc", "hanh", 404),
    ],
)
def test_who_issues_a_code_to_whom(as_user, world, who, whom, status):
    assert issue(as_user(who), world.accounts[whom]).status_code == status


@pytest.mark.parametrize("role", [Role.OFFICE, Role.LEADERSHIP, Role.INSPECTOR, Role.ADMINISTRATOR, Role.OVERSEER])
def test_nobody_with_an_office_above_the_cell_is_let_in_by_a_code(as_user, world, committed, role):
    with committed() as session:
        session.add(
            Appointment(person_id=world.people["lan"], organisation_id=world.commune, role=role, from_on=FOUNDED)
        )

    answer = issue(as_user("loc"), world.accounts["lan"])

    assert answer.status_code == 403
    assert "ngoài chi bộ" in answer.text


def test_the_list_shows_the_members_of_the_own_cell_with_an_account(as_user):
    page = as_user("men").get("/sign-in-codes").text

    assert "Triệu Thị Lan" in page
    assert "Hoàng Văn Bình" not in page  # no account
    assert "Phạm Thị Thắm" not in page  # another cell


def test_a_reload_shows_no_code_and_issues_none(as_user, world, committed):
    deputy = as_user("men")
    deputy.post(f"/sign-in-codes/{world.accounts['lan']}", data={"once": "one form"})
    again = deputy.post(f"/sign-in-codes/{world.accounts['lan']}", data={"once": "one form"})

    assert "chỉ hiện một lần" in deputy.get(again.location, follow_redirects=True).text
    with committed() as session:
        assert len(session.scalars(db.select(AuditEvent).order_by(AuditEvent.id)).all()) == 1


def test_guessing_codes_makes_the_address_wait(app, code):
    client = app.test_client()
    answers = [use(client, "ABCD-2345").status_code for _ in range(throttle.CODE_FAILURES_PER_ADDRESS)]

    assert set(answers) == {422}
    assert use(client, code).status_code == 429


def test_codes_have_no_letters_that_look_alike():
    assert not set(codes.LETTERS) & set("01OIL")
    assert codes.parts_of("k7mp 3xqab") == codes.parts_of("K7MP-3XQAB")


@pytest.mark.parametrize("number", [999999, None])
def test_no_code_for_an_account_that_is_closed_or_unknown(as_user, world, committed, number):
    with committed():
        account("lan").closed_at = NOON

    assert issue(as_user("men"), number or world.accounts["lan"]).status_code == 404
