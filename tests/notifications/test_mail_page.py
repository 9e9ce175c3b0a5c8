"""The administrator sees whether mail is sent and what could not be, and sends it again; never what a letter says."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.audit.models import AuditEvent
from app.jobs import work
from app.jobs.services import run_due_jobs
from app.notifications.models import Letter, LetterState, MailAddress
from app.notifications.services import notify
from tests.reading import words
from tests.world import NOON
from workflows.notices import Notice

TEXT = "Nhiệm vụ được giao: rà soát hộ nghèo."


@pytest.fixture
def failed(app, post_office, with_address, committed, world):
    """Letters to Lan and Khoa that the server refused; their ids."""
    with_address("lan", "khoa")
    for name in ("lan", "khoa"):
        post_office.refusing[f"{name}@example.vn"] = "550 5.1.1 <no such user>"
    with committed():
        notify([world.people["lan"], world.people["khoa"]], Notice.TASK, TEXT, "/tasks/1")
    with app.app_context(), clock.set_to(NOON):
        run_due_jobs()
    post_office.refusing.clear()
    with committed() as session:
        return session.scalars(select(Letter.id).order_by(Letter.id)).all()


def work_on(app, moment=NOON):
    with app.app_context(), clock.set_to(moment):
        work.sweep()
        run_due_jobs()


def test_without_a_server_the_page_says_what_to_set(as_user):
    page = words(as_user("quan").get("/mail"))
    assert "chưa cài đặt máy chủ thư" in page
    assert "NENNEP_SMTP_HOST" in page
    assert as_user("quan").post("/mail/again").status_code == 422


def test_it_shows_address_and_error_and_nothing_of_the_letter(as_user, failed):
    page = as_user("quan").get("/mail")
    assert "lan@example.vn" in page.text
    assert "550 5.1.1 &lt;no such user&gt;" in page.text
    assert "rà soát" not in page.text
    assert "2 thư không gửi được" in words(page)


def test_sent_again_it_goes_to_where_the_mail_goes_now(as_user, failed, app, post_office, committed, world):
    with committed() as session:
        session.get(MailAddress, world.accounts["lan"]).address = "moi@example.vn"
    quan = as_user("quan")
    assert quan.post(f"/mail/{failed[0]}/again").status_code == 303
    assert quan.post(f"/mail/{failed[0]}/again").status_code == 409
    work_on(app)
    assert post_office.addressees == ["moi@example.vn"]
    with committed() as session:
        (event,) = session.scalars(select(AuditEvent))
        assert (event.event, event.subject_id, event.data) == ("letters_sent_again", failed[0], {"count": 1})


def test_all_are_sent_again_but_not_to_who_wants_no_mail_any_more(as_user, failed, app, post_office, committed, world):
    with committed() as session:
        session.get(MailAddress, world.accounts["lan"]).address = ""
    quan = as_user("quan")
    assert quan.post("/mail/again").status_code == 303
    assert quan.post(f"/mail/{failed[0]}/again").status_code == 422
    work_on(app)
    assert post_office.addressees == ["khoa@example.vn"]
    with committed() as session:
        assert session.get(Letter, failed[0]).status == LetterState.GIVEN_UP


def test_a_letter_that_is_nobodys_is_not_found(as_user, post_office):
    assert as_user("quan").post("/mail/999/again").status_code == 404


def test_what_will_be_tried_again_says_when(as_user, app, post_office, with_address, committed, world):
    with_address("lan")
    post_office.refusing["lan@example.vn"] = "452 full"
    with committed():
        notify([world.people["lan"]], Notice.TASK, TEXT)
    work_on(app)
    assert "Gửi lại lúc" in words(as_user("quan").get("/mail"))
    post_office.refusing.clear()
    work_on(app, NOON + timedelta(minutes=2))
    assert "Không có thư nào vướng" in words(as_user("quan").get("/mail"))


def test_fifty_stand_on_a_page_in_few_statements(as_user, failed, committed, world, count_statements):
    with committed() as session:
        rows = session.scalars(select(Letter)).all()
        for number in range(55):
            like = {"person_id": rows[0].person_id, "address": f"a{number}@example.vn", "error": "550 no"}
            session.add(
                Letter(
                    **like, message_id=f"<{number}@x>", status=LetterState.GIVEN_UP, next_try_at=NOON, created_at=NOON
                )
            )
    quan = as_user("quan")
    with count_statements() as seen:
        first = quan.get("/mail").text
    assert len(seen.besides_the_account()) <= 3
    assert first.count("Đã thôi gửi") == 50
    assert quan.get("/mail?page=2").text.count("Đã thôi gửi") == 7
