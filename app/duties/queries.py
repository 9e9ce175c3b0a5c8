"""Which days lie ahead for which members: of the cells of an actor, or of all for the clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, or_, select

from app.actor import Actor
from app.columns import among, in_force
from app.extensions import db
from app.members.models import Membership, Person, StatusKind, StatusPeriod, TemporaryTransfer
from app.organisations.models import Organisation
from workflows.calendar import years_later
from workflows.duties import Duty, badge_spans, occasions
from workflows.prospect import end_of_probation
from workflows.roles import Role

READERS = (Role.OFFICE, Role.SECRETARY, Role.DEPUTY_SECRETARY)
LONG_AGO = date(1930, 2, 3)
PERIODS = {Duty.EXEMPTION: StatusKind.EXEMPT, Duty.AWAY: StatusKind.WORKING_AWAY}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """`cell_ids` None: of all cells. `on`: the day on whose rolls they stand."""

    on: date
    cell_ids: Sequence[int] | None = None


class Due(NamedTuple):
    """`subject_id`: what ends, or of whom; with kind and day it names the duty once and for all."""

    duty: Duty
    on: date
    person_id: int
    name: str
    cell_id: int
    cell: str
    subject_id: int
    years: int = 0

    @property
    def key(self) -> str:
        return f"duty:{self.duty}:{self.subject_id}:{self.on}"


def duties_of(actor: Actor, on: date, *, days: int, cell_id: int | None = None) -> list[Due]:
    """Of the actor's cells, what falls within so many days, and probations that are over already; by day and name.

    A statement for each kind.
    """
    mine = actor.organisations_as(*READERS)
    asked = Asked(on=on, cell_ids=[i for i in mine if i == cell_id] if cell_id else mine)
    last = on + timedelta(days=days)
    spans = {duty: (LONG_AGO if duty == Duty.PROBATION else on, last) for duty in Duty}
    found = [one for duty, (first, until) in spans.items() for one in falling(duty, asked, first, until)]
    return sorted(found, key=lambda one: (one.on, one.name, one.duty))


def falling(duty: Duty, asked: Asked, first: date, last: date) -> list[Due]:
    """What falls from `first` to `last`, both included."""
    if duty == Duty.PROBATION:
        return _probations(asked, first, last)
    if duty == Duty.TRANSFER:
        return _ending(duty, asked, TemporaryTransfer, ~TemporaryTransfer.strengthening, first, last)
    if duty == Duty.BADGE:
        return _badges(asked, first, last)
    return _ending(duty, asked, StatusPeriod, StatusPeriod.kind == PERIODS[duty], first, last)


def _of_rolls(asked: Asked, *more: Any) -> Select[*tuple[Any, ...]]:
    """Person, name, cell, its name and `more` of everybody on these rolls."""
    found = (
        select(Person.id, Person.full_name, Organisation.id, Organisation.name, *more)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(in_force(Membership.from_on, Membership.to_on, asked.on))
    )
    return found if asked.cell_ids is None else found.where(among(Organisation.id, asked.cell_ids))


def _probations(asked: Asked, first: date, last: date) -> list[Due]:
    found = _of_rolls(asked, Person.admitted_on).where(
        or_(Person.official_on.is_(None), Person.official_on > asked.on),
        Person.admitted_on >= years_later(first, -1), Person.admitted_on <= years_later(last, -1),
    )  # fmt: skip
    return [
        Due(Duty.PROBATION, end_of_probation(admitted), i, name, cell_id, cell, i)
        for i, name, cell_id, cell, admitted in db.session.execute(found)
    ]


def _ending(
    duty: Duty, asked: Asked, table: type[StatusPeriod] | type[TemporaryTransfer], which: ColumnElement[bool],
    first: date, last: date,
) -> list[Due]:  # fmt: skip
    found = _of_rolls(asked, table.to_on, table.id).join(table, table.person_id == Person.id)
    found = found.where(which, table.to_on >= first, table.to_on <= last)
    return [
        Due(duty, to_on, i, name, cell_id, cell, row_id)
        for i, name, cell_id, cell, to_on, row_id in db.session.execute(found)
    ]


def _badges(asked: Asked, first: date, last: date) -> list[Due]:
    """Those who reach a badge by one of the occasions: one statement for all of them."""
    spans = [(day, *span) for day in occasions(first, last) for span in badge_spans(day)]
    if not spans:
        return []
    reached = [Person.admitted_on.between(since, until) for _, _, since, until in spans]
    rows = db.session.execute(_of_rolls(asked, Person.admitted_on).where(or_(*reached))).all()
    return [
        Due(Duty.BADGE, day, i, name, cell_id, cell, i, years)
        for i, name, cell_id, cell, admitted in rows
        for day, years, since, until in spans
        if since <= admitted <= until
    ]
