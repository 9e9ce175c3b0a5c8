"""Who keeps staying away is said, calmly, to those who read absences anyway, and to nobody else."""

from datetime import date

import pytest

from app import clock
from app.home.awaiting import awaiting
from app.meetings.services import create_meeting
from app.organisations.models import Organisation
from app.sessions.models import Attendance, RollCall, Which
from app.sessions.queries import absentees_of, alert_of
from workflows.attendance import Mark, Standing
from workflows.meeting import Kind, State

UNEXCUSED, EXCUSED = Mark.UNEXCUSED, Mark.EXCUSED
THREE, FOUR = [UNEXCUSED, UNEXCUSED, UNEXCUSED], [EXCUSED] * 4


@pytest.fixture
def absent(world, db_session, actor_of):
    """`absent(who, marks, …)`: the marks of somebody at the regular meetings of October, September and so on."""

    def write(who: str, marks: list[Mark], *, kind=Kind.REGULAR, state=State.MINUTES, announced=True, year=2026, **row):
        cell = db_session.get_one(Organisation, world.cell)
        for number, mark in enumerate(marks):
            meeting = create_meeting(cell, kind, date(year, 11 - number, 1), actor=actor_of("thang"))
            meeting.state = state
            db_session.flush()
            called = clock.now() if announced else None
            db_session.add(
                RollCall(meeting_id=meeting.id, which=Which.START, stamped_at=clock.now(), closed_at=called)
            )  # fmt: skip
            db_session.add(
                Attendance(
                    meeting_id=meeting.id, person_id=world.people[who], standing=Standing.OFFICIAL, start_mark=mark, **row
                )
            )  # fmt: skip
        db_session.flush()

    return write


@pytest.fixture
def three_times_absent(prepared, absent):
    """Khoa, without reason, in the last three months."""
    prepared("three times absent", lambda: absent("khoa", THREE))


@pytest.mark.parametrize(
    ("marks", "alert"),
    [
        (THREE, "Vắng sinh hoạt không lý do 3 tháng trong năm."),
        (FOUR, "Vắng sinh hoạt có lý do 4 kỳ liên tiếp."),
        ([EXCUSED, EXCUSED, Mark.PRESENT, EXCUSED, EXCUSED], None),
        ([UNEXCUSED, UNEXCUSED, EXCUSED], None),
    ],
)
def test_three_months_without_reason_or_more_than_three_excused_in_a_row_are_said(world, absent, marks, alert):
    absent("khoa", marks)

    assert alert_of(world.people["khoa"], clock.today()) == alert
    assert [one.alert for one in absentees_of([world.cell], clock.today())] == ([alert] if alert else [])
    assert absentees_of([world.other_cell], clock.today()) == []


@pytest.mark.parametrize(
    "noise",
    [
        {"exempt": True}, {"temporary_out": True}, {"state": State.CANCELLED}, {"announced": False}, {"year": 2025},
        {"kind": Kind.THEMATIC},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_absence_of_this_years_regular_meetings_is_not_counted(world, absent, noise):
    absent("khoa", THREE, **noise)

    assert absentees_of([world.cell], clock.today()) == []


def test_it_takes_one_statement(world, absent, count_statements):
    absent("khoa", THREE)
    with count_statements() as seen:
        absentees_of([world.cell], clock.today())

    assert len(seen) == 1


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("thang", 1),
        ("men", 1),
        ("huong", 1),
        ("loc", 1),
        ("lan", 0),
        ("khoa", 0),
        ("hanh", 0),
        ("tham", 0),
        ("vien", 0),
    ],
)
def test_on_the_first_page_it_awaits_those_who_can_go_and_see_them(three_times_absent, actor_of, who, told):
    assert len(awaiting(actor_of(who), clock.today()).absent.rows) == told


@pytest.mark.parametrize(
    ("who", "on_list", "on_page"),
    [
        ("thang", True, True), ("huong", True, True), ("loc", True, True), ("hanh", True, True), ("nhap", True, True),
        ("khoa", False, True), ("lan", False, False), ("binh", False, False),
    ],
)  # fmt: skip
def test_the_list_and_the_members_page_say_it_to_whoever_reads_absences(
    world, three_times_absent, as_user, who, on_list, on_page
):
    said = "Vắng sinh hoạt không lý do 3 tháng trong năm."

    assert (said in as_user(who).get(f"/members?cell={world.cell}").text) == on_list
    assert (said in as_user(who).get(f"/members/{world.people['khoa']}").text) == on_page
