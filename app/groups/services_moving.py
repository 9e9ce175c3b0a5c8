"""What becomes of Party groups when a cell is merged, ends, or a member leaves it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.actor import Actor
from app.audit.services import record
from app.extensions import db
from app.groups.models import PartyGroup
from app.groups.services import LONGEST_NAME, said_of, take_from
from app.organisations.models import Organisation
from workflows.roles import Role


def groups_in(cell_id: int) -> Sequence[PartyGroup]:
    found = select(PartyGroup).where(PartyGroup.cell_id == cell_id).options(selectinload(PartyGroup.members))
    return db.session.scalars(found.order_by(PartyGroup.id)).all()


def follow(row: Organisation, to_id: int, *, actor: Actor) -> int:
    """The cell was merged: its groups go on in the other one, under a name that is free there; how many."""
    moved, taken = groups_in(row.id), {group.name for group in groups_in(to_id)}
    for group in moved:
        before = said_of(group) | {"cell_id": row.id}
        group.name, group.cell_id = _free(group.name, row.name, taken), to_id
        taken.add(group.name)
        _record("group_changed", group, actor, before=before, after=said_of(group) | {"cell_id": to_id})
    return len(moved)


def _free(name: str, cell: str, taken: set[str]) -> str:
    """`Tổ 1`, or where that is taken `Tổ 1 (Chi bộ thôn Nà Mười)`."""
    tries = (name, f"{name} ({cell})"[:LONGEST_NAME], *(f"{name[: LONGEST_NAME - 4]} {n}" for n in range(2, 100)))
    return next(one for one in tries if one not in taken)


def let_go(cell_id: int, person_id: int, *, actor: Actor | None) -> None:
    """The person is in no group of this cell any more, and leads none."""
    for group in groups_in(cell_id):
        before = take_from(group, {person_id})
        if before["people"] != said_of(group)["people"]:
            db.session.flush()  # somebody is in one group at most: the next one may take them in
            _record("group_changed", group, actor, before=before, after=said_of(group))


def dissolve_all(cell_id: int, *, actor: Actor) -> None:
    """The cell ended and nobody goes on."""
    for group in groups_in(cell_id):
        _record("group_dissolved", group, actor, removed=said_of(group))
        db.session.delete(group)


def _record(event: str, group: PartyGroup, actor: Actor | None, **data: object) -> None:
    record(
        event, actor=actor, organisation_id=group.cell_id, subject="organisation", subject_id=group.cell_id,
        acting_as=Role.OFFICE if actor else "", group_id=group.id, **data,
    )  # fmt: skip
