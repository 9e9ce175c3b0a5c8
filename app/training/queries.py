"""Who leads the cells, how old they are, since when, and what they have learnt for it; who is to follow them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from app.accounts.models import Appointment
from app.actor import Actor
from app.columns import among, in_force
from app.extensions import db
from app.members.models import Person
from app.members.queries_sight import get_managed
from app.organisations.models import Organisation, OrganisationKind, Term
from app.refusals import NotKnown
from app.training.models import Reserve, Training
from workflows.calendar import whole_years, years_later
from workflows.roles import Role

LEADING = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
READERS = (Role.OFFICE, *LEADING)
PAGE = 50
YOUNG, OLD = 40, 60
"""Borders of the age groups that the report counts."""


class Leader(NamedTuple):
    """A secretary or deputy of the day, with the last course; `trained`: one of the courses is over."""

    person_id: int
    name: str
    cell: str
    role: Role
    birth_on: date | None
    since: date
    term: str | None
    trained: bool
    course: str | None
    organiser: str | None
    from_on: date | None
    to_on: date | None
    certificate: str | None

    def age(self, on: date) -> int | None:
        return whole_years(self.birth_on, on) if self.birth_on else None

    def years_in_office(self, on: date) -> int:
        return whole_years(self.since, on)


@dataclass(frozen=True, kw_only=True)
class Sums:
    total: int
    trained: int
    young: int
    old: int
    unknown: int

    @property
    def middle(self) -> int:
        return self.total - self.young - self.old - self.unknown


def _trained(on: date) -> ColumnElement[bool]:
    course = aliased(Training)  # another one than the last, which stands beside it
    return exists().where(course.person_id == Person.id, course.to_on <= on).correlate(Person)


def _last_course() -> ColumnElement[int]:
    course = aliased(Training)
    found = select(course.id).where(course.person_id == Person.id).correlate(Person)
    return found.order_by(course.from_on.desc(), course.id.desc()).limit(1).scalar_subquery()


def _term_name(on: date) -> ColumnElement[str]:
    found = select(Term.name).where(Term.organisation_id == Organisation.id, in_force(Term.from_on, Term.to_on, on))
    return found.correlate(Organisation).order_by(Term.from_on.desc()).limit(1).scalar_subquery()


def _in_sight(found: Select[*tuple[Any, ...]], actor: Actor, on: date, cell_id: int | None) -> Select[*tuple[Any, ...]]:
    """Of `found`, which knows appointment, person and organisation: leaders of the cells whose people one reads."""
    found = found.where(
        among(Appointment.organisation_id, actor.organisations_as(*READERS)), Appointment.role.in_(LEADING),
        in_force(Appointment.from_on, Appointment.to_on, on), Organisation.kind == OrganisationKind.CELL,
        or_(Organisation.dissolved_on.is_(None), Organisation.dissolved_on > on),
    )  # fmt: skip
    return found.where(Appointment.organisation_id == cell_id) if cell_id else found


def leaders(
    actor: Actor, on: date, *, cell_id: int | None = None, number: int | None = None, limit: int = PAGE
) -> list[Leader]:
    """Those of the day, the untrained first, then by cell; `number`: only that page. One statement."""
    trained = _trained(on)
    found = (
        select(
            Person.id, Person.full_name, Organisation.name, Appointment.role, Person.birth_on, Appointment.from_on,
            _term_name(on), trained, Training.course, Training.organiser, Training.from_on, Training.to_on,
            Training.certificate,
        )
        .select_from(Appointment)
        .join(Person, Person.id == Appointment.person_id)
        .join(Organisation, Organisation.id == Appointment.organisation_id)
        .outerjoin(Training, Training.id == _last_course())
        .order_by(case((trained, 1), else_=0), Organisation.code, Appointment.role.desc(), Person.sort_key, Person.id)
    )  # fmt: skip
    found = _in_sight(found, actor, on, cell_id).limit(limit).offset(((number or 1) - 1) * PAGE)
    return [Leader._make((*row[:7], bool(row[7]), *row[8:])) for row in db.session.execute(found)]


def sums_of(actor: Actor, on: date, *, cell_id: int | None = None) -> Sums:
    """One statement."""
    counted: list[Any] = [
        func.count(), func.count(case((_trained(on), 1))),
        func.count(case((Person.birth_on > years_later(on, -YOUNG), 1))),
        func.count(case((Person.birth_on <= years_later(on, -OLD), 1))),
        func.count(case((Person.birth_on.is_(None), 1))),
    ]  # fmt: skip
    found = select(*counted).select_from(Appointment).join(Person, Person.id == Appointment.person_id)
    found = found.join(Organisation, Organisation.id == Appointment.organisation_id)
    row = db.session.execute(_in_sight(found, actor, on, cell_id)).one()
    return Sums(total=row[0], trained=row[1], young=row[2], old=row[3], unknown=row[4])


def courses_of(person_ids: Sequence[int]) -> list[Training]:
    """The latest first."""
    found = select(Training).where(Training.person_id.in_(person_ids))
    return list(db.session.scalars(found.order_by(Training.from_on.desc(), Training.id.desc())))


def get_training(training_id: int, actor: Actor, on: date) -> tuple[Training, Person]:
    """A course of somebody whom the actor manages as the office. Raises NotKnown, NotAllowed."""
    found = db.session.get(Training, training_id)
    if found is None:
        raise NotKnown
    return found, get_managed(found.person_id, actor, on)


# ---------------------------------------------------------------- the reserve list


def reserve_in_sight(actor: Actor, cell_id: int | None = None) -> Select[Reserve]:
    found = (
        select(Reserve)
        .join(Reserve.cell)
        .join(Reserve.person)
        .options(contains_eager(Reserve.cell), contains_eager(Reserve.person))
        .where(among(Reserve.cell_id, actor.organisations_as(*READERS)), Organisation.dissolved_on.is_(None))
        .order_by(Organisation.code, Reserve.position.desc(), Person.sort_key, Reserve.id)
    )
    return found.where(Reserve.cell_id == cell_id) if cell_id else found


def reserve_of(actor: Actor, *, cell_id: int | None, number: int = 1, limit: int = PAGE) -> list[Reserve]:
    found = reserve_in_sight(actor, cell_id).limit(limit).offset((number - 1) * PAGE)
    return list(db.session.scalars(found))


def reserve_count(actor: Actor, *, cell_id: int | None) -> int:
    listed = reserve_in_sight(actor, cell_id).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(listed)) or 0


def cells_without_reserve(actor: Actor) -> list[str]:
    """Names of the living cells on whose list nobody stands, by code."""
    found = (
        select(Organisation.name)
        .where(among(Organisation.id, actor.organisations_as(*READERS)), Organisation.kind == OrganisationKind.CELL)
        .where(Organisation.dissolved_on.is_(None), ~exists().where(Reserve.cell_id == Organisation.id))
        .order_by(Organisation.code)
    )
    return list(db.session.scalars(found))


def trained_among(person_ids: Sequence[int], on: date) -> set[int]:
    """Of these people, who has finished a course."""
    found = select(Training.person_id).where(Training.person_id.in_(person_ids), Training.to_on <= on)
    return set(db.session.scalars(found))


def get_reserve(reserve_id: int, actor: Actor) -> Reserve:
    """Raises NotKnown."""
    found = db.session.scalar(reserve_in_sight(actor).where(Reserve.id == reserve_id))
    if found is None:
        raise NotKnown
    return found
