"""The cell's own score: proposed from the record, corrected with a note, voted or voted down."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.evaluations.queries import sheet_of
from app.evaluations.services import Given, save_points, score_voted
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from tests.evaluations.sheets import fill_in, sheet, vote_on
from workflows.meeting import Kind
from workflows.scoring import Level


def by_code(meeting):
    return {line.code: line for line in sheet(meeting).lines}


def test_a_voted_score_is_fixed_line_by_line(db_session, actor_of, held):
    meeting = held()
    fill_in(meeting, actor_of("thang"), c2b=0)

    vote = vote_on(meeting, actor_of("thang"))

    row = sheet_of(meeting.id)
    assert (row.voted, row.vote_id) == (True, vote.id)
    assert all(line.self_points is not None for line in row.lines if line.applies)
    assert row.self_score == sum(line.self_points for line in row.lines if line.applies)
    assert row.self_maximum == 95
    assert "2b. " in row.weak_criteria


def test_both_values_and_the_note_are_kept(db_session, actor_of, held):
    meeting = held()
    fill_in(meeting, actor_of("thang"), c2b=0)
    vote_on(meeting, actor_of("thang"))

    line = by_code(meeting)["2b"]
    assert (line.proposed, line.own, line.own_note) == (1, 0, "Chi bộ đánh giá lại.")
    assert line.is_overridden


def test_voted_down_there_is_no_self_score(db_session, actor_of, held):
    meeting = held()
    fill_in(meeting, actor_of("thang"))

    vote_on(meeting, actor_of("thang"), votes_for=10)

    row = sheet_of(meeting.id)
    assert (row.voted, row.self_score, row.self_level) == (False, None, None)
    assert sheet(meeting).own_total is None


def test_a_corrected_count_turns_the_score(db_session, actor_of, held):
    meeting = held()
    fill_in(meeting, actor_of("thang"))
    vote = vote_on(meeting, actor_of("thang"), votes_for=10)

    vote.votes_for, vote.passed = 11, True
    score_voted(meeting, vote, actor=actor_of("lan"))

    row = sheet_of(meeting.id)
    assert row.voted
    assert row.self_score is not None
    events = db_session.scalars(
        select(AuditEvent.data).where(AuditEvent.event == "score_voted").order_by(AuditEvent.id)
    )
    assert [data["voted"] for data in events] == [False, True]


def test_a_score_that_lacks_points_cannot_be_voted_through(db_session, actor_of, held):
    meeting = held()

    with pytest.raises(BadInput, match="chưa có điểm tự chấm: 3a, 4a, 4b"):
        vote_on(meeting, actor_of("thang"))


def test_an_extraordinary_meeting_is_not_scored(db_session, actor_of, held):
    meeting = held(kind=Kind.EXTRAORDINARY)

    with pytest.raises(BadInput, match="không chấm điểm"):
        vote_on(meeting, actor_of("thang"))


def test_the_theme_counts_only_in_a_month_that_holds_one(db_session, held):
    plain = held()
    assert (sheet(plain).maximum, by_code(plain)["4c"].applies) == (95, False)

    plain.theme = "Đảng viên nêu gương"
    assert (sheet(plain).maximum, by_code(plain)["4c"].applies) == (100, True)


def test_the_total_is_normalised_over_what_applies(db_session, held):
    meeting = held()
    whole = sheet(meeting)
    points = {line.code: line.maximum for line in whole.applying} | {"7": Decimal(27), "5": Decimal(7)}

    total = whole.total(points)

    assert (total.points, total.maximum, total.normalised, total.level) == (89, 95, Decimal("93.7"), Level.GOOD)


def test_the_gate_holds_back_tot(db_session, held):
    meeting = held()
    meeting.rule_set.settings = meeting.rule_set.settings | {"rating_gate": True}
    whole = sheet(meeting)
    full = {line.code: line.maximum for line in whole.applying}

    assert whole.total(full).level == Level.GOOD
    assert whole.total(full | {"1": Decimal(4)}).level == Level.FAIR


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"2b": Given(points=Decimal(2), note="x")}, "points-2b"),
        ({"2b": Given(points=Decimal(-1), note="x")}, "points-2b"),
        ({"2b": Given(points=Decimal(0))}, "note-2b"),
        ({"5": Given(points=Decimal(9), note="ă" * 2001)}, "note-5"),
    ],
)
def test_wrong_points_are_refused_with_the_field(db_session, actor_of, given, field, held):
    meeting = held()

    with pytest.raises(BadInput) as refused:
        save_points(meeting, given, remedies="", actor=actor_of("thang"))

    assert list(refused.value.errors) == [field]


@pytest.mark.parametrize("who", ["khoa", "loc", "hanh", "binh", "tham"])
def test_who_has_no_part_in_the_score_gives_no_points(db_session, actor_of, who, held):
    meeting = held()

    with pytest.raises(NotAllowed):
        save_points(meeting, {}, remedies="", actor=actor_of(who))


@pytest.mark.parametrize("who", ["thang", "men", "huong", "lan", "nhap"])
def test_committee_recorder_and_scribe_give_points(db_session, actor_of, who, held):
    meeting = held()

    save_points(meeting, {"5": Given(points=Decimal("8.5"))}, remedies="", actor=actor_of(who))

    assert by_code(meeting)["5"].own == Decimal("8.5")


def test_an_old_page_and_a_voted_score_change_nothing(db_session, actor_of, held):
    meeting, thang = held(), actor_of("thang")
    fill_in(meeting, thang)
    seen = sheet(meeting).version
    save_points(meeting, {"5": Given(points=Decimal(7))}, remedies="", actor=thang, version=seen)

    with pytest.raises(SomebodyWasFaster, match="vừa được người khác sửa"):
        save_points(meeting, {"5": Given(points=Decimal(1))}, remedies="", actor=thang, version=seen)
    vote_on(meeting, thang)
    with pytest.raises(SomebodyWasFaster, match="đã được biểu quyết"):
        save_points(meeting, {"5": Given(points=Decimal(1))}, remedies="", actor=thang)
    assert by_code(meeting)["5"].own == 7


def test_what_equals_the_proposal_follows_the_record_until_the_vote(db_session, actor_of, held):
    meeting, thang = held(), actor_of("thang")
    fill_in(meeting, thang, c2a=4)
    rows = list(meeting_rows(db_session, meeting))

    for row in rows[:6]:
        row.start_mark = "excused"
    db_session.flush()

    line = by_code(meeting)["2a"]
    assert (line.own, line.proposed, line.counted) == (None, 2, 2)


def meeting_rows(db_session, meeting):
    from app.sessions.models import Attendance

    return db_session.scalars(select(Attendance).where(Attendance.meeting_id == meeting.id, ~Attendance.exempt))
