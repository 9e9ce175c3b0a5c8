"""Reading the plans of a year: the cell's own people at any time, its members and those above once they were sent, and
an inspector as those above, in the cells and years that a campaign looks at."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor
from app.columns import among
from app.extensions import db
from app.inspections.queries_scope import NOBODY, covers_year, inspecting
from app.meetings.models import Meeting
from app.members.queries import roll_of
from app.organisations.queries import term_on
from app.planning.models import CellPlan, PlanStep, PlanTopic
from app.refusals import NotKnown
from workflows.meeting import Kind as MeetingKind
from workflows.meeting import State as MeetingState
from workflows.plan import COMMITTEE, HANDED_IN, Kind, PlanFacts, State
from workflows.roles import Role

INSIDERS = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER, Role.SCRIBE, Role.OVERSEER)
READERS = (Role.MEMBER, Role.OFFICE, Role.LEADERSHIP)
WRITERS = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.SCRIBE)
HELD = (MeetingState.HELD, MeetingState.MINUTES, MeetingState.SCORED, MeetingState.EVALUATED)


def _in_sight(actor: Actor) -> ColumnElement[bool]:
    inside, outside = actor.organisations_as(*INSIDERS), actor.organisations_as(*READERS)
    from_above: ColumnElement[bool] = among(CellPlan.cell_id, outside)
    if (inspector := inspecting(actor)) != NOBODY:
        plan = CellPlan.__table__.c
        from_above = or_(from_above, covers_year(plan.cell_id, plan.year, inspector))
    return or_(among(CellPlan.cell_id, inside), and_(from_above, CellPlan.sent_at.is_not(None)))


def visible_to(actor: Actor) -> Select[CellPlan]:
    return select(CellPlan).options(joinedload(CellPlan.cell), joinedload(CellPlan.document)).where(_in_sight(actor))


def get_visible_or_404(plan_id: int, actor: Actor) -> CellPlan:
    found = db.session.scalar(visible_to(actor).where(CellPlan.id == plan_id))
    if found is None:
        raise NotKnown
    return found


def reads_text(plan: CellPlan, actor: Actor) -> bool:
    """While it is revised only the cell's own people see what becomes of it; others keep the paper issued last."""
    return plan.state in HANDED_IN or bool(actor.roles_in(plan.cell_id) & set(INSIDERS))


def plans_of(actor: Actor, cell_id: int, year: int) -> dict[Kind, CellPlan]:
    rows = db.session.scalars(visible_to(actor).where(CellPlan.cell_id == cell_id, CellPlan.year == year))
    return {row.kind: row for row in rows}


def exists(cell_id: int, year: int, kind: Kind) -> bool:
    asked = select(CellPlan.id).where(CellPlan.cell_id == cell_id, CellPlan.year == year, CellPlan.kind == kind)
    return db.session.scalar(asked) is not None


def topics_of(plan_id: int) -> list[PlanTopic]:
    """By month, each with who prepares it and the meeting that took it up."""
    found = select(PlanTopic).options(joinedload(PlanTopic.person), joinedload(PlanTopic.meeting))
    return list(db.session.scalars(found.where(PlanTopic.plan_id == plan_id).order_by(PlanTopic.month, PlanTopic.id)))


def months_to_fill(plan: CellPlan) -> set[date]:
    """The months with a draft agenda that a theme can be put into; none before the plan is sent."""
    if plan.sent_at is None:
        return set()
    drafts = select(Meeting.month).where(
        Meeting.cell_id == plan.cell_id, Meeting.kind == MeetingKind.REGULAR, Meeting.state == MeetingState.DRAFT,
    )  # fmt: skip
    return set(db.session.scalars(drafts))


def topic_of(plan: CellPlan, topic_id: int) -> PlanTopic:
    """Raises NotKnown."""
    found = db.session.scalar(select(PlanTopic).where(PlanTopic.id == topic_id, PlanTopic.plan_id == plan.id))
    if found is None:
        raise NotKnown
    return found


class Offered(NamedTuple):
    """A theme of the plan that no meeting has taken up."""

    topic_id: int
    month: date
    title: str


def offered_to(cell_ids: Sequence[int], since: date) -> list[Offered]:
    """What a new meeting of these cells may take up, the nearest month first; those of earlier quarters are past."""
    taken = and_(PlanTopic.meeting_id.is_not(None), Meeting.state != MeetingState.CANCELLED)
    rows = db.session.execute(
        select(PlanTopic.id, PlanTopic.month, PlanTopic.title)
        .join(CellPlan, CellPlan.id == PlanTopic.plan_id)
        .outerjoin(Meeting, Meeting.id == PlanTopic.meeting_id)
        .where(CellPlan.cell_id.in_(cell_ids), CellPlan.sent_at.is_not(None), PlanTopic.month >= since, ~taken)
        .order_by(PlanTopic.month, PlanTopic.id)
    )
    return [Offered._make(row) for row in rows]


def history_of(plan_id: int) -> list[PlanStep]:
    """The latest first."""
    found = select(PlanStep).options(joinedload(PlanStep.person)).where(PlanStep.plan_id == plan_id)
    return list(db.session.scalars(found.order_by(PlanStep.id.desc())))


def approvers_of(plan: CellPlan, on: date) -> dict[int, str]:
    """Who is asked: the committee in office, and the overseer where that is a single person."""
    found = {person.id: person.full_name for person, _ in people_as(plan.cell_id, tuple(COMMITTEE), on)}
    if len(found) < 2:
        found |= {person.id: person.full_name for person, _ in people_as(plan.cell_id, (Role.OVERSEER,), on)}
    return found


def voices_of(plan: CellPlan) -> set[int]:
    """Who has agreed since it was submitted last, the one who submitted it among them."""
    found: set[int] = set()
    for row in history_of(plan.id):
        if row.step in ("submit", "agree"):
            found.add(row.person_id)
        if row.step == "submit":
            break
    return found if plan.state == State.COMMITTEE else set()


def facts_of(plan: CellPlan, person_id: int) -> PlanFacts:
    today = clock.today()
    approvers, voices = approvers_of(plan, today), voices_of(plan)
    return PlanFacts(
        has_text=bool(plan.content.strip()),
        has_file=plan.file_sha256 is not None,
        topics=len(topics_of(plan.id)),
        thematic=plan.kind == Kind.THEMATIC_PLAN,
        approvers=len(approvers),
        agreed=len(voices & set(approvers)),
        has_agreed=person_id in voices,
        has_term=term_on(plan.cell_id, today) is not None,
        cell_ended_on=plan.cell.dissolved_on,
    )


def people_for(cell_id: int) -> list[tuple[int, str]]:
    """Who may prepare a theme: the roll of the cell."""
    return [(row.person.id, row.person.full_name) for row in roll_of(cell_id, clock.today())]


class Redone(StrEnum):
    """What became of a plan whose paper was issued: it is being written anew, or a file was sent in its place."""

    IN_HAND = "in_hand"
    AS_A_FILE = "as_a_file"


def redone(document_id: int) -> Redone | None:
    """None: the plan stands as its paper has it, or it is no paper of a plan."""
    plan = db.session.scalar(select(CellPlan).where(CellPlan.document_id == document_id))
    if plan is None:
        return None
    if plan.state not in HANDED_IN:
        return Redone.IN_HAND
    return None if plan.content or topics_of(plan.id) else Redone.AS_A_FILE
