"""The page of notifications: one's own, the newest first, leading only into this house."""

from datetime import timedelta

import pytest

from app.extensions import db
from app.notifications.models import Notification
from app.notifications.services import notify
from tests.world import NOON
from workflows.notices import Notice


@pytest.fixture
def told(committed, world):
    def told(text, path="", *, who="lan", minutes=0, read=False):
        with committed() as session:
            at = NOON + timedelta(minutes=minutes)
            row = Notification(
                person_id=world.people[who],
                kind=Notice.TASK,
                text=text,
                path=path,
                created_at=at,
                read_at=at if read else None,
            )
            session.add(row)
            session.flush()
            return row.id

    return told


def test_it_shows_ones_own_the_newest_first(as_user, told):
    told("older")
    told("newer", minutes=5)
    told("not mine", who="khoa")

    page = as_user("lan").get("/notifications").text

    assert page.index("newer") < page.index("older")
    assert "not mine" not in page


def test_opening_one_marks_it_read_and_leads_on(as_user, told, committed):
    number = told("a meeting", "/account")

    answer = as_user("lan").post(f"/notifications/{number}/read")

    assert (answer.status_code, answer.location) == (303, "/account")
    with committed() as session:
        assert session.get(Notification, number).read_at == NOON


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "javascript:alert(1)", ""])
def test_it_never_leads_out_of_the_house(as_user, told, path):
    number = told("odd", path)

    assert as_user("lan").post(f"/notifications/{number}/read").location == "/notifications"


def test_somebody_elses_is_not_found(as_user, told, committed):
    number = told("mine alone")

    assert as_user("khoa").post(f"/notifications/{number}/read").status_code == 404
    with committed() as session:
        assert session.get(Notification, number).read_at is None


def test_all_can_be_marked_read_but_only_ones_own(as_user, told, committed):
    for _ in range(3):
        told("one of three")
    other = told("not mine", who="khoa")

    member = as_user("lan")
    assert "3<span" in member.get("/notifications").text
    assert member.post("/notifications/read-all").location == "/notifications"

    assert "chưa đọc" not in member.get("/notifications").text
    with committed() as session:
        assert session.get(Notification, other).read_at is None


def test_fifty_stand_on_a_page(as_user, told, count_statements):
    for minute in range(51):
        told(f"number {minute}.", minutes=minute)

    member = as_user("lan")
    with count_statements() as seen:
        first = member.get("/notifications").text
    second = member.get("/notifications?page=2").text

    assert ("number 50." in first, "number 0." in first, "Cũ hơn" in first) == (True, False, True)
    assert ("number 0." in second, "Mới hơn" in second, "Cũ hơn" in second) == (True, True, False)
    assert len(seen.besides_the_account()) <= 3


@pytest.mark.each_engine
@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999"])
def test_an_odd_page_number_is_harmless(as_user, number):
    assert as_user("lan").get(f"/notifications?page={number}").status_code == 200


def test_hostile_text_is_shown_as_text(as_user, told):
    told("<script>alert(1)</script>")

    assert "<script>alert" not in as_user("lan").get("/notifications").text


def test_each_person_is_told_once_and_not_who_did_it(db_session):
    notify([2, 1, 2, 3], Notice.TASK, "y" * 900, but_not=3)

    rows = db_session.scalars(db.select(Notification).order_by(Notification.person_id)).all()
    assert [row.person_id for row in rows] == [1, 2]
    assert len(rows[0].text) == 500
