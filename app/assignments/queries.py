"""Reading who looks after whom: one's own, those of the cell that one leads, those of the office's scope."""

import hashlib
from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from app.actor import Actor
from app.assignments.models import Assignment, AssignmentNote
from app.columns import among
from app.extensions import db
from app.members.models import Person
from app.organisations.models import Organisation
from app.refusals import NotKnown
from workflows.roles import Role

SECRETARIES = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
READERS = (*SECRETARIES, Role.COMMITTEE_MEMBER, Role.OFFICE)
PAGE = 50


def _in_sight(actor: Actor) -> ColumnElement[bool]:
    return or_(
        Assignment.person_id == actor.person_id, among(Assignment.cell_id, actor.organisations_as(*READERS))
    )  # fmt: skip


def visible_to(actor: Actor, on: date, *, cell_id: int | None, ended: bool) -> Select[Assignment]:
    over = Assignment.to_on < on
    found = (
        select(Assignment)
        .join(Assignment.cell)
        .join(Assignment.person)
        .options(contains_eager(Assignment.cell), contains_eager(Assignment.person))
        .where(_in_sight(actor), over if ended else or_(Assignment.to_on.is_(None), ~over))
        .order_by(Organisation.code, Person.sort_key, Assignment.id)
    )
    return found.where(Assignment.cell_id == cell_id) if cell_id else found


def listed(
    actor: Actor, on: date, *, cell_id: int | None, ended: bool, number: int = 1, limit: int = PAGE
) -> list[Assignment]:
    found = visible_to(actor, on, cell_id=cell_id, ended=ended)
    return list(db.session.scalars(found.limit(limit).offset((number - 1) * PAGE)))


def count_of(actor: Actor, on: date, *, cell_id: int | None, ended: bool) -> int:
    found = visible_to(actor, on, cell_id=cell_id, ended=ended).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(found)) or 0


def last_notes(assignment_ids: Sequence[int]) -> dict[int, AssignmentNote]:
    """The latest note of each."""
    later = aliased(AssignmentNote)
    is_last = ~exists().where(later.assignment_id == AssignmentNote.assignment_id, later.month > AssignmentNote.month)
    found = select(AssignmentNote).where(among(AssignmentNote.assignment_id, assignment_ids), is_last)
    return {note.assignment_id: note for note in db.session.scalars(found)}


def months_noted(assignment_id: int) -> list[date]:
    """The latest first."""
    found = select(AssignmentNote.month).where(AssignmentNote.assignment_id == assignment_id)
    return list(db.session.scalars(found.order_by(AssignmentNote.month.desc())))


def stamp_of(note: AssignmentNote | None) -> str:
    """Of what a note says: another one as soon as somebody writes it anew."""
    return hashlib.sha256(note.text.encode()).hexdigest()[:16] if note else "0"


def note_of(assignment_id: int, month: date) -> AssignmentNote | None:
    return db.session.scalar(
        select(AssignmentNote).where(AssignmentNote.assignment_id == assignment_id, AssignmentNote.month == month)
    )


def get_visible(assignment_id: int, actor: Actor) -> Assignment:
    """Raises NotKnown."""
    found = db.session.scalar(select(Assignment).where(Assignment.id == assignment_id, _in_sight(actor)))
    if found is None:
        raise NotKnown
    return found
