"""What waits on the first page of inspectors and cells, and the clock that reminds of what is to be mended."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app import clock
from app.home.awaiting import awaiting
from app.inspections.models import Inspection, Remedy
from app.notifications.models import Notification
from app.reminders.services import remind_all
from tests.acts import actor_named
from tests.inspections import campaign
from tests.inspections.campaign import file_of
from workflows.notices import Notice


def labels(who: str, today: date = campaign.TODAY) -> list[str]:
    return [row.label for row in awaiting(actor_named(who), today).inspections.rows]


@pytest.mark.parametrize(
    ("state", "inspector", "cell"),
    [
        ("planned", ["Hoàn chỉnh, thông báo"], []),
        ("announced", ["Xem, bắt đầu"], ["Viết báo cáo"]),
        ("under_way", ["Ghi hồ sơ"], ["Viết báo cáo"]),
        ("drafted", [], ["Đọc, góp ý"]),
        ("commented", [], []),
        ("concluded", [], ["Báo cáo khắc phục"]),
    ],
)
def test_what_waits_at_each_step(world, db_session, state, inspector, cell):
    getattr(campaign, state)(world)

    assert labels("tra") == inspector
    for who in ("thang", "men"):
        assert labels(who) == cell
    for who in ("huong", "lan", "hanh", "vien", "dua", "quan"):
        assert labels(who) == []


def test_a_campaign_waits_again_when_comments_are_over_and_when_the_next_quarter_came(world, db_session):
    row = campaign.drafted(world)
    assert labels("tra", date(2026, 12, 12)) == []
    assert labels("tra", date(2026, 12, 13)) == ["Ban hành kết luận"]
    assert labels("thang", date(2026, 12, 13)) == []
    db_session.execute(Inspection.__table__.update().values(state="concluded"))
    db_session.expire(row)
    assert labels("tra", date(2026, 12, 31)) == []
    assert labels("tra", date(2027, 1, 1)) == ["Kiểm tra lại"]
    late = awaiting(actor_named("thang"), date(2027, 1, 11)).inspections.rows[0]
    assert (late.label, late.tag) == ("Báo cáo khắc phục", "Quá hạn")


def test_the_page_of_each_shows_it(world, as_user, committed):
    with committed():
        number = file_of(campaign.announced(world), world).id
    assert f'href="/inspections/files/{number}">Viết báo cáo' in as_user("thang").get("/").text
    assert "Cuộc kiểm tra quý IV/2026: nền nếp sinh hoạt chi bộ" in as_user("tra").get("/").text


def told_on(committed, day: date) -> set[int]:
    with clock.set_to(datetime(day.year, day.month, day.day, 2, tzinfo=UTC)):
        with committed() as session:
            session.query(Notification).delete()
        with committed():
            remind_all()
        with committed() as session:
            found = session.execute(
                select(Notification.person_id).where(
                    Notification.kind == Notice.REMINDER, Notification.path.startswith("/inspections")
                )
            )
            return {row[0] for row in found}


def test_the_cell_is_reminded_before_the_day_and_the_team_too_after_it(world, committed, at_state):
    at_state("concluded")
    cell = {world.people[who] for who in ("thang", "men")}
    assert told_on(committed, date(2027, 1, 6)) == set()
    assert told_on(committed, date(2027, 1, 7)) == cell
    assert told_on(committed, date(2027, 1, 11)) == cell | {world.people["tra"]}
    with committed() as session:
        session.execute(Remedy.__table__.update().values(state="reported"))
    assert told_on(committed, date(2027, 1, 12)) == set()


def test_what_a_cell_reports_as_mended_waits_for_an_inspector_to_confirm_it(world, db_session):
    campaign.concluded(world)
    assert labels("tra") == []
    db_session.execute(Remedy.__table__.update().values(state="reported"))

    (row,) = awaiting(actor_named("tra"), campaign.TODAY).inspections.rows
    assert row.label == "Xem, xác nhận"
    assert row.meta.endswith("việc chi bộ báo đã khắc phục, chờ xác nhận.")
    assert labels("thang") == []
