"""The school's cell (CB02) is followed by Lộc too in some tests; its meeting stands beside that of the own cell."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from app.accounts.models import Appointment
from app.extensions import db
from app.meetings.models import Meeting
from tests.sessions.conftest import EVENING, make_meeting
from tests.world import FOUNDED, World
from workflows.meeting import State
from workflows.roles import Role

DECEMBER = date(2026, 12, 1)


def follow(world: World, person: str, cell: int) -> None:
    """The standing overseer of the cell."""
    db.session.add(
        Appointment(person_id=world.people[person], organisation_id=cell, role=Role.OVERSEER, from_on=FOUNDED)
    )


def meet(
    world: World, cell: int, starts_at: datetime = EVENING, state: State = State.DRAFT, month: date = DECEMBER
) -> Meeting:
    """The cell's regular meeting of the month with an agenda of 80 minutes."""
    meeting = make_meeting(world, state=state, month=date(2030, 1, 1))  # of no month in which one is already
    meeting.cell_id, meeting.starts_at, meeting.month = cell, starts_at, month
    db.session.flush()
    return meeting


@pytest.fixture
def clashing(world: World, prepared: Callable) -> tuple[int, int]:
    """Lộc follows both cells; the own one is convened for 19:40, the school drafts 20:10 of the same evening."""

    def build() -> tuple[int, int]:
        follow(world, "loc", world.other_cell)
        first = meet(world, world.cell, state=State.CONVENED)
        second = meet(world, world.other_cell, EVENING + timedelta(minutes=30))
        return first.id, second.id

    found: tuple[int, int] = prepared("oversight: clashing", build)
    return found
