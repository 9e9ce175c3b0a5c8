"""What a conclusion asked of a cell and is not mended yet, and with whom it lies."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Select, exists, or_, select

from app.extensions import db
from app.inspections.models import CellFile, Inspection, Remedy, TeamMember
from app.members.models import Person
from app.organisations.queries import keeper_of
from app.reminders.queries import SECRETARIES, in_office
from workflows.inspection import State
from workflows.remedy import State as RemedyState
from workflows.reminders import TaskReminder


def remedies_due(reminder: TaskReminder, today: date) -> Sequence[Remedy]:
    """Those still open of which the reminder falls on the day, or fell on one that was missed."""
    last = today - reminder.after
    found = (
        select(Remedy)
        .join(CellFile, CellFile.id == Remedy.file_id)
        .join(Inspection, Inspection.id == CellFile.inspection_id)
        .where(Inspection.state == State.CONCLUDED, CellFile.set_aside == "", Remedy.state == RemedyState.SET)
        .where(Remedy.deadline <= last, Remedy.deadline >= last - timedelta(days=reminder.days))
        .order_by(Remedy.id)
    )
    return db.session.scalars(found).all()


def owing_remedy(remedy: Remedy, on: date, *, with_team: bool) -> Select[int]:
    """The secretaries of the cell, of the one that it became after a merger; the team too, once it is late."""
    still_open = exists().where(Remedy.id == remedy.id, Remedy.state == RemedyState.SET)
    people = [Person.id.in_(in_office(keeper_of(remedy.file.cell_id, on), SECRETARIES, on))]
    if with_team:
        team = select(TeamMember.person_id).where(TeamMember.inspection_id == remedy.file.inspection_id)
        people.append(Person.id.in_(team))
    return select(Person.id).where(still_open, or_(*people))
