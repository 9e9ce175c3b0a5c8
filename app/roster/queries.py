"""What the system knows already of what a workbook names, read in bulk."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from app.accounts.models import Appointment
from app.appointments.queries import COMMITTEE, in_force_of, to_come_at
from app.extensions import db
from app.members.models import Membership, Person, StatusPeriod
from app.members.queries import homes_of, people_on_rolls, people_with_cards, statuses_in_force
from app.organisations.models import Organisation
from app.organisations.queries import parents_on
from app.organisations.queries_keeping import everything_by_code
from app.roster.sheets import Roster


@dataclass
class Known:
    """`allowed`: the ids that the actor may change, None for no bound. Spans are those in force on the day `on`,
    `offices_to_come` those that begin after it."""

    on: date
    allowed: set[int] | None
    organisations: dict[str, Organisation] = field(default_factory=dict)
    parents: dict[int, int] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    homes: dict[int, Membership] = field(default_factory=dict)
    offices: dict[int, list[Appointment]] = field(default_factory=dict)
    offices_to_come: dict[int, list[Appointment]] = field(default_factory=dict)
    statuses: dict[int, list[StatusPeriod]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_id = {row.id: row for row in self.organisations.values()}

    def may_change(self, organisation_id: int) -> bool:
        return self.allowed is None or organisation_id in self.allowed


def known_for(roster: Roster, on: date, allowed: Iterable[int] | None) -> Known:
    """Some fifteen statements, and one more for each five hundred people."""
    known = Known(
        on=on,
        allowed=None if allowed is None else set(allowed),
        organisations=everything_by_code(),
        parents=parents_on(on),
    )
    covered = _covered(roster, known)
    cards = sorted({row.card for row in roster.members if row.card})
    known.people = {p.id: p for p in (*people_on_rolls(covered, on), *people_with_cards(cards))}
    ids = sorted(known.people)
    known.homes = homes_of(ids, on)
    known.offices = in_force_of(ids, COMMITTEE, on)
    places = {*covered, *(home.organisation_id for home in known.homes.values())}
    known.offices_to_come = to_come_at(sorted(places), COMMITTEE, on)
    known.statuses = statuses_in_force(ids, on)
    return known


def ids_named(roster: Roster) -> list[int]:
    """The organisations that exist already among those that the workbook names."""
    named = {row.code for row in roster.organisations} | {row.parent_code for row in roster.organisations}
    named |= {row.cell_code for row in roster.members}
    return list(db.session.scalars(select(Organisation.id).where(Organisation.code.in_(named))))


def _covered(roster: Roster, known: Known) -> list[int]:
    """The organisations that the workbook speaks of: those it names and what stands under them, within the scope."""
    named = {row.code for row in roster.organisations} | {row.cell_code for row in roster.members}
    ids = {known.organisations[code].id for code in named if code in known.organisations}
    children: dict[int, list[int]] = {}
    for child, parent in known.parents.items():
        children.setdefault(parent, []).append(child)
    waiting = list(ids)
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in ids:
                ids.add(child)
                waiting.append(child)
    return sorted(organisation_id for organisation_id in ids if known.may_change(organisation_id))
