"""The ordinary way on: what a meeting waits for, done by those who may, from whatever earlier acts have left."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.actor import Actor
from app.agendas.models import Outcome
from app.agendas.queries import items_of
from app.approvals.services import submit
from app.evaluations.services import propose, save_points
from app.extensions import db
from app.meetings.models import Meeting
from app.meetings.services_convening import convene
from app.minutes.queries import fresh_minutes
from app.minutes.services import finish_meeting, paper_of, score_meeting, sign, text_hash_of
from app.resolutions.models import Resolution
from app.resolutions.queries import current
from app.resolutions.services import edit_draft, ensure_draft, issue
from app.resolutions.services_drafts import Draft, TaskDraft
from app.sessions import services as sitting
from app.sessions.models import Vote, VoteAbout, Which
from app.sessions.queries import roll_calls_of
from app.sessions.services import Ballots, Opening
from tests import acts
from tests.acts import actor_named, actor_with
from workflows.meeting import Kind, State
from workflows.roles import Role


def move_on(meeting: Meeting) -> None:
    """One stage further."""
    _ONWARD[meeting.state](meeting)
    db.session.flush()


def _from_draft(meeting: Meeting) -> None:
    thang = actor_named("thang")
    if meeting.sittings:
        acts.record_past_act(meeting, thang, 40)
        return
    acts.plan(meeting, thang, 0)
    acts.present_all(meeting, thang)
    edit_draft(ensure_draft(meeting, actor=thang), meeting, acts.draft(2), actor=thang)
    db.session.flush()
    submit(meeting, actor=thang)


def _from_approval(meeting: Meeting) -> None:
    convene(meeting, actor=actor_named("hanh"), reason="Gấp")


def _from_convened(meeting: Meeting) -> None:
    begins = max(clock.now(), meeting.starts_at or clock.now())
    with clock.set_to(begins):
        sitting.open_meeting(meeting, at=begins, actor=actor_named("thang"))


def _from_held(meeting: Meeting) -> None:
    me = actor_named("thang")
    with clock.set_to(max(clock.now(), (meeting.opened_at or clock.now()) + timedelta(minutes=95))):
        finish_record(meeting, me)
        sitting.close_meeting(meeting, at=clock.now(), actor=me)


def finish_record(meeting: Meeting, me: Actor) -> None:
    for which in Which:
        if which not in roll_calls_of(meeting.id):
            sitting.stamp_roll_call(meeting, which, actor=me)
            db.session.flush()
        sitting.announce_roll_call(meeting, which, actor=me)
    adopted = Opening(observer_id=None, fees_paid=None, fees_note="", agenda_adopted=True)
    sitting.settle_opening(meeting, adopted, seen=sitting.fingerprint(*sitting.opening_of(meeting)), actor=me)
    voted = {vote.about for vote in _votes(meeting)}
    found = current(meeting.id)
    if found is not None and found.state == "draft" and VoteAbout.RESOLUTION not in voted:
        sitting.record_vote(meeting, VoteAbout.RESOLUTION, Ballots(), actor=me)
    if VoteAbout.SCORE not in voted and meeting.kind != Kind.EXTRAORDINARY:
        propose(meeting)
        db.session.flush()
        save_points(meeting, acts.points(meeting), remedies="Gửi câu hỏi sớm.", actor=me)
        db.session.flush()
        sitting.record_vote(meeting, VoteAbout.SCORE, Ballots(), actor=me)
    _make_votes_add_up(meeting, me)
    for item in items_of(meeting.id):
        outcome = item.outcome or Outcome.DISCUSSED
        sitting.settle_item(meeting, item, outcome=outcome, conclusion=item.conclusion, version=item.version, actor=me)
        db.session.flush()
    sitting.note_minutes_read(meeting, True, actor=me)
    db.session.flush()


def _votes(meeting: Meeting) -> list[Vote]:
    return list(db.session.scalars(select(Vote).where(Vote.meeting_id == meeting.id, Vote.removed_at.is_(None))))


def _make_votes_add_up(meeting: Meeting, me: Actor) -> None:
    """People found absent after a vote leave more ballots than voters: the count is corrected."""
    for vote in _votes(meeting):
        if vote.votes_for + vote.against + vote.other > vote.present:
            sitting.change_vote(meeting, vote, Ballots(votes_for=vote.present), version=vote.version, actor=me)
            db.session.flush()


def _from_minutes(meeting: Meeting) -> None:
    thang = actor_named("thang")
    minutes = fresh_minutes(meeting.id)
    if not minutes.signatures:
        acts.say(meeting, thang, 0)
        db.session.flush()
    signed = {signature.role for signature in fresh_minutes(meeting.id).signatures}
    for role, person_id in ((Role.RECORDER, meeting.recorder_id), (Role.CHAIR, meeting.chair_id)):
        if role not in signed:
            seen = text_hash_of(paper_of(fresh_minutes(meeting.id)))
            sign(meeting, role, seen=seen, actor=actor_with(person_id))
            db.session.flush()
    found = current(meeting.id)
    if found is not None and found.state == "adopted":
        edit_draft(found, meeting, _draft_of(found), actor=thang)
        db.session.flush()
        issue(found, meeting, actor=thang)
        db.session.flush()
    (finish_meeting if meeting.kind == Kind.EXTRAORDINARY else score_meeting)(meeting, actor=thang)


def _draft_of(found: Resolution) -> Draft:
    tasks = [
        TaskDraft(work=t.work, owner_id=t.owner_id, owner_name=t.owner_name, deadline=t.deadline, field=t.field)
        for t in found.tasks
    ]
    return Draft(subject_line=found.subject_line or "Nghị quyết", sections=dict(found.sections), tasks=tasks)


def _from_scored(meeting: Meeting) -> None:
    acts.verify_act(meeting, actor_named("loc"), 0)
    db.session.flush()
    acts.decide_act(meeting, actor_named("binh"), 0)


_ONWARD: dict[str, Callable[[Meeting], None]] = {
    State.DRAFT: _from_draft,
    State.APPROVAL: _from_approval,
    State.CONVENED: _from_convened,
    State.HELD: _from_held,
    State.MINUTES: _from_minutes,
    State.SCORED: _from_scored,
}
