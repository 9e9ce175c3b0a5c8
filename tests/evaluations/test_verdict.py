"""After the cell: verified by the overseer, decided by the direct superior committee, closed until it is reopened."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.models import Appointment
from app.documents.models import Document
from app.documents.snapshots import DocumentKind
from app.evaluations.queries import sheet_of
from app.evaluations.services import Given
from app.evaluations.services_verdict import Verdict, decide, propose_rating
from app.evaluations.services_verifying import save_verified, verification_falls, verify
from app.meetings.services import take_step
from app.notifications.models import Notification
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from tests.evaluations.sheets import sheet
from workflows.engine import StepRefused
from workflows.meeting import State
from workflows.roles import Role
from workflows.scoring import Level

TODAY = date(2026, 12, 2)


def as_voted(meeting, **changed):
    """The points that the cell voted; `changed` by code (`c4b=8`) with a reason."""
    given = {line.code: Given(points=line.counted) for line in sheet(meeting).applying}
    more = {code[1:]: Given(points=Decimal(n), note="Chưa sâu.") for code, n in changed.items()}
    return given | more


def verified(meeting, actor, **changed):
    verify(meeting, as_voted(meeting, **changed), note="Đồng ý với chi bộ.", actor=actor)
    return meeting


def without_overseer(db_session, meeting):
    row = db_session.scalars(
        select(Appointment).where(Appointment.organisation_id == meeting.cell_id, Appointment.role == Role.OVERSEER)
    ).one()
    row.to_on = date(2026, 1, 1)
    db_session.flush()


def test_the_overseer_verifies_and_both_scores_stay(db_session, actor_of, world, scored):
    meeting = scored()
    own = sheet_of(meeting.id).self_score

    verified(meeting, actor_of("loc"), c4b=8)

    row = sheet_of(meeting.id)
    assert (row.self_score, row.verified_score) == (own, own - 1)
    assert (row.verified_as, row.verified_by_id) == ("overseer", world.people["loc"])
    assert meeting.state == State.SCORED
    line = next(line for line in row.lines if line.code == "4b")
    assert (line.self_points, line.verified_points, line.verified_note) == (9, 8, "Chưa sâu.")


def test_it_is_blocked_while_points_are_missing_and_nothing_is_verified(db_session, actor_of, scored):
    meeting = scored()
    given = as_voted(meeting)
    del given["4b"], given["5"]

    with pytest.raises(StepRefused, match="2 tiêu chí chưa có điểm thẩm định: 4b và 5"):
        verify(meeting, given, note="", actor=actor_of("loc"))
    assert sheet_of(meeting.id).verified_at is None


def test_other_points_than_the_cell_voted_want_a_note(db_session, actor_of, scored):
    meeting = scored()

    with pytest.raises(BadInput) as refused:
        verify(meeting, as_voted(meeting) | {"4b": Given(points=Decimal(5))}, note="", actor=actor_of("loc"))

    assert list(refused.value.errors) == ["note-4b"]


def test_after_a_score_voted_down_the_overseer_scores(db_session, actor_of, scored):
    meeting = scored(votes_for=9)
    given = {line.code: Given(points=line.proposed) for line in sheet(meeting).applying}
    given |= {line.code: Given(points=line.maximum) for line in sheet(meeting).applying if line.proposed is None}

    verify(meeting, given, note="", actor=actor_of("loc"))

    row = sheet_of(meeting.id)
    assert row.self_score is None
    assert row.verified_score == sum(g.points for g in given.values())


def test_what_came_otherwise_than_expected_is_shown_and_needs_no_other_reason(db_session, actor_of, scored):
    meeting = scored()
    line = next(line for line in sheet(meeting).lines if line.code == "1")
    assert (line.proposed, line.expected, line.turned_out) == (5, True, None)

    meeting.closed_at = meeting.opened_at + (meeting.closed_at - meeting.opened_at) * 70 / 95
    line = next(line for line in sheet(meeting).lines if line.code == "1")
    assert (line.counted, line.turned_out) == (5, 3)
    assert "Cả buổi 70 phút" in line.now.record
    save_verified(meeting, {"1": Given(points=Decimal(3))}, note="", actor=actor_of("loc"))


@pytest.mark.parametrize("who", ["thang", "lan", "hanh", "binh", "tham", "vien"])
def test_nobody_else_verifies(db_session, actor_of, who, scored):
    meeting = scored()

    with pytest.raises(StepRefused) as refused:
        verify(meeting, as_voted(meeting), note="", actor=actor_of(who))
    assert refused.value.kind == "not_yours"


def test_the_office_verifies_where_there_is_no_overseer(db_session, actor_of, scored):
    meeting = scored()
    without_overseer(db_session, meeting)

    verified(meeting, actor_of("hanh"))

    assert sheet_of(meeting.id).verified_as == "office"


def test_leadership_decides_and_the_cell_is_told(db_session, actor_of, world, scored):
    meeting = verified(scored(), actor_of("loc"))

    decide(meeting, Verdict(level=Level.FAIR), actor=actor_of("binh"))

    row = sheet_of(meeting.id)
    assert (meeting.state, row.official_rating, row.decided_by_id) == (
        State.EVALUATED,
        Level.FAIR,
        world.people["binh"],
    )
    told = db_session.execute(select(Notification.person_id, Notification.text).where(Notification.kind == "rating"))
    assert (world.people["thang"], "Sinh hoạt thường kỳ tháng 12/2026 được xếp loại Khá.") in [tuple(r) for r in told]


def test_the_office_records_the_decision_with_number_and_date(db_session, actor_of, scored):
    meeting = verified(scored(), actor_of("loc"))

    with pytest.raises(StepRefused, match="số và ngày văn bản"):
        decide(meeting, Verdict(level=Level.FAIR), actor=actor_of("hanh"))
    decide(meeting, Verdict(level=Level.FAIR, number="15-TB/ĐU", decided_on=TODAY), actor=actor_of("hanh"))

    row = sheet_of(meeting.id)
    assert (row.decision_number, row.decision_on) == ("15-TB/ĐU", TODAY)


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict(level=None), "Chưa chọn mức"),
        (Verdict(level=Level.GOOD), "chưa được thẩm định"),
    ],
)
def test_what_blocks_the_decision(db_session, actor_of, verdict, words, scored):
    with pytest.raises(StepRefused, match=words):
        decide(scored(), verdict, actor=actor_of("binh"))


def test_a_reason_overrides_what_was_not_verified(db_session, actor_of, scored):
    meeting = scored()

    decide(meeting, Verdict(level=Level.FAIR, reason="Đảng ủy viên phụ trách đi học."), actor=actor_of("binh"))

    assert meeting.state == State.EVALUATED


def test_another_level_than_the_verified_one_wants_a_reason(db_session, actor_of, scored):
    meeting = verified(scored(), actor_of("loc"))

    with pytest.raises(BadInput) as refused:
        decide(meeting, Verdict(level=Level.POOR), actor=actor_of("binh"))
    assert list(refused.value.errors) == ["reason"]


@pytest.mark.parametrize("who", ["thang", "loc", "vien", "tham"])
def test_nobody_but_the_direct_superior_decides(db_session, actor_of, who, scored):
    meeting = verified(scored(), actor_of("loc"))

    with pytest.raises(NotAllowed):
        decide(meeting, Verdict(level=Level.GOOD), actor=actor_of(who))
    assert meeting.state == State.SCORED


def test_the_commune_does_not_decide_over_a_base_organisation_in_between(db_session, actor_of, world, scored):
    meeting = verified(scored(), actor_of("loc"))
    base = Organisation(
        code="CS1", name="Đảng bộ cơ sở vùng cao", kind=OrganisationKind.BASE, symbol="ĐU", place="Nà Mười",
        founded_on=date(2026, 1, 1),
    )  # fmt: skip
    db_session.add(base)
    db_session.flush()
    parent = db_session.scalars(
        select(OrganisationParent).where(OrganisationParent.organisation_id == world.cell)
    ).one()
    parent.to_on = date(2026, 11, 30)
    for child, above in ((world.cell, base.id), (base.id, world.commune)):
        db_session.add(OrganisationParent(organisation_id=child, parent_id=above, from_on=date(2026, 12, 1)))
    person = world.people["son"]
    db_session.add(Appointment(person_id=person, organisation_id=base.id, role=Role.LEADERSHIP, from_on=TODAY))
    db_session.flush()

    with pytest.raises(NotAllowed, match="cấp trên trực tiếp"):
        decide(meeting, Verdict(level=Level.FAIR), actor=actor_of("binh"))
    decide(meeting, Verdict(level=Level.FAIR), actor=actor_of("son"))
    assert sheet_of(meeting.id).decided_by_id == person


def test_the_office_proposes_and_leadership_is_told(db_session, actor_of, world, scored):
    meeting = scored()

    propose_rating(meeting, Level.FAIR, actor=actor_of("hanh"))

    told = db_session.scalars(select(Notification).where(Notification.kind == "rating_proposed")).one()
    assert (told.person_id, sheet_of(meeting.id).proposed_rating) == (world.people["binh"], Level.FAIR)
    with pytest.raises(NotAllowed):
        propose_rating(meeting, Level.FAIR, actor=actor_of("binh"))


def test_after_the_decision_nothing_changes_but_through_reopen(db_session, actor_of, scored):
    meeting = verified(scored(), actor_of("loc"))
    decide(meeting, Verdict(level=Level.FAIR), actor=actor_of("binh"))

    with pytest.raises(StepRefused):
        verify(meeting, as_voted(meeting), note="", actor=actor_of("loc"))
    with pytest.raises(StepRefused):
        decide(meeting, Verdict(level=Level.POOR, reason="Nhầm."), actor=actor_of("binh"))
    with pytest.raises(SomebodyWasFaster):
        propose_rating(meeting, Level.FAIR, actor=actor_of("hanh"))

    take_step(meeting, "reopen", actor=actor_of("hanh"), reason="Tính nhầm điểm.")
    decide(meeting, Verdict(level=Level.GOOD, reason="Tính lại."), actor=actor_of("binh"))
    assert sheet_of(meeting.id).official_rating == Level.GOOD


def test_the_score_sheet_becomes_a_paper_and_a_second_decision_replaces_it(db_session, actor_of, scored):
    meeting = verified(scored(c2b=0), actor_of("loc"), c4b=8)
    decide(meeting, Verdict(level=Level.FAIR, reason="Còn vắng nhiều."), actor=actor_of("binh"))
    take_step(meeting, "reopen", actor=actor_of("hanh"), reason="Tính nhầm điểm.")
    decide(
        meeting,
        Verdict(level=Level.GOOD, number="7-TB/ĐU", decided_on=TODAY, reason="Tính lại."),
        actor=actor_of("binh"),
    )

    old, new = db_session.scalars(
        select(Document).where(Document.kind == DocumentKind.SCORE_SHEET).order_by(Document.id)
    ).all()
    assert old.replaced_by_id == new.id
    assert new.snapshot["decision"] == {
        "rating": "Tốt", "by": "Đảng ủy xã Mường Lâm", "decided_on": "2026-12-02", "number": "7-TB/ĐU"
    }  # fmt: skip
    assert new.snapshot["maximum"] == 95
    assert new.snapshot["verified_total"]["points"] == new.snapshot["self_total"]["points"] - 1


def test_going_back_to_the_minutes_the_verification_falls(db_session, actor_of, scored):
    meeting = verified(scored(), actor_of("loc"))

    take_step(meeting, "send_back", actor=actor_of("loc"), reason="Biên bản thiếu một ý kiến.")
    verification_falls(meeting)

    row = sheet_of(meeting.id)
    assert (row.voted, row.verified_at) == (True, None)
    assert row.self_score is not None
    assert row.lines[0].verified_points is not None


def test_an_old_page_verifies_and_decides_nothing(db_session, actor_of, scored):
    meeting = scored()
    seen = sheet_of(meeting.id).version
    verified(meeting, actor_of("loc"))

    with pytest.raises(SomebodyWasFaster):
        verify(meeting, as_voted(meeting), note="", actor=actor_of("loc"), version=seen)
    with pytest.raises(SomebodyWasFaster):
        decide(meeting, Verdict(level=Level.GOOD), actor=actor_of("binh"), version=seen)


def test_a_decision_is_not_of_tomorrow(db_session, actor_of, scored):
    meeting = verified(scored(), actor_of("loc"))
    tomorrow = Verdict(level=Level.FAIR, number="1", decided_on=date(2026, 12, 3))

    with pytest.raises(BadInput, match="chưa tới"):
        decide(meeting, tomorrow, actor=actor_of("hanh"))
    assert clock.today() == TODAY
