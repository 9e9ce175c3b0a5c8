"""The two roll calls: everybody is present until marked otherwise."""

from datetime import time, timedelta

import pytest

from app import clock
from app.agendas.queries import items_of
from app.audit.models import AuditEvent
from app.documents.render import render_html
from app.documents.snapshots import DocumentKind
from app.evaluations.queries_evidence import evidence_of
from app.extensions import db
from app.meetings.models import Meeting
from app.members.models import Person, StatusKind, StatusPeriod, TemporaryTransfer
from app.minutes.services import preview
from app.papers.queries_before import roll_call_sheet_of
from app.refusals import BadInput, NotAllowed, NotKnown, SomebodyWasFaster
from app.sessions import queries, services
from app.sessions.models import Attendance, MentionKind, RollCall, VoteAbout, Which
from app.sessions.services import Ballots, Marking
from tests.sessions.conftest import EVENING, LATER, make_meeting
from tests.world import FOUNDED
from workflows.attendance import Mark, Standing, headcount
from workflows.meeting import State

ABSENT = Marking(mark=Mark.EXCUSED, reason="Ngầm tràn Khuổi Ngoài ngập")


@pytest.fixture
def opened(db_session, world, evening, actor_of) -> Meeting:
    meeting = make_meeting(world)
    services.open_meeting(meeting, at=EVENING, actor=actor_of("thang"))
    return meeting


def line_of(meeting: Meeting, person_id: int) -> queries.RollLine:
    return next(line for line in queries.roll_lines(meeting.id) if line.person_id == person_id)


def mark(meeting, person_id, stated, actor, which=Which.START):
    line = line_of(meeting, person_id)
    return services.mark_attendance(meeting, line.id, which, stated, version=line.version, actor=actor)


def test_opening_stamps_everybody_as_present(opened, world):
    lines = queries.roll_lines(opened.id)
    count = queries.headcount_of(lines)

    assert (count.roll, count.due, count.present, count.exempt) == (22, 21, 21, 1)
    assert count.rate == "21/21 (100,0%)"


def test_names_stand_in_the_vietnamese_order(opened):
    given = [line.name.split()[-1] for line in queries.roll_lines(opened.id)]

    assert given.index("Bình") < given.index("Chín") < given.index("Chức") < given.index("Diệp") < given.index("Đại")
    assert given.index("Hưởng") < given.index("Khoa") < given.index("Lan") < given.index("Ước") < given.index("Yến")


def test_the_roll_is_frozen_with_what_was_true_that_day(db_session, world, evening, actor_of):
    away, suspended = (
        db_session.scalars(db.select(Person).where(Person.full_name == name)).one()
        for name in ("Vi Thị Yến", "Hoàng Thị Thơm")
    )
    db_session.add(
        TemporaryTransfer(person_id=away.id, home_id=world.cell, host_id=None, host_name="nơi khác", from_on=FOUNDED)
    )
    db_session.add(StatusPeriod(person_id=suspended.id, kind=StatusKind.SUSPENDED, from_on=FOUNDED))
    db_session.add(
        TemporaryTransfer(person_id=world.people["tham"], home_id=world.other_cell, host_id=world.cell, from_on=FOUNDED)
    )
    meeting = make_meeting(world)
    services.open_meeting(meeting, at=EVENING, actor=actor_of("thang"))
    lines = {line.person_id: line.attendee for line in queries.roll_lines(meeting.id)}

    assert (lines[suspended.id].suspended, lines[suspended.id].start_mark) == (True, Mark.EXCUSED)
    assert (lines[away.id].temporary_out, lines[away.id].start_mark) == (True, Mark.EXCUSED)
    assert (lines[world.people["tham"]].temporary_in, lines[world.people["tham"]].start_mark) == (True, Mark.PRESENT)
    count = queries.headcount_of(queries.roll_lines(meeting.id))
    assert (count.roll, count.due, count.suspended) == (22, 19, 1)


@pytest.fixture
def suspended(db_session, world) -> int:
    """The id of `khoa`, suspended since the cell was founded."""
    db_session.add(StatusPeriod(person_id=world.people["khoa"], kind=StatusKind.SUSPENDED, from_on=FOUNDED))
    db_session.flush()
    return world.people["khoa"]


def test_a_suspended_member_is_neither_marked_nor_heard_nor_mentioned(suspended, opened, actor_of):
    item = items_of(opened.id)[0]

    with pytest.raises(BadInput, match="đình chỉ"):
        mark(opened, suspended, Marking(mark=Mark.PRESENT), actor_of("lan"))
    with pytest.raises(NotKnown):
        services.note_speaker(opened, item, seen=0, person_id=suspended, actor=actor_of("lan"))
    with pytest.raises((BadInput, NotKnown)):
        services.add_mention(
            opened, kind=MentionKind.REMINDER, person_id=suspended, name="", text="x", actor=actor_of("lan")
        )
    assert not db.session.scalars(
        db.select(AuditEvent).where(AuditEvent.event == "attendance_marked").order_by(AuditEvent.id)
    ).all()


def test_votes_and_the_score_leave_a_suspended_member_out(suspended, opened, actor_of):
    vote = services.record_vote(opened, VoteAbout.AGENDA, Ballots(), actor=actor_of("lan"))
    services.stamp_roll_call(opened, Which.END, actor=actor_of("lan"))
    db.session.flush()
    evidence, crowd = evidence_of(opened), queries.crowd_of(opened.id)

    assert (vote.base, vote.present, vote.votes_for) == (18, 18, 18)
    assert vote.base_parts["suspended"] == 1
    assert (evidence.present, evidence.due, evidence.unexcused, evidence.longest_excused) == (20, 20, 0, 0)
    assert headcount(crowd.attendees) == queries.headcount_of(queries.roll_lines(opened.id))
    assert queries.end_present(queries.roll_lines(opened.id)) == 20


def test_papers_tell_the_suspended_apart_and_count_them_on_the_roll(suspended, opened):
    minutes, sheet = preview(opened), roll_call_sheet_of(opened)

    for counts in (minutes.counts, sheet.counts):
        assert (counts.roll, counts.official, counts.due, counts.suspended, counts.exempt) == (22, 20, 20, 1, 1)
    assert "Ma Đình Khoa" not in " ".join(one.name for one in (*minutes.excused, *minutes.unexcused))
    text = render_html(DocumentKind.MINUTES, minutes)
    assert "Tổng số đảng viên của chi bộ: 22 đồng chí" in text
    assert "Đình chỉ sinh hoạt: 01 đồng chí" in text
    assert "Số đảng viên phải dự: 20 đồng chí" in text
    assert [row.standing for row in sheet.members if row.name == "Ma Đình Khoa"] == ["suspended"]


def test_an_exception_is_marked_with_its_reason_and_leaves_an_event(opened, world, actor_of, db_session):
    mark(opened, world.people["khoa"], ABSENT, actor_of("lan"))

    line = line_of(opened, world.people["khoa"])
    event = db_session.scalars(db.select(AuditEvent).where(AuditEvent.event == "attendance_marked")).one()
    assert (line.attendee.start_mark, line.reason) == (Mark.EXCUSED, "Ngầm tràn Khuổi Ngoài ngập")
    assert event.data["before"] == {"start_mark": "present", "reason": ""}
    assert event.acting_as == "recorder"


def test_who_comes_late_is_present_and_was_not_there_before(opened, world, actor_of):
    mark(opened, world.people["khoa"], Marking(mark=Mark.PRESENT, arrived=time(19, 55)), actor_of("lan"))

    attendee = line_of(opened, world.people["khoa"]).attendee
    assert attendee.start_mark == Mark.LATE
    assert queries.headcount_of(queries.roll_lines(opened.id)).present == 21
    assert not attendee.present_at(EVENING + timedelta(minutes=10))
    assert attendee.present_at(EVENING + timedelta(minutes=15))


@pytest.mark.parametrize(
    ("stated", "field"),
    [
        (Marking(mark=Mark.PRESENT, arrived=time(19, 0)), "arrived"),
        (Marking(mark=Mark.PRESENT, arrived=time(22, 0)), "arrived"),
        (Marking(mark=Mark.PRESENT, arrived=time(20, 5), left=time(20, 0)), "left"),
        (Marking(mark=Mark.PRESENT, arrived=time(20, 5), left=time(20, 5)), "left"),
        (Marking(mark=Mark.EXCUSED, left=time(20, 0)), "left"),
        (Marking(mark=Mark.EXCUSED, reason="ố" * 301), "reason_of_absence"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(opened, world, actor_of, stated, field):
    with pytest.raises(BadInput) as refused:
        mark(opened, world.people["khoa"], stated, actor_of("lan"))

    assert list(refused.value.errors) == [field]
    assert line_of(opened, world.people["khoa"]).attendee.start_mark == Mark.PRESENT


def test_the_slower_of_two_who_mark_one_person_is_told_and_changes_nothing(opened, world, actor_of):
    version = line_of(opened, world.people["khoa"]).version
    mark(opened, world.people["khoa"], ABSENT, actor_of("lan"))

    with pytest.raises(SomebodyWasFaster, match="Ma Đình Khoa"):
        services.mark_attendance(
            opened, line_of(opened, world.people["khoa"]).id, Which.START, Marking(mark=Mark.UNEXCUSED),
            version=version, actor=actor_of("thang"),
        )  # fmt: skip
    assert line_of(opened, world.people["khoa"]).attendee.start_mark == Mark.EXCUSED


def test_the_same_mark_twice_is_no_conflict(opened, world, actor_of, db_session):
    version = line_of(opened, world.people["khoa"]).version
    for name in ("lan", "thang"):
        row = line_of(opened, world.people["khoa"])
        services.mark_attendance(opened, row.id, Which.START, ABSENT, version=version, actor=actor_of(name))

    marked = db_session.scalars(
        db.select(AuditEvent).where(AuditEvent.event == "attendance_marked").order_by(AuditEvent.id)
    ).all()
    assert len(marked) == 1


def test_nobody_stands_twice_in_a_roll_call(opened, world, db_session):
    db_session.add(
        Attendance(
            meeting_id=opened.id, person_id=world.people["khoa"], standing=Standing.OFFICIAL, start_mark=Mark.PRESENT
        )
    )
    with pytest.raises(Exception, match=r"(?i)unique"):
        db_session.flush()


def test_stamping_twice_changes_nothing(opened, actor_of, db_session):
    services.stamp_roll_call(opened, Which.START, actor=actor_of("thang"))

    assert len(queries.roll_lines(opened.id)) == 22
    assert db_session.scalar(db.select(db.func.count()).select_from(RollCall)) == 1


def test_the_end_starts_from_what_the_beginning_found(opened, world, actor_of):
    mark(opened, world.people["khoa"], ABSENT, actor_of("lan"))
    mark(opened, world.people["huong"], Marking(mark=Mark.PRESENT, left=time(20, 5)), actor_of("lan"))
    services.stamp_roll_call(opened, Which.END, actor=actor_of("lan"))

    ends = {line.person_id: line.attendee.end_mark for line in queries.roll_lines(opened.id)}
    assert ends[world.people["khoa"]] == Mark.EXCUSED
    assert ends[world.people["huong"]] == Mark.EARLY
    assert ends[world.people["lan"]] == Mark.PRESENT
    assert queries.end_present(queries.roll_lines(opened.id)) == 19


def test_at_the_end_who_left_before_coming_is_refused(opened, world, actor_of):
    mark(opened, world.people["khoa"], Marking(mark=Mark.PRESENT, arrived=time(20, 5)), actor_of("lan"))
    services.stamp_roll_call(opened, Which.END, actor=actor_of("lan"))

    with pytest.raises(BadInput, match="sau giờ đến"):
        mark(opened, world.people["khoa"], Marking(mark=Mark.PRESENT, left=time(20, 0)), actor_of("lan"), Which.END)


def test_there_is_no_end_before_a_start(db_session, world, evening, actor_of):
    meeting = make_meeting(world, state=State.HELD)

    with pytest.raises(BadInput, match="đầu giờ"):
        services.stamp_roll_call(meeting, Which.END, actor=actor_of("lan"))
    with pytest.raises(BadInput, match="Chưa bắt đầu"):
        services.announce_roll_call(meeting, Which.END, actor=actor_of("lan"))


def test_it_may_be_filled_on_the_day_before_the_opening(db_session, world, evening, actor_of):
    meeting = make_meeting(world)
    services.stamp_roll_call(meeting, Which.START, actor=actor_of("lan"))
    mark(meeting, world.people["khoa"], ABSENT, actor_of("lan"))
    services.open_meeting(meeting, at=EVENING, actor=actor_of("thang"))

    assert line_of(meeting, world.people["khoa"]).attendee.start_mark == Mark.EXCUSED


def test_but_not_before_the_day(db_session, world, actor_of):
    meeting = make_meeting(world)

    with pytest.raises(BadInput, match="03/12/2026"):
        services.stamp_roll_call(meeting, Which.START, actor=actor_of("lan"))


def test_a_roll_of_another_day_is_taken_anew(db_session, world, evening, actor_of):
    meeting = make_meeting(world)
    services.stamp_roll_call(meeting, Which.START, actor=actor_of("lan"))
    mark(meeting, world.people["khoa"], ABSENT, actor_of("lan"))
    with clock.set_to(LATER + timedelta(days=1)):
        services.open_meeting(meeting, at=EVENING + timedelta(days=1), actor=actor_of("thang"))

    assert line_of(meeting, world.people["khoa"]).attendee.start_mark == Mark.PRESENT


def test_once_announced_only_late_news_come_in_until_it_is_reopened(opened, world, actor_of):
    mark(opened, world.people["khoa"], ABSENT, actor_of("lan"))
    services.announce_roll_call(opened, Which.START, actor=actor_of("lan"))

    with pytest.raises(BadInput, match="đã công bố"):
        mark(opened, world.people["huong"], ABSENT, actor_of("lan"))
    mark(opened, world.people["khoa"], Marking(mark=Mark.PRESENT, arrived=time(20, 5)), actor_of("lan"))
    mark(opened, world.people["lan"], Marking(mark=Mark.PRESENT, left=time(20, 5)), actor_of("lan"))
    services.reopen_roll_call(opened, Which.START, actor=actor_of("lan"))
    mark(opened, world.people["huong"], ABSENT, actor_of("lan"))

    assert line_of(opened, world.people["khoa"]).attendee.start_mark == Mark.LATE
    assert line_of(opened, world.people["huong"]).attendee.start_mark == Mark.EXCUSED


def test_after_midnight_a_time_is_the_next_days(opened, world, actor_of):
    with clock.set_to(EVENING + timedelta(hours=5)):
        mark(opened, world.people["khoa"], Marking(mark=Mark.PRESENT, left=time(0, 10)), actor_of("lan"))

    assert line_of(opened, world.people["khoa"]).attendee.left_at == EVENING + timedelta(hours=4, minutes=30)


@pytest.mark.parametrize("name", ["khoa", "huong", "loc", "hanh", "tham"])
def test_nobody_else_marks(opened, world, actor_of, name):
    with pytest.raises(NotAllowed):
        mark(opened, world.people["khoa"], ABSENT, actor_of(name))


def test_a_row_of_another_meeting_is_not_found(opened, world, actor_of):
    with pytest.raises(NotKnown):
        services.mark_attendance(opened, 999_999, Which.START, ABSENT, version=1, actor=actor_of("lan"))
