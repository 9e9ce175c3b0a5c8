"""Reading the groups of a cell: as a list, and who is in which for the roll call."""

from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from sqlalchemy import Integer, Select, bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.actor import Actor
from app.columns import among, in_force
from app.extensions import connection, db
from app.groups.models import PartyGroup, PartyGroupMember
from app.members.models import Membership, Person
from app.refusals import NotAllowed, NotKnown
from workflows.names import sort_key
from workflows.roles import GRANTS, Permission, Role

WRITERS = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OFFICE)
READERS = tuple(role for role in Role if Permission.MEMBER_READ in GRANTS[role])


class Named(NamedTuple):
    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class GroupOfCell:
    """`people`: those of the group who stand on the cell's roll today, in the order of names."""

    group: PartyGroup
    people: list[Named] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class CellInGroups:
    groups: list[GroupOfCell]
    others: list[Named]
    """On the roll, and in no group."""


def cell_in_groups(cell_id: int) -> CellInGroups:
    """Two statements."""
    groups = groups_of(cell_id)
    found = {group.id: GroupOfCell(group=group) for group in groups}
    others: list[Named] = []
    today = clock.today()
    rows = db.session.execute(
        select(Person.id, Person.full_name, PartyGroupMember.group_id)
        .join(Membership, Membership.person_id == Person.id)
        .outerjoin(PartyGroupMember, PartyGroupMember.person_id == Person.id)
        .where(Membership.organisation_id == cell_id, in_force(Membership.from_on, Membership.to_on, today))
        .order_by(Person.sort_key, Person.id)
    )
    for person_id, name, group_id in rows:
        there = found[group_id].people if group_id in found else others
        there.append(Named(person_id, name))
    return CellInGroups(groups=list(found.values()), others=others)


def groups_of(cell_id: int) -> list[PartyGroup]:
    """By name, with their leaders."""
    found = select(PartyGroup).where(PartyGroup.cell_id == cell_id).options(joinedload(PartyGroup.leader))
    return sorted(db.session.scalars(found), key=lambda group: sort_key(group.name))


class Group(NamedTuple):
    """For the pages of a meeting: who is in it, by number."""

    id: int
    name: str
    people: frozenset[int]


def who_is_where(cell_id: int) -> list[Group]:
    """The groups of a cell that have members, by name. One statement, because the pages of the conduct ask it."""
    found: dict[Named, set[int]] = {}
    for group_id, name, person_id in connection().execute(_who_is_where(), {"cell_id": cell_id}):
        found.setdefault(Named(group_id, name), set()).add(person_id)
    return [Group(one.id, one.name, frozenset(found[one])) for one in sorted(found, key=lambda g: sort_key(g.name))]


@cache
def _who_is_where() -> Select[int, str, int]:
    """Built once, of bare tables."""
    group, member = PartyGroup.__table__.c, PartyGroupMember.__table__.c
    found = select(group.id, group.name, member.person_id).join_from(
        PartyGroup.__table__, PartyGroupMember.__table__, member.group_id == group.id
    )
    return found.where(group.cell_id == bindparam("cell_id", type_=Integer))


def get_written(group_id: int, actor: Actor) -> PartyGroup:
    """A group that the actor changes. NotKnown of a cell out of sight, NotAllowed where it is only read."""
    found = db.session.scalar(
        select(PartyGroup)
        .where(PartyGroup.id == group_id, among(PartyGroup.cell_id, actor.organisations_as(*READERS)))
        .options(selectinload(PartyGroup.members))
    )
    if found is None:
        raise NotKnown
    if not actor.roles_in(found.cell_id) & {*WRITERS}:
        raise NotAllowed("Bí thư, phó bí thư chi bộ hoặc Văn phòng Đảng ủy lập, sửa tổ đảng.")
    return found
