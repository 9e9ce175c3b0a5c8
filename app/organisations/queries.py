"""Reading the tree as it stood on a day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import CTE, ColumnElement, Date, Integer, Select, bindparam, literal, or_, select

from app.actor import Actor
from app.columns import among, in_force
from app.extensions import connection, db
from app.foreseen import UNKNOWN, What, foreseen
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent, Term
from app.refusals import NotAllowed, NotKnown
from workflows.roles import GRANTS, Permission, Role


def stands(on: date) -> ColumnElement[bool]:
    """The condition that an organisation has this superior on the day."""
    return in_force(OrganisationParent.from_on, OrganisationParent.to_on, on)


def climb_down() -> CTE:
    """`id`: the organisation `root_id` and everything under it on the day `on`: parameters of the statement that joins
    it."""
    parent = OrganisationParent.__table__.c
    on = bindparam("on", type_=Date)
    tree = select(bindparam("root_id", type_=Integer).label("id")).cte("tree", recursive=True)
    # UNION, not UNION ALL: a circle in bad data must not run for ever.
    return tree.union(
        select(parent.organisation_id)
        .join_from(OrganisationParent.__table__, tree, parent.parent_id == tree.c.id)
        .where(in_force(parent.from_on, parent.to_on, on))
    )


# Built once, of bare tables: every request of an office asks it.
_BELOW = select(climb_down().c.id)


def below(root_id: int, on: date) -> list[int]:
    """The ids of `root_id` and of everything under it on the day, in one statement."""
    return list(connection().scalars(_BELOW, {"root_id": root_id, "on": on}).all())


# No tree of the Party is deeper; in bad data that runs in a circle, the climb ends here.
MOST_LEVELS = 12


def climb_up() -> CTE:
    """`id, level`: the organisation `organisation_id` itself (level 0) and its superiors on the day `on`: parameters of
    the statement that joins it."""
    on = bindparam("on", type_=Date)
    first = select(bindparam("organisation_id", type_=Integer).label("id"), literal(0).label("level"))
    climb = first.cte("climb", recursive=True)
    parent = OrganisationParent.__table__.c
    return climb.union_all(
        select(parent.parent_id, climb.c.level + 1)
        .join_from(OrganisationParent.__table__, climb, parent.organisation_id == climb.c.id)
        .where(in_force(parent.from_on, parent.to_on, on), climb.c.level < MOST_LEVELS)
    )


def _above() -> Select[int]:
    climb = climb_up()
    return select(climb.c.id).order_by(climb.c.level)


_ABOVE = _above()


def above(organisation_id: int, on: date) -> list[int]:
    """The ids of `organisation_id` and of its superiors on the day, nearest first, in one statement."""
    found = connection().scalars(_ABOVE, {"organisation_id": organisation_id, "on": on})
    return list(dict.fromkeys(found))


def above_any(organisation_ids: list[int], on: date) -> list[int]:
    """The ids of these organisations and of all their superiors on the day, in one statement."""
    these = select(Organisation.id.label("id")).where(among(Organisation.id, organisation_ids))
    climb = these.cte("climb", recursive=True)
    # UNION, not UNION ALL: a circle in bad data must not run for ever.
    climb = climb.union(
        select(OrganisationParent.parent_id)
        .join(climb, OrganisationParent.organisation_id == climb.c.id)
        .where(stands(on))
    )
    return list(db.session.scalars(select(climb.c.id)))


def _line() -> CTE:
    """The organisation `organisation_id` and, from the day on, the cells that it has become by mergers."""
    organisation = Organisation.__table__.c
    line = select(bindparam("organisation_id", type_=Integer).label("id")).cte("line", recursive=True)
    return line.union(
        select(organisation.merged_into_id)
        .join_from(Organisation.__table__, line, organisation.id == line.c.id)
        .where(organisation.merged_into_id.is_not(None), organisation.dissolved_on <= bindparam("on", type_=Date))
        .where(organisation.kind == OrganisationKind.CELL)
    )


# For statements with the parameters `organisation_id` and `on`: who answers for the affairs of a merged cell.
SUCCESSION = select(_line().c.id)


def keeper_of(organisation_id: int, on: date) -> int:
    """Who keeps the affairs of a cell on the day: itself, or the cell that it was merged into, however often."""
    row = db.session.get_one(Organisation, organisation_id)
    while row.merged_into_id and row.dissolved_on and row.dissolved_on <= on:
        row = db.session.get_one(Organisation, row.merged_into_id)
    return row.id


def office_phone_over(organisation_id: int, on: date) -> str:
    """The telephone of the nearest office at or above the organisation; "" if none is known."""
    ids = above(organisation_id, on)
    rows = db.session.execute(select(Organisation.id, Organisation.office_phone).where(Organisation.id.in_(ids)))
    phones = {row.id: row.office_phone for row in rows}
    return next((phones[i] for i in ids if phones.get(i)), "")


def superior_of(organisation_id: int, on: date) -> Organisation | None:
    """The direct superior on the day: it verifies, decides the level and answers first."""
    if (found := foreseen(What.SUPERIOR, (organisation_id, on))) is not UNKNOWN:
        return cast(Organisation | None, found)
    return db.session.scalar(
        select(Organisation)
        .join(OrganisationParent, OrganisationParent.parent_id == Organisation.id)
        .where(OrganisationParent.organisation_id == organisation_id, stands(on))
    )


def term_on(organisation_id: int, on: date) -> Term | None:
    """The committee's term on the day, or None if none was entered."""
    return db.session.scalar(
        select(Term)
        .where(Term.organisation_id == organisation_id, in_force(Term.from_on, Term.to_on, on))
        .order_by(Term.from_on.desc())
    )


def cells_among(organisation_ids: list[int]) -> list[Organisation]:
    """The cells among these organisations that still exist, by code."""
    return list(
        db.session.scalars(
            select(Organisation)
            .where(among(Organisation.id, organisation_ids), Organisation.kind == OrganisationKind.CELL)
            .where(Organisation.dissolved_on.is_(None))
            .order_by(Organisation.code)
        )
    )


def visible_ids(actor: Actor) -> list[int]:
    """The organisations that the actor may read of today: where one of the roles held there reads organisations."""
    return [
        organisation_id
        for organisation_id, roles in actor.roles.items()
        if any(Permission.ORGANISATION_READ in GRANTS[role] for role in roles)
    ]


def visible_to(actor: Actor) -> Select[Organisation]:
    return select(Organisation).where(among(Organisation.id, visible_ids(actor)))


def get_visible(organisation_id: int, actor: Actor) -> Organisation:
    """Raises NotKnown for what the actor may not know of."""
    found = db.session.scalar(visible_to(actor).where(Organisation.id == organisation_id))
    if found is None:
        raise NotKnown
    return found


def get_managed(organisation_id: int, actor: Actor) -> Organisation:
    """An organisation that the actor manages as its office. NotKnown if it is out of sight, NotAllowed if only read."""
    found = get_visible(organisation_id, actor)
    if Role.OFFICE not in actor.roles_in(found.id):
        raise NotAllowed("Chỉ Văn phòng Đảng ủy phụ trách mới sửa được tổ chức này.")
    return found


def managed_roots(actor: Actor, on: date) -> list[Organisation]:
    """The topmost organisations that the actor is the office of, by code."""
    managed = set(actor.organisations_as(Role.OFFICE))
    parents = parents_on(on)
    roots = [organisation_id for organisation_id in managed if parents.get(organisation_id) not in managed]
    return list(db.session.scalars(select(Organisation).where(Organisation.id.in_(roots)).order_by(Organisation.code)))


def parents_on(on: date) -> dict[int, int]:
    """Who stands under whom on the day, in the whole installation."""
    rows = db.session.execute(
        select(OrganisationParent.organisation_id, OrganisationParent.parent_id).where(stands(on))
    )
    return {organisation_id: parent_id for organisation_id, parent_id in rows}


def children(organisation_id: int, on: date) -> list[Organisation]:
    """What stands directly under it on the day and still exists."""
    return list(
        db.session.scalars(
            select(Organisation)
            .join(OrganisationParent, OrganisationParent.organisation_id == Organisation.id)
            .where(OrganisationParent.parent_id == organisation_id, stands(on))
            .where(or_(Organisation.dissolved_on.is_(None), Organisation.dissolved_on > on))
            .order_by(Organisation.code)
        )
    )


@dataclass(frozen=True, kw_only=True)
class Branch:
    """One line of the tree; `depth` 0 is the topmost that the actor sees."""

    organisation: Organisation
    depth: int


def tree_for(actor: Actor, on: date) -> list[Branch]:
    """What the actor sees of the tree, from the top down, siblings by code, dissolved ones last. Two statements."""
    rows = {row.id: row for row in db.session.scalars(visible_to(actor))}
    parents = parents_on(on)
    under: dict[int | None, list[Organisation]] = {}
    for row in rows.values():
        parent_id = parents.get(row.id)
        under.setdefault(parent_id if parent_id in rows else None, []).append(row)

    def walk(parent_id: int | None, depth: int) -> Iterator[Branch]:
        for row in sorted(under.get(parent_id, ()), key=lambda r: (r.dissolved_on is not None, r.code)):
            yield Branch(organisation=row, depth=depth)
            yield from walk(row.id, depth + 1)

    return list(walk(None, 0))


def name_of(organisation_id: int | None) -> str:
    return db.session.scalar(select(Organisation.name).where(Organisation.id == organisation_id)) or ""


def names_of(organisation_ids: Iterable[int]) -> dict[int, str]:
    rows = db.session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(organisation_ids)))
    return {row.id: row.name for row in rows}


def managed(actor: Actor) -> list[Organisation]:
    """Everything that exists and that the actor is the office of, by code; committees before cells."""
    rows = db.session.scalars(
        select(Organisation)
        .where(among(Organisation.id, actor.organisations_as(Role.OFFICE)), Organisation.dissolved_on.is_(None))
        .order_by(Organisation.code)
    )
    return sorted(rows, key=lambda row: row.kind == OrganisationKind.CELL)
