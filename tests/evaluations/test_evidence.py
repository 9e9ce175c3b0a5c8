"""What the record shows, gathered from the rows of a meeting: six statements, and points at every border."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app import clock
from app.documents.models import Document
from app.documents.snapshots import DocumentKind
from app.evaluations.queries_evidence import evidence_of
from app.meetings.services import create_meeting
from app.organisations.models import Organisation
from app.resolutions.models import DraftTask, Resolution
from app.sessions.models import Attendance, Mention, MentionKind, Speech
from app.tasks.models import Task
from tests.evaluations import sheets
from tests.evaluations.sheets import OPENED, call_the_roll, held_as_planned, sheet
from workflows.attendance import Mark
from workflows.meeting import Kind
from workflows.resolution import State as ResolutionState


def proposed(meeting, code):
    return next(line for line in sheet(meeting).lines if line.code == code)


def due(session, meeting):
    return list(
        session.scalars(
            select(Attendance).where(Attendance.meeting_id == meeting.id, ~Attendance.exempt).order_by(Attendance.id)
        )
    )


@pytest.mark.parametrize(
    ("lasted", "points"), [(95, 5), (90, 5), (89, 4), (75, 4), (74, 3), (60, 3), (59, 2), (45, 2), (44, 1)]
)
def test_points_of_the_duration_at_every_border(db_session, lasted, points, held):
    meeting = held()
    meeting.closed_at = meeting.opened_at + timedelta(minutes=lasted)

    line = proposed(meeting, "1")
    assert (line.proposed, line.expected) == (points, False)


@pytest.mark.parametrize(("absent", "points"), [(0, 4), (2, 4), (3, 3), (5, 3), (6, 2), (7, 2), (8, 1)])
def test_points_of_the_attendance_of_21_at_every_border(db_session, absent, points, held):
    """90 % of 21 are 18.9, 75 % are 15.75, 65 % are 13.65."""
    meeting = held()
    for row in due(db_session, meeting)[:absent]:
        row.start_mark = Mark.EXCUSED
    db_session.flush()

    assert proposed(meeting, "2a").proposed == points


def test_one_absence_without_reason_costs_the_attendance(db_session, held):
    meeting = held()
    due(db_session, meeting)[0].start_mark = Mark.UNEXCUSED
    db_session.flush()

    line = proposed(meeting, "2a")
    assert line.proposed == 1
    assert "Có mặt 20/21 (95,2%); vắng không lý do 1" in line.evidence


@pytest.mark.parametrize(("speakers", "points"), [(6, 2), (7, 3), (8, 3), (9, 4), (10, 4), (11, 5)])
def test_points_of_the_speakers_at_every_border(db_session, speakers, points, held):
    """Of 21 present 30 % are 6.3, 40 % are 8.4, 50 % are 10.5. Who speaks twice counts once, who was removed not."""
    from app.agendas.queries import items_of

    meeting = held()
    item = items_of(meeting.id)[0]
    for row in due(db_session, meeting)[:speakers]:
        db_session.add(Speech(meeting_id=meeting.id, item_id=item.id, person_id=row.person_id))
    first = due(db_session, meeting)[0].person_id
    db_session.add(Speech(meeting_id=meeting.id, item_id=item.id, person_id=first))
    last = due(db_session, meeting)[-1].person_id
    db_session.add(Speech(meeting_id=meeting.id, item_id=item.id, person_id=last, removed_at=clock.now()))
    db_session.flush()

    assert proposed(meeting, "4e").proposed == points


def earlier(db_session, actor_of, month, excused=()):
    """A held regular meeting of an earlier month with its roll call."""
    thang = actor_of("thang")
    cell = db_session.get(Organisation, thang.home_id)
    meeting = create_meeting(cell, Kind.REGULAR, date(2026, month, 1), actor=thang)
    meeting.opened_at = datetime(2026, month, 3, 12, 30, tzinfo=UTC)
    db_session.flush()
    call_the_roll(meeting)
    for row in due(db_session, meeting):
        if row.person_id in excused:
            row.start_mark = Mark.EXCUSED
    db_session.flush()
    return meeting


@pytest.mark.parametrize(("months", "points"), [((9, 10, 11), 0), ((10, 11), 1)])
def test_more_than_three_excused_in_a_row_of_the_year(db_session, actor_of, world, months, points):
    khoa = world.people["khoa"]
    for month in months:
        earlier(db_session, actor_of, month, excused={khoa})
    meeting = sheets.held(actor_of)
    row = next(row for row in due(db_session, meeting) if row.person_id == khoa)
    row.start_mark = Mark.EXCUSED
    db_session.flush()

    line = proposed(meeting, "2b")
    assert line.proposed == points
    assert f"Ma Đình Khoa vắng có lý do nhiều nhất, {len(months) + 1} kỳ liên tiếp" in line.evidence


@pytest.mark.parametrize(("done", "points"), [(10, 30), (9, 30), (8, 27), (7, 24), (6, 20), (5, 15), (4, 10)])
def test_points_of_the_last_resolution_at_every_border(db_session, actor_of, done, points):
    before = earlier(db_session, actor_of, 11)
    resolution = Resolution(meeting_id=before.id, subject_line="Nghị quyết", state="issued", created_at=clock.now())
    db_session.add(resolution)
    db_session.flush()
    states = ["confirmed"] * done + ["assigned"] * (10 - done) + ["dropped"] * 3
    for state in states:
        task = Task(
            cell_id=before.cell_id,
            meeting_id=before.id,
            resolution_id=resolution.id,
            work="Việc",
            state=state,
            created_at=clock.now(),
        )
        db_session.add(task)
    db_session.flush()

    line = proposed(sheets.held(actor_of), "7")
    assert line.proposed == points
    assert f"{done}/10" in line.evidence


def test_the_record_of_a_meeting_that_went_the_usual_way(db_session, actor_of, world):
    meeting = held_as_planned(actor_of)
    db_session.add(
        Mention(meeting_id=meeting.id, kind=MentionKind.COMMENDATION, person_id=world.people["lan"], text="Hiến đất")
    )
    db_session.flush()

    found = evidence_of(meeting)

    assert (found.told, found.to_tell, found.overseer_told) == (21, 21, True)
    assert (found.documents_sent_on, found.documents_days_ahead) == (date(2026, 12, 2), 1)
    assert (found.agreed, found.approvers, found.praised, found.reminded) == (2, 3, 1, 0)
    assert found.steps_missing == ()
    assert db_session.scalars(select(Document.kind).where(Document.kind == DocumentKind.AGENDA)).all() == ["agenda"]


def test_until_it_is_closed_the_length_is_expected_from_what_is_still_to_come(db_session, actor_of):
    meeting = held_as_planned(actor_of)

    with clock.set_to(meeting.opened_at + timedelta(minutes=20)):
        line = proposed(meeting, "1")

    assert (line.expected, line.proposed) == (True, 5)
    assert "Cả buổi ước 110 phút" in line.evidence


def test_a_broken_off_meeting_counts_all_its_sittings(db_session, held):
    meeting = held()
    start = OPENED - timedelta(days=1)
    meeting.sittings = [{"opened_at": start.isoformat(), "ended_at": (start + timedelta(minutes=50)).isoformat()}]
    meeting.closed_at = meeting.opened_at + timedelta(minutes=40)

    assert evidence_of(meeting).minutes == 90


@pytest.mark.parametrize(("days", "points"), [(0, 1), (2, 1), (3, 0)])
def test_published_within_two_days_of_the_meeting(db_session, days, points, held):
    meeting = held()
    meeting.closed_at, meeting.minutes_adopted = meeting.opened_at + timedelta(minutes=90), True
    meeting.published_at = meeting.opened_at + timedelta(days=days)

    line = proposed(meeting, "8")
    assert (line.proposed, line.expected) == (Decimal(points), False)


def test_the_order_of_the_two_votes_changes_nothing(db_session, held):
    meeting = held()
    resolution = Resolution(meeting_id=meeting.id, subject_line="Nghị quyết", created_at=clock.now())
    resolution.tasks = [DraftTask(position=1, work="Sửa đường")]
    db_session.add(resolution)
    db_session.flush()

    before = proposed(meeting, "8")
    resolution.state = ResolutionState.ADOPTED
    db_session.flush()
    after = proposed(meeting, "8")

    assert (before.proposed, before.expected) == (after.proposed, after.expected) == (Decimal(5), True)
    assert "Nghị quyết chưa biểu quyết, dự kiến thông qua" in before.evidence


def test_a_resolution_voted_down_is_expected_no_more(db_session, held):
    meeting = held()
    db_session.add(
        Resolution(
            meeting_id=meeting.id, subject_line="Nghị quyết", state=ResolutionState.REJECTED, created_at=clock.now()
        )
    )
    db_session.flush()

    assert proposed(meeting, "8").proposed == 1


def test_all_of_it_is_gathered_in_six_statements(db_session, count_statements, held):
    meeting = held()
    db_session.flush()
    meeting.rule_set, meeting.cell  # noqa: B018  # a page has loaded them already

    with count_statements() as seen:
        evidence_of(meeting)

    assert len(seen) <= 6


def test_behind_the_points_stand_times_names_and_tasks(db_session, actor_of, world, held):
    before = earlier(db_session, actor_of, 11)
    resolution = Resolution(meeting_id=before.id, subject_line="Nghị quyết", state="issued", created_at=clock.now())
    db_session.add(resolution)
    db_session.flush()
    for work, state in (("Sửa đường", "assigned"), ("Đã xong", "confirmed"), ("Đã bỏ", "dropped")):
        task = {"cell_id": before.cell_id, "meeting_id": before.id, "resolution_id": resolution.id}
        db_session.add(Task(**task, work=work, state=state, created_at=clock.now()))
    meeting = sheets.held(actor_of)
    first, second, *_ = due(db_session, meeting)
    first.start_mark, second.start_mark = Mark.UNEXCUSED, Mark.EXCUSED
    lan = world.people["lan"]
    item = meeting_items(meeting)[0]
    spoken = {"meeting_id": meeting.id, "item_id": item.id}
    db_session.add_all([Speech(**spoken, person_id=lan), Speech(**spoken, person_id=lan)])
    db_session.add(Mention(meeting_id=meeting.id, kind=MentionKind.REMINDER, person_id=lan, text="Đi muộn"))
    db_session.flush()

    details = {line.code: " ".join(line.details) for line in sheet(meeting).lines}

    assert details["1"] == "Khai mạc 19:30, chưa kết thúc."
    assert details["2a"] == (f"Vắng không lý do: {first.person.full_name}. Vắng có lý do: {second.person.full_name}.")
    assert (details["4d"], details["7"]) == ("Nhắc nhở: Triệu Thị Lan.", "Chưa xong: “Sửa đường”.")
    assert details["4e"] == "Đã phát biểu: Triệu Thị Lan."


def meeting_items(meeting):
    from app.agendas.queries import items_of

    return items_of(meeting.id)


@pytest.mark.parametrize(
    ("who", "record", "minutes"), [("thang", True, True), ("loc", True, True), ("hanh", False, False)]
)
def test_each_criterion_leads_to_its_record_for_those_who_may_read_it(made, as_user, who, record, minutes):
    meeting_id = made(sheets.scored)
    page = as_user(who).get(f"/meetings/{meeting_id}/score").text

    assert (f'href="/meetings/{meeting_id}/conduct"' in page) is record
    assert (f'href="/meetings/{meeting_id}/minutes"' in page) is minutes
    assert "Xem nhiệm vụ" in page
    for path in set(re.findall(rf'href="(/meetings/{meeting_id}/conduct|/tasks[^"]*)"', page)):
        assert as_user(who).get(path.replace("&amp;", "&")).status_code == 200, path
