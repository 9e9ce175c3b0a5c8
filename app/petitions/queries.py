"""Reading petitions: every query starts from what the actor may see.

Who raised one is told only to the cell that it was sent to and to those who handle it (`knows_raisers`).
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app import clock
from app.accounts.models import Appointment
from app.actor import Actor
from app.columns import among, in_force
from app.extensions import db
from app.inspections.queries_scope import within
from app.organisations.models import Organisation
from app.petitions.models import Petition, PetitionReply, PetitionStep
from app.refusals import NotKnown
from workflows.petition import OPEN, SentTo, State
from workflows.roles import Role

SECRETARIES = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
LEADING = (*SECRETARIES, Role.COMMITTEE_MEMBER)
IN_A_CELL = (*LEADING, Role.MEMBER, Role.SCRIBE)
ABOVE = (Role.OFFICE, Role.LEADERSHIP)
CHANGING = ("field", "competence", "handler", "deadline", "hot", "people")

STAYS = aliased(Petition)
# Of a merged one the answer is that of the petition that stays.
ANSWERED_AT = func.coalesce(STAYS.answered_at, Petition.answered_at)


def own_offices(actor: Actor, on: date) -> Select[int]:
    """Of the levels whose office the actor is by an appointment there: scope from above is not enough to handle."""
    return select(Appointment.organisation_id).where(
        Appointment.person_id == actor.person_id, Appointment.role == Role.OFFICE,
        in_force(Appointment.from_on, Appointment.to_on, on),
    )  # fmt: skip


def is_overseen(on: date) -> ColumnElement[bool]:
    return exists().where(
        Appointment.organisation_id == Petition.cell_id, Appointment.role == Role.OVERSEER,
        in_force(Appointment.from_on, Appointment.to_on, on),
    )  # fmt: skip


def _was_at(offices: Select[int]) -> ColumnElement[bool]:
    passed = exists().where(PetitionStep.petition_id == Petition.id, PetitionStep.level_id.in_(offices))
    return or_(Petition.level_id.in_(offices), passed)


def handled_above(actor: Actor, on: date) -> ColumnElement[bool]:
    """By the office of a level that has it or had it. What waits for the overseer is the overseer's."""
    if not actor.holds(Role.OFFICE):
        return false()
    theirs = and_(Petition.sent_to == SentTo.OVERSEER, Petition.state == State.RAISED, is_overseen(on))
    return and_(_was_at(own_offices(actor, on)), ~theirs)


def _knows(actor: Actor, on: date) -> ColumnElement[bool]:
    """Who may know who raised it: they themselves, whoever of cell or overseer it was sent to, its office."""
    to_cell = and_(among(Petition.cell_id, actor.organisations_as(*LEADING)), Petition.sent_to == SentTo.CELL)
    to_me = and_(among(Petition.cell_id, actor.organisations_as(Role.OVERSEER)), Petition.sent_to == SentTo.OVERSEER)
    return or_(Petition.raised_by_id == actor.person_id, to_cell, to_me, handled_above(actor, on))


def seen_by(actor: Actor, on: date, *, inspected: bool = True) -> ColumnElement[bool]:
    """For petitions joined (outer) with those that stay in their place."""
    if not actor.roles:
        return false()  # suspended
    taken = Petition.state != State.RAISED
    followed = among(Petition.cell_id, actor.organisations_as(Role.OVERSEER))
    return or_(
        _knows(actor, on),
        and_(among(Petition.cell_id, actor.organisations_as(*IN_A_CELL)), ANSWERED_AT.is_not(None)),
        and_(followed, taken, or_(Petition.sent_to == SentTo.CELL, ANSWERED_AT.is_not(None))),
        and_(among(Petition.cell_id, actor.organisations_as(*ABOVE)), taken),
        and_(taken, _inspected_by(actor) if inspected else false()),
    )


def _inspected_by(actor: Actor) -> ColumnElement[bool]:
    """What a cell had in hand in the months that a campaign looks at; as for all above it, without who raised it."""
    return within(actor, Petition.cell_id, moment=Petition.raised_at, day=Petition.deadline)


def ids_seen_by(actor: Actor, on: date) -> Select[int]:
    """The numbers of all that the actor may read."""
    found = select(Petition.id).outerjoin(STAYS, STAYS.id == Petition.merged_into_id)
    return found.where(seen_by(actor, on)).correlate(None)


def is_seen_by(actor: Actor, on: date, petition_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition on a row that names a petition: the actor may read that one."""
    found = select(Petition.id).outerjoin(STAYS, STAYS.id == Petition.merged_into_id)
    return found.where(Petition.id == petition_id, seen_by(actor, on)).exists()


def answer_seen_by(actor: Actor, on: date, petition_id: ColumnElement[int | None]) -> ColumnElement[bool]:
    """The condition on a paper that hangs on `petition_id`: of one that the actor may read, or that it stands for."""
    found = select(Petition.id).outerjoin(STAYS, STAYS.id == Petition.merged_into_id)
    this = or_(Petition.id == petition_id, Petition.merged_into_id == petition_id)
    return and_(petition_id.is_not(None), found.where(this, seen_by(actor, on)).exists())


def visible_to(actor: Actor, on: date, *, inspected: bool = True) -> Select[Petition]:
    level = aliased(Organisation)
    return (
        select(Petition)
        .join(Petition.cell)
        .join(level, level.id == Petition.level_id)
        .outerjoin(STAYS, STAYS.id == Petition.merged_into_id)
        .options(
            contains_eager(Petition.cell),
            contains_eager(Petition.level.of_type(level)),
            contains_eager(Petition.stays.of_type(STAYS)),
        )
        .where(seen_by(actor, on, inspected=inspected))
    )


def get_visible_or_404(petition_id: int, actor: Actor) -> Petition:
    """Raises NotKnown."""
    found = db.session.scalar(visible_to(actor, clock.today()).where(Petition.id == petition_id))
    if found is None:
        raise NotKnown
    return found


def is_visible(petition_id: int, actor: Actor) -> bool:
    db.session.flush()  # it may have just been raised
    found = visible_to(actor, clock.today()).where(Petition.id == petition_id).with_only_columns(Petition.id)
    return db.session.scalar(found) is not None


def knows_raisers(petition: Petition, actor: Actor) -> bool:
    known = select(Petition.id).where(Petition.id == petition.id, _knows(actor, clock.today()))
    return bool(actor.roles) and db.session.scalar(known) is not None


def overdue(on: date) -> ColumnElement[bool]:
    """As `workflows.petition.is_overdue`."""
    return and_(Petition.state.in_(OPEN), Petition.deadline < on)


def all_people() -> ColumnElement[int]:
    """How many raised it, with those of the petitions that were merged into it."""
    other = aliased(Petition)
    more = select(func.coalesce(func.sum(other.people), 0)).where(other.merged_into_id == Petition.id)
    return Petition.people + more.scalar_subquery()


def people_of(petition: Petition) -> int:
    return db.session.scalar(select(all_people()).where(Petition.id == petition.id)) or petition.people


def merged_into(petition_id: int) -> list[Petition]:
    """What was merged into it, with their cells and raisers."""
    return list(
        db.session.scalars(
            select(Petition)
            .where(Petition.merged_into_id == petition_id)
            .options(joinedload(Petition.cell), joinedload(Petition.raised_by))
            .order_by(Petition.id)
        )
    )


def cells_asking(petition: Petition) -> set[int]:
    """The cells that raised it, or one that was merged into it."""
    others = select(Petition.cell_id).where(Petition.merged_into_id == petition.id)
    return {petition.cell_id, *db.session.scalars(others)}


def way_of(petition_id: int) -> list[PetitionStep]:
    return list(
        db.session.scalars(
            select(PetitionStep)
            .where(PetitionStep.petition_id == petition_id)
            .options(joinedload(PetitionStep.person), joinedload(PetitionStep.level))
            .order_by(PetitionStep.id)
        )
    )


def reply_to(petition: Petition, cell_id: int) -> PetitionReply | None:
    """What is owed to the cell, also where its own petition was merged into another cell's."""
    subject = petition.merged_into_id or petition.id
    return db.session.scalar(
        select(PetitionReply).where(PetitionReply.petition_id == subject, PetitionReply.cell_id == cell_id)
    )


def others_have_to_note(petition_id: int, cell_id: int) -> bool:
    owed = exists().where(PetitionReply.petition_id == petition_id, PetitionReply.noted_at.is_(None))
    return bool(db.session.scalar(select(owed.where(PetitionReply.cell_id != cell_id))))


def of_speech(speech_id: int) -> int | None:
    """The petition that was made of a speech."""
    return db.session.scalar(select(Petition.id).where(Petition.speech_id == speech_id))


def unfinished_of(organisation_id: int) -> list[Petition]:
    """What somebody there still has to do something about: raised there or lying there, and not at its end."""
    there = or_(Petition.cell_id == organisation_id, Petition.level_id == organisation_id)
    # Of a merged one: as long as the one that stays is not at its end.
    going_on = func.coalesce(STAYS.state, Petition.state).in_((*OPEN, State.ANSWERED))
    found = select(Petition).outerjoin(STAYS, STAYS.id == Petition.merged_into_id)
    return list(db.session.scalars(found.where(there, going_on).order_by(Petition.id)))


def items_that_tell(item_ids: Sequence[int]) -> set[int]:
    """Those of the agenda items that bring an answer to the cell: it finds its way to another agenda by itself."""
    return set(db.session.scalars(select(PetitionReply.item_id).where(PetitionReply.item_id.in_(item_ids))))


def as_dict(petition: Petition) -> dict[str, Any]:
    return {name: getattr(petition, name) for name in CHANGING}
