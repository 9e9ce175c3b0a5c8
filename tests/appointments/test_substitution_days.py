"""A substitution holds from its first day to its last, for a deputy in office, and for the merged cell's papers too."""

from datetime import date

import pytest

from app import clock
from app.accounts.models import Appointment, Substitution
from app.extensions import db
from app.meetings.queries import roles_at
from app.members.models import StatusKind, StatusPeriod
from app.merging.services import end
from app.organisations.models import Organisation
from tests.meetings import ready
from workflows.roles import Role

FROM, TO = date(2026, 12, 10), date(2026, 12, 20)


def substituted(world, who: str = "men", cell: str = "CB01") -> None:
    db.session.add(
        Substitution(
            organisation_id=world.organisations[cell], person_id=world.people[who], from_on=FROM, to_on=TO, reason="ốm"
        )
    )  # fmt: skip
    db.session.flush()


def signs_on(meeting, who: str, day: int, actor_of) -> bool:
    with clock.set_to(ready.EVENING.replace(day=day)):
        return Role.SUBSTITUTE in roles_at(meeting, actor_of(who))


@pytest.fixture
def meeting(world, db_session, actor_of):
    return ready.drafted(actor_of)


@pytest.mark.parametrize(("day", "signs"), [(9, False), (10, True), (15, True), (20, True), (21, False)])
def test_from_its_first_day_to_its_last(meeting, world, actor_of, day, signs):
    substituted(world)

    assert signs_on(meeting, "men", day, actor_of) == signs


@pytest.mark.parametrize("who", ["thang", "huong", "lan", "son"])
def test_nobody_else_signs_in_the_meantime(meeting, world, actor_of, who):
    substituted(world)

    assert not signs_on(meeting, who, 15, actor_of)


def test_a_deputy_who_left_the_office_signs_no_more(meeting, world, actor_of):
    substituted(world)
    office = db.session.query(Appointment).filter_by(person_id=world.people["men"]).one()
    office.to_on = date(2026, 12, 14)
    db.session.flush()

    assert [signs_on(meeting, "men", day, actor_of) for day in (14, 15)] == [True, False]


def test_a_suspended_deputy_does_not_sign(meeting, world, actor_of):
    substituted(world)
    db.session.add(
        StatusPeriod(
            person_id=world.people["men"], kind=StatusKind.SUSPENDED, from_on=date(2026, 12, 15), reason="xem xét"
        )
    )  # fmt: skip
    db.session.flush()

    assert [signs_on(meeting, "men", day, actor_of) for day in (14, 15)] == [True, False]


@pytest.mark.parametrize(("who", "cell", "signs"), [("men", "CB01", False), ("son", "CB02", True)])
def test_after_a_merger_the_other_cell_s_deputy_signs_for_both(meeting, world, actor_of, who, cell, signs):
    substituted(world, who, cell)
    own, other = (db.session.get(Organisation, world.organisations[code]) for code in ("CB01", "CB02"))
    with clock.set_to(ready.EVENING.replace(day=12)):
        end(own, on=date(2026, 12, 12), into=other, actor=actor_of("hanh"))
        db.session.flush()

    assert signs_on(meeting, who, 15, actor_of) == signs
