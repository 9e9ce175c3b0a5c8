"""Half a page for those who were not there: what was decided, who was told; nothing that is kept on paper."""

from datetime import date

import pytest
from sqlalchemy import select

from app import clock
from app.agendas.queries import items_of
from app.audit.models import AuditEvent
from app.digests import queries, services
from app.digests.models import AbsenteeTold
from app.extensions import db
from app.meetings.models import Meeting
from app.members.models import ContactNote, StatusKind, StatusPeriod
from app.refusals import NotAllowed, NotKnown
from app.sessions.models import Attendance
from app.tasks.services import NewTask, assign_task
from tests.at_once import together
from tests.sessions.conftest import evening, held  # noqa: F401  # the meeting of that room
from workflows.attendance import Mark
from workflows.meeting import State


def leave_two_out(meeting_id: int, world, thang) -> None:
    """The meeting is closed: Khoa and Lan stayed away, Lan works away; the second item was decided."""
    meeting = db.session.get_one(Meeting, meeting_id)
    meeting.state, meeting.closed_at = State.MINUTES, clock.now()
    for name, reason in (("khoa", "ốm"), ("lan", "")):
        whose = {"meeting_id": meeting_id, "person_id": world.people[name]}
        row = db.session.scalars(select(Attendance).filter_by(**whose)).one()
        row.start_mark, row.reason = Mark.EXCUSED, reason
    away = {"kind": StatusKind.WORKING_AWAY, "from_on": date(2026, 10, 1), "reason": "đi làm ở tỉnh khác"}
    db.session.add(StatusPeriod(person_id=world.people["lan"], **away))
    _, talk, on_paper, *_ = items_of(meeting_id)
    talk.outcome, talk.conclusion = "decided", "Mỗi hộ trồng hoa trước cổng."
    on_paper.outcome, on_paper.conclusion = "decided", "Nhắc nhở một đồng chí."
    new = NewTask(work="Dọn rác cụm 2", owner_id=world.people["khoa"], deadline=date(2026, 12, 25))
    assign_task(new, cell_id=world.cell, actor=thang, roles=thang.roles_in(world.cell), meeting_id=meeting_id)


@pytest.fixture
def over(held, committed, world, actor_of) -> int:  # noqa: F811
    """The id of the meeting."""
    with committed():
        leave_two_out(held, world, actor_of("thang"))
    return held


@pytest.fixture
def meeting(over, db_session) -> Meeting:
    return db_session.get_one(Meeting, over)


def test_it_tells_what_was_decided_and_nothing_of_what_is_kept_on_paper(meeting):
    text = queries.text_of(meeting)

    assert text.startswith("Chi bộ thôn Nà Mười: sinh hoạt thường kỳ tháng 12/2026, ngày 03/12/2026. Có mặt ")
    assert "- Giữ vệ sinh môi trường và đường hoa nội thôn: Mỗi hộ trồng hoa trước cổng." in text
    assert "đơn thư" not in text
    assert "Nhắc nhở" not in text
    assert "- Ma Đình Khoa: Dọn rác cụm 2, hạn 25/12/2026" in text
    assert "ốm" not in text


def test_who_stayed_away_is_listed_with_the_reason(meeting):
    assert [(one.name, one.reason, one.works_away) for one in queries.aways_of(meeting)] == [
        ("Ma Đình Khoa", "ốm", False), ("Triệu Thị Lan", "", True), ("Bế Văn Mạnh", "được miễn sinh hoạt", False),
    ]  # fmt: skip


def test_a_tick_feeds_the_contact_log_of_who_works_away_once(meeting, world, actor_of):
    for _ in range(2):
        for name in ("lan", "khoa"):
            services.mark_told(meeting, world.people[name], actor=actor_of("thang"))
            db.session.flush()
    notes = db.session.scalars(select(ContactNote.text)).all()
    events = db.session.scalars(
        select(AuditEvent.data).where(AuditEvent.event == "absentee_told").order_by(AuditEvent.id)
    ).all()

    assert notes == ["Đã báo nội dung sinh hoạt tháng 12/2026."]
    assert [one["person_id"] for one in events] == [world.people["lan"], world.people["khoa"]]
    assert [one.name for one in queries.aways_of(meeting) if not one.told_at] == ["Bế Văn Mạnh"]


def test_only_its_secretaries_tick_and_only_who_stayed_away(meeting, world, actor_of):
    with pytest.raises(NotAllowed):
        services.mark_told(meeting, world.people["khoa"], actor=actor_of("huong"))
    with pytest.raises(NotKnown):
        services.mark_told(meeting, world.people["men"], actor=actor_of("thang"))
    meeting.state = State.HELD
    with pytest.raises(NotKnown):
        services.mark_told(meeting, world.people["khoa"], actor=actor_of("thang"))


@pytest.mark.parametrize(("who", "status"), [("thang", 200), ("men", 200), ("khoa", 403), ("hanh", 403), ("tham", 404)])
def test_who_opens_the_page(over, as_user, who, status):
    assert as_user(who).get(f"/meetings/{over}/digest").status_code == status


def test_two_ticks_at_once_are_one(over, world, as_user, committed):
    path = f"/meetings/{over}/digest/{world.people['lan']}/told"

    assert together(lambda: as_user("thang").post(path), lambda: as_user("men").post(path)) == [303, 303]
    with committed() as session:
        assert len(session.scalars(select(AbsenteeTold.id)).all()) == 1
        assert len(session.scalars(select(ContactNote.id)).all()) == 1
