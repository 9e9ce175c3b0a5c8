"""Members sent to help a small cell: they speak there, count there in no number, and count at home as ever."""

from datetime import date

import pytest
from sqlalchemy import select

from app import clock
from app.agendas.queries import items_of
from app.audit.models import AuditEvent
from app.extensions import db
from app.members.models import Person, TemporaryTransfer
from app.members.queries import roll_of
from app.members.queries_lists import count
from app.members.services_periods import end_temporary_transfer, strengthen
from app.minutes.present import names_of
from app.minutes.record import record_of
from app.minutes.texts import Words
from app.notifications.models import Notification
from app.organisations.models import Organisation
from app.papers.queries_before import roll_call_sheet_of
from app.papers.queries_script import chair_script_of
from app.refusals import BadInput
from app.sessions import queries as sessions
from app.sessions.models import Which
from app.sessions.routes.roll_rows import rows_shown
from app.sessions.services import open_meeting
from tests.acts import actor_named
from tests.reading import words
from tests.sessions.conftest import EVENING, LATER, make_meeting
from workflows.attendance import headcount, vote_base

TODAY, DAY = date(2026, 12, 2), date(2026, 12, 3)


def send(world, who: str, cell: int, from_on: date = TODAY, to_on: date | None = None) -> None:
    """By the office of the commune."""
    person, host = db.session.get_one(Person, world.people[who]), db.session.get_one(Organisation, cell)
    strengthen(person, host, from_on=from_on, to_on=to_on, actor=actor_named("hanh"))
    db.session.flush()


def test_they_count_at_home_and_nowhere_else(world, db_session):
    before = count(roll_of(world.cell, TODAY)), count(roll_of(world.other_cell, TODAY))
    send(world, "lan", world.other_cell)
    home, host = count(roll_of(world.cell, TODAY)), count(roll_of(world.other_cell, TODAY))

    assert home == before[0]
    assert (host.total, host.temporary_in, host.strengthening) == (before[1].total, 0, 1)
    assert count(roll_of(world.other_cell, date(2026, 12, 1))).strengthening == 0


def test_at_the_meeting_they_are_in_no_number_and_named_as_what_they_are(world, db_session):
    meeting = make_meeting(world)
    send(world, "tham", world.cell)
    with clock.set_to(LATER):
        sheet, script = roll_call_sheet_of(meeting), chair_script_of(meeting, items_of(meeting.id))
        open_meeting(meeting, at=EVENING, actor=actor_named("thang"))
        db_session.flush()
        rows = sessions.rows_of(meeting.id)
        (line,) = [one for one in sessions.roll_lines(meeting.id) if one.person_id == world.people["tham"]]
    people = sessions.attendees(rows)

    assert (headcount(people).roll, headcount(people).due, vote_base(people).base) == (22, 21, 19)
    assert (line.counted, line.takes_part) == (False, True)
    (shown,) = rows_shown([(0, line)], Which.START, {})
    assert shown.words == ["tăng cường"]
    assert sheet.temporary_in == ("Phạm Thị Thắm – tăng cường",)
    assert script.temporary_in == ()
    assert ("Phạm Thị Thắm", "đảng viên tăng cường") in {(one.name, one.position) for one in script.guests}


def test_they_read_and_are_told_like_members_there_while_it_lasts(world, db_session, committed, as_user):
    with committed():
        meeting_id = make_meeting(world).id
    assert as_user("tham").get(f"/meetings/{meeting_id}").status_code == 404
    with committed():
        send(world, "tham", world.cell)

    assert as_user("tham").get(f"/meetings/{meeting_id}").status_code == 200
    with committed() as session:
        told = dict(session.execute(select(Notification.person_id, Notification.text)).all())
        assert set(told) == {world.people[name] for name in ("tham", "thang", "men")}
        row = session.scalars(select(TemporaryTransfer)).one()
        end_temporary_transfer(row, on=TODAY, actor=actor_named("hanh"))
        events = set(session.scalars(select(AuditEvent.event).where(AuditEvent.event.like("%strength%"))))
        assert events == {"strengthening_set"}
    assert as_user("tham").get(f"/meetings/{meeting_id}").status_code == 404


@pytest.mark.parametrize(
    ("who", "from_on", "to_on", "said"),
    [
        ("lan", TODAY, None, "là đảng viên của chi bộ này"),
        ("tham", DAY, TODAY, "Ngày kết thúc đứng trước"),
    ],
)
def test_what_cannot_be_is_refused(world, db_session, who, from_on, to_on, said):
    with pytest.raises(BadInput, match=said):
        send(world, who, world.cell, from_on, to_on)


def test_nobody_helps_two_cells_at_a_time_or_while_they_sit_elsewhere(world, db_session):
    send(world, "tham", world.cell)
    with pytest.raises(BadInput, match="tăng cường từ ngày 02/12/2026"):
        send(world, "tham", world.cell, DAY)


def test_the_office_finds_the_small_cells_and_sends_somebody(world, as_user, committed):
    hanh = as_user("hanh")
    page = words(hanh.get("/members/strengthening"))
    assert "Chi bộ Trường Tiểu học Mường Lâm 2 đảng viên" in page
    assert "Nà Mười" not in page
    path = f"/members/strengthening/{world.other_cell}/new"
    assert 'type="radio"' not in hanh.get(path).text
    assert "Triệu Thị Lan, Chi bộ thôn Nà Mười" in hanh.get(f"{path}?q=lan").text
    form = {"person": world.people["lan"], "from_on": "02/12/2026", "to_on": ""}

    assert hanh.post(f"{path}?q=lan", data=form).status_code == 303
    assert hanh.post(f"{path}?q=lan", data=form).status_code == 422
    page = words(hanh.get("/members/strengthening"))
    assert "Đ/c Triệu Thị Lan , Chi bộ thôn Nà Mười, từ 02/12/2026" in page
    assert "Đang tăng cường cho chi bộ khác" in words(hanh.get("/members/strengthening?up_to=1"))
    assert "Tăng cường" in words(hanh.get(f"/members?cell={world.other_cell}"))
    assert "Tăng cường, vẫn tính ở chi bộ gốc" in words(hanh.get(f"/members/{world.people['lan']}"))


@pytest.mark.parametrize(("who", "status"), [("thang", 403), ("binh", 403), ("vien", 404)])
def test_only_the_office_of_the_cell_sends(world, as_user, who, status):
    assert as_user(who).get(f"/members/strengthening/{world.cell}/new").status_code == status


def test_a_committee_is_no_cell_to_help(world, as_user):
    assert as_user("hanh").get(f"/members/strengthening/{world.commune}/new").status_code == 404


def test_the_minutes_name_them_apart(world, db_session):
    meeting = make_meeting(world)
    send(world, "tham", world.cell)
    with clock.set_to(LATER):
        open_meeting(meeting, at=EVENING, actor=actor_named("thang"))
        db_session.flush()
        record = record_of(meeting)
    names = names_of(record, Words({}))

    assert names["temporary_in"] == ("Phạm Thị Thắm – tăng cường",)
