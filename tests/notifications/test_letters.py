"""By mail: written with the notice, sent after the commit by a worker, tried again with growing pauses, then given up."""

import logging
import socket
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.models import Account
from app.extensions import db
from app.jobs import work
from app.jobs.services import enqueue, run_due_jobs
from app.notifications import claims, services_sending
from app.notifications.models import Letter, LetterState, MailAddress, NoticeChoice, Notification
from app.notifications.services import notify
from tests.world import NOON
from workflows.notices import Notice

pytestmark = pytest.mark.usefixtures("world")
TEXT = "Mời đồng chí dự sinh hoạt chi bộ thường kỳ tháng 12/2026: 19 giờ 30 ngày 03/12/2026, tại Nhà văn hóa."


@pytest.fixture
def tell(committed, world):
    """`tell("lan", "khoa")` of something, and commit."""

    def go(*names, kind=Notice.CONVENED, text=TEXT):
        with committed():
            notify([world.people[name] for name in names], kind, text, "/meetings/7")

    return go


@pytest.fixture
def letters(committed):
    """`letters(Letter.status, …)`: these columns of all letters, in the order in which they were written."""

    def go(*columns):
        with committed() as session:
            return [tuple(row) for row in session.execute(select(*columns).order_by(Letter.id))]

    return go


@pytest.fixture
def work_at(app):
    """`work_at(moment)`: what a worker does when it sweeps and then works, at that moment."""

    def go(moment=NOON):
        with app.app_context(), clock.set_to(moment):
            work.sweep()
            return run_due_jobs()

    return go


def test_who_has_an_address_gets_a_letter_that_can_be_read(post_office, with_address, tell, work_at, letters):
    with_address("lan")
    tell("lan", "khoa")
    assert post_office.received == []
    work_at()

    (letter,) = post_office.received
    assert (letter["To"], letter["From"]) == ("lan@example.vn", "Nền Nếp <nennep@muonglam.vn>")
    assert letter["Subject"].startswith("Mời đồng chí dự sinh hoạt chi bộ thường kỳ tháng 12/2026")
    assert letter["Message-ID"].endswith("@muonglam.vn>")
    assert letter.get_content().replace("\r\n", "\n") == (
        "Kính gửi đồng chí Triệu Thị Lan,\n\n"
        f"{TEXT}\n\n"
        "Mở xem: https://nennep.muonglam.vn/meetings/7\n\n"
        "--\n"
        "Thư do hệ thống Nền Nếp gửi tự động, đồng chí không cần trả lời.\n"
        "Chọn những việc muốn nhận qua thư: https://nennep.muonglam.vn/account/notices\n"
    )
    assert letters(Letter.status, Letter.tries, Letter.sent_at) == [(LetterState.SENT, 1, NOON)]
    work_at(NOON + timedelta(days=1))
    assert len(post_office.received) == 1


def test_what_is_rolled_back_is_not_sent(post_office, with_address, app, world, work_at):
    with_address("lan")
    with app.app_context(), clock.set_to(NOON):
        notify([world.people["lan"]], Notice.CONVENED, TEXT)
        db.session.rollback()
    work_at()
    assert post_office.received == []


def test_one_chooses_what_comes_by_mail(post_office, with_address, tell, work_at, committed, world):
    with_address("lan", "khoa")
    with committed() as session:
        session.add(NoticeChoice(account_id=world.accounts["khoa"], kind=Notice.PUBLISHED, by_mail=True))
        session.add(NoticeChoice(account_id=world.accounts["khoa"], kind=Notice.CONVENED, by_mail=False))
    tell("lan", "khoa", kind=Notice.PUBLISHED)
    tell("lan", "khoa", kind=Notice.CONVENED)
    work_at()
    assert sorted(post_office.addressees) == ["khoa@example.vn", "lan@example.vn"]


def test_no_letter_without_an_address_a_confirmed_one_an_open_account_or_a_server(
    post_office, with_address, tell, committed, world, letters, app, monkeypatch
):
    with_address("lan", "men")
    with committed() as session:
        session.add(MailAddress(account_id=world.accounts["khoa"], pending="khoa@example.vn"))
        session.get(Account, world.accounts["lan"]).closed_at = NOON
    tell("thang", "khoa", "lan")
    assert letters(Letter.id) == []
    monkeypatch.undo()  # back to an installation that sends no mail
    tell("men")
    assert letters(Letter.id) == []


def test_who_lost_the_account_before_it_was_sent_gets_nothing(
    post_office, with_address, tell, committed, world, work_at, letters
):
    with_address("lan")
    tell("lan")
    with committed() as session:
        session.get(Account, world.accounts["lan"]).closed_at = NOON
    work_at()
    assert (post_office.received, letters(Letter.status)) == ([], [(LetterState.GIVEN_UP,)])


def test_a_refused_address_is_given_up_and_the_others_are_not(post_office, with_address, tell, work_at, letters):
    with_address("huong", "lan", "khoa")
    post_office.refusing["lan@example.vn"] = "550 5.1.1 no such user"
    tell("huong", "lan", "khoa")
    work_at()

    assert sorted(post_office.addressees) == ["huong@example.vn", "khoa@example.vn"]
    assert post_office.connections == 1
    given_up = [row for row in letters(Letter.address, Letter.status, Letter.error) if row[1] != LetterState.SENT]
    assert given_up == [("lan@example.vn", LetterState.GIVEN_UP, "550 5.1.1 no such user")]


def test_a_full_box_is_tried_again_with_growing_pauses_and_given_up_at_last(
    post_office, with_address, tell, work_at, letters
):
    with_address("lan", "men")
    post_office.refusing["lan@example.vn"] = "452 4.2.2 mailbox full"
    tell("lan", "men")
    now, pauses = NOON, []
    for _ in range(claims.MOST_TRIES):
        work_at(now)
        ((status, next_try_at),) = [
            row[1:] for row in letters(Letter.address, Letter.status, Letter.next_try_at) if row[0][0] == "l"
        ]
        if status == LetterState.WAITING:
            pauses.append((next_try_at - now) // timedelta(minutes=1))
            now = next_try_at
    assert (pauses, status) == ([1, 5, 30, 120, 720], LetterState.GIVEN_UP)
    assert post_office.addressees == ["men@example.vn"]


def test_while_the_server_is_down_all_wait_and_nobody_asks_it_for_each_letter(
    mail_to, with_address, tell, work_at, letters, caplog
):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        mail_to(unused.getsockname()[1])  # nobody listens there
        with_address("lan", "men", "huong")
        tell("lan", "men", "huong")
        with caplog.at_level(logging.WARNING):
            work_at()
        assert sum("cannot be reached" in record.message for record in caplog.records) == 1
        rows = letters(Letter.status, Letter.tries, Letter.next_try_at)
        assert rows == [(LetterState.WAITING, 1, NOON + timedelta(minutes=1))] * 3
        for hours in range(1, 1 + claims.MOST_TRIES):
            work_at(NOON + timedelta(hours=13 * hours))
    assert {row[0] for row in letters(Letter.status)} == {LetterState.GIVEN_UP}


def test_a_server_that_comes_back_gets_what_waited_with_the_same_message_id(
    mail_to, post_office, with_address, tell, work_at, letters, app, caplog
):
    there = app.config["SETTINGS"].mail.port
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        mail_to(unused.getsockname()[1])
        with_address("lan")
        tell("lan")
        with caplog.at_level(logging.CRITICAL):
            work_at()
    mail_to(there)
    work_at(NOON + timedelta(minutes=1))
    assert [(message["Message-ID"],) for message in post_office.received] == letters(Letter.message_id)


def test_a_server_that_refuses_our_own_address_puts_off_all(post_office, with_address, tell, work_at, letters):
    post_office.refusing_sender = "553 5.7.1 sender rejected"
    with_address("lan", "men")
    tell("lan", "men")
    work_at()
    assert post_office.connections == 1
    assert set(letters(Letter.tries, Letter.status, Letter.error)) == {
        (1, LetterState.WAITING, "553 5.7.1 sender rejected")
    }


def test_a_server_that_hangs_up_delays_one_letter_and_takes_the_others_anew(
    post_office, with_address, tell, work_at, letters
):
    post_office.refusing["lan@example.vn"] = "421 4.7.0 too many, closing"
    with_address("huong", "lan", "khoa")
    tell("huong", "lan", "khoa")
    work_at()
    assert sorted(post_office.addressees) == ["huong@example.vn", "khoa@example.vn"]
    assert post_office.connections == 2
    assert sorted(letters(Letter.status, Letter.tries)) == [(LetterState.SENT, 1)] * 2 + [(LetterState.WAITING, 1)]


def test_a_server_without_encryption_gets_no_letter_where_one_is_asked_for(
    post_office, mail_to, with_address, tell, work_at, app, letters, caplog
):
    mail_to(app.config["SETTINGS"].mail.port, tls="starttls")
    with_address("lan")
    tell("lan")
    with caplog.at_level(logging.CRITICAL):
        work_at()
    assert post_office.received == []
    assert "STARTTLS" in letters(Letter.error)[0][0]


class Killed(BaseException):
    """What no handler catches: the worker is gone."""


def test_a_worker_killed_between_acceptance_and_commit_repeats_that_one_letter(
    post_office, with_address, tell, work_at, letters, monkeypatch
):
    with_address("huong", "lan", "khoa")
    tell("huong", "lan", "khoa")
    settle = claims.settle_sent

    def killed(taken):
        if len(post_office.received) == 2:
            raise Killed
        settle(taken)

    with monkeypatch.context() as patch:
        patch.setattr(claims, "settle_sent", killed)
        with pytest.raises(Killed):
            work_at()
    assert len(post_office.received) == 2
    for minutes in (1, 2, 3, 20, 21):
        work_at(NOON + timedelta(minutes=minutes))

    ids = [message["Message-ID"] for message in post_office.received]
    assert (len(ids), len(set(ids))) == (4, 3)
    assert ids.count(ids[1]) == 2
    assert letters(Letter.status) == [(LetterState.SENT,)] * 3


def test_a_letter_that_ends_its_worker_every_time_is_given_up(with_address, mail_to, tell, letters, app):
    mail_to(1)
    with_address("lan")
    tell("lan")
    now = NOON
    with app.app_context():
        for _ in range(claims.MOST_TRIES):
            with clock.set_to(now):
                assert claims.take_next()
                db.session.commit()
            now += claims.LEASE
        with clock.set_to(now):
            assert claims.take_next() is None
            db.session.commit()
    assert letters(Letter.status) == [(LetterState.GIVEN_UP,)]


def test_a_letter_in_hand_is_not_taken_by_another(with_address, mail_to, tell, app):
    mail_to(1)
    with_address("lan")
    tell("lan")
    with app.app_context(), clock.set_to(NOON):
        slow = claims.take_next()
        assert claims.take_next() is None
        with clock.set_to(NOON + claims.LEASE):
            assert claims.take_next()
            claims.settle_sent(slow)  # too late: it is another's by now
        assert db.session.scalar(select(Letter.status)) == LetterState.WAITING
        db.session.rollback()


def test_ten_thousand_letters_go_in_batches_and_other_work_comes_between(
    post_office, with_address, committed, world, app, monkeypatch, letters
):
    """Shown with some dozens, because every batch is like the others; ten thousand go in `make test-long`."""
    monkeypatch.setattr(services_sending, "AT_ONCE", 20)
    done = []
    monkeypatch.setitem(work.HANDLERS, "note", lambda: done.append(len(post_office.received)))
    with_address("lan")
    with committed():
        for _ in range(41):
            notify([world.people["lan"]], Notice.TASK, "Đồng chí được giao nhiệm vụ: rà soát hộ nghèo.")
        enqueue("note", "something else")
    with app.app_context(), clock.set_to(NOON):
        run_due_jobs()
    assert done == [20]
    assert (len(post_office.received), post_office.connections) == (41, 3)
    assert set(letters(Letter.status)) == {(LetterState.SENT,)}


def test_many_are_told_in_few_statements(post_office, with_address, committed, world, count_statements):
    with_address("lan")
    with committed() as session:
        ids = session.scalars(select(Account.person_id)).all()
        with count_statements() as seen:
            notify(ids, Notice.CONVENED, TEXT)
            session.flush()
    assert len(seen) <= 5


def test_letters_that_were_sent_are_forgotten_after_a_month_and_those_given_up_are_not(
    post_office, with_address, tell, work_at, letters, app
):
    with_address("lan", "men")
    post_office.refusing["men@example.vn"] = "550 no"
    tell("lan", "men")
    work_at()
    with app.app_context(), clock.set_to(NOON + timedelta(days=31)):
        work.tidy()
    assert letters(Letter.address) == [("men@example.vn",)]


def test_the_notice_stays_when_its_letter_is_forgotten(db_session):
    assert not [key for key in Notification.__table__.foreign_keys if key.column.table.name == "letter"]


def test_a_reason_of_several_lines_stands_whole_in_the_letter_and_in_one_line_above_it(
    post_office, with_address, tell, work_at
):
    with_address("lan")
    tell("lan", text="Kỳ sinh hoạt đã hủy. Lý do: mưa lũ,\r\nđường bị sạt.\nBcc: a@b.vn")
    work_at()
    (letter,) = post_office.received
    assert letter["Subject"] == "Kỳ sinh hoạt đã hủy. Lý do: mưa lũ, đường bị sạt. Bcc: a@b.vn"
    assert letter["Bcc"] is None
    assert "đường bị sạt.\nBcc: a@b.vn\n" in letter.get_content().replace("\r\n", "\n")


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_ten_thousand_letters_go_out_and_nobody_waits_for_them(
    post_office, with_address, committed, world, app, monkeypatch, letters
):
    done = []
    monkeypatch.setitem(work.HANDLERS, "note", lambda: done.append(len(post_office.received)))
    with_address(*world.accounts)
    with committed():
        for _ in range(10_000 // len(world.people) + 1):
            notify(world.people.values(), Notice.TASK, "Đồng chí được giao nhiệm vụ: rà soát hộ nghèo.")
        enqueue("note", "something else", run_after=NOON)
    with app.app_context(), clock.set_to(NOON):
        run_due_jobs()
    assert len({message["Message-ID"] for message in post_office.received}) == len(post_office.received) > 10_000
    assert set(letters(Letter.status)) == {(LetterState.SENT,)}
    assert done == [services_sending.AT_ONCE]
