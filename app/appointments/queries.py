"""Reading who holds which office, with the dates."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import Appointment, Substitution
from app.accounts.queries import people_as
from app.actor import Actor
from app.columns import in_force
from app.extensions import db
from app.members.models import Person
from app.organisations.queries import above, get_visible
from app.refusals import NotAllowed, NotKnown
from workflows.roles import Role

OFFICES_OF_A_CELL = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER, Role.SCRIBE)
# The cell committee, from the secretary down.
COMMITTEE = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER)
CHUNK = 500


def offices_at(organisation_id: int, on: date, *, past: bool = False) -> list[Appointment]:
    """Appointments at exactly this organisation, by role and name: current and coming ones, or (`past`) ended ones."""
    found = (
        select(Appointment)
        .join(Appointment.person)
        .options(contains_eager(Appointment.person))
        .where(Appointment.organisation_id == organisation_id)
        .order_by(Person.sort_key, Appointment.from_on)
    )
    ended = Appointment.to_on < on
    rows = db.session.scalars(found.where(ended if past else or_(Appointment.to_on.is_(None), ~ended)))
    order = list(Role)
    return sorted(rows, key=lambda a: -order.index(a.role) if a.role in OFFICES_OF_A_CELL else order.index(a.role))


def offices_of_person(person_id: int) -> list[Appointment]:
    """All that the person holds and held, with the organisations, the latest first."""
    return list(
        db.session.scalars(
            select(Appointment)
            .options(joinedload(Appointment.organisation))
            .where(Appointment.person_id == person_id)
            .order_by(Appointment.from_on.desc(), Appointment.id.desc())
        )
    )


def in_force_of(person_ids: Sequence[int], roles: Sequence[Role], on: date) -> dict[int, list[Appointment]]:
    """Appointments of the day to one of `roles`, by person."""
    found: dict[int, list[Appointment]] = {}
    for start in range(0, len(person_ids), CHUNK):
        chunk = person_ids[start : start + CHUNK]
        rows = db.session.scalars(
            select(Appointment)
            .where(Appointment.person_id.in_(chunk), Appointment.role.in_(roles))
            .where(in_force(Appointment.from_on, Appointment.to_on, on))
        )
        for row in rows:
            found.setdefault(row.person_id, []).append(row)
    return found


def holders_at(organisation_ids: Sequence[int], role: Role, on: date) -> list[Appointment]:
    found: list[Appointment] = []
    for start in range(0, len(organisation_ids), CHUNK):
        chunk = organisation_ids[start : start + CHUNK]
        found += db.session.scalars(
            select(Appointment)
            .options(joinedload(Appointment.person))
            .where(Appointment.organisation_id.in_(chunk), Appointment.role == role)
            .where(in_force(Appointment.from_on, Appointment.to_on, on))
        )
    return found


def to_come_at(organisation_ids: Sequence[int], roles: Sequence[Role], on: date) -> dict[int, list[Appointment]]:
    """Appointments to one of `roles` at these organisations that begin after the day, by person."""
    found: dict[int, list[Appointment]] = {}
    for start in range(0, len(organisation_ids), CHUNK):
        rows = db.session.scalars(
            select(Appointment)
            .options(joinedload(Appointment.person))
            .where(Appointment.organisation_id.in_(organisation_ids[start : start + CHUNK]))
            .where(Appointment.role.in_(roles), Appointment.from_on > on)
        )
        for row in rows:
            found.setdefault(row.person_id, []).append(row)
    return found


def overlapping(
    person_id: int, organisation_id: int, role: Role, from_on: date, to_on: date | None, *, but: int | None = None
) -> Appointment | None:
    """The same person in the same office at a time within these dates; `but`: leave this appointment out."""
    return db.session.scalar(
        select(Appointment)
        .where(Appointment.id != (but or 0))
        .where(Appointment.person_id == person_id, Appointment.organisation_id == organisation_id)
        .where(Appointment.role == role, Appointment.from_on <= (to_on or date.max))
        .where(or_(Appointment.to_on.is_(None), Appointment.to_on >= from_on))
    )


def other_holder(
    person_id: int, organisation_id: int, role: Role, from_on: date, to_on: date | None
) -> Appointment | None:
    """Somebody else in this office at a time within these dates."""
    return db.session.scalar(
        select(Appointment)
        .options(joinedload(Appointment.person))
        .where(Appointment.person_id != person_id, Appointment.organisation_id == organisation_id)
        .where(Appointment.role == role, Appointment.from_on <= (to_on or date.max))
        .where(or_(Appointment.to_on.is_(None), Appointment.to_on >= from_on))
    )


def get_managed(appointment_id: int, actor: Actor) -> Appointment:
    """An appointment that the actor manages as the office. NotKnown out of sight, NotAllowed if only seen."""
    found = db.session.get(Appointment, appointment_id)
    if found is None:
        raise NotKnown
    get_visible(found.organisation_id, actor)
    if Role.OFFICE not in actor.roles_in(found.organisation_id):
        raise NotAllowed("Chỉ Văn phòng Đảng ủy phụ trách mới sửa được phân công ở tổ chức này.")
    return found


def substitutions_at(organisation_id: int, on: date) -> list[Substitution]:
    """Those that hold on the day or later, the earliest first."""
    return list(
        db.session.scalars(
            select(Substitution)
            .options(joinedload(Substitution.person))
            .where(Substitution.organisation_id == organisation_id, Substitution.to_on >= on)
            .order_by(Substitution.from_on)
        )
    )


def substitution_within(organisation_id: int, from_on: date, to_on: date) -> Substitution | None:
    return db.session.scalar(
        select(Substitution)
        .where(Substitution.organisation_id == organisation_id)
        .where(Substitution.from_on <= to_on, Substitution.to_on >= from_on)
    )


def get_substitution(substitution_id: int, actor: Actor) -> Substitution:
    found = db.session.get(Substitution, substitution_id)
    if found is None:
        raise NotKnown
    get_visible(found.organisation_id, actor)
    return found


def office_over(organisation_id: int, on: date) -> set[int]:
    """The numbers of those in the nearest office above; empty where no committee above has one."""
    for above_id in above(organisation_id, on)[1:]:
        if found := {person.id for person, _ in people_as(above_id, (Role.OFFICE,), on)}:
            return found
    return set()
