"""Answers to a notice: whether one comes, what one will say; until the chair opens the meeting."""

import pytest
from sqlalchemy import select

from app import clock
from app.agendas.models import AgendaItem
from app.audit.models import AuditEvent
from app.extensions import db
from app.meetings.models import Meeting
from app.members.models import StatusKind, StatusPeriod
from app.notifications.models import Notification
from app.refusals import BadInput, NotAllowed, NotKnown, SomebodyWasFaster
from app.replies import queries, services
from app.replies.models import AttendanceReply
from app.sessions.models import Attendance
from app.sessions.services import open_meeting
from tests.at_once import at_once, together
from tests.sessions.conftest import EVENING, convened, evening, item_ids  # noqa: F401  # the meeting of that room
from workflows.attendance import Mark

REASON = "đưa mẹ đi viện"


@pytest.fixture
def meeting(convened, db_session) -> Meeting:  # noqa: F811
    return db_session.get_one(Meeting, convened)


def test_who_asks_to_be_excused_is_told_of_and_stands_so_on_the_roll(meeting, actor_of, world, db_session):
    services.reply(meeting, False, f" {REASON} ", actor=actor_of("khoa"))
    services.reply(meeting, True, "bỏ đi", actor=actor_of("lan"))
    told = db_session.execute(select(Notification.person_id, Notification.text)).all()
    open_meeting(meeting, at=EVENING, actor=actor_of("thang"))
    db_session.flush()
    rows = {row.person_id: row for row in db_session.scalars(select(Attendance))}

    assert {person for person, _ in told} == {world.people["thang"], world.people["men"]}
    assert all(REASON in text for _, text in told)
    khoa, lan = rows[world.people["khoa"]], rows[world.people["lan"]]
    assert (khoa.start_mark, khoa.reason) == (Mark.EXCUSED, REASON)
    assert (lan.start_mark, lan.reason) == (Mark.PRESENT, "")


def test_the_last_word_counts_and_both_stand_in_the_history(meeting, actor_of, db_session):
    khoa = actor_of("khoa")
    services.reply(meeting, False, REASON, actor=khoa)
    db_session.flush()
    services.reply(meeting, True, actor=khoa, version=1)
    db_session.flush()
    services.reply(meeting, True, actor=khoa, version=2)
    events = db_session.scalars(
        select(AuditEvent).where(AuditEvent.event == "attendance_replied").order_by(AuditEvent.id)
    ).all()

    assert queries.excuses_of(meeting.id) == {}
    assert [(one.data["before"], one.data["after"]["coming"]) for one in events] == [
        (None, False), ({"coming": False, "reason": REASON}, True),
    ]  # fmt: skip


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_staying_away_needs_a_reason(meeting, actor_of, reason):
    with pytest.raises(BadInput) as refused:
        services.reply(meeting, False, reason, actor=actor_of("khoa"))

    assert set(refused.value.errors) == {"reason"}


def test_an_old_page_does_not_overwrite_an_answer(meeting, actor_of, db_session):
    services.reply(meeting, False, REASON, actor=actor_of("khoa"))
    db_session.flush()

    with pytest.raises(SomebodyWasFaster):
        services.reply(meeting, True, actor=actor_of("khoa"), version=0)


@pytest.mark.parametrize("who", ["hanh", "tham"])
def test_who_is_not_on_the_roll_is_not_asked(meeting, actor_of, who):
    with pytest.raises(NotAllowed):
        services.reply(meeting, True, actor=actor_of(who))


def test_a_suspended_member_is_not_asked(meeting, actor_of, world, db_session):
    today = clock.today()
    db_session.add(StatusPeriod(person_id=world.people["khoa"], kind=StatusKind.SUSPENDED, from_on=today, reason="x"))
    db_session.flush()

    with pytest.raises(NotAllowed):
        services.register_opinion(meeting, "meeting", "ý kiến", actor=actor_of("khoa"))


def test_once_opened_nothing_is_answered_beforehand(meeting, actor_of, db_session):
    open_meeting(meeting, at=EVENING, actor=actor_of("thang"))
    db_session.flush()

    with pytest.raises(SomebodyWasFaster):
        services.reply(meeting, True, actor=actor_of("khoa"))
    with pytest.raises(SomebodyWasFaster):
        services.register_opinion(meeting, "meeting", "ý kiến", actor=actor_of("khoa"))


def test_opinions_stand_by_the_agenda_and_are_taken_back(meeting, actor_of, item_ids, db_session):  # noqa: F811
    first, second, on_paper, _ = item_ids(meeting.id)
    khoa, lan = actor_of("khoa"), actor_of("lan")
    services.register_opinion(meeting, "resolution", "Bổ sung thời hạn.", actor=lan)
    services.register_opinion(meeting, f"item-{second}", "", actor=khoa)
    gone = services.register_opinion(meeting, f"item-{first}", "thôi", actor=khoa)
    services.register_opinion(meeting, "meeting", "Mong họp đúng giờ.", actor=khoa)
    with pytest.raises(NotKnown):
        services.withdraw_opinion(meeting, gone.id, actor=lan)
    services.withdraw_opinion(meeting, gone.id, actor=khoa)
    services.withdraw_opinion(meeting, gone.id, actor=khoa)
    found = queries.answers_of(meeting).opinions

    assert [(subject, [one.text for one in opinions]) for subject, opinions in found] == [
        ("Cả kỳ sinh hoạt", ["Mong họp đúng giờ."]),
        ("Giữ vệ sinh môi trường và đường hoa nội thôn", [""]),
        ("Dự thảo nghị quyết", ["Bổ sung thời hạn."]),
    ]
    assert (
        len(
            db_session.scalars(
                select(AuditEvent).where(AuditEvent.event == "opinion_withdrawn").order_by(AuditEvent.id)
            ).all()
        )
        == 1
    )
    with pytest.raises(BadInput):
        services.register_opinion(meeting, f"item-{on_paper}", "ghi sổ giấy", actor=khoa)


@pytest.mark.parametrize(
    ("subject", "text", "field"),
    [("", "x", "subject"), ("item-0", "x", "subject"), ("resolution", " ", "text"), ("meeting", "x" * 5001, "text")],
)
def test_what_cannot_be_registered_is_named_by_its_field(meeting, actor_of, subject, text, field):
    with pytest.raises(BadInput) as refused:
        services.register_opinion(meeting, subject, text, actor=actor_of("khoa"))

    assert set(refused.value.errors) == {field}


def test_nobody_fills_the_list_alone(meeting, actor_of, db_session):
    for number in range(services.MOST_OPINIONS):
        services.register_opinion(meeting, "meeting", f"ý {number}", actor=actor_of("khoa"))
        db_session.flush()

    with pytest.raises(BadInput):
        services.register_opinion(meeting, "meeting", "nữa", actor=actor_of("khoa"))


@pytest.mark.parametrize(
    ("who", "own", "all_of_them"),
    [
        ("thang", 200, 200),
        ("khoa", 200, 403),
        ("lan", 200, 200),
        ("huong", 200, 200),
        ("hanh", 403, 403),
        ("tham", 404, 404),
    ],
)
def test_who_answers_and_who_reads_the_answers(convened, as_user, who, own, all_of_them):  # noqa: F811
    person = as_user(who)

    assert person.get(f"/meetings/{convened}/reply").status_code == own
    assert person.get(f"/meetings/{convened}/replies").status_code == all_of_them


def test_the_form_is_sent_shown_and_changed(convened, as_user):  # noqa: F811
    khoa, path = as_user("khoa"), f"/meetings/{convened}/reply"
    refused = khoa.post(path, data={"coming": "excused", "reason": "", "version": "0"})
    sent = khoa.post(path, data={"coming": "excused", "reason": REASON, "version": "0"})
    said = khoa.get(path).text
    opinion = khoa.post(f"/meetings/{convened}/opinions", data={"subject": "meeting", "text": "Mong họp đúng giờ."})
    seen = as_user("thang").get(f"/meetings/{convened}/replies").text

    assert (refused.status_code, sent.status_code, opinion.status_code) == (422, 303, 303)
    assert "Ghi lý do xin vắng" in refused.text
    assert REASON in said
    assert REASON in seen
    assert "Mong họp đúng giờ." in seen


@pytest.mark.each_engine
def test_two_devices_answer_once(convened, as_user, committed, slowly):  # noqa: F811
    def answer():
        data = {"coming": "coming", "version": "0"}
        return as_user("khoa").post(f"/meetings/{convened}/reply", data=data)

    slowly(queries, "reply_of")
    assert together(answer, answer) == [303, 409]
    with committed() as session:
        assert len(session.scalars(select(AttendanceReply.id)).all()) == 1


def test_an_item_that_is_taken_out_leaves_its_opinions(meeting, actor_of, item_ids, db_session):  # noqa: F811
    first = item_ids(meeting.id)[0]
    services.register_opinion(meeting, f"item-{first}", "ý kiến", actor=actor_of("khoa"))
    db_session.delete(db_session.get_one(AgendaItem, first))
    db_session.flush()
    db_session.expire_all()

    assert [subject for subject, _ in queries.answers_of(meeting).opinions] == ["Cả kỳ sinh hoạt"]


def test_the_page_of_a_hundred_answers_asks_as_often_as_of_one(meeting, actor_of, count_statements, db_session):
    def asked() -> int:
        db_session.expire_all()
        with count_statements() as seen:
            queries.answers_of(db_session.get_one(Meeting, meeting.id))
        return len(seen)

    services.register_opinion(meeting, "meeting", "một", actor=actor_of("khoa"))
    db_session.flush()
    few = asked()
    for who in ("lan", "men", "thang", "khoa"):
        services.reply(meeting, True, actor=actor_of(who))
        services.register_opinion(meeting, "meeting", who, actor=actor_of(who))
    db_session.flush()

    assert asked() == few


@pytest.mark.each_engine
def test_an_answer_and_the_opening_at_once_agree_on_the_roll(app, convened, committed, world, actor_of, slowly):  # noqa: F811
    """Either the roll call knows of the excuse, or the member is told that it came too late."""

    def answer() -> str:
        with app.app_context():
            try:
                meeting = db.session.get_one(Meeting, convened)
                services.reply(meeting, False, REASON, actor=actor_of("khoa"))
            except SomebodyWasFaster:
                return "late"
            db.session.commit()
            return "in time"

    def opening() -> None:
        with app.app_context():
            open_meeting(db.session.get_one(Meeting, convened), at=EVENING, actor=actor_of("thang"))
            db.session.commit()

    slowly(queries, "reply_of")
    said, _ = at_once(answer, opening)
    with committed() as session:
        of_khoa = select(Attendance.start_mark).where(Attendance.person_id == world.people["khoa"])
        assert session.scalars(of_khoa).one() == {"in time": Mark.EXCUSED, "late": Mark.PRESENT}[said]
