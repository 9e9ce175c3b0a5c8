"""Whoever works away stays in the cell's sight: a log of when it heard of them, kept by those who lead it."""

from datetime import date

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.members.models import ContactNote, StatusKind, StatusPeriod


@pytest.fixture
def path(world, committed) -> str:
    """Where a contact with Khoa is noted, who has been away since September."""
    with committed() as session:
        away = StatusPeriod(person_id=world.people["khoa"], kind=StatusKind.WORKING_AWAY, from_on=date(2026, 9, 1))
        session.add(away)
        session.flush()
        return f"/members/{world.people['khoa']}/statuses/{away.id}/contacts/new"


@pytest.mark.parametrize(
    ("who", "status"),
    [("thang", 303), ("men", 303), ("hanh", 303), ("huong", 403), ("lan", 403), ("loc", 403), ("tham", 404)],
)
def test_who_keeps_the_log(as_user, path, committed, who, status):
    sent = {"on": "20/11/2026", "text": "Gọi điện; đang làm ở Bắc Ninh, Tết về."}

    assert as_user(who).post(path, data=sent).status_code == status
    with committed() as session:
        assert len(session.scalars(select(ContactNote)).all()) == (status == 303)
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.event == "contact_noted").order_by(AuditEvent.id)
        ).all()
        assert [event.data["on"] for event in events] == (["2026-11-20"] if status == 303 else [])


@pytest.mark.parametrize(("who", "reads"), [("thang", True), ("hanh", True), ("khoa", True), ("lan", False)])
def test_the_log_stands_on_the_page_of_the_person(as_user, world, path, who, reads):
    as_user("thang").post(path, data={"on": "20/11/2026", "text": "Gọi điện <script>"})
    page = as_user(who).get(f"/members/{world.people['khoa']}").text

    assert ("20/11/2026: Gọi điện &lt;script&gt;" in page) == reads


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"on": "03/12/2026", "text": "Gọi"}, "chưa tới"),
        ({"on": "31/08/2026", "text": "Gọi"}, "không đi làm xa"),
        ({"on": "20/11/2026", "text": " "}, "Ghi liên hệ bằng cách nào"),
        ({"on": "20/11/2026", "text": "x" * 501}, "không quá 500 chữ"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_typed(as_user, path, sent, said):
    answer = as_user("thang").post(path, data=sent)

    assert answer.status_code == 422
    assert said in answer.text
    assert sent["text"] in answer.text


def test_a_time_away_with_contacts_is_not_thrown_away(as_user, path):
    as_user("thang").post(path, data={"on": "20/11/2026", "text": "Gọi điện"})
    answer = as_user("hanh").post(path.replace("contacts/new", "end"), data={"on": "01/09/2026"})

    assert answer.status_code == 422
    assert "Đã ghi liên hệ" in answer.text
