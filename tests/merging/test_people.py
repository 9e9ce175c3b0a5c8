"""What of a merged cell's people goes on: groups, assignments, areas, the reserve list; and what ends with who leaves."""

from datetime import date

import pytest
from sqlalchemy import delete, select

from app import clock
from app.areas.models import ResidentialArea
from app.assignments.models import Assignment, Charge
from app.audit.models import AuditEvent
from app.groups.models import PartyGroup, PartyGroupMember
from app.groups.queries import who_is_where
from app.members.models import Membership, Person
from app.members.services import leave, transfer
from app.merging.services import end
from app.organisations.models import Organisation
from app.training.models import Reserve
from tests.merging.conftest import TODAY
from workflows.roles import Role


def _put_people_to_work(world, session) -> None:
    """In the own cell: somebody in charge of two things, one of them over; a group, which the other cell has too; who is
    to lead it; an area of its."""
    cell, lan, huong = world.cell, world.people["lan"], world.people["huong"]
    for to_on in (None, date(2026, 11, 30)):
        session.add(
            Assignment(
                cell_id=cell, person_id=lan, kind=Charge.HOUSEHOLD, subject="Hộ bà Sáu", from_on=date(2026, 1, 5),
                to_on=to_on, created_at=clock.now(),
            )
        )  # fmt: skip
    session.add(PartyGroup(cell_id=world.other_cell, name="Tổ 1"))
    members = [PartyGroupMember(person_id=lan), PartyGroupMember(person_id=huong)]
    session.add(PartyGroup(cell_id=cell, name="Tổ 1", leader_id=lan, members=members))
    for who in (lan, huong):
        session.add(Reserve(cell_id=cell, person_id=who, position=Role.SECRETARY, listed_at=clock.now()))
    session.add(ResidentialArea(commune_id=world.commune, name="Nà Mười", cell_id=cell))
    session.flush()


def test_groups_assignments_and_areas_go_on_in_the_other_cell_and_the_reserve_list_ends(
    world, cells, actor_of, db_session
):
    own, other = cells
    _put_people_to_work(world, db_session)
    end(own, on=TODAY, into=other, actor=actor_of("hanh"))
    db_session.flush()

    given = db_session.scalars(select(Assignment).order_by(Assignment.id)).all()
    assert [(row.cell_id, row.to_on) for row in given] == [(other.id, None), (own.id, date(2026, 11, 30))]
    there = who_is_where(other.id)
    assert [(one.name, len(one.people)) for one in there] == [("Tổ 1 (Chi bộ thôn Nà Mười)", 2)]
    assert who_is_where(own.id) == []
    assert db_session.scalars(select(Reserve)).all() == []
    assert db_session.scalars(select(ResidentialArea.cell_id)).all() == [other.id]
    events = set(db_session.scalars(select(AuditEvent.event)))
    assert {"assignment_moved", "group_changed", "reserve_taken_off", "area_changed"} <= events


def test_areas_of_a_commune_that_is_merged_lie_in_the_other_one(world, actor_of, db_session):
    commune = db_session.get_one(Organisation, world.commune)
    old = Organisation(code="XCU", name="Đảng bộ xã Cũ", kind=commune.kind)
    db_session.add(old)
    db_session.flush()
    for where, name in ((commune, "Thôn Đông"), (old, "Thôn Đông"), (old, "Thôn Tây")):
        db_session.add(ResidentialArea(commune_id=where.id, name=name))
    db_session.flush()
    end(old, on=TODAY, into=commune, actor=actor_of("hanh"))
    db_session.flush()

    found = db_session.execute(select(ResidentialArea.commune_id, ResidentialArea.name).order_by(ResidentialArea.name))
    assert [tuple(row) for row in found] == [
        (commune.id, name) for name in ("Thôn Tây", "Thôn Đông", "Thôn Đông (Đảng bộ xã Cũ)")
    ]
    told = db_session.scalars(select(AuditEvent.subject_id).where(AuditEvent.event == "area_changed")).all()
    assert told == [commune.id] * 2


def test_where_a_cell_ends_without_another_nothing_of_it_goes_on(world, cells, actor_of, db_session):
    own, _ = cells
    _put_people_to_work(world, db_session)
    db_session.execute(delete(Membership).where(Membership.organisation_id == own.id))
    end(own, on=TODAY, into=None, actor=actor_of("hanh"))
    db_session.flush()

    given = db_session.scalars(select(Assignment.to_on).order_by(Assignment.id)).all()
    assert given == [date(2026, 12, 1), date(2026, 11, 30)]
    assert db_session.scalars(select(PartyGroup.cell_id)).all() == [world.other_cell]
    assert db_session.scalars(select(Reserve)).all() == []


@pytest.mark.parametrize("how", ["transferred", "left"])
def test_who_leaves_a_cell_leaves_its_groups_lists_and_assignments(world, actor_of, db_session, how):
    _put_people_to_work(world, db_session)
    lan, hanh = db_session.get_one(Person, world.people["lan"]), actor_of("hanh")
    if how == "transferred":
        transfer(lan, world.other_cell, on=TODAY, note="", actor=hanh)
    else:
        leave(lan, on=TODAY, note="Từ trần", actor=hanh)
    db_session.flush()

    given = db_session.scalars(select(Assignment.to_on).order_by(Assignment.id)).all()
    assert given == [date(2026, 12, 1), date(2026, 11, 30)]
    group = db_session.scalars(select(PartyGroup).where(PartyGroup.cell_id == world.cell)).one()
    assert (group.leader_id, [one.person_id for one in group.members]) == (None, [world.people["huong"]])
    assert db_session.scalars(select(Reserve.person_id)).all() == [world.people["huong"]]
