"""What the committees above the cells owe in a month: guidance before it, its synthesis after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, exists, select

from app.accounts.models import Appointment
from app.columns import in_force
from app.extensions import db
from app.guidance.models import Guidance
from app.members.models import Person
from app.organisations.models import Organisation, OrganisationKind
from app.organisations.queries import MOST_LEVELS, parents_on
from app.reminders.queries import in_office
from app.reports.models import MonthlySynthesis
from app.rules.queries import settings_for
from workflows.guidance import State as GuidanceState
from workflows.reminders import CommitteeMonth
from workflows.roles import Role


@dataclass(frozen=True, kw_only=True)
class Office:
    """An organisation with an office of its own and cells below it, in a month."""

    organisation_id: int
    facts: CommitteeMonth

    @property
    def key(self) -> str:
        return f"committee:{self.organisation_id}:{self.facts.month}"


def offices(months: Sequence[date], today: date) -> Iterator[Office]:
    """Guidance is asked of communes alone; a synthesis of every level that has an office."""
    staffed = exists().where(
        Appointment.organisation_id == Organisation.id, Appointment.role == Role.OFFICE,
        in_force(Appointment.from_on, Appointment.to_on, today),
    )  # fmt: skip
    living = (
        select(Organisation)
        .where(Organisation.kind.not_in((OrganisationKind.CELL, OrganisationKind.SUPERIOR)))
        .where(Organisation.dissolved_on.is_(None), staffed)
        .order_by(Organisation.id)
    )
    for organisation in db.session.scalars(living).all():
        for month in months:
            yield Office(organisation_id=organisation.id, facts=_facts_of(organisation, month))


def _facts_of(organisation: Organisation, month: date) -> CommitteeMonth:
    guided = and_(
        Guidance.organisation_id == organisation.id, Guidance.month == month,
        Guidance.state == GuidanceState.PUBLISHED,
    )  # fmt: skip
    issued = and_(MonthlySynthesis.organisation_id == organisation.id, MonthlySynthesis.month == month)
    has = db.session.execute(select(exists().where(guided), exists().where(issued))).one()
    return CommitteeMonth(
        month=month,
        settings=settings_for(organisation.id, month),
        guides=organisation.kind == OrganisationKind.COMMUNE,
        guided=has[0],
        issued=has[1],
    )


def offices_over(on: date) -> dict[int, int]:
    """By organisation the nearest one above it, or itself, that has an office on the day: two statements."""
    staffed = set(
        db.session.scalars(
            select(Appointment.organisation_id).where(
                Appointment.role == Role.OFFICE, in_force(Appointment.from_on, Appointment.to_on, on)
            )
        )
    )
    parents, found = parents_on(on), {}
    for organisation_id in parents:
        at: int | None = organisation_id
        for _ in range(MOST_LEVELS):
            if at is None or at in staffed:
                break
            at = parents.get(at)
        if at in staffed:
            found[organisation_id] = at
    return found


def owing_office(organisation_id: int, on: date) -> Select[int]:
    return select(Person.id).where(Person.id.in_(in_office(organisation_id, (Role.OFFICE,), on)))
