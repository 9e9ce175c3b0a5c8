"""Who is in which count. The cell of the example: 24 on the roll, 22 due, 19 of them present."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.attendance import (
    ABSENT,
    Attendee,
    Mark,
    Standing,
    absence_alert,
    headcount,
    longest_excused_run,
    quorum_of,
    quorum_warning,
    vote_base,
)

P, L, E, X, U = Mark.PRESENT, Mark.LATE, Mark.EARLY, Mark.EXCUSED, Mark.UNEXCUSED
PROBATIONARY = Standing.PROBATIONARY


def at(hour, minute=0):
    return datetime(2026, 12, 3, hour, minute, tzinfo=UTC)


def people(count, start=P, end=None, **flags):
    """Whoever was absent at the start is so at the end, unless the test says otherwise."""
    return [Attendee(start_mark=start, end_mark=end or (start if start in ABSENT else P), **flags)] * count


CELL = [
    *people(16),
    *people(1, L, E, arrived_at=at(12, 50), left_at=at(14)),
    *people(2, standing=PROBATIONARY),
    *people(3, X, X),
    *people(1, X, X, exempt=True),
    *people(1, X, X, temporary_out=True),
    *people(2, temporary_in=True),
]


def test_the_counts_of_a_meeting():
    count = headcount(CELL)

    assert (count.roll, count.official, count.probationary) == (24, 22, 2)
    assert (count.due, count.due_official, count.present, count.present_official) == (22, 20, 19, 17)
    assert (count.excused, count.unexcused, count.late, count.early, count.stayed) == (3, 0, 1, 1, 18)
    assert (count.exempt, count.exempt_present, count.temporary_out, count.suspended) == (1, 0, 1, 0)
    assert (count.temporary_in, count.temporary_in_present, count.present_probationary) == (2, 2, 2)
    assert count.rate == "19/22 (86,4%)"


def test_exempt_members_who_come_and_guests_count_in_neither_number():
    count = headcount([*people(9), *people(1, X), *people(2, exempt=True), *people(3, temporary_in=True)])

    assert (count.present, count.due, count.exempt_present) == (9, 10, 2)


@pytest.mark.parametrize(
    ("standing", "other", "apart", "base"),
    [
        # among five official members who are there: official members on the roll; not due: suspended, out, exempt
        (Standing.OFFICIAL, {},                                         (6, 1, 0, 0), 5),
        (Standing.PROBATIONARY, {},                                     (5, 1, 0, 0), 5),
        (Standing.OFFICIAL, {"exempt": True},                           (6, 1, 0, 0), 5),
        (Standing.OFFICIAL, {"temporary_out": True},                    (6, 1, 0, 0), 5),
        (Standing.OFFICIAL, {"exempt": True, "temporary_out": True},    (6, 1, 0, 0), 5),
    ],
)  # fmt: skip
@pytest.mark.parametrize("mark", [*Mark, None])
def test_a_suspended_member_stands_on_the_roll_and_in_no_base(standing, other, apart, base, mark):
    cell = [*people(5), Attendee(standing=standing, suspended=True, start_mark=mark, end_mark=mark, **other)]
    count, votes = headcount(cell), vote_base(cell)

    assert (count.roll, count.due, count.present, count.rate) == (6, 5, 5, "5/5 (100,0%)")
    assert (count.official, count.suspended, count.temporary_out, count.exempt) == apart
    assert (count.excused, count.unexcused, count.late, count.early, count.stayed) == (0, 0, 0, 0, 5)
    assert (votes.official, votes.base, votes.present) == (count.official, base, 5)


def test_an_empty_meeting_has_no_rate():
    assert headcount([]).rate == "0/0"


def test_the_vote_base_holds_absent_members_but_not_absent_exempt_ones():
    base = vote_base(CELL, at(13))

    assert (base.official, base.base, base.present) == (22, 20, 17)
    assert (base.temporary_out, base.exempt_absent, base.suspended) == (1, 1, 0)


def test_an_exempt_member_who_came_joins_the_base():
    cell = [*people(10), *people(1, exempt=True), *people(1, X, exempt=True)]

    assert (vote_base(cell).base, vote_base(cell).present, vote_base(cell).exempt_absent) == (11, 11, 1)


def test_somebody_who_is_suspended_and_away_is_taken_off_once():
    assert vote_base(people(3, suspended=True, temporary_out=True, exempt=True)).base == 0


@pytest.mark.parametrize(
    ("moment", "present"), [(at(12, 49), 16), (at(12, 50), 17), (at(13, 59), 17), (at(14), 16), (None, 17)]
)
def test_who_comes_late_or_leaves_early_votes_only_while_in_the_room(moment, present):
    assert vote_base(CELL, moment).present == present


@pytest.mark.parametrize(
    ("start", "end", "present"),
    [(P, None, True), (L, P, True), (X, X, False), (U, None, False), (X, P, True), (P, X, True), (None, None, False)],
)
def test_a_time_that_nobody_noted_forbids_nothing(start, end, present):
    assert Attendee(start_mark=start, end_mark=end).present_at(at(13)) is present


@pytest.mark.parametrize(
    ("start", "end", "stayed"), [(P, P, True), (L, P, True), (P, E, False), (P, None, False), (X, P, False)]
)
def test_full_attendance_is_presence_at_both_roll_calls(start, end, stayed):
    assert Attendee(start_mark=start, end_mark=end).stayed is stayed


@pytest.mark.parametrize(("due", "quorum"), [(22, 15), (21, 14), (20, 14), (3, 2), (1, 1), (0, 0)])
def test_two_thirds(due, quorum):
    assert quorum_of(due) == quorum


def test_a_thin_meeting_is_warned_with_figures():
    cell = [*people(11), *people(2, standing=PROBATIONARY), *people(8, X), *people(1, U)]

    assert quorum_warning(headcount(cell), cell) == (
        "Mới có 13/22 đồng chí có mặt, hai phần ba là 15. Vẫn khai mạc được; nên chờ thêm hoặc hoãn. "
        "Cần ít nhất 11 đảng viên chính thức tán thành mới thông qua được nghị quyết; hiện có mặt 11 chính thức, 2 dự bị."
    )


def test_two_thirds_present_bring_no_warning():
    cell = [*people(15), *people(7, X)]

    assert quorum_warning(headcount(cell), cell) is None


@pytest.mark.parametrize(
    ("marks", "run"), [([], 0), ([X, X, P, X], 2), ([X, X, X, X], 4), ([P, U, L], 0), ([X, U, X, X], 2)]
)
def test_the_longest_run_of_excused_absences(marks, run):
    assert longest_excused_run(marks) == run


@pytest.mark.parametrize(
    ("marks", "alert"),
    [
        ([U, P, U, U], "Vắng sinh hoạt không lý do 3 tháng trong năm."),
        ([P, X, X, X, X], "Vắng sinh hoạt có lý do 4 kỳ liên tiếp."),
        ([X, X, X, U, U], None),
    ],
)
def test_who_stays_away_is_shown_to_people(marks, alert):
    assert absence_alert(marks) == alert


attendees = st.builds(
    Attendee,
    standing=st.sampled_from(Standing),
    exempt=st.booleans(),
    suspended=st.booleans(),
    temporary_in=st.booleans(),
    temporary_out=st.booleans(),
    start_mark=st.none() | st.sampled_from(Mark),
    end_mark=st.none() | st.sampled_from(Mark),
)


@given(st.lists(attendees, max_size=60))
def test_nobody_is_counted_twice_and_no_rate_exceeds_a_hundred(cell):
    count, base = headcount(cell), vote_base(cell)

    assert 0 <= count.stayed <= count.present <= count.due <= count.roll
    assert count.present + count.excused + count.unexcused <= count.due
    assert count.due == count.roll - count.suspended - count.temporary_out - count.exempt
    assert 0 <= base.present <= base.base <= base.official == count.official
