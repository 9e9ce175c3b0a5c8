"""Who takes part in a cell, in one statement: the roll without those who are suspended."""

from datetime import date, timedelta

import pytest

from app.extensions import db
from app.members.models import StatusKind, StatusPeriod, TemporaryTransfer
from app.members.queries import roll_of, taking_part

TODAY = date(2026, 12, 2)


@pytest.mark.parametrize("days", [-400, -31, -30, 0, 30, 31])
def test_it_is_the_roll_without_the_suspended(world, db_session, days):
    month = timedelta(days=30)
    for name, kind in (("lan", StatusKind.SUSPENDED), ("khoa", StatusKind.EXEMPT)):
        db.session.add(
            StatusPeriod(person_id=world.people[name], kind=kind, from_on=TODAY - month, to_on=TODAY + month, reason="x")
        )  # fmt: skip
    for name, home, host in (("son", world.other_cell, world.cell), ("huong", world.cell, world.other_cell)):
        db.session.add(
            TemporaryTransfer(
                person_id=world.people[name], home_id=home, host_id=host, from_on=TODAY - month, to_on=TODAY + month
            )
        )
    db.session.flush()
    on = TODAY + timedelta(days=days)

    for cell in (world.cell, world.other_cell):
        roll = {row.person.id for row in roll_of(cell, on) if not row.suspended}
        assert taking_part(cell, on) == roll
    within = abs(days) <= 30
    assert (world.people["son"] in taking_part(world.cell, on)) is within
    assert (world.people["lan"] in taking_part(world.cell, on)) is not within
