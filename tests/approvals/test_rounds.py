"""The committee's rounds: who has a voice, how it is given, and what becomes of the round."""

from datetime import date

import pytest
from sqlalchemy import select

from app.accounts.models import Appointment
from app.approvals.models import Agreement, ApprovalRound, RoundResult
from app.approvals.queries import open_round, rounds_of, voices
from app.approvals.services import agree, return_to_draft, submit, withdraw
from app.meetings.services_convening import convene
from app.notifications.models import Notification
from tests.meetings.ready import agreed, planned, submitted
from workflows.engine import StepRefused
from workflows.meeting import State, Voice
from workflows.roles import Role


def told(session, kind: str) -> set[int]:
    return set(session.scalars(select(Notification.person_id).where(Notification.kind == kind)))


def end_appointment(session, person_id: int) -> None:
    for appointment in session.scalars(select(Appointment).where(Appointment.person_id == person_id)):
        appointment.to_on = date(2026, 12, 1)
    session.flush()


def test_the_committee_has_the_voices_and_the_submitter_has_spoken(db_session, actor_of, world):
    meeting = submitted(actor_of)

    found = open_round(meeting.id)
    spoken = {a.person_id: a.agreed_at is not None for a in found.agreements}
    assert spoken == {world.people["thang"]: True, world.people["men"]: False, world.people["huong"]: False}
    assert meeting.state == State.APPROVAL


def test_committee_and_overseer_are_told_and_the_submitter_is_not(db_session, actor_of, world):
    submitted(actor_of)

    assert told(db_session, "to_agree") == {world.people[key] for key in ("men", "huong", "loc")}


def test_a_deputy_submits_with_a_voice_of_her_own(db_session, actor_of, world):
    meeting = submitted(actor_of, by="men")

    spoken = [a.person_id for a in open_round(meeting.id).agreements if a.agreed_at]
    assert spoken == [world.people["men"]]


def test_a_lone_secretary_is_joined_by_the_overseer(db_session, actor_of, world):
    for key in ("men", "huong"):
        end_appointment(db_session, world.people[key])

    meeting = submitted(actor_of)

    roles = {a.person_id: a.role for a in open_round(meeting.id).agreements}
    assert roles == {world.people["thang"]: Role.SECRETARY, world.people["loc"]: Role.OVERSEER}


def test_without_an_overseer_the_office_joins_a_lone_secretary(db_session, actor_of, world):
    for key in ("men", "huong", "loc"):
        end_appointment(db_session, world.people[key])

    meeting = submitted(actor_of)
    agree(meeting, actor=actor_of("hanh"))

    assert [(a.role, a.agreed_at is not None) for a in open_round(meeting.id).agreements] == [
        (Role.SECRETARY, True),
        (Role.OFFICE, True),
    ]


def test_one_who_holds_two_offices_has_one_voice(db_session, actor_of, world):
    more = Appointment(
        person_id=world.people["men"], organisation_id=world.cell, role=Role.COMMITTEE_MEMBER, from_on=date(2025, 7, 1)
    )
    db_session.add(more)
    meeting = submitted(actor_of)

    mine = [a for a in open_round(meeting.id).agreements if a.person_id == world.people["men"]]
    assert [a.role for a in mine] == [Role.DEPUTY_SECRETARY]


def test_nobody_agrees_twice(db_session, actor_of):
    meeting = agreed(actor_of)

    with pytest.raises(StepRefused, match="đã đồng ý"):
        agree(meeting, actor=actor_of("huong"))


@pytest.mark.parametrize("stranger", ["lan", "tham", "vien", "quan", "tra"])
def test_who_has_no_voice_cannot_agree(db_session, actor_of, stranger):
    meeting = submitted(actor_of)

    with pytest.raises(StepRefused) as refused:
        agree(meeting, actor=actor_of(stranger))
    assert refused.value.kind == "not_yours"


@pytest.mark.parametrize("by", ["thang", "nhap", "lan"])
def test_an_agreement_on_paper_is_keyed_in_in_the_approvers_name(db_session, actor_of, world, by):
    meeting = submitted(actor_of)

    agree(meeting, actor=actor_of(by), voice=Voice.PAPER, person_id=world.people["men"])

    entered = db_session.scalars(select(Agreement).where(Agreement.person_id == world.people["men"])).one()
    assert entered.on_paper
    assert entered.entered_by_id == world.accounts[by]
    assert entered.agreed_at is not None


def test_nobody_is_entered_who_is_no_approver(db_session, actor_of, world):
    meeting = submitted(actor_of)

    with pytest.raises(StepRefused, match="Chưa chọn người duyệt"):
        agree(meeting, actor=actor_of("thang"), voice=Voice.PAPER, person_id=world.people["lan"])


def test_the_overseer_stands_in_with_a_reason_and_only_once(db_session, actor_of, world):
    meeting = submitted(actor_of)
    with pytest.raises(StepRefused, match="lý do"):
        agree(meeting, actor=actor_of("loc"), voice=Voice.STAND_IN, person_id=world.people["men"])

    agree(
        meeting, actor=actor_of("loc"), voice=Voice.STAND_IN, person_id=world.people["men"], reason="Đi viện, mất sóng."
    )

    entered = db_session.scalars(select(Agreement).where(Agreement.person_id == world.people["men"])).one()
    assert entered.stood_in_by_id == world.people["loc"]
    with pytest.raises(StepRefused, match="một tiếng nói"):
        agree(
            meeting, actor=actor_of("loc"), voice=Voice.STAND_IN, person_id=world.people["huong"], reason="Cũng vắng."
        )


def test_who_loses_the_appointment_drops_out_of_the_round(db_session, actor_of, world):
    meeting = submitted(actor_of)
    end_appointment(db_session, world.people["men"])

    agree(meeting, actor=actor_of("huong"))

    assert [a.person_id for a in voices(open_round(meeting.id))] == [world.people["thang"], world.people["huong"]]


def test_a_lost_appointment_gives_no_voice(db_session, actor_of, world):
    meeting = submitted(actor_of)
    end_appointment(db_session, world.people["huong"])

    with pytest.raises(StepRefused):
        agree(meeting, actor=actor_of("huong"))


def test_the_secretary_is_told_when_enough_agree(db_session, actor_of, world):
    agreed(actor_of)

    assert told(db_session, "agreed") == {world.people["thang"], world.people["men"]}


def test_a_return_tells_the_secretary_why_and_ends_the_round(db_session, actor_of, world):
    meeting = submitted(actor_of)

    return_to_draft(meeting, actor=actor_of("loc"), reason="Chưa có câu hỏi thảo luận.")

    text = db_session.scalars(select(Notification.text).where(Notification.kind == "returned")).first()
    assert "Chưa có câu hỏi thảo luận." in text
    assert meeting.state == State.DRAFT
    assert rounds_of(meeting.id)[0].result == RoundResult.RETURNED


def test_a_return_needs_a_reason(db_session, actor_of):
    meeting = submitted(actor_of)

    with pytest.raises(StepRefused, match="lý do"):
        return_to_draft(meeting, actor=actor_of("huong"), reason=" ")


def test_withdrawing_voids_the_round_and_the_next_begins_anew(db_session, actor_of):
    meeting = agreed(actor_of)

    withdraw(meeting, actor=actor_of("thang"))
    submit(meeting, actor=actor_of("thang"))

    found = rounds_of(meeting.id)
    assert [(r.number, r.result) for r in found] == [(2, RoundResult.OPEN), (1, RoundResult.VOID)]
    assert sum(a.agreed_at is not None for a in found[0].agreements) == 1


def test_too_few_voices_do_not_convene(db_session, actor_of):
    meeting = submitted(actor_of)

    with pytest.raises(StepRefused, match="1 trong 3 người duyệt"):
        convene(meeting, actor=actor_of("thang"))


def test_the_office_convenes_with_a_reason(db_session, actor_of):
    meeting = submitted(actor_of)
    with pytest.raises(StepRefused, match="lý do"):
        convene(meeting, actor=actor_of("hanh"))

    convene(meeting, actor=actor_of("hanh"), reason="Chi ủy đi tập huấn cả.")

    assert meeting.state == State.CONVENED
    assert db_session.scalars(select(ApprovalRound)).one().result == RoundResult.CONVENED


def test_the_office_of_another_commune_convenes_nothing(db_session, actor_of):
    meeting = submitted(actor_of)

    with pytest.raises(StepRefused) as refused:
        convene(meeting, actor=actor_of("vien"), reason="Nhầm xã.")
    assert refused.value.kind == "not_yours"


def test_all_that_is_missing_is_said_at_once(db_session, actor_of):
    meeting = planned(actor_of)
    meeting.place, meeting.starts_at = "", None
    db_session.flush()

    with pytest.raises(StepRefused) as refused:
        submit(meeting, actor=actor_of("thang"))
    assert [r.text for r in refused.value.reasons] == ["Chưa ghi thời gian và địa điểm."]
