"""Accounts of a cell: made at once, printed once, reset, closed; by who looks after them and nobody else."""

import html
import re

import pytest

from app.accounts import passwords
from app.accounts.models import Account, Appointment, SignInAttempt
from app.audit.models import AuditEvent
from app.extensions import db
from app.members.models import Membership, Person
from tests.access.slips import print_slips, seen_on
from tests.at_once import at_once
from tests.reading import version_on
from tests.world import FOUNDED, NOON
from workflows.names import fold, sort_key
from workflows.roles import Role


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", passwords.CHEAP)
    monkeypatch.setattr(passwords, "SLIP_HASHER", passwords.CHEAP)


def account(user_name: str) -> Account:
    return db.session.scalars(db.select(Account).where(Account.user_name == user_name)).one()


def slips_in(page: str) -> list[tuple[str, str, str]]:
    found = re.findall(r'slip-name">([^<]+)<.*?Tên đăng nhập</dt><dd>([^<]+)<.*?slip-word">([^<]+)<', page, re.DOTALL)
    return [(html.unescape(name), user_name, password) for name, user_name, password in found]


def test_a_whole_cell_gets_its_accounts_and_slips_at_once(as_user, world, committed):
    answer = print_slips(as_user("hanh"), world.cell)

    slips = slips_in(answer.text)
    assert len(slips) == 16
    assert ("Hoàng Văn Bình", "binh.hv") in [slip[:2] for slip in slips]
    with committed() as session:
        for _, user_name, password in slips:
            made = account(user_name)
            assert made.must_change_password
            assert passwords.matches(made.password_hash, password)
            assert password not in made.password_hash
        created = session.scalars(
            db.select(AuditEvent).where(AuditEvent.event == "account_created").order_by(AuditEvent.id)
        ).all()
        assert len(created) == 16
        assert {event.chain for event in created} == {world.cell}
        assert {event.acting_as for event in created} == {"office"}


def test_the_names_on_the_slips_come_in_the_vietnamese_order(as_user, world):
    names = [name for name, _, _ in slips_in(print_slips(as_user("hanh"), world.cell).text)]

    assert names == sorted(names, key=sort_key)


def test_the_same_name_twice_gets_two_user_names(as_user, world, committed):
    with committed() as session:
        for _ in range(2):
            twin = Person(full_name="Bế Văn Mạnh", sort_key=sort_key("Bế Văn Mạnh"), folded_name=fold("Bế Văn Mạnh"))
            session.add(twin)
            session.flush()
            session.add(Membership(person_id=twin.id, organisation_id=world.cell, from_on=FOUNDED))

    user_names = {user_name for _, user_name, _ in slips_in(print_slips(as_user("hanh"), world.cell).text)}

    assert {"manh.bv", "manh.bv2", "manh.bv3"} <= user_names


def test_the_second_of_two_clicks_makes_nothing_and_says_how_to_print_again(as_user, world, committed):
    office = as_user("hanh")
    seen = seen_on(office, world.cell, "missing")
    first = slips_in(print_slips(office, world.cell, once="the same form", seen=seen).text)

    again = print_slips(office, world.cell, once="the same form", seen=seen)
    there = office.get(again.location, follow_redirects=True)

    assert again.status_code == 303
    assert "chỉ hiện một lần" in there.text
    assert "Cấp lại phiếu cho nhóm này" in there.text
    with committed():
        assert passwords.matches(account(first[0][1]).password_hash, first[0][2])


def test_slips_printed_again_make_the_old_ones_void(as_user, world, committed):
    office = as_user("hanh")
    old = dict(slip[1:] for slip in slips_in(print_slips(office, world.cell).text))
    new = dict(slip[1:] for slip in slips_in(print_slips(office, world.cell, "waiting").text))

    assert old.keys() == new.keys()
    with committed():
        for user_name, password in old.items():
            assert not passwords.matches(account(user_name).password_hash, password)
            assert passwords.matches(account(user_name).password_hash, new[user_name])


@pytest.mark.each_engine
@pytest.mark.parametrize("which", ["missing", "waiting"])
def test_of_two_who_print_the_slips_of_a_cell_at_once_one_is_told_and_the_paper_of_the_other_holds(
    as_user, world, committed, which
):
    hanh, quan = as_user("hanh"), as_user("quan")
    if which == "waiting":
        print_slips(hanh, world.cell)
    seen = seen_on(hanh, world.cell, which)

    answers = at_once(*(lambda c=c: print_slips(c, world.cell, which, seen=seen) for c in (hanh, quan)))

    printed = [slips_in(answer.text) for answer in answers]
    assert sorted(map(len, printed)) == [0, 16]
    assert sorted(answer.status_code for answer in answers) in ([200, 303], [200, 409])
    with committed():
        for _, user_name, password in max(printed, key=len):
            assert passwords.matches(account(user_name).password_hash, password)


def test_of_two_who_print_one_slip_at_once_one_is_told(as_user, world, committed):
    hanh, quan, path = as_user("hanh"), as_user("quan"), f"/accounts/people/{world.people['lan']}"
    seen = re.search(r'name="seen" value="(\w+)"', hanh.get(path).text)[1]

    answers = at_once(*(lambda c=c: c.post(f"{path}/slip", data={"seen": seen}) for c in (hanh, quan)))

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    [(_, user_name, password)] = [slip for answer in answers for slip in slips_in(answer.text)]
    with committed():
        assert passwords.matches(account(user_name).password_hash, password)


def test_resetting_ends_sessions_and_waits_and_asks_for_a_new_password(as_user, world, committed):
    member = as_user("lan")
    with committed() as session:
        session.add(SignInAttempt(user_name="lan", address="x", at=NOON, succeeded=False, counts=True))

    office, path = as_user("hanh"), f"/accounts/people/{world.people['lan']}"
    assert office.post(f"{path}/slip").status_code == 409, "it may be an old page"
    answer = office.post(f"{path}/slip", data=version_on(office, path))

    assert [slip[:2] for slip in slips_in(answer.text)] == [("Triệu Thị Lan", "lan")]
    assert member.get("/account").location.startswith("/sign-in")
    with committed() as session:
        assert account("lan").must_change_password
        assert not session.scalars(db.select(SignInAttempt).where(SignInAttempt.counts)).all()
        assert session.scalars(db.select(AuditEvent.event).order_by(AuditEvent.id)).all() == [
            "password_reset",
            "sign_in_slips_printed",
        ]


def test_closing_needs_a_reason_and_ends_the_sessions(as_user, world, committed):
    member, office = as_user("lan"), as_user("hanh")
    path = f"/accounts/people/{world.people['lan']}/close"

    refused = office.post(path, data={"reason": " "})
    assert refused.status_code == 422
    assert "Ghi lý do" in refused.text
    assert member.get("/account").status_code == 200

    assert office.post(path, data={"reason": "chuyển sinh hoạt"}).status_code == 303
    assert member.get("/account").status_code == 303
    with committed() as session:
        assert account("lan").closed_at == NOON
        event = session.scalars(db.select(AuditEvent)).one()
        assert (event.event, event.data) == ("account_closed", {"reason": "chuyển sinh hoạt"})


def test_a_closed_account_opens_again_only_with_a_new_slip(as_user, world, committed):
    with committed():
        account("lan").closed_at = NOON

    office, path = as_user("hanh"), f"/accounts/people/{world.people['lan']}"
    answer = office.post(f"{path}/slip", data=version_on(office, path))

    ((_, _, password),) = slips_in(answer.text)
    with committed():
        assert account("lan").closed_at is None
        assert passwords.matches(account("lan").password_hash, password)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("hanh", 200),
        ("quan", 200),
        ("vien", 404),
        ("thang", 403),
        ("lan", 403),
        ("tham", 403),
        ("binh", 403),
        ("tra", 403),
    ],
)
def test_who_opens_the_accounts_of_the_cell(as_user, world, who, status):
    client = as_user(who)
    lan = world.people["lan"]

    assert client.get(f"/accounts/organisations/{world.cell}").status_code == status
    assert client.get(f"/accounts/people/{lan}").status_code == status
    assert print_slips(client, world.cell).status_code == status
    assert client.post(f"/accounts/people/{lan}/close", data={"reason": "x"}).status_code == (
        303 if status == 200 else status
    )
    seen = version_on(client, f"/accounts/people/{lan}") if status == 200 else {}
    assert client.post(f"/accounts/people/{lan}/slip", data=seen).status_code == status


@pytest.mark.parametrize("who", ["hanh", "vien"])
def test_the_list_shows_the_own_commune_only(as_user, who):
    page = as_user(who).get("/accounts").text

    assert ("Chi bộ thôn Nà Mười" in page, "Chi bộ thôn Nậm Lé" in page) == (who == "hanh", who == "vien")


def test_searching_finds_without_diacritics_and_only_in_scope(as_user):
    page = as_user("hanh").get("/accounts?q=trieu thi").text

    assert "Triệu Thị Lan" in page
    assert "Triệu Thị Gấm" in page
    assert "Nông Văn Thắng" not in page
    assert "Triệu Thị Lan" not in as_user("vien").get("/accounts?q=trieu thi").text


@pytest.mark.each_engine
@pytest.mark.parametrize("text", ["%", "_", "<script>alert(1)</script>", "x" * 5000])
def test_searching_for_anything_is_harmless(as_user, text):
    answer = as_user("hanh").get("/accounts", query_string={"q": text})

    assert answer.status_code == 200
    assert "Không có ai khớp" in answer.text
    assert "<script>alert" not in answer.text


def test_the_office_gives_no_slip_to_an_administrator(as_user, world):
    answer = as_user("hanh").post(f"/accounts/people/{world.people['quan']}/slip")

    assert answer.status_code == 403
    assert "quản trị" in answer.text


def test_nobody_is_given_a_key_to_an_office_elsewhere(as_user, world, committed):
    with committed() as session:
        session.add(
            Appointment(person_id=world.people["lan"], organisation_id=world.organisations["TINH"], role=Role.OFFICE, from_on=FOUNDED)
        )  # fmt: skip
    office = as_user("hanh")

    assert office.post(f"/accounts/people/{world.people['lan']}/slip").status_code == 403
    assert "chỉ xem được" in office.get(f"/accounts/people/{world.people['lan']}").text


def test_the_office_does_not_reset_or_close_itself(as_user, world):
    office, own = as_user("hanh"), world.people["hanh"]

    assert office.post(f"/accounts/people/{own}/slip").status_code == 403
    assert office.post(f"/accounts/people/{own}/close", data={"reason": "x"}).status_code == 403


def test_an_unknown_person_is_not_found(as_user):
    assert as_user("hanh").get("/accounts/people/999999").status_code == 404


def test_somebody_who_left_everything_can_still_be_closed_by_the_last_office(as_user, world, committed):
    with committed() as session:
        for membership in session.scalars(db.select(Membership).where(Membership.person_id == world.people["lan"])):
            membership.to_on = FOUNDED

    path = f"/accounts/people/{world.people['lan']}/close"
    assert as_user("vien").post(path, data={"reason": "x"}).status_code == 404
    assert as_user("hanh").post(path, data={"reason": "đã chuyển đi"}).status_code == 303


def test_the_lists_ask_the_database_the_same_for_many_as_for_few(as_user, world, committed, count_statements):
    office = as_user("hanh")
    with count_statements() as few:
        office.get(f"/accounts/organisations/{world.cell}")
        office.get("/accounts")
    with committed() as session:
        for number in range(100):
            person = Person(full_name=f"Người {number}", sort_key=f"{number}", folded_name=f"nguoi {number}")
            session.add(person)
            session.flush()
            session.add(Membership(person_id=person.id, organisation_id=world.cell, from_on=FOUNDED))
    with count_statements() as many:
        first = office.get(f"/accounts/organisations/{world.cell}").text
        office.get("/accounts")

    assert len(many) == len(few)
    assert "Trang sau" in first
    assert ">123<" in office.get("/accounts").text


def test_where_nobody_needs_a_slip_none_is_printed(as_user, world):
    office = as_user("hanh")

    answer = print_slips(office, world.commune)

    assert answer.status_code == 303
    assert "Không có ai cần phiếu mới" in office.get(answer.location).text


def test_an_own_slip_reloaded_says_that_it_was_shown_once(as_user, world):
    office = as_user("hanh")

    answer = office.get(f"/accounts/people/{world.people['lan']}/slip")

    assert "chỉ hiện một lần" in office.get(answer.location).text


@pytest.mark.parametrize("whom", ["lan", "nobody has an account"])
def test_what_is_closed_or_was_never_there_cannot_be_closed(as_user, world, committed, whom):
    with committed() as session:
        if whom == "lan":
            account("lan").closed_at = NOON
            person_id = world.people["lan"]
        else:
            person_id = session.scalars(db.select(Person.id).where(Person.full_name == "Hoàng Văn Bình")).one()

    answer = as_user("hanh").post(f"/accounts/people/{person_id}/close", data={"reason": "x"})

    assert answer.status_code == 422
    assert "đã đóng hoặc chưa được tạo" in answer.text


def test_a_reason_of_a_thousand_letters_is_refused(as_user, world):
    answer = as_user("hanh").post(f"/accounts/people/{world.people['lan']}/close", data={"reason": "x" * 1000})

    assert answer.status_code == 422
    assert "viết gọn lại" in answer.text


def test_ones_own_account_is_shown_with_the_way_to_ones_own_page(as_user, world):
    page = as_user("hanh").get(f"/accounts/people/{world.people['hanh']}").text

    assert 'href="/account"' in page
    assert "Cấp phiếu mới" not in page
