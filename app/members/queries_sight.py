"""Who may see whom, and how much of them."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from sqlalchemy import Select, or_, select, union_all
from sqlalchemy.orm import aliased

from app.accounts.models import Appointment
from app.actor import Actor
from app.columns import in_force
from app.extensions import db
from app.members.models import Membership, Person, TemporaryTransfer
from app.refusals import NotAllowed, NotKnown
from workflows.roles import GRANTS, Permission, Role
from workflows.sight import READS_ABSENCES


class Sight(StrEnum):
    """How much of a person the actor may see. Of whom there is no sight, the actor may not know at all."""

    ALL = "all"
    OWN = "own"
    NAMES = "names"

    @property
    def personal(self) -> bool:
        return self is not Sight.NAMES


def visible_ids(actor: Actor) -> list[int]:
    """The organisations whose people the actor may see: those where one of the roles held there reads members."""
    return [
        organisation_id
        for organisation_id, roles in actor.roles.items()
        if any(Permission.MEMBER_READ in GRANTS[role] for role in roles)
    ]


def visible_to(actor: Actor, on: date) -> Select[Person]:
    """The people that the actor may know of: on the roll or guests of cells in sight, office-holders there, oneself.

    Somebody who has left for good stays in the sight of the office of a former cell.
    """
    seen, managed = visible_ids(actor), actor.organisations_as(Role.OFFICE)
    on_roll = select(Membership.person_id).where(
        Membership.organisation_id.in_(seen), in_force(Membership.from_on, Membership.to_on, on)
    )
    guests = select(TemporaryTransfer.person_id).where(
        TemporaryTransfer.host_id.in_(seen), in_force(TemporaryTransfer.from_on, TemporaryTransfer.to_on, on)
    )
    appointed = select(Appointment.person_id).where(
        Appointment.organisation_id.in_(managed), in_force(Appointment.from_on, Appointment.to_on, on)
    )
    known = union_all(on_roll, guests, appointed, _gone_from(managed, on))
    return select(Person).where(or_(Person.id == actor.person_id, Person.id.in_(known)))


def _gone_from(managed: Sequence[int], on: date) -> Select[int]:
    """Who was once on a roll of these organisations and is, from the day on, on none at all."""
    another = aliased(Membership)
    still = select(another.id).where(
        another.person_id == Membership.person_id, or_(another.to_on.is_(None), another.to_on >= on)
    )
    return select(Membership.person_id).where(Membership.organisation_id.in_(managed), ~still.exists())


def get_visible(person_id: int, actor: Actor, on: date) -> Person:
    """Raises NotKnown for whom the actor may not know of."""
    found = db.session.scalar(visible_to(actor, on).where(Person.id == person_id))
    if found is None:
        raise NotKnown
    return found


def get_managed(person_id: int, actor: Actor, on: date) -> Person:
    """Somebody whose facts the actor corrects as the office. NotKnown out of sight, NotAllowed if only seen."""
    found = get_visible(person_id, actor, on)
    if not is_managed(person_id, actor, on):
        raise NotAllowed("Chỉ Văn phòng Đảng ủy phụ trách mới sửa được thông tin của đảng viên này.")
    return found


def is_managed(person_id: int, actor: Actor, on: date) -> bool:
    return bool(_offices_over(actor) & organisations_of(person_id, on))


def sight_of(actor: Actor, person_id: int, on: date) -> Sight:
    """Of somebody the actor may know of: everything, one's own, or the name."""
    own_cells = set(actor.organisations_as(Role.SECRETARY, Role.DEPUTY_SECRETARY))
    if _offices_over(actor) & organisations_of(person_id, on) or own_cells & homes_of(person_id, on):
        return Sight.ALL
    return Sight.OWN if person_id == actor.person_id else Sight.NAMES


def sight_of_cell(actor: Actor, cell_id: int) -> Sight:
    """The sight of everybody on the roll of one cell, for lists."""
    whole = {Role.OFFICE, Role.SECRETARY, Role.DEPUTY_SECRETARY}
    return Sight.ALL if actor.roles_in(cell_id) & whole else Sight.NAMES


def reads_absences(actor: Actor, person_id: int, on: date) -> bool:
    """Whether the actor reads of every meeting that this person stayed away from, or is this person."""
    cells = actor.organisations_as(*READS_ABSENCES)
    return person_id == actor.person_id or not homes_of(person_id, on).isdisjoint(cells)


def homes_of(person_id: int, on: date) -> set[int]:
    """The cell on whose roll the person is on the day (one, or none)."""
    return set(
        db.session.scalars(
            select(Membership.organisation_id).where(
                Membership.person_id == person_id, in_force(Membership.from_on, Membership.to_on, on)
            )
        )
    )


def organisations_of(person_id: int, on: date) -> set[int]:
    """What decides which office looks after the person: the cell of the day (else the former ones) and appointments."""
    spans = db.session.execute(
        select(Membership.organisation_id, Membership.from_on, Membership.to_on).where(
            Membership.person_id == person_id
        )
    ).all()
    present = {cell for cell, from_on, to_on in spans if from_on <= on and (to_on is None or to_on >= on)}
    appointed = db.session.scalars(
        select(Appointment.organisation_id).where(
            Appointment.person_id == person_id, in_force(Appointment.from_on, Appointment.to_on, on)
        )
    )
    on_a_roll = present or {cell for cell, _, _ in spans}
    return (on_a_roll or _hosts_of(person_id)) | set(appointed)


def _hosts_of(person_id: int) -> set[int]:
    """Of a guest from outside the system: the cells that have received them."""
    hosts = select(TemporaryTransfer.host_id).where(TemporaryTransfer.person_id == person_id)
    return {host for host in db.session.scalars(hosts) if host is not None}


def _offices_over(actor: Actor) -> set[int]:
    return set(actor.organisations_as(Role.OFFICE))
