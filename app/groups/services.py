"""Making, changing and dissolving the groups of a cell. Who is put into one leaves the one before."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.attributes import flag_modified

from app import clock
from app.actor import Actor, acting_as
from app.audit.services import record
from app.extensions import db, lock_all
from app.groups.models import PartyGroup, PartyGroupMember
from app.groups.queries import WRITERS
from app.held import hold
from app.members.queries import people_on_rolls
from app.organisations.models import Organisation
from app.refusals import BadInput, NotAllowed

LONGEST_NAME = 60


@dataclass(frozen=True, kw_only=True)
class Wanted:
    name: str
    leader_id: int | None
    person_ids: frozenset[int]


def make(cell_id: int, wanted: Wanted, *, actor: Actor) -> PartyGroup:
    """Raises BadInput, NotAllowed."""
    lock_all(Organisation, [cell_id])
    name = _checked(cell_id, wanted, actor)
    row = PartyGroup(cell_id=cell_id, name=name, leader_id=wanted.leader_id)
    db.session.add(row)
    db.session.flush()  # its id is needed just below
    _fill(row, wanted.person_ids, actor)
    _record("group_made", row, actor, after=said_of(row))
    return row


def change(row: PartyGroup, wanted: Wanted, *, version: int, actor: Actor) -> None:
    """Raises BadInput, NotAllowed, SomebodyWasFaster."""
    lock_all(Organisation, [row.cell_id])  # of two who move one person the second finds what the first did
    hold(row, version)
    before = said_of(row)
    row.name, row.leader_id = _checked(row.cell_id, wanted, actor, but=row), wanted.leader_id
    _fill(row, wanted.person_ids, actor)
    after = said_of(row)
    if before == after:
        return
    flag_modified(row, "name")  # who changed only the people has changed the group: its version rises
    _record("group_changed", row, actor, before=before, after=after)


def dissolve(row: PartyGroup, *, version: int, actor: Actor) -> None:
    """Its people stay in the cell. Raises NotAllowed, SomebodyWasFaster."""
    hold(row, version)
    _expect_writer(row.cell_id, actor)
    _record("group_dissolved", row, actor, removed=said_of(row))
    db.session.delete(row)


def _checked(cell_id: int, wanted: Wanted, actor: Actor, but: PartyGroup | None = None) -> str:
    _expect_writer(cell_id, actor)
    name = " ".join(wanted.name.split())
    errors: dict[str, str] = {}
    same = exists().where(
        PartyGroup.cell_id == cell_id, PartyGroup.name == name, PartyGroup.id != (but.id if but else 0)
    )
    if not name or len(name) > LONGEST_NAME:
        errors["name"] = f"Ghi tên tổ, không quá {LONGEST_NAME} chữ."
    elif db.session.scalar(select(same)):
        errors["name"] = "Chi bộ đã có tổ đảng mang tên này."
    own = {person.id for person in people_on_rolls([cell_id], clock.today())}
    if not own.issuperset(wanted.person_ids):
        errors["people"] = "Chỉ chọn đảng viên của chi bộ."
    if wanted.leader_id is not None and wanted.leader_id not in wanted.person_ids:
        errors["leader"] = "Tổ trưởng phải là người trong tổ: đánh dấu cả tên tổ trưởng."
    if errors:
        raise BadInput(errors)
    return name


def _fill(row: PartyGroup, person_ids: frozenset[int], actor: Actor) -> None:
    """Exactly these people; who was in another group leaves it, and leads it no more."""
    now = {member.person_id for member in row.members}
    new = person_ids - now
    elsewhere = select(PartyGroupMember.group_id).where(PartyGroupMember.person_id.in_(new))
    found = select(PartyGroup).where(PartyGroup.id.in_(elsewhere)).options(selectinload(PartyGroup.members))
    left = [(group, take_from(group, new)) for group in db.session.scalars(found.order_by(PartyGroup.id))]
    take_from(row, now - person_ids)
    db.session.flush()  # somebody is in one group at most: they leave before they come
    for group, before in left:
        _record("group_changed", group, actor, before=before, after=said_of(group))
    row.members += [PartyGroupMember(person_id=person_id) for person_id in sorted(new)]


def take_from(group: PartyGroup, person_ids: Collection[int]) -> dict[str, Any]:
    """How the group stood before these people left it, and its lead. Who has it open on a page is told: its version
    rises."""
    before = said_of(group)
    leaving = [member for member in group.members if member.person_id in person_ids]
    for member in leaving:
        group.members.remove(member)
    if leaving:
        group.leader_id = None if group.leader_id in person_ids else group.leader_id
        flag_modified(group, "name")
    return before


def said_of(row: PartyGroup) -> dict[str, Any]:
    people = sorted(member.person_id for member in row.members)
    return {"name": row.name, "leader_id": row.leader_id, "people": people}


def _expect_writer(cell_id: int, actor: Actor) -> None:
    if not actor.roles_in(cell_id) & {*WRITERS}:
        raise NotAllowed("Bí thư, phó bí thư chi bộ hoặc Văn phòng Đảng ủy lập, sửa tổ đảng.")


def _record(event: str, row: PartyGroup, actor: Actor, **data: Any) -> None:
    record(
        event, actor=actor, organisation_id=row.cell_id, subject="organisation", subject_id=row.cell_id,
        acting_as=acting_as(actor.roles_in(row.cell_id), WRITERS), group_id=row.id, **data,
    )  # fmt: skip
