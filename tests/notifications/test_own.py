"""What people say about being told: an address is used once its owner has given the code that was sent there."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.audit.models import AuditEvent
from app.jobs import work
from app.jobs.services import run_due_jobs
from app.notifications.models import MailAddress, NoticeChoice
from app.notifications.queries_own import wanted_by
from app.notifications.services_own import MOST_WRONG_CODES
from tests.reading import words
from tests.world import NOON
from workflows.notices import NOTICES, Notice

ADDRESS = "trieu.lan@example.vn"
PAGE = "/account/notices"


@pytest.fixture
def receive(app, post_office):
    """The letters that a worker sends now."""

    def go(moment=NOON):
        before = len(post_office.received)
        with app.app_context(), clock.set_to(moment):
            work.sweep()
            run_due_jobs()
        return post_office.received[before:]

    return go


def code_in(letter):
    return re.search(r"Mã xác nhận địa chỉ thư của đồng chí: (\d{6})", letter.get_content())[1]


def kept(committed, account_id):
    with committed() as session:
        row = session.get(MailAddress, account_id)
        return (row.address, row.pending) if row else None


def enter(client, address=ADDRESS):
    return client.post(f"{PAGE}/address", data={"address": address})


def confirm(client, code):
    return client.post(f"{PAGE}/address/confirm", data={"code": code})


def test_an_address_is_used_after_its_code_was_given(as_user, receive, committed, world):
    lan = as_user("lan")
    assert enter(lan, f" {ADDRESS} ").status_code == 303
    assert kept(committed, world.accounts["lan"]) == ("", ADDRESS)
    (letter,) = receive()
    assert letter["To"] == ADDRESS

    code = code_in(letter)
    assert confirm(lan, f"{code[:3]} {code[3:]}").status_code == 303
    assert kept(committed, world.accounts["lan"]) == (ADDRESS, "")
    assert ADDRESS in words(lan.get(PAGE))
    with committed() as session:
        events = session.scalars(select(AuditEvent.event).order_by(AuditEvent.id)).all()
        assert events == ["mail_address_entered", "mail_address_changed"]
        assert code not in str(session.scalars(select(AuditEvent.data).order_by(AuditEvent.id)).all())


def test_the_old_address_stays_until_the_new_one_is_confirmed(as_user, receive, committed, world, with_address):
    with_address("lan")
    lan = as_user("lan")
    enter(lan)
    receive()
    assert kept(committed, world.accounts["lan"]) == ("lan@example.vn", ADDRESS)


def test_wrong_codes_are_counted_and_then_no_code_opens(as_user, receive, committed, world):
    lan = as_user("lan")
    enter(lan)
    code = code_in(receive()[0])
    wrong = "000000" if code != "000000" else "111111"
    for left in reversed(range(MOST_WRONG_CODES)):
        answer = confirm(lan, wrong)
        assert answer.status_code == 422
        assert (f"Còn {left} lần nhập" in answer.text) == (left > 0)
    assert confirm(lan, code).status_code == 422
    assert kept(committed, world.accounts["lan"]) == ("", ADDRESS)


def test_the_code_of_another_or_of_yesterday_opens_nothing(as_user, receive, committed, world):
    enter(as_user("lan"))
    enter(as_user("khoa"), "khoa@example.vn")
    codes = {letter["To"]: code_in(letter) for letter in receive()}
    assert confirm(as_user("khoa"), codes[ADDRESS]).status_code == 422
    with clock.set_to(NOON + timedelta(hours=25)):
        assert confirm(as_user("lan"), codes[ADDRESS]).status_code == 422
    assert kept(committed, world.accounts["lan"])[0] == kept(committed, world.accounts["khoa"])[0] == ""


def test_one_waits_a_minute_before_the_next_code(as_user, receive):
    lan = as_user("lan")
    enter(lan)
    answer = enter(lan, "khac@example.vn")
    assert (answer.status_code, "khac@example.vn" in answer.text) == (422, True)
    receive()
    with clock.set_to(NOON + timedelta(minutes=1)):
        assert enter(lan, "khac@example.vn").status_code == 303
    assert [letter["To"] for letter in receive(NOON + timedelta(minutes=1))] == ["khac@example.vn"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "lan",
        "lan@",
        "lan@xa",
        "la n@example.vn",
        "lân@example.vn",
        "lan.@example.vn",
        "l..an@example.vn",
        "a@b.vn\nBcc: c@d.vn",
        "x" * 250 + "@a.vn",
    ],
)
def test_what_is_no_address_is_said_to_be_none(as_user, post_office, address, committed, world):
    assert enter(as_user("lan"), address).status_code == 422
    assert kept(committed, world.accounts["lan"]) is None


def test_without_a_server_the_page_says_so_and_takes_nothing(as_user):
    lan = as_user("lan")
    assert "Hệ thống chưa được cài đặt để gửi thư" in words(lan.get(PAGE))
    assert enter(lan).status_code == 422


def test_the_address_can_be_taken_away(as_user, with_address, committed, world):
    with_address("lan")
    lan = as_user("lan")
    assert lan.post(f"{PAGE}/address/remove").status_code == 303
    assert lan.post(f"{PAGE}/address/remove").status_code == 303
    assert kept(committed, world.accounts["lan"]) == ("", "")


def test_the_office_enters_it_and_the_person_confirms(as_user, receive, committed, world):
    page = f"/accounts/people/{world.people['lan']}"
    assert as_user("hanh").post(f"{page}/mail", data={"address": "lan"}).status_code == 422
    assert as_user("hanh").post(f"{page}/mail", data={"address": ADDRESS}).status_code == 303
    assert f"Chờ xác nhận: {ADDRESS}" in words(as_user("hanh").get(page))
    code = code_in(receive()[0])
    assert confirm(as_user("hanh"), code).status_code == 422
    assert confirm(as_user("lan"), code).status_code == 303
    with committed() as session:
        row = session.scalar(select(AuditEvent).where(AuditEvent.event == "mail_address_entered"))
        assert (row.chain, row.acting_as) == (world.cell, "office")


def test_everybody_begins_with_the_defaults_and_changes_what_they_like(as_user, committed, world):
    lan = as_user("lan")
    assert 'value="convened" checked' in lan.get(PAGE).text
    assert 'value="published" checked' not in lan.get(PAGE).text
    assert lan.post(f"{PAGE}/choices", data={"kind": ["published", "task", "no such kind"]}).status_code == 303
    with committed() as session:
        assert wanted_by(world.accounts["lan"]) == {Notice.PUBLISHED, Notice.TASK}
        assert wanted_by(world.accounts["khoa"]) == {kind for kind, about in NOTICES.items() if about.by_mail}
        (event,) = session.scalars(select(AuditEvent).where(AuditEvent.event == "notice_choices_changed"))
        assert (event.data["before"]["published"], event.data["after"]["published"]) == (False, True)
        assert "task" not in event.data["after"]


def test_saving_what_is_chosen_already_leaves_no_trace(as_user, committed):
    default = [kind for kind, about in NOTICES.items() if about.by_mail]
    as_user("lan").post(f"{PAGE}/choices", data={"kind": default})
    with committed() as session:
        assert (
            session.scalars(select(NoticeChoice)).all()
            == session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
            == []
        )


def test_the_page_asks_little(as_user, with_address, count_statements):
    with_address("lan")
    lan = as_user("lan")
    with count_statements() as seen:
        lan.get(PAGE)
    assert len(seen.besides_the_account()) <= 4
