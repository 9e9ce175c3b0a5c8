"""Petitions that come to the end of their time, and with whom they lie."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Select, exists, or_, select

from app.extensions import db
from app.members.models import Person
from app.petitions.models import Petition
from app.petitions.queries import is_overseen
from app.reminders.queries import SECRETARIES, in_office
from workflows.petition import OPEN, SentTo, State
from workflows.reminders import TaskReminder
from workflows.roles import Role


def petitions_due(reminder: TaskReminder, today: date) -> Sequence[Petition]:
    """Open petitions of which the reminder falls on the day, or fell on one that was missed."""
    last = today - reminder.after
    found = (
        select(Petition)
        .where(Petition.state.in_(OPEN), Petition.deadline <= last)
        .where(Petition.deadline >= last - timedelta(days=reminder.days))
        .order_by(Petition.id)
    )
    return db.session.scalars(found).all()


def owing_petition(petition: Petition, on: date) -> Select[int]:
    """Those with whom it lies, as long as it lies there: the leaders of the cell, its overseer, the office above."""
    this = Petition.id == petition.id
    taken = Petition.state != State.RAISED
    to_overseer = exists().where(this, Petition.sent_to == SentTo.OVERSEER, ~taken, is_overseen(on))
    here = exists().where(this, Petition.state.in_(OPEN), Petition.level_id == petition.level_id)
    overseers = Person.id.in_(in_office(petition.cell_id, (Role.OVERSEER,), on))
    if petition.level_id == petition.cell_id:
        return select(Person.id).where(here, Person.id.in_(in_office(petition.cell_id, SECRETARIES, on)))
    offices = Person.id.in_(in_office(petition.level_id, (Role.OFFICE,), on))
    return select(Person.id).where(here, or_(to_overseer & overseers, ~to_overseer & offices))
