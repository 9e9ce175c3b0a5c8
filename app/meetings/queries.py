"""Reading meetings: every query starts from what the actor may see."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, Integer, Select, and_, bindparam, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app import clock
from app.accounts.queries import Holder, holders_of, substitutes
from app.actor import Actor
from app.agendas import queries as agendas
from app.agendas.queries_lines import AgendaLine
from app.approvals import queries as approvals
from app.approvals.models import ApprovalRound, RoundResult
from app.approvals.queries_rounds import RoundSeen
from app.columns import among, as_list
from app.evaluations import queries as evaluations
from app.evaluations.models import ScoreSheet
from app.extensions import db
from app.foreseen import is_foreseeing
from app.guidance.queries import is_published_for
from app.inspections.queries_scope import covers, inspecting, looks_at
from app.meetings.models import Meeting, MeetingGuest, MeetingStep
from app.members.models import Person
from app.minutes import queries as minutes
from app.minutes.models import Minutes
from app.refusals import NotKnown
from app.resolutions import queries as resolutions
from app.resolutions.models import Resolution
from app.rules.queries import settings_of
from app.sessions import queries as sessions
from app.tasks import queries as tasks
from workflows.meeting import Kind, MeetingFacts, State
from workflows.roles import Role

# Who knows of a meeting in every state, at least its state and dates (design: "who may do what, and see what").
FROM_THE_DRAFT = (
    Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER, Role.SCRIBE, Role.OVERSEER, Role.OFFICE,
    Role.LEADERSHIP,
)  # fmt: skip
BEFORE_CONVENED = (State.DRAFT, State.APPROVAL)
NOBODY = 0  # no person has this id: who holds no role sees nothing, also not as chair


def visible_to(actor: Actor) -> Select[Meeting]:
    """The meetings that the actor may know of, with their cells. How much of each: `workflows.sight`."""
    return select(Meeting).join(Meeting.cell).options(contains_eager(Meeting.cell)).where(seen_by(actor))


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """The condition on `meeting`: the actor may know of it."""
    whole, as_member, me, inspector = _sight_of(actor)
    seen = _seen(whole, as_member, me)
    return seen if inspector == NOBODY else or_(seen, _inspected_by(inspector))


def _sight_of(actor: Actor) -> tuple[list[int], list[int], int, int]:
    """Where the actor sees meetings from the draft on, where only what was announced, who the actor is, and as an
    inspector."""
    me = actor.person_id if actor.roles else NOBODY
    return actor.organisations_as(*FROM_THE_DRAFT), actor.organisations_as(Role.MEMBER), me, inspecting(actor)


def _seen(whole: list[int] | str, as_member: list[int] | str, me: int | BindParameter[int]) -> ColumnElement[bool]:
    """The condition on `meeting`, of what `_sight_of` says or of the parameters that stand for it."""
    meeting = Meeting.__table__.c
    announced = and_(
        *(meeting.state != state for state in BEFORE_CONVENED), meeting.convened_at.is_not(None) | meeting.from_paper
    )
    mine = or_(meeting.chair_id == me, meeting.recorder_id == me, is_guest(me))
    return or_(among(meeting.cell_id, whole), and_(announced, or_(among(meeting.cell_id, as_member), mine)))


def _inspected_by(inspector: int | BindParameter[int]) -> ColumnElement[bool]:
    meeting = Meeting.__table__.c
    return covers(meeting.cell_id, meeting.month, inspector)


def is_guest(me: int | BindParameter[int]) -> ColumnElement[bool]:
    """The condition on `meeting`: a model meeting of another cell that one was invited to."""
    meeting, guest = Meeting.__table__.c, MeetingGuest.__table__.c
    invited = select(guest.id).where(guest.meeting_id == meeting.id, guest.person_id == me)
    return and_(meeting.model_meeting, invited.exists())


def guests_of(meeting_id: int) -> list[MeetingGuest]:
    return list(db.session.scalars(select(MeetingGuest).where(MeetingGuest.meeting_id == meeting_id)))


def this_if_seen(inspecting: bool) -> ColumnElement[bool]:
    """Of the statements that every page of a meeting begins with: built once, because building costs more than running.
    What an inspector reads is asked for inspectors alone: it is a third of the statement."""
    seen = _seen("whole", "as_member", bindparam("me", type_=Integer))
    if inspecting:
        seen = or_(seen, _inspected_by(bindparam("inspector", type_=Integer)))
    return and_(Meeting.__table__.c.id == bindparam("meeting_id", type_=Integer), seen)


def asked_of(meeting_id: int, actor: Actor) -> dict[str, Any]:
    """The parameters of `this_if_seen`, without "inspector" for who is none."""
    whole, as_member, me, inspector = _sight_of(actor)
    told: dict[str, Any] = {"whole": as_list(whole), "as_member": as_list(as_member), "me": me}
    if inspector != NOBODY:
        told["inspector"] = inspector
    return told | {"meeting_id": meeting_id}


@cache
def _one_visible(inspecting: bool) -> Select[Meeting]:
    anyone = select(Meeting).join(Meeting.cell).options(contains_eager(Meeting.cell)).where(this_if_seen(inspecting))
    return anyone.options(
        joinedload(Meeting.rule_set),
        joinedload(Meeting.chair).load_only(Person.full_name, Person.version),
        joinedload(Meeting.recorder).load_only(Person.full_name, Person.version),
    )


def get_visible_or_404(meeting_id: int, actor: Actor) -> Meeting:
    """The meeting with cell, rule set, chair and recorder, in one statement. Raises NotKnown."""
    asked = asked_of(meeting_id, actor)
    found = db.session.scalar(_one_visible("inspector" in asked), asked)
    if found is None:
        raise NotKnown
    return found


@dataclass
class Known:
    """What was read of a meeting already, so that a page and its rules do not read it twice. None: not read yet."""

    items: list[AgendaLine] | None = None
    rounds: list[RoundSeen] | None = None
    office: list[tuple[Holder, Role]] | None = None
    resolutions: list[Resolution] | None = None
    minutes: Minutes | None = None
    sheet: ScoreSheet | None = None

    def open_round(self, meeting_id: int) -> ApprovalRound | RoundSeen | None:
        if self.rounds is None:
            return approvals.open_round(meeting_id)
        return next((r for r in self.rounds if r.result == RoundResult.OPEN), None)

    def offices(self, cell_id: int) -> list[tuple[Holder, Role]]:
        """Who holds which office in the cell today, and who oversees it."""
        if self.office is None:
            self.office = holders_of(cell_id, OFFICES, clock.today())
        return self.office


OFFICES = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER, Role.OVERSEER)


def roles_at(
    meeting: Meeting, actor: Actor, known: Known | None = None, *, with_substitution: bool = True
) -> frozenset[Role]:
    """All that the actor is in this meeting: by appointment, as chair, recorder, approver or substitute.

    `with_substitution=False` spares a statement where nothing is signed in the secretary's place.
    """
    roles = set(actor.roles_in(meeting.cell_id))
    if roles or actor.roles:
        if meeting.chair_id == actor.person_id:
            roles.add(Role.CHAIR)
        if meeting.recorder_id == actor.person_id:
            roles.add(Role.RECORDER)
    if meeting.model_meeting and actor.roles and Role.MEMBER not in roles:
        roles |= {Role.GUEST for guest in guests_of(meeting.id) if guest.person_id == actor.person_id}
    if looks_at(meeting.cell_id, meeting.month, actor):
        roles.add(Role.INSPECTING)
    if meeting.state == State.APPROVAL:
        found = (known or Known()).open_round(meeting.id)
        if approvals.speaks_in(found, actor.person_id, roles):
            roles.add(Role.APPROVER)
    asked = with_substitution and Role.DEPUTY_SECRETARY in roles
    if asked and actor.person_id in substitutes(meeting.cell_id, clock.today()):
        roles.add(Role.SUBSTITUTE)
    return frozenset(roles)


def facts_of(meeting: Meeting, known: Known | None = None, **stated: Any) -> MeetingFacts:
    """What the workflow's rules look at, gathered for the state that the meeting is in.

    `stated` are the facts of the step itself (stated_opening, voice, signature …) and win over what was gathered.
    """
    if not is_foreseeing():
        db.session.flush()  # some of what follows reads rows past the session
    gathered: dict[str, Any] = {
        "kind": meeting.kind,
        "now": clock.now(),
        "cell_ended_on": meeting.cell.dissolved_on,
        "month": f"{meeting.month.month}/{meeting.month.year}",
        "has_time": meeting.starts_at is not None,
        "has_place": bool(meeting.place),
        "has_chair": meeting.chair_id is not None,
        "has_recorder": meeting.recorder_id is not None,
        "came_by_record_past": meeting.from_paper,
        "part_is_held": bool(meeting.sittings),
        "planned_day": clock.day_of(meeting.starts_at) if meeting.starts_at else date.min,
    }
    gather = _GATHER.get(meeting.state)
    gathered |= gather(meeting, known or Known()) if gather else {}
    return MeetingFacts(**(gathered | stated))


def _draft(meeting: Meeting, known: Known) -> dict[str, Any]:
    return agendas.facts_of(meeting.id, known.items) | {
        "open_tasks": tasks.open_count(meeting.cell_id),
        "guidance_is_published": is_published_for(meeting.cell_id, meeting.month),
    }


def _approval(meeting: Meeting, known: Known) -> dict[str, Any]:
    found = known.open_round(meeting.id)
    return approvals.facts_of(approvals.standing(found, known.offices(meeting.cell_id)) if found else [])


def _held(meeting: Meeting, known: Known) -> dict[str, Any]:
    return (
        agendas.facts_of(meeting.id, known.items)
        | sessions.facts_of(meeting.id, settings_of(meeting.rule_set))
        | resolutions.facts_of(meeting.id, known.resolutions)
        | {
            "score_is_voted": evaluations.score_is_voted(meeting.id),
            "minutes_are_adopted": meeting.minutes_adopted,
            "stated_opening": meeting.opened_at,
        }
    )


def _minutes(meeting: Meeting, known: Known) -> dict[str, Any]:
    names = {
        Role.CHAIR: meeting.chair.full_name if meeting.chair else "chủ trì",
        Role.RECORDER: meeting.recorder.full_name if meeting.recorder else "thư ký",
    }
    known.minutes = known.minutes or minutes.current_minutes(meeting.id)
    in_office = {role for _, role in known.offices(meeting.cell_id)}
    return (
        minutes.facts_of(known.minutes, names)
        | resolutions.facts_of(meeting.id, known.resolutions)
        | {"secretaries_cannot_attest": not in_office & {Role.SECRETARY, Role.DEPUTY_SECRETARY}}
    )


def _scored(meeting: Meeting, known: Known) -> dict[str, Any]:
    known.sheet = known.sheet or evaluations.sheet_of(meeting.id)
    overseen = any(role == Role.OVERSEER for _, role in known.offices(meeting.cell_id))
    return evaluations.facts_of(known.sheet) | {"has_overseer": overseen}


_GATHER: dict[str, Callable[[Meeting, Known], dict[str, Any]]] = {
    State.DRAFT: _draft,
    State.APPROVAL: _approval,
    State.HELD: _held,
    State.MINUTES: _minutes,
    State.SCORED: _scored,
}


def history_of(meeting_id: int, limit: int = 100) -> list[MeetingStep]:
    """The steps taken, the latest first, with names."""
    return list(
        db.session.scalars(
            select(MeetingStep)
            .where(MeetingStep.meeting_id == meeting_id)
            .options(joinedload(MeetingStep.person))
            .order_by(MeetingStep.id.desc())
            .limit(limit)
        )
    )


def live_regular(cell_id: int, month: date) -> Meeting | None:
    """The cell's regular meeting of that month that was not cancelled."""
    return db.session.scalar(_LIVE_REGULAR, {"cell_id": cell_id, "month": month})


_LIVE_REGULAR = select(Meeting).where(
    Meeting.cell_id == bindparam("cell_id", type_=Integer), Meeting.month == bindparam("month", type_=Date),
    Meeting.kind == Kind.REGULAR, Meeting.state != State.CANCELLED,
)  # fmt: skip


def state_of(meeting_id: int) -> State | None:
    return db.session.scalar(select(Meeting.state).where(Meeting.id == meeting_id))
