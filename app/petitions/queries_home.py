"""What of petitions waits for one person, in one statement."""

from datetime import date

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select

from app.actor import Actor
from app.agendas.models import AgendaItem
from app.columns import among
from app.extensions import db
from app.meetings.models import Meeting
from app.petitions.models import Petition, PetitionReply
from app.petitions.queries import SECRETARIES, STAYS, handled_above, own_offices, visible_to
from workflows.meeting import State as MeetingState
from workflows.petition import OPEN, SentTo, State
from workflows.roles import Role

BEFORE_HELD = (MeetingState.DRAFT, MeetingState.APPROVAL, MeetingState.CONVENED, MeetingState.CANCELLED)
MOST_AT_HOME = 20


def awaiting(actor: Actor, on: date) -> list[Petition]:
    """What the actor has to take in hand, to answer or to have noted: hot issues first, then by deadline."""
    led = among(Petition.cell_id, actor.organisations_as(*SECRETARIES))
    at_cell = and_(led, Petition.level_id == Petition.cell_id, Petition.state.in_(OPEN))
    to_me = and_(
        among(Petition.cell_id, actor.organisations_as(Role.OVERSEER)),
        Petition.sent_to == SentTo.OVERSEER, Petition.state == State.RAISED,
    )  # fmt: skip
    office = own_offices(actor, on) if actor.holds(Role.OFFICE) else None
    above = and_(handled_above(actor, on), Petition.level_id.in_(office)) if office is not None else false()
    wanted = or_(at_cell, to_me, and_(above, Petition.state.in_(OPEN)), and_(led, _told_and_not_noted()))
    answers_last = case((Petition.state.in_(OPEN), 0), else_=1)
    return list(
        db.session.scalars(
            visible_to(actor, on, inspected=False)
            .where(wanted)
            .order_by(answers_last, case((Petition.hot, 0), else_=1), Petition.deadline, Petition.id)
            .limit(MOST_AT_HOME)
        )
    )


def _told_and_not_noted() -> ColumnElement[bool]:
    """The cell has met since the answer stood on its agenda, and has not taken note of it."""
    subject = func.coalesce(Petition.merged_into_id, Petition.id)
    told = (
        select(PetitionReply.id)
        .join(AgendaItem, AgendaItem.id == PetitionReply.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(PetitionReply.petition_id == subject, PetitionReply.cell_id == Petition.cell_id)
        .where(PetitionReply.noted_at.is_(None), Meeting.state.not_in(BEFORE_HELD))
    )
    return and_(func.coalesce(STAYS.state, Petition.state) == State.ANSWERED, told.exists())
