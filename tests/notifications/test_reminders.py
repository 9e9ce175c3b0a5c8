"""Only who still owes something is reminded, and once of each thing."""

import pytest
from sqlalchemy import select

from app.accounts.models import Account
from app.extensions import db
from app.notifications.models import Letter, Notification
from app.notifications.services import remind
from tests.at_once import at_once
from workflows.notices import Notice

TEXT = "Nhiệm vụ của đồng chí còn 2 ngày là đến hạn."


def owing(*names):
    return select(Account.person_id).where(Account.user_name.in_(names))


def told():
    return sorted(
        db.session.scalars(select(Account.user_name).join(Notification, Notification.person_id == Account.person_id))
    )


def test_who_owes_is_told_once_however_often_it_runs(db_session, world):
    assert remind(owing("lan", "khoa"), Notice.REMINDER, TEXT, "/tasks/1", key="task:1:soon") == 2
    assert remind(owing("lan", "khoa", "men"), Notice.REMINDER, TEXT, "/tasks/1", key="task:1:soon") == 1
    assert told() == ["khoa", "lan", "men"]
    assert remind(owing(), Notice.REMINDER, TEXT, key="task:1:overdue") == 0
    assert remind(owing("lan"), Notice.REMINDER, TEXT, key="task:1:overdue") == 1


def test_a_letter_goes_with_the_reminder_and_only_with_one_that_was_written(db_session, world, mail_to, with_address):
    mail_to(1)
    with_address("lan", "khoa")
    remind(owing("lan"), Notice.REMINDER, TEXT, key="k")
    remind(owing("lan", "khoa"), Notice.REMINDER, TEXT, key="k")
    assert sorted(db_session.scalars(select(Letter.address))) == ["khoa@example.vn", "lan@example.vn"]


@pytest.mark.each_engine
@pytest.mark.parametrize("runs", [2])
def test_two_clocks_that_strike_at_once_remind_once(app, world, runs):
    def strike():
        with app.app_context():
            found = remind(owing("lan", "khoa"), Notice.REMINDER, TEXT, key="k")
            db.session.commit()
            return found

    assert sum(at_once(*[strike] * runs)) == 2
    with app.app_context():
        assert told() == ["khoa", "lan"]
