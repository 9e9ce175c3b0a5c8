"""Planning, moving and replacing: who may, when, and who is told."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.agendas.models import AgendaVersion
from app.agendas.queries import items_of
from app.approvals.queries import rounds_of
from app.approvals.services import agree, submit
from app.approvals.services_committee import Gathering
from app.audit.models import AuditEvent
from app.evaluations.queries_evidence import evidence_of
from app.meetings.models import MeetingStep
from app.meetings.services import create_meeting
from app.meetings.services_convening import Held, amend, cancel, convene, record_past
from app.meetings.services_plan import Plan, change_plan, change_room, postpone, replace_chair, replace_recorder
from app.notifications.models import Notification
from app.organisations.models import Organisation
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from tests.meetings.ready import EVENING, convened, drafted, planned, submitted
from tests.world import NOON
from workflows.engine import StepRefused
from workflows.meeting import Kind, State


def told(session, kind: str) -> set[int]:
    return set(session.scalars(select(Notification.person_id).where(Notification.kind == kind)))


def test_a_new_meeting_begins_with_ninety_minutes_of_the_five_contents(db_session, actor_of):
    meeting = drafted(actor_of)

    items = items_of(meeting.id)
    assert sum(item.minutes for item in items) == 90
    assert [item.position for item in items] == list(range(1, len(items) + 1))
    assert meeting.chair_id == actor_of("thang").person_id


def test_a_theme_in_the_same_sitting_makes_it_a_hundred_and_twenty(db_session, actor_of):
    meeting = drafted(actor_of, theme="Nêu gương trong xây dựng nông thôn mới")

    items = items_of(meeting.id)
    assert sum(item.minutes for item in items) == 120
    assert "Chuyên đề: Nêu gương trong xây dựng nông thôn mới" in [item.title for item in items]


def test_an_extraordinary_meeting_has_no_score_on_its_agenda(db_session, actor_of):
    meeting = drafted(actor_of, kind=Kind.EXTRAORDINARY)

    assert "score" not in [item.kind for item in items_of(meeting.id)]


def test_a_new_meeting_takes_place_and_hour_from_the_last_one(db_session, actor_of):
    convened(actor_of)

    cell = db_session.get_one(Organisation, actor_of("thang").home_id)
    meeting = create_meeting(cell, Kind.REGULAR, date(2027, 1, 1), actor=actor_of("thang"))

    assert meeting.place == "Nhà văn hóa thôn Nà Mười"
    assert meeting.starts_at == EVENING + timedelta(days=31)
    assert meeting.recorder_id == actor_of("lan").person_id


@pytest.mark.parametrize(("by", "on_paper"), [("thang", False), ("nhap", True)])
def test_what_a_scribe_begins_is_marked_as_from_paper(db_session, actor_of, by, on_paper):
    meeting = drafted(actor_of, by)

    begun = db_session.scalars(select(MeetingStep).where(MeetingStep.meeting_id == meeting.id)).one()
    assert (begun.step, begun.on_paper) == ("create", on_paper)


@pytest.mark.parametrize("by", ["thang", "men", "nhap"])
def test_the_plan_is_written_by_those_who_prepare(db_session, actor_of, by):
    meeting = drafted(actor_of)

    change_plan(meeting, Plan(starts_at=EVENING, place="Nhà văn hóa"), actor=actor_of(by))

    assert (meeting.starts_at, meeting.place) == (EVENING, "Nhà văn hóa")


@pytest.mark.parametrize("by", ["huong", "lan", "tham", "loc", "hanh", "vien"])
def test_nobody_else_writes_the_plan(db_session, actor_of, by):
    meeting = drafted(actor_of)

    with pytest.raises(NotAllowed):
        change_plan(meeting, Plan(place="Chỗ khác"), actor=actor_of(by))
    assert meeting.place == ""


def test_people_of_another_cell_and_far_days_are_refused_at_once(db_session, actor_of):
    meeting = drafted(actor_of)
    stranger = actor_of("tham").person_id
    plan = Plan(starts_at=EVENING.replace(year=2027), chair_id=stranger, place="x" * 201)

    with pytest.raises(BadInput) as refused:
        change_plan(meeting, plan, actor=actor_of("thang"))
    assert set(refused.value.errors) == {"day", "chair_id", "place"}


def test_a_locked_plan_is_not_written(db_session, actor_of):
    meeting = submitted(actor_of)

    with pytest.raises(SomebodyWasFaster, match="khóa"):
        change_plan(meeting, Plan(), actor=actor_of("thang"))


def test_convening_freezes_the_agenda_and_tells_members_and_overseer(db_session, actor_of, world):
    meeting = convened(actor_of)

    frozen = db_session.scalars(select(AgendaVersion)).one()
    assert (frozen.number, len(frozen.snapshot["items"])) == (1, len(items_of(meeting.id)))
    assert {world.people["lan"], world.people["loc"]} <= told(db_session, "convened")
    assert world.people["tham"] not in told(db_session, "convened")
    assert meeting.convened_at == NOON


def test_amending_begins_version_two(db_session, actor_of):
    meeting = convened(actor_of)

    amend(meeting, actor=actor_of("thang"), reason="Đảng ủy có văn bản mới.")
    submit(meeting, actor=actor_of("thang"))
    agree(meeting, actor=actor_of("huong"))
    convene(meeting, actor=actor_of("thang"))

    assert [v.number for v in db_session.scalars(select(AgendaVersion))] == [1, 2]
    assert len(told(db_session, "amended")) > 20


def test_postponing_needs_a_reason_and_a_new_time_and_says_both(db_session, actor_of):
    meeting = convened(actor_of)

    with pytest.raises(StepRefused) as refused:
        postpone(meeting, None, reason="", actor=actor_of("thang"))

    assert [r.text for r in refused.value.reasons] == ["Chưa nêu lý do.", "Chưa ghi thời gian mới."]
    assert meeting.starts_at == EVENING


def test_postponing_moves_the_meeting_and_tells_everybody(db_session, actor_of, world):
    meeting = convened(actor_of)

    postpone(meeting, EVENING + timedelta(days=1), reason="Mưa lũ.", actor=actor_of("men"))

    assert meeting.starts_at == EVENING + timedelta(days=1)
    assert world.people["lan"] in told(db_session, "postponed")


def test_no_meeting_is_postponed_into_the_past(db_session, actor_of):
    meeting = convened(actor_of)

    with pytest.raises(BadInput):
        postpone(meeting, NOON - timedelta(hours=1), reason="Nhầm.", actor=actor_of("thang"))


def test_the_room_changes_with_a_reason_and_without_a_new_round(db_session, actor_of, world):
    meeting = convened(actor_of)
    with pytest.raises(BadInput) as refused:
        change_room(meeting, "Trường tiểu học", reason="", actor=actor_of("thang"))
    assert "reason" in refused.value.errors

    change_room(meeting, "Trường tiểu học", reason="Nhà văn hóa mất điện.", actor=actor_of("thang"))

    assert (meeting.place, meeting.state) == ("Trường tiểu học", State.CONVENED)
    assert world.people["khoa"] in told(db_session, "moved")


def test_chair_and_recorder_are_replaced_with_a_reason(db_session, actor_of):
    meeting = convened(actor_of)

    replace_chair(meeting, actor_of("men").person_id, reason="Đ/c Thắng đi họp.", actor=actor_of("thang"))
    replace_recorder(meeting, actor_of("khoa").person_id, reason="Đ/c Lan ốm.", actor=actor_of("men"))

    assert (meeting.chair_id, meeting.recorder_id) == (actor_of("men").person_id, actor_of("khoa").person_id)


def test_nobody_is_replaced_by_a_stranger_or_by_nobody(db_session, actor_of):
    meeting = convened(actor_of)

    with pytest.raises(BadInput):
        replace_chair(meeting, actor_of("tham").person_id, reason="Nhầm.", actor=actor_of("thang"))
    with pytest.raises(StepRefused, match="người thay"):
        replace_recorder(meeting, None, reason="Ốm.", actor=actor_of("thang"))


def test_a_cancelled_draft_tells_the_committee_only(db_session, actor_of, world):
    meeting = planned(actor_of)

    cancel(meeting, actor=actor_of("hanh"), reason="Chi bộ sáp nhập.")

    assert told(db_session, "cancelled") == {world.people[key] for key in ("thang", "men", "huong", "loc")}


def test_a_cancelled_convened_meeting_tells_everybody(db_session, actor_of, world):
    meeting = convened(actor_of)

    cancel(meeting, actor=actor_of("thang"), reason="Bão số 9.")

    assert world.people["lan"] in told(db_session, "cancelled")
    assert meeting.state == State.CANCELLED


def held(actor_of, **more) -> Held:
    stated = {
        "opened_at": NOON - timedelta(days=1),
        "chair_id": actor_of("thang").person_id,
        "recorder_id": actor_of("lan").person_id,
        "place": "Nhà văn hóa",
    }
    return Held(**(stated | more))


@pytest.mark.parametrize("by", ["thang", "men", "nhap"])
def test_a_meeting_that_took_place_is_written_down_with_what_it_missed(db_session, actor_of, by):
    meeting = drafted(actor_of)

    record_past(meeting, held(actor_of), actor=actor_of(by))

    assert (meeting.state, meeting.from_paper) == (State.HELD, True)
    assert meeting.missed == ["submit", "agree", "convene"]
    assert (meeting.opened_at, meeting.opened_entered_at) == (NOON - timedelta(days=1), NOON)


def test_a_past_meeting_is_not_in_the_future(db_session, actor_of):
    meeting = drafted(actor_of)

    with pytest.raises(StepRefused, match="chưa tới"):
        record_past(meeting, held(actor_of, opened_at=NOON + timedelta(hours=1)), actor=actor_of("thang"))
    assert (meeting.state, meeting.from_paper) == (State.DRAFT, False)


def test_a_past_meeting_of_another_month_is_asked_back_once_and_not_blocked(db_session, actor_of):
    meeting = drafted(actor_of)
    november = NOON - timedelta(days=12)

    with pytest.raises(BadInput, match="Ngày 20/11/2026 không thuộc tháng 12/2026") as asked:
        record_past(meeting, held(actor_of, opened_at=november), actor=actor_of("thang"))
    assert list(asked.value.errors) == ["day_is_certain"]
    assert meeting.state == State.DRAFT

    record_past(meeting, held(actor_of, opened_at=november, day_is_certain=True), actor=actor_of("thang"))
    assert (meeting.state, meeting.opened_at) == (State.HELD, november)


def test_the_committees_meeting_before_a_past_meeting_is_kept_and_gives_its_criterion_evidence(
    db_session, actor_of, world
):  # fmt: skip
    meeting, met = drafted(actor_of), NOON - timedelta(days=2)
    there = frozenset(world.people[key] for key in ("thang", "men"))
    told = Gathering(met_at=met, present=there, overseers=frozenset({world.people["loc"]}), remarks="Thêm câu hỏi.")
    assert evidence_of(meeting).committee_met_on is None

    record_past(meeting, held(actor_of, committee=told), actor=actor_of("nhap"))

    (kept,) = rounds_of(meeting.id)
    assert (kept.met_at, set(kept.met_present), kept.overseers_came) == (met, there, [world.people["loc"]])
    evidence = evidence_of(meeting)
    assert (evidence.committee_met_on, evidence.committee_has_minutes) == (clock.day_of(met), True)
    assert evidence.approvers == 0, "nobody was asked for an agreement"
    assert meeting.missed == ["submit", "agree", "convene"]


@pytest.mark.parametrize(("told", "field"), [
    (Gathering(met_at=None, present=frozenset({1})), "committee_day"),
    (Gathering(met_at=NOON), "committee_day"),
    (Gathering(met_at=NOON - timedelta(days=2)), "committee_present"),
    (Gathering(met_at=NOON - timedelta(days=2), present=frozenset({999})), "committee_present"),
    (Gathering(met_at=NOON - timedelta(days=2), overseers=frozenset({999})), "committee_overseers"),
])  # fmt: skip
def test_what_cannot_have_been_of_a_committees_meeting_is_refused(db_session, actor_of, told, field):
    meeting = drafted(actor_of)
    with pytest.raises(BadInput) as refused:
        record_past(meeting, held(actor_of, committee=told), actor=actor_of("thang"))
    assert field in refused.value.errors
    assert (meeting.state, rounds_of(meeting.id)) == (State.DRAFT, [])


def test_what_a_past_meeting_lacks_is_said_at_once(db_session, actor_of):
    meeting = drafted(actor_of)

    with pytest.raises(StepRefused, match="người chủ trì, thư ký, địa điểm và giờ khai mạc"):
        record_past(meeting, Held(), actor=actor_of("thang"))


def test_every_change_is_in_the_history_with_before_and_after(db_session, actor_of, world):
    meeting = convened(actor_of)
    postpone(meeting, EVENING + timedelta(days=1), reason="Mưa lũ.", actor=actor_of("thang"))

    last = db_session.scalars(
        select(AuditEvent).where(AuditEvent.event == "meeting_changed").order_by(AuditEvent.id.desc())
    ).first()
    assert last.data["before"] == {"starts_at": "2026-12-03T12:30:00+00:00"}
    assert last.data["after"] == {"starts_at": "2026-12-04T12:30:00+00:00", "reason": "Mưa lũ."}
    assert (last.account_id, last.acting_as) == (world.accounts["thang"], "secretary")
