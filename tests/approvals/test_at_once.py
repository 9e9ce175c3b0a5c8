"""Two people at the same moment: both voices count, one of two steps wins. On both engines."""

from collections.abc import Iterator

import pytest
import time_machine

from app.approvals.queries import open_round, rounds_of
from app.extensions import db
from app.meetings.models import Meeting
from tests.at_once import together
from tests.meetings.ready import planned, submitted
from tests.world import NOON

# What happens when two write at once is the engine's doing.
pytestmark = pytest.mark.each_engine


@pytest.fixture(autouse=True)
def _that_morning() -> Iterator[None]:
    """For all threads, which do not see the clock that other tests set; sessions begin in it too."""
    with time_machine.travel(NOON, tick=False):
        yield


def test_two_approvers_who_agree_at_once_both_count(committed, actor_of, as_user):
    with committed():
        meeting = submitted(actor_of)
        meeting_id, version = meeting.id, {"version": meeting.version}
    path = f"/meetings/{meeting_id}/steps/agree"
    men, huong = as_user("men"), as_user("huong")

    assert together(lambda: men.post(path, data=version), lambda: huong.post(path, data=version)) == [303, 303]
    with committed():
        assert sum(a.agreed_at is not None for a in open_round(meeting_id).agreements) == 3


def test_one_voice_entered_twice_at_once_counts_once(committed, actor_of, as_user, world):
    with committed():
        meeting = submitted(actor_of)
        meeting_id, version = meeting.id, {"version": meeting.version}
    path = f"/meetings/{meeting_id}/steps/agree"
    men, scribe = as_user("men"), as_user("nhap")
    paper = version | {"voice": "paper", "person_id": world.people["men"]}

    assert together(lambda: men.post(path, data=version), lambda: scribe.post(path, data=paper)) == [303, 422]
    with committed():
        assert sum(a.agreed_at is not None for a in open_round(meeting_id).agreements) == 2


def test_of_two_who_submit_at_once_one_wins_and_the_other_is_told(committed, actor_of, as_user):
    with committed():
        meeting_id = planned(actor_of).id
        version = {"version": str(db.session.get_one(Meeting, meeting_id).version)}
    path = f"/meetings/{meeting_id}/steps/submit"
    thang, men = as_user("thang"), as_user("men")

    assert together(lambda: thang.post(path, data=version), lambda: men.post(path, data=version)) == [303, 409]
    with committed():
        assert len(rounds_of(meeting_id)) == 1


def test_two_who_begin_the_same_month_at_once_make_one_meeting(committed, as_user):
    thang, men = as_user("thang"), as_user("men")
    form = {"kind": "regular", "month": "1/2027"}

    statuses = together(lambda: thang.post("/meetings/new", data=form), lambda: men.post("/meetings/new", data=form))

    assert statuses[0] == 303
    assert statuses[1] in (409, 422)
    with committed():
        assert len(db.session.scalars(db.select(Meeting)).all()) == 1
