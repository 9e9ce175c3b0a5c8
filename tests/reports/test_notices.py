"""The schedule as it was issued: read in the cells that stand on it, and told to them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.meetings.models import Meeting
from app.notifications.models import Notification
from tests.meetings import ready
from tests.reading import words
from tests.reports.test_schedule import issued
from tests.reports.test_schedule import signed as signed
from tests.world import World
from workflows.notices import Notice


@pytest.fixture
def notice(world: World, prepared, actor_of, signed) -> int:
    """Issued by the commune; the meeting that stands on it has moved by a day since."""

    def build() -> int:
        meeting = ready.planned(actor_of)
        issued(actor_of("hanh"), signed, remarks="Mang theo sổ tay.")
        meeting.starts_at += timedelta(days=1)
        return meeting.id

    return prepared("an issued schedule", build)


def told(session) -> set[int]:
    return set(session.scalars(select(Notification.person_id).where(Notification.kind == Notice.SCHEDULE)))


def test_secretaries_deputies_and_overseers_of_the_cells_are_told_and_read_it(notice, world, as_user, committed):
    readers = ("thang", "men", "loc", "tham", "son")
    with committed() as session:
        assert told(session) == {world.people[who] for who in readers}
        row = session.scalars(select(Notification).where(Notification.kind == Notice.SCHEDULE)).first()
        text, path = row.text, row.path
    assert text == "Đảng ủy xã Mường Lâm đã thông báo lịch sinh hoạt chi bộ tháng 12/2026, số 01-TB/ĐU."
    for who in readers:
        assert as_user(who).get(path).status_code == 200, who


def test_it_says_what_was_issued_whatever_moved_since(notice, world, as_user, committed, actor_of, signed):
    loc, at = as_user("loc"), f"/synthesis/schedule/{world.commune}/notice?month=12/2026"
    first = words(loc.get(at))
    with committed() as session:
        moved = session.get_one(Meeting, notice)
        issued(actor_of("hanh"), signed, remarks="Mang theo sổ tay.", edition=1)
        assert moved.starts_at.day == 4
        again = session.scalars(select(Notification.text).where(Notification.text.contains("thay bản trước"))).all()
    second, listed = words(loc.get(at)), words(loc.get("/synthesis/schedule/notices"))

    assert ("03/12" in first, "04/12" in first, "Mang theo sổ tay" in first) == (True, False, True)
    assert ("03/12" in second, "04/12" in second, "bản thứ 2" in second) == (False, True, True)
    assert (listed.count("Lịch sinh hoạt chi bộ tháng"), "số 02-TB/ĐU" in listed) == (1, True)
    assert len(again) == 5


@pytest.mark.parametrize(
    ("who", "status"),
    [("thang", 200), ("men", 200), ("loc", 200), ("hanh", 200), ("binh", 200), ("lan", 403), ("vien", 404), ("dua", 404)],
)  # fmt: skip
def test_who_reads_it(notice, world, as_user, who, status):
    client, at = as_user(who), f"/synthesis/schedule/{world.commune}"
    assert client.get(f"{at}/notice?month=12/2026").status_code == status
    assert client.get(f"{at}/word?month=12/2026").status_code == status
    assert client.get(f"{at}/pdf?month=12/2026").status_code == (303 if status == 200 else status)
    assert client.get(f"{at}/notice?month=1/2027").status_code == (404 if status == 200 else status)


def test_who_follows_no_cell_of_the_committee_finds_nothing_in_the_list(notice, as_user):
    assert "chưa thông báo lịch sinh hoạt của tháng nào" in as_user("dua").get("/synthesis/schedule/notices").text


@pytest.mark.parametrize(("who", "there"), [("loc", "/notices"), ("thang", "/notices"), ("hanh", "?month=1/2027")])
def test_the_way_in_leads_cells_to_what_was_issued_and_the_office_to_the_live_page(world, as_user, who, there):
    client = as_user(who)
    assert "/synthesis/schedule" in client.get("/more").text
    answer = client.get("/synthesis/schedule?month=1/2027")
    assert (answer.status_code, answer.location.endswith(there)) == (302, True)


def test_the_list_takes_few_statements_however_long(notice, as_user, count_statements):
    thang = as_user("thang")
    with count_statements() as seen:
        thang.get("/synthesis/schedule/notices")
    assert len(seen.besides_the_account()) <= 6
