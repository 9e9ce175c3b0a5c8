"""Who has a petition is told before and after its day, until it lies with somebody else or is answered."""

from datetime import UTC, datetime

from sqlalchemy import select

from app import clock
from app.notifications.models import Notification
from app.reminders.services import remind_all
from workflows.petition import SentTo


def reminded(session, actor_of, *days: int) -> dict[str, list[str]]:
    """By user name, what people were told of petitions on these days of December."""
    before = set(session.scalars(select(Notification.id)))
    for day in days:
        with clock.set_to(datetime(2026, 12, day, 1, tzinfo=UTC)):
            remind_all()
    names = {actor_of(name).person_id: name for name in ("thang", "men", "loc", "hanh", "lan", "huong", "tham", "vien")}
    rows = session.scalars(select(Notification).where(Notification.path.like("/petitions/%")).order_by(Notification.id))
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.id not in before:
            found.setdefault(names[row.person_id], []).append(row.text)
    return found


def test_the_leaders_of_the_cell_are_told_three_days_before_and_on_the_day_after(raised, db_session, actor_of):
    assert reminded(db_session, actor_of, 13) == {}
    soon = reminded(db_session, actor_of, 14, 14)
    assert {who: len(texts) for who, texts in soon.items()} == {"thang": 1, "men": 1}
    assert "đến hạn xử lý ngày 17/12/2026" in soon["thang"][0]
    late = reminded(db_session, actor_of, 17, 18)
    assert "quá hạn xử lý ngày 17/12/2026" in late["men"][0]


def test_an_answer_stops_the_clock(answered, db_session, actor_of):
    assert reminded(db_session, actor_of, 17, 21) == {}


def test_each_level_has_a_clock_of_its_own(accepted, take, db_session, actor_of):
    take(accepted, "escalate", "thang")

    assert set(reminded(db_session, actor_of, 17)) == {"hanh"}


def test_what_went_straight_to_the_overseer_waits_for_the_overseer_then_for_the_office(say, take, db_session, actor_of):
    petition = say(sent_to=SentTo.OVERSEER)
    assert set(reminded(db_session, actor_of, 14)) == {"loc"}
    take(petition, "accept", "loc")
    assert set(reminded(db_session, actor_of, 17)) == {"hanh"}
