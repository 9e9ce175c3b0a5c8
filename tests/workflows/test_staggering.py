"""Which meetings of one person clash, and which hours are proposed instead."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.calendar import VIETNAM
from workflows.staggering import EARLIEST, LATEST, Planned, clashes, staggered

MORNING = datetime(2026, 12, 1, 8, 0, tzinfo=VIETNAM)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=VIETNAM)


def meeting(number: int, starts_at: datetime, minutes: int = 90, rank: int = 1) -> Planned:
    return Planned(id=number, starts_at=starts_at, minutes=minutes, rank=rank)


@pytest.mark.parametrize(
    ("second", "travel", "clash"),
    [
        (at(3, 19, 30), 0, True),  # both at once
        (at(3, 20, 59), 0, True),
        (at(3, 21, 0), 0, False),  # one ends as the other begins
        (at(3, 21, 0), 30, True),  # and the way takes half an hour
        (at(3, 21, 30), 30, False),
        (at(4, 19, 30), 240, False),
    ],
)
def test_two_meetings_clash_by_their_minutes_and_the_way_between(second, travel, clash):
    pair = [meeting(1, at(3, 19, 30)), meeting(2, second)]
    assert bool(clashes(pair, travel)) is clash
    assert bool(clashes(pair[::-1], travel)) is clash


def test_the_nearest_free_quarter_is_proposed_and_only_for_one_of_the_two():
    assert staggered([meeting(1, at(3, 15, 0)), meeting(2, at(3, 15, 30))], 30, MORNING) == {2: at(3, 17, 0)}


def test_who_is_convened_already_keeps_the_hour():
    assert staggered([meeting(1, at(3, 15), rank=2), meeting(2, at(3, 15, 30))], 30, MORNING) == {1: at(3, 13, 30)}


def test_what_is_never_moved_is_never_proposed_another_hour():
    assert staggered([meeting(1, at(3, 15), rank=0), meeting(2, at(3, 15), rank=0)], 30, MORNING) == {}


def test_a_full_day_sends_on_to_the_next_and_nothing_is_proposed_for_what_has_passed():
    whole_day = meeting(1, at(3, 7), minutes=15 * 60)
    assert staggered([whole_day, meeting(2, at(3, 19, 30))], 30, MORNING) == {2: at(4, 19, 30)}
    assert staggered([meeting(1, at(3, 15)), meeting(2, at(3, 15))], 30, at(9, 8)) == {}


@given(st.lists(st.tuples(st.integers(0, 4 * 24 * 4), st.integers(15, 180), st.integers(1, 3)), max_size=5))
def test_what_is_proposed_clashes_with_nothing_and_lies_by_day(given_plan):
    planned = [
        meeting(number, at(3, 0) + timedelta(minutes=15 * quarter), minutes, rank)
        for number, (quarter, minutes, rank) in enumerate(given_plan)
    ]
    found = staggered(planned, 30, MORNING)
    new = [meeting(p.id, found.get(p.id, p.starts_at), p.minutes) for p in planned]

    assert clashes(new, 30) == []
    assert all(EARLIEST <= slot.time() <= LATEST and slot.date() >= p.starts_at.date()
               for p in planned if (slot := found.get(p.id)))  # fmt: skip
