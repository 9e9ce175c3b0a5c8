"""A commune of many cells, each with members, a committee, a meeting place in the tree and a term."""

from collections.abc import Sequence

from sqlalchemy import select

from app import clock
from app.accounts.models import Account, Appointment
from app.extensions import db
from app.members.models import Membership, Person
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent, Term
from tests.world import FOUNDED, World
from workflows.cells import CellType
from workflows.names import fold, sort_key
from workflows.roles import Role

FAMILIES = ("Nông", "Hoàng", "Triệu", "Đặng", "Lý", "Ma", "Bàn", "Vi", "Hà", "Lường")
GIVEN = ("Văn Bình", "Thị Diệp", "Văn Hưởng", "Thị Thơm", "Văn Sinh", "Thị Yến", "Đình Khoa", "Thị Gấm")
TYPES = tuple(CellType)[:6]
COMMITTEE = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER)
# Of a cell's people those who can sign in: its committee and the first of its members, who keeps the record.
WITH_ACCOUNTS = len(COMMITTEE) + 1


def grow(
    world: World, cells: int, members: int, *, committee: Sequence[Role] = COMMITTEE, types: Sequence[CellType] = TYPES
) -> list[Organisation]:
    """So many more cells of the commune of the tests, by code, each of so many members. Flushed, not committed."""
    return [_cell(world, number, members, committee, types[number % len(types)]) for number in range(cells)]


def _cell(world: World, number: int, members: int, committee: Sequence[Role], cell_type: CellType) -> Organisation:
    cell = Organisation(
        code=f"K{number:03}", name=f"Chi bộ khu phố {number}", kind=OrganisationKind.CELL, symbol="CB",
        cell_type=cell_type, place="Mường Lâm", founded_on=FOUNDED,
    )  # fmt: skip
    people = [_person(number * members + n) for n in range(members)]
    db.session.add_all([cell, *people])
    db.session.flush()  # their ids are needed just below
    db.session.add_all(Membership(person_id=p.id, organisation_id=cell.id, from_on=FOUNDED) for p in people)
    for person, role in zip(people, committee, strict=False):
        db.session.add(Appointment(person_id=person.id, organisation_id=cell.id, role=role, from_on=FOUNDED))
    db.session.add(Term(organisation_id=cell.id, name="2025–2030", from_on=FOUNDED))
    db.session.add(OrganisationParent(organisation_id=cell.id, parent_id=world.commune, from_on=FOUNDED))
    return cell


def _person(number: int) -> Person:
    name = f"{FAMILIES[number % 10]} {GIVEN[number % 8]} {number}"
    return Person(
        full_name=name, sort_key=sort_key(name), folded_name=fold(name), official_on=FOUNDED,
        card_number=f"{number:09}",
    )  # fmt: skip


def let_them_sign_in(cell: Organisation) -> None:
    people = db.session.scalars(
        select(Membership.person_id).where(Membership.organisation_id == cell.id).order_by(Membership.person_id)
    )
    for number, person_id in enumerate(people.all()[:WITH_ACCOUNTS]):
        db.session.add(
            Account(person_id=person_id, user_name=f"{cell.code.lower()}.{number}", password_hash="!",
                    must_change_password=False, created_at=clock.now())
        )  # fmt: skip


def oversee(cell: Organisation, person_id: int) -> None:
    db.session.add(
        Appointment(person_id=person_id, organisation_id=cell.id, role=Role.OVERSEER, from_on=FOUNDED)
    )  # fmt: skip
