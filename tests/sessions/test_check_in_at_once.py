"""Many check in at the same moment, and the recorder confirms and announces meanwhile. On both engines."""

from collections.abc import Iterator

import pytest
import time_machine
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.sessions import queries, services
from app.sessions.models import CheckIn, CheckInKey, Which
from tests.at_once import together
from tests.sessions.conftest import EVENING, LATER, make_meeting
from workflows.attendance import Mark
from workflows.check_in import MOST_TRIES, digits_of, shown_at

# What happens when two write at once is the engine's doing.
pytestmark = pytest.mark.each_engine

MEMBERS = ("khoa", "huong", "men", "nhap", "lan", "thang")


@pytest.fixture(autouse=True)
def _that_evening() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def checking(world, evening, prepared, actor_of) -> int:
    def build() -> int:
        meeting = make_meeting(world)
        services.open_meeting(meeting, at=EVENING, actor=actor_of("thang"))
        services.begin_check_in(meeting, Which.START, actor=actor_of("lan"))
        return meeting.id

    found: int = prepared("sessions: checking in at once", build)
    return found


@pytest.fixture
def code(checking, committed) -> str:
    with committed() as session:
        return digits_of(session.get_one(CheckInKey, checking).key, shown_at("start", LATER))


def saying(as_user, meeting_id, code, who):
    client = as_user(who)
    return lambda: client.post(f"/meetings/{meeting_id}/check-in", data={"code": code})


def recording(as_user, meeting_id, path, **data):
    client = as_user("lan")
    return lambda: client.post(f"/meetings/{meeting_id}/roll-call/start{path}", data=data)


def count_of(session, event: str) -> int:
    return session.scalar(select(func.count(AuditEvent.id)).where(AuditEvent.event == event)) or 0


def test_all_who_come_at_once_are_there_once_each(checking, code, as_user, committed):
    taps = [saying(as_user, checking, code, who) for who in (*MEMBERS, "khoa", "khoa")]
    assert together(*taps) == [303] * len(taps)
    with committed() as session:
        assert session.scalar(select(func.count(CheckIn.id))) == len(MEMBERS)
        assert count_of(session, "checked_in") == len(MEMBERS)


def test_guesses_sent_at_once_are_all_counted(checking, code, as_user, committed):
    wrong = "000000" if code != "000000" else "111111"
    guesses = [saying(as_user, checking, wrong, "khoa") for _ in range(MOST_TRIES + 3)]
    assert together(*guesses) == [422] * len(guesses)
    with committed() as session:
        assert session.scalars(select(CheckIn.tries)).one() == MOST_TRIES
        assert count_of(session, "check_in_failed") == MOST_TRIES


def test_who_comes_as_it_is_announced_is_either_waiting_or_too_late(checking, code, as_user, committed):
    announce = recording(as_user, checking, "/announce")
    statuses = together(announce, saying(as_user, checking, code, "khoa"))
    # Announced first: the member is too late. Otherwise the recorder is told that somebody waits.
    assert statuses in ([303, 409], [303, 422])
    with committed() as session:
        waits = session.scalar(select(func.count(CheckIn.id)).where(CheckIn.came_at.is_not(None)))
        mark = next(line for line in queries.roll_lines(checking) if line.name == "Ma Đình Khoa").attendee.start_mark
    assert (waits, mark) in ((1, Mark.AWAITED), (0, Mark.UNEXCUSED))


def test_two_who_confirm_one_person_at_once_mark_once(checking, code, as_user, committed):
    saying(as_user, checking, code, "khoa")()
    with committed() as session:
        one = session.scalars(select(CheckIn.id)).one()
    assert together(*(recording(as_user, checking, "/check-in/settle", id=one) for _ in range(3))) == [303] * 3
    with committed() as session:
        assert count_of(session, "check_ins_settled") == 1
        assert count_of(session, "attendance_marked") == 1
