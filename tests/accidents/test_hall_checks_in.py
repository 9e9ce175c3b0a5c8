"""A hall of two hundred checks in within a minute, over HTTP, at a real web process: all are there, once each."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from app import clock
from app.accounts.models import Account
from app.audit.models import AuditEvent
from app.extensions import db
from app.meetings.models import Meeting
from app.members.models import Membership, Person
from app.sessions import queries, services
from app.sessions.models import Attendance, CheckIn, CheckInKey, Which
from tests.accidents.running import House
from tests.accidents.running import Person as Member
from tests.acts import actor_named
from tests.world import FOUNDED, World
from workflows.attendance import Mark
from workflows.check_in import digits_of, shown_at, token_of
from workflows.names import fold, sort_key

# What happens when many write at once is the engine's doing.
pytestmark = pytest.mark.each_engine

AT_ONCE = 25  # telephones that speak to the house at the same moment
WITHIN = 60  # seconds


@pytest.fixture
def house(world, database_url, tmp_path):
    found = House(database_url, tmp_path)
    yield found
    found.end()


def fill(house: House, world: World, count: int) -> list[str]:
    """So many more members of the own cell, who sign in under these names."""
    names = [f"hoi.truong.{number}" for number in range(count)]
    with house.app.app_context():
        people = [_person(number) for number in range(count)]
        db.session.add_all(people)
        db.session.flush()  # their ids
        for person, name in zip(people, names, strict=True):
            db.session.add(Membership(person_id=person.id, organisation_id=world.cell, from_on=FOUNDED))
            db.session.add(
                Account(person_id=person.id, user_name=name, password_hash="!", must_change_password=False, created_at=datetime.now(UTC))
            )  # fmt: skip
        db.session.commit()
    return names


def _person(number: int) -> Person:
    name = f"Nông Văn Hội {number}"
    return Person(full_name=name, sort_key=sort_key(name), folded_name=fold(name), official_on=FOUNDED)


@pytest.mark.parametrize("how", ["typed", "scanned"])
@pytest.mark.timeout(300)
def test_a_row_of_them(house, world, how):
    come(house, world, how, 24)


@pytest.mark.long
@pytest.mark.parametrize("how", ["typed", "scanned"])
def test_two_hundred_within_a_minute(house, world, how):
    come(house, world, how, 200)


def come(house: House, world: World, how: str, count: int) -> None:
    names = fill(house, world, count)
    meeting_id = house.meeting_under_way(world, check_in=True)
    with house.app.app_context():
        key = db.session.get_one(CheckInKey, meeting_id).key
        db.session.rollback()
    house.start_web()
    people = house.people(names)
    act = {"typed": types, "scanned": scans}[how]
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        statuses = Counter(crowd.map(lambda who: act(who, meeting_id, key), people))
    took = time.monotonic() - began

    assert statuses == {303: count}, (statuses, house.log.read_text())
    assert took < WITHIN, f"{took:.1f} s"
    expect_all_there(house, meeting_id, names)


def types(member: Member, meeting_id: int, key: str) -> int:
    """The page, and then the digits of the screen."""
    page = member.get(f"/meetings/{meeting_id}/check-in")
    digits = digits_of(key, shown_at("start", datetime.now(UTC)))
    return member.post(f"/meetings/{meeting_id}/check-in", code=digits).status if page.status == 200 else page.status


def scans(member: Member, meeting_id: int, key: str) -> int:
    """Where the QR code leads, the page behind it, and the tap."""
    token = token_of(key, shown_at("start", datetime.now(UTC)))
    for path, expected in ((f"/check-in/{meeting_id}/{token}", 303), (f"/meetings/{meeting_id}/check-in", 200)):
        if (answer := member.get(path)).status != expected:
            return answer.status
    return member.post(f"/meetings/{meeting_id}/check-in").status


def expect_all_there(house: House, meeting_id: int, names: list[str]) -> None:
    """Each once: who waits, what is told, and after the recorder has confirmed, the roll call."""
    with house.app.app_context(), clock.set_to(datetime.now(UTC)):
        people = set(db.session.scalars(select(Account.person_id).where(Account.user_name.in_(names))))
        waiting = db.session.execute(
            select(CheckIn.id, Attendance.person_id).join(Attendance, Attendance.id == CheckIn.attendance_id)
        ).all()
        assert (len(waiting), {row.person_id for row in waiting}) == (len(names), people)
        told = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "checked_in")).all()
        assert Counter(event.data["person_id"] for event in told) == dict.fromkeys(people, 1)
        meeting = db.session.get_one(Meeting, meeting_id)
        settled = services.settle_check_ins(meeting, Which.START, [row.id for row in waiting], actor=actor_named("lan"))
        db.session.commit()
        assert settled == len(names)
        present = [
            line.person_id for line in queries.roll_lines(meeting_id) if line.attendee.start_mark == Mark.PRESENT
        ]
        assert people <= set(present)
        assert len(present) == len(set(present))
        twice = select(Attendance.person_id).group_by(Attendance.meeting_id, Attendance.person_id)
        assert not db.session.scalars(twice.having(func.count() > 1)).all()
        db.session.rollback()
