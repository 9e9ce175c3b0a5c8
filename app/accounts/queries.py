"""Reading accounts and the roles that a person holds on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    false,
    literal,
    or_,
    select,
    true,
    union_all,
)

from app.accounts.models import Account, Appointment, EndedSession, SecondFactor, Substitution
from app.accounts.queries_offices import held_on
from app.actor import Actor
from app.columns import among, as_list, in_force
from app.extensions import connection, db
from app.foreseen import UNKNOWN, What, foreseen
from app.members.models import Membership, Person, StatusKind, StatusPeriod, TemporaryTransfer
from app.notifications.queries import unread_by
from app.organisations.models import Organisation, OrganisationKind
from app.organisations.queries import SUCCESSION, below
from workflows.roles import ROLE_LABELS, Role

# Roles whose scope reaches down the tree; the others hold in their own organisation only.
REACHING_DOWN = (Role.OFFICE, Role.LEADERSHIP, Role.INSPECTOR)
# The order in which a person's offices name them.
FIRST_NAMED = (
    Role.LEADERSHIP, Role.OFFICE, Role.INSPECTOR, Role.ADMINISTRATOR, Role.SECRETARY, Role.DEPUTY_SECRETARY,
    Role.COMMITTEE_MEMBER, Role.OVERSEER, Role.SCRIBE, Role.MEMBER,
)  # fmt: skip


@dataclass(frozen=True)
class Office:
    organisation_id: int
    role: Role
    organisation_name: str
    inherited: bool = False  # held in a cell that was merged into one's own


def _offices(person: ColumnElement[int]) -> Select[int, str, str, bool]:
    """Built once, of bare tables: every request asks it, and building a statement costs more than running it.

    What somebody is in a cell, they are also in the cells that were merged into it: they finish and read its record.
    """
    on = bindparam("on", type_=Date)
    appointment, membership = Appointment.__table__.c, Membership.__table__.c
    guest, period = TemporaryTransfer.__table__.c, StatusPeriod.__table__.c
    organisation = Organisation.__table__.c
    suspended = (
        select(period.id)
        .where(period.person_id == person, period.kind == StatusKind.SUSPENDED)
        .where(in_force(period.from_on, period.to_on, on))
        .exists()
    )
    member = literal(Role.MEMBER.value)
    appointed = (
        select(appointment.organisation_id.label("organisation_id"), cast(appointment.role, String).label("role"))
        .where(appointment.person_id == person, in_force(appointment.from_on, appointment.to_on, on))
    )  # fmt: skip
    at_home = select(membership.organisation_id, member).where(
        membership.person_id == person, in_force(membership.from_on, membership.to_on, on)
    )
    as_guest = select(guest.host_id, member).where(
        guest.person_id == person, guest.host_id.is_not(None), in_force(guest.from_on, guest.to_on, on)
    )
    own = union_all(appointed, at_home, as_guest).subquery()
    held = select(own.c.organisation_id, own.c.role, false().label("inherited")).cte("held", recursive=True)
    held = held.union(
        select(organisation.id, held.c.role, true())
        .join_from(Organisation.__table__, held, organisation.merged_into_id == held.c.organisation_id)
        .where(organisation.dissolved_on <= on, organisation.kind == OrganisationKind.CELL)
    )
    return (
        select(held.c.organisation_id, held.c.role, organisation.name, held.c.inherited)
        .join_from(held, Organisation.__table__, organisation.id == held.c.organisation_id)
        .where(~suspended)
    )


_OFFICES = _offices(bindparam("person_id", type_=Integer))


def offices_of(person_id: int, on: date) -> list[Office]:
    """What `person_id` holds on the day: appointments, membership, temporary membership. Suspended: nothing at all."""
    return _in_order(connection().execute(_OFFICES, {"person_id": person_id, "on": on}))


def _in_order(rows: Iterable[Any]) -> list[Office]:
    offices = [Office(organisation_id, Role(role), name, bool(late)) for organisation_id, role, name, late in rows]
    return sorted(offices, key=lambda o: (o.inherited, FIRST_NAMED.index(o.role)))


def load_actor(account: Account, on: date, address: str = "") -> Actor:
    """The account's person as an actor of that day."""
    return actor_of(identity_of(account), offices_of(account.person_id, on), on, address)


def actor_of(me: "Identity", offices: Sequence[Office], on: date, address: str = "") -> Actor:
    """One statement for each organisation from which a role reaches down the tree."""
    roles: dict[int, frozenset[Role]] = {}
    for root_id, reaching in _reaching(offices).items():
        for organisation_id in below(root_id, on):  # hundreds: the same set stands for all of them
            roles[organisation_id] = roles[organisation_id] | reaching if organisation_id in roles else reaching
    for office in offices:
        roles[office.organisation_id] = roles.get(office.organisation_id, frozenset()) | {office.role}
    first = offices[0] if offices else None
    return Actor(
        account_id=me.id,
        person_id=me.person_id,
        name=me.name,
        roles=roles,
        office=ROLE_LABELS[first.role] if first else "",
        home_id=first.organisation_id if first else None,
        home_name=first.organisation_name if first else "",
        address=address,
    )


def _reaching(offices: Iterable[Office]) -> dict[int, frozenset[Role]]:
    found: dict[int, frozenset[Role]] = {}
    for one in offices:
        if one.role in REACHING_DOWN and not one.inherited:
            found[one.organisation_id] = found.get(one.organisation_id, frozenset()) | {one.role}
    return found


class Identity(NamedTuple):
    """What every request needs of the account behind it."""

    id: int
    person_id: int
    name: str
    session_epoch: int
    must_change_password: bool
    unread: int = 0  # notifications
    has_factor: bool = False  # a second one, confirmed


def _signed_in() -> Select[Any]:
    account, person, ended = Account.__table__.c, Person.__table__.c, EndedSession.__table__.c
    this = account.id == bindparam("account_id", type_=Integer)
    over = select(ended.session).where(ended.session == bindparam("session", type_=String)).exists()
    factor = SecondFactor.__table__.c
    has_factor = select(factor.account_id).where(factor.account_id == account.id, factor.confirmed_at.is_not(None))
    held = _offices(select(account.person_id).where(this).scalar_subquery()).subquery("office")
    return (
        select(account.id, account.person_id, person.full_name, account.session_epoch, account.must_change_password)
        .add_columns(unread_by(account.person_id).scalar_subquery(), has_factor.exists(), *held.c)
        .join_from(Account.__table__, Person.__table__, person.id == account.person_id)
        .outerjoin(held, true())
        .where(this, account.closed_at.is_(None), ~over)
    )


_SIGNED_IN = _signed_in()


def signed_in(account_id: int, session: str, on: date) -> tuple[Identity, list[Office]] | None:
    """An open account with its person, what they hold on the day and how much they have not read, unless this session
    of it was signed out: in one statement, with which every page begins."""
    asked = {"account_id": account_id, "session": session, "on": on}
    rows = connection().execute(_SIGNED_IN, asked).all()
    if not rows:
        return None
    width = len(Identity._fields)
    offices = [row[width:] for row in rows if row[width] is not None]
    return Identity(*rows[0][:width]), _in_order(offices)


def identity_of(account: Account) -> Identity:
    return Identity(
        account.id, account.person_id, account.person.full_name, account.session_epoch, account.must_change_password
    )


def by_user_name(user_name: str) -> Account | None:
    return db.session.scalar(select(Account).where(Account.user_name == user_name.strip().lower()))


@cache
def _people_as() -> Select[Person, Role]:
    """Built once: building it costs more than running it, and every page of a meeting asks."""
    on = bindparam("on", type_=Date)
    return (
        select(Person, Appointment.role)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(Appointment.organisation_id.in_(SUCCESSION), among(Appointment.role, "roles"))
        .where(in_force(Appointment.from_on, Appointment.to_on, on))
        .order_by(Appointment.for_month.is_(None), Person.sort_key, Person.id)
    )


def people_as(organisation_id: int, roles: Iterable[Role], on: date) -> list[tuple[Person, Role]]:
    """Who holds one of `roles` at exactly this organisation on the day, in the order of names; first of all the
    overseer of the month.

    For a cell that was merged by then: those of the cell that answers for its affairs.
    """
    if (offices := foreseen(What.OFFICES, organisation_id)) is not UNKNOWN:
        return held_on(offices, set(roles), on)
    asked = {"organisation_id": organisation_id, "roles": as_list(roles), "on": on}
    return [(person, role) for person, role in db.session.execute(_people_as(), asked)]


def holders_among(organisation_ids: Sequence[int], roles: Iterable[Role], on: date) -> set[int]:
    """The numbers of all who hold one of `roles` at one of these organisations on the day, in one statement."""
    found = (
        select(Appointment.person_id)
        .where(among(Appointment.organisation_id, "ids"), among(Appointment.role, "roles"))
        .where(in_force(Appointment.from_on, Appointment.to_on, on))
    )
    return set(db.session.scalars(found, {"ids": as_list(organisation_ids), "roles": as_list(roles)}))


class Holder(NamedTuple):
    """Who holds an office, by number and name."""

    id: int
    full_name: str


def _holders() -> Select[int, str, Role]:
    person, office = Person.__table__, Appointment.__table__
    on = bindparam("on", type_=Date)
    return (
        select(person.c.id, person.c.full_name, office.c.role)
        .select_from(office.join(person, person.c.id == office.c.person_id))
        .where(office.c.organisation_id.in_(SUCCESSION), among(office.c.role, "roles"))
        .where(office.c.from_on <= on, or_(office.c.to_on.is_(None), office.c.to_on >= on))
        .order_by(office.c.for_month.is_(None), person.c.sort_key, person.c.id)
    )


_HOLDERS = _holders()


def holders_of(organisation_id: int, roles: Iterable[Role], on: date) -> list[tuple[Holder, Role]]:
    """As `people_as`, for pages: numbers and names only, as they are in the database."""
    if (offices := foreseen(What.OFFICES, organisation_id)) is not UNKNOWN:
        return [(Holder(person.id, person.full_name), role) for person, role in held_on(offices, set(roles), on)]
    asked = {"organisation_id": organisation_id, "roles": as_list(roles), "on": on}
    return [(Holder(*row[:2]), row[2]) for row in connection().execute(_HOLDERS, asked).all()]


def substitutes(organisation_id: int, on: date) -> set[int]:
    """The persons who stand in for the secretary there on the day."""
    found = select(Substitution.person_id).where(Substitution.organisation_id.in_(SUCCESSION))
    found = found.where(Substitution.from_on <= on, Substitution.to_on >= on)
    return set(db.session.scalars(found, {"organisation_id": organisation_id, "on": on}))
