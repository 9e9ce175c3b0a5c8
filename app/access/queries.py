"""Reading who has an account, within what the actor looks after."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, false, func, literal, or_, select, union

from app import clock
from app.accounts.models import Account, Appointment
from app.actor import Actor
from app.columns import in_force
from app.extensions import db
from app.members.models import Membership, Person
from app.organisations.models import Organisation, OrganisationKind
from app.organisations.queries import below
from workflows.names import fold
from workflows.roles import Role


class AccountState(StrEnum):
    NONE = "none"
    WAITING = "waiting"
    LAPSED = "lapsed"  # waited until its slip was good for nothing
    ACTIVE = "active"
    CLOSED = "closed"


STATE_WORDS = {
    AccountState.NONE: "Chưa có tài khoản",
    AccountState.WAITING: "Chờ đăng nhập lần đầu",
    AccountState.LAPSED: "Phiếu hết hạn",
    AccountState.ACTIVE: "Đang dùng",
    AccountState.CLOSED: "Đã đóng",
}


@dataclass(frozen=True, kw_only=True)
class Holder:
    """A person of an organisation and the account, if there is one."""

    person_id: int
    name: str
    account_id: int | None
    user_name: str
    state: AccountState
    last_sign_in_at: datetime | None
    slip_until: date | None = None  # while the password on it is still the one
    epoch: int = 0  # raised by every slip (Account.session_epoch)


def as_seen(people: Iterable[Holder]) -> str:
    """A mark that is another one as soon as somebody of these got a slip, signed in with it or was closed."""
    said = ",".join(f"{holder.person_id}.{holder.epoch}.{holder.state}" for holder in people)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True, kw_only=True)
class Counted:
    """An organisation and how many of its people have an account in which state."""

    id: int
    name: str
    people: int
    none: int
    waiting: int
    lapsed: int
    active: int
    closed: int


def scope_of(actor: Actor, on: date) -> set[int]:
    """The organisations whose people's accounts the actor looks after."""
    scope = set(actor.organisations_as(Role.OFFICE))
    for organisation_id in actor.organisations_as(Role.ADMINISTRATOR):
        scope.update(below(organisation_id, on))
    return scope


def _state() -> ColumnElement[str]:
    return case(
        (Account.id.is_(None), AccountState.NONE.value),
        (Account.closed_at.is_not(None), AccountState.CLOSED.value),
        (and_(Account.must_change_password, Account.slip_until < clock.today()), AccountState.LAPSED.value),
        (Account.must_change_password, AccountState.WAITING.value),
        else_=AccountState.ACTIVE.value,
    )


def _places(on: date) -> Subquery:
    """person_id, organisation_id, role: everything that people are on the day, suspended or not."""
    members: Any = select(Membership.person_id, Membership.organisation_id, literal(Role.MEMBER.value).label("role"))
    appointed: Any = select(Appointment.person_id, Appointment.organisation_id, Appointment.role)
    return union(
        members.where(in_force(Membership.from_on, Membership.to_on, on)),
        appointed.where(in_force(Appointment.from_on, Appointment.to_on, on)),
    ).subquery()


def organisations(scope: Collection[int], on: date, limit: int, offset: int) -> list[Counted]:
    """The organisations of the scope with their counts, the committees before the cells. One statement."""
    places = _places(on)
    here = select(places.c.organisation_id, places.c.person_id).distinct().subquery()
    state = _state()
    sums = [func.coalesce(func.sum(case((state == wanted.value, 1), else_=0)), 0) for wanted in AccountState]
    rows = db.session.execute(
        select(Organisation.id, Organisation.name, func.count(here.c.person_id), *sums)
        .outerjoin(here, here.c.organisation_id == Organisation.id)
        .outerjoin(Account, and_(Account.person_id == here.c.person_id, here.c.person_id.is_not(None)))
        .where(Organisation.id.in_(scope), Organisation.dissolved_on.is_(None))
        .group_by(Organisation.id, Organisation.name, Organisation.kind, Organisation.code)
        .order_by(Organisation.kind == OrganisationKind.CELL, Organisation.code)
        .limit(limit)
        .offset(offset)
    )
    return [_counted(row) for row in rows]


def _counted(row: Any) -> Counted:
    organisation_id, name, people, none, waiting, lapsed, active, closed = row
    # An organisation without people joins one empty row, which looks like a person without account.
    none = none if people else 0
    return Counted(
        id=organisation_id, name=name, people=people, none=none, waiting=waiting, lapsed=lapsed, active=active,
        closed=closed,
    )  # fmt: skip


def people_of(organisation_id: int, on: date, limit: int | None = None, offset: int = 0) -> list[Holder]:
    """Who belongs to the organisation or holds an office there on the day, in the order of names."""
    places = _places(on)
    ids = select(places.c.person_id).where(places.c.organisation_id == organisation_id)
    return _holders(Person.id.in_(ids), limit, offset)


def search(scope: Collection[int], text: str, on: date, limit: int) -> list[Holder]:
    """People of the scope whose name or user name contains the text, diacritics or not."""
    wanted = fold(text).strip()
    if not wanted:
        return []
    places = _places(on)
    ids = select(places.c.person_id).where(places.c.organisation_id.in_(scope))
    found = or_(
        Person.folded_name.contains(wanted, autoescape=True), Account.user_name.contains(wanted, autoescape=True)
    )
    return _holders(and_(Person.id.in_(ids), found), limit)


def holder(person_id: int) -> Holder | None:
    found = _holders(Person.id == person_id, 1)
    return found[0] if found else None


def _holders(wanted: ColumnElement[bool], limit: int | None = None, offset: int = 0) -> list[Holder]:
    rows = db.session.execute(
        select(
            Person.id,
            Person.full_name,
            Account.id,
            Account.user_name,
            _state(),
            Account.last_sign_in_at,
            Account.slip_until,
            func.coalesce(Account.session_epoch, 0),
        )
        .outerjoin(Account, Account.person_id == Person.id)
        .where(wanted)
        .order_by(Person.sort_key, Person.id)
        .limit(limit)
        .offset(offset)
    )
    return [
        Holder(
            person_id=person_id,
            name=name,
            account_id=account_id,
            user_name=user_name or "",
            state=AccountState(state),
            last_sign_in_at=last_sign_in_at,
            slip_until=slip_until,
            epoch=epoch,
        )
        for person_id, name, account_id, user_name, state, last_sign_in_at, slip_until, epoch in rows
    ]


def places_of(person_ids: Collection[int], on: date) -> dict[int, dict[int, set[Role]]]:
    """person → organisation → roles on the day. Who is nowhere any more still counts where the last membership was."""
    places = _places(on)
    found: dict[int, dict[int, set[Role]]] = {person_id: defaultdict(set) for person_id in person_ids}
    for person_id, organisation_id, role in db.session.execute(
        select(places).where(places.c.person_id.in_(person_ids))
    ):
        found[person_id][organisation_id].add(Role(role))
    nowhere = [person_id for person_id, held in found.items() if not held]
    former = select(Membership.person_id, Membership.organisation_id).where(
        Membership.person_id.in_(nowhere) if nowhere else false()
    )
    for person_id, organisation_id in db.session.execute(former.order_by(Membership.from_on)):
        found[person_id].clear()
        found[person_id][organisation_id] = set()
    return found


def cells_for_codes(actor: Actor) -> list[Organisation]:
    """The cells for whose members the actor may issue a one-time sign-in."""
    ids = actor.organisations_as(Role.OVERSEER, Role.DEPUTY_SECRETARY)
    return list(
        db.session.scalars(select(Organisation)
            .where(Organisation.id.in_(ids), Organisation.dissolved_on.is_(None))
            .order_by(Organisation.code))
    )  # fmt: skip


def members_with_account(cell_id: int, on: date) -> list[Holder]:
    ids = select(Membership.person_id).where(
        Membership.organisation_id == cell_id, in_force(Membership.from_on, Membership.to_on, on)
    )
    return _holders(and_(Person.id.in_(ids), Account.id.is_not(None), Account.closed_at.is_(None)))


def organisation_named(organisation_id: int) -> str:
    return db.session.scalar(select(Organisation.name).where(Organisation.id == organisation_id)) or ""
