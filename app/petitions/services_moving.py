"""A cell is merged into another one: what it raised, and what it is owed an answer to, goes along."""

from sqlalchemy import select

from app import clock
from app.actor import Actor
from app.audit.services import record
from app.extensions import db, lock
from app.petitions import queries
from app.petitions.models import Petition, PetitionReply, PetitionStep

# In a petition's history, beside the steps of its workflow.
MOVED = "move"


def move_open_petitions(organisation_id: int, to_id: int, *, actor: Actor, acting_as: str) -> list[Petition]:
    """What is not at its end lies with the other one from now on. Deadlines and what was said of it stay."""
    moved = queries.unfinished_of(organisation_id)
    for petition in moved:
        lock(petition)
        if petition.cell_id == organisation_id:
            petition.cell_id = to_id
        if petition.level_id == organisation_id:
            petition.level_id = to_id
        db.session.add(
            PetitionStep(
                petition_id=petition.id, step=MOVED, from_state=petition.state, to_state=petition.state,
                at=clock.now(), account_id=actor.account_id, person_id=actor.person_id, level_id=petition.level_id,
                deadline=petition.deadline,
            )
        )  # fmt: skip
        record(
            "petition_moved", actor=actor, organisation_id=to_id, subject="petition", subject_id=petition.id,
            acting_as=acting_as, from_id=organisation_id, to_id=to_id,
        )  # fmt: skip
    _move_replies(organisation_id, to_id)
    return moved


def _move_replies(cell_id: int, to_id: int) -> None:
    """The other cell may be owed the same answer already: it is told once."""
    waiting = select(PetitionReply).where(PetitionReply.cell_id == cell_id, PetitionReply.noted_at.is_(None))
    there = set(db.session.scalars(select(PetitionReply.petition_id).where(PetitionReply.cell_id == to_id)))
    for reply in list(db.session.scalars(waiting)):
        if reply.petition_id in there:
            db.session.delete(reply)
        else:
            reply.cell_id, reply.item_id = to_id, None
    db.session.flush()  # the next draft looks for what its cell is owed
