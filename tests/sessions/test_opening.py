"""Opening, going back, breaking off, going on, closing."""

from datetime import timedelta

import pytest

from app import clock
from app.agendas.models import Outcome
from app.extensions import db
from app.meetings.models import Meeting, MeetingStep
from app.refusals import BadInput, SomebodyWasFaster
from app.sessions import queries, services
from app.sessions.models import RollCall, VoteAbout, Which
from app.sessions.services import Ballots, Marking
from tests.sessions.conftest import EVENING, LATER, make_meeting
from workflows.attendance import Mark
from workflows.engine import StepRefused
from workflows.meeting import State


@pytest.fixture
def convened_meeting(db_session, world, evening) -> Meeting:
    return make_meeting(world)


@pytest.fixture
def opened(convened_meeting, actor_of) -> Meeting:
    services.open_meeting(convened_meeting, at=EVENING, actor=actor_of("thang"))
    return convened_meeting


def last_step(meeting: Meeting) -> MeetingStep:
    return db.session.scalars(
        db.select(MeetingStep).where(MeetingStep.meeting_id == meeting.id).order_by(MeetingStep.id.desc())
    ).first()


@pytest.mark.parametrize(("name", "acting_as", "on_behalf", "on_paper"), [
    ("thang", "chair", False, False), ("men", "deputy_secretary", True, False),
    ("lan", "recorder", True, False), ("nhap", "scribe", True, True),
])  # fmt: skip
def test_who_opens_and_as_what(convened_meeting, world, actor_of, name, acting_as, on_behalf, on_paper):
    services.open_meeting(convened_meeting, at=EVENING, actor=actor_of(name))

    step = last_step(convened_meeting)
    assert convened_meeting.state == State.HELD
    assert (convened_meeting.opened_at, convened_meeting.opened_entered_at) == (EVENING, LATER)
    assert (step.acting_as, step.on_paper) == (acting_as, on_paper)
    assert step.on_behalf_of_id == (world.people["thang"] if on_behalf else None)


def test_a_day_of_another_month_that_was_not_planned_is_asked_back(convened_meeting, actor_of):
    at = EVENING + timedelta(days=30)
    with clock.set_to(at + timedelta(hours=1)):
        with pytest.raises(BadInput, match="không thuộc tháng 12/2026"):
            services.open_meeting(convened_meeting, at=at, actor=actor_of("thang"))
        services.open_meeting(convened_meeting, at=at, actor=actor_of("thang"), day_is_certain=True)
    assert convened_meeting.opened_at == at


@pytest.mark.parametrize("name", ["khoa", "huong", "loc", "hanh", "tham"])
def test_nobody_else_opens(convened_meeting, actor_of, name):
    with pytest.raises(StepRefused):
        services.open_meeting(convened_meeting, at=EVENING, actor=actor_of(name))
    assert convened_meeting.state == State.CONVENED


def test_it_opens_neither_before_the_day_nor_in_the_future_and_says_all_at_once(db_session, world, evening, actor_of):
    meeting = make_meeting(world, recorder=None)
    for at in (EVENING - timedelta(days=1), LATER + timedelta(minutes=1)):
        with pytest.raises(StepRefused) as refused:
            services.open_meeting(meeting, at=at, actor=actor_of("thang"))
        assert refused.value.kind == "blocked"
        assert len(refused.value.reasons) == 2  # the time, and the recorder


def test_the_chair_appoints_the_recorder_at_the_opening(db_session, world, evening, actor_of):
    meeting = make_meeting(world, recorder=None)
    services.open_meeting(meeting, at=EVENING, actor=actor_of("thang"), recorder_id=world.people["lan"])

    assert meeting.recorder_id == world.people["lan"]


def test_a_member_opens_no_door_by_naming_himself_recorder(db_session, world, evening, actor_of):
    meeting = make_meeting(world, recorder=None)
    with pytest.raises(StepRefused) as refused:
        services.open_meeting(meeting, at=EVENING, actor=actor_of("khoa"), recorder_id=world.people["khoa"])
    assert refused.value.kind == "not_yours"
    assert meeting.recorder_id is None


def test_a_recorder_comes_from_the_cell(db_session, world, evening, actor_of):
    meeting = make_meeting(world, recorder=None)
    with pytest.raises(BadInput, match="đảng viên của chi bộ"):
        services.open_meeting(meeting, at=EVENING, actor=actor_of("thang"), recorder_id=world.people["tham"])


def test_an_opening_by_mistake_is_undone_and_keeps_the_roll_call(opened, world, actor_of):
    line = queries.roll_lines(opened.id)[0]
    services.mark_attendance(
        opened, line.id, Which.START, Marking(mark=Mark.EXCUSED), version=line.version, actor=actor_of("lan")
    )
    services.undo_open(opened, reason="Mở nhầm tháng", actor=actor_of("thang"))

    assert (opened.state, opened.opened_at) == (State.CONVENED, None)
    assert queries.roll_lines(opened.id)[0].attendee.start_mark == Mark.EXCUSED


def test_it_is_not_undone_once_more_is_recorded(opened, world, actor_of):
    item = queries.item_lines(opened.id)[0].item
    services.note_speaker(opened, item, seen=0, actor=actor_of("lan"), person_id=world.people["khoa"])

    with pytest.raises(StepRefused, match="1 ý kiến phát biểu"):
        services.undo_open(opened, reason="Mở nhầm", actor=actor_of("thang"))


def test_one_keyed_in_from_paper_goes_back_to_a_draft_without_a_roll(db_session, world, evening, actor_of):
    meeting = make_meeting(world)
    meeting.from_paper, meeting.missed = True, ["submit"]
    services.open_meeting(meeting, at=EVENING, actor=actor_of("thang"))
    services.undo_open(meeting, reason="Ghi nhầm", actor=actor_of("thang"))

    assert (meeting.state, meeting.from_paper, meeting.missed) == (State.DRAFT, False, [])
    assert not queries.roll_lines(meeting.id)
    assert db.session.scalar(db.select(db.func.count()).select_from(RollCall)) == 0


def test_a_meeting_broken_off_goes_on_with_all_its_marks(opened, world, actor_of):
    line = queries.roll_lines(opened.id)[0]
    services.mark_attendance(
        opened,
        line.id,
        Which.START,
        Marking(mark=Mark.EXCUSED, reason="ốm"),
        version=line.version,
        actor=actor_of("lan"),
    )
    services.break_off(opened, at=LATER, reason="Mất điện", actor=actor_of("thang"))
    assert (opened.state, opened.opened_at) == (State.CONVENED, None)
    assert opened.sittings[0]["reason"] == "Mất điện"

    opened.starts_at = EVENING + timedelta(days=2)
    with clock.set_to(EVENING + timedelta(days=2, minutes=60)):
        services.open_meeting(opened, at=EVENING + timedelta(days=2), actor=actor_of("thang"))
        assert queries.roll_lines(opened.id)[0].reason == "ốm"
        assert queries.minutes_held(opened, clock.now()) == 30 + 60


@pytest.mark.parametrize("at", [EVENING, EVENING - timedelta(minutes=1), LATER + timedelta(minutes=1)])
def test_it_is_broken_off_after_it_began_and_not_in_the_future(opened, actor_of, at):
    with pytest.raises(BadInput):
        services.break_off(opened, at=at, reason="Mất điện", actor=actor_of("thang"))
    assert opened.state == State.HELD


def finish(meeting: Meeting, actor) -> None:
    for line in queries.item_lines(meeting.id):
        services.settle_item(
            meeting, line.item, outcome=Outcome.DISCUSSED, conclusion="", version=line.item.version, actor=actor
        )
    services.record_vote(meeting, VoteAbout.RESOLUTION, Ballots(), actor=actor)
    services.note_minutes_read(meeting, True, actor=actor)
    services.stamp_roll_call(meeting, Which.END, actor=actor)
    for which in Which:
        services.announce_roll_call(meeting, which, actor=actor)


def test_everything_missing_at_the_end_is_said_at_once(opened, actor_of):
    with pytest.raises(StepRefused) as refused:
        services.close_meeting(opened, at=EVENING - timedelta(minutes=5), actor=actor_of("thang"))

    said = " ".join(reason.text for reason in refused.value.reasons)
    for words in (
        "điểm danh đầu giờ",
        "điểm danh cuối giờ",
        "4 nội dung",
        "nghị quyết",
        "điểm tự chấm",
        "biên bản",
        "sau giờ khai mạc",
    ):
        assert words in said
    assert opened.state == State.HELD


def test_closing_composes_the_minutes_from_the_record(opened, actor_of, monkeypatch):
    finish(opened, actor_of("lan"))
    vote_the_score(opened, actor_of)
    with clock.set_to(EVENING + timedelta(minutes=100)):
        services.close_meeting(opened, at=EVENING + timedelta(minutes=95), actor=actor_of("lan"))

    from app.minutes.queries import current_minutes

    assert (opened.state, opened.closed_at) == (State.MINUTES, EVENING + timedelta(minutes=95))
    assert opened.closed_entered_at == EVENING + timedelta(minutes=100)
    assert current_minutes(opened.id).composed


def vote_the_score(meeting: Meeting, actor_of) -> None:
    """Voted down, which needs no points: the chair records it and there is then no self-score."""
    services.record_vote(meeting, VoteAbout.SCORE, Ballots(against=19), actor=actor_of("thang"))


def test_after_the_closing_nothing_more_is_written(opened, world, actor_of):
    finish(opened, actor_of("lan"))
    vote_the_score(opened, actor_of)
    services.close_meeting(opened, at=LATER, actor=actor_of("thang"))

    item = queries.item_lines(opened.id)[0].item
    with pytest.raises(SomebodyWasFaster, match="bế mạc"):
        services.note_speaker(opened, item, seen=0, actor=actor_of("lan"), person_id=world.people["khoa"])


def test_the_second_of_two_who_break_off_learns_that_it_is_done(opened, actor_of):
    services.break_off(opened, at=LATER, reason="Mất điện", actor=actor_of("thang"))

    with pytest.raises(StepRefused) as refused:
        services.break_off(opened, at=LATER, reason="Mất điện", actor=actor_of("lan"))
    assert refused.value.kind == "not_here"
