"""The secretary changes at the moment in which somebody plans, submits, convenes or begins a meeting."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from app.accounts.models import Appointment
from app.handovers import services
from app.handovers.models import Handover
from app.meetings import services as moving
from app.meetings.models import Meeting
from tests.at_once import at_once
from tests.meetings.ready import agreed, planned
from workflows.meeting import State
from workflows.roles import Role

# What happens when two write at once is the engine's doing.
pytestmark = pytest.mark.each_engine

TODAY = date(2026, 12, 2)
VERSION = 2
# Who may lose: the page is stale by then, or the office is no more theirs.
CALM = {303, 403, 404, 409, 422}


def plan_of(world) -> dict[str, object]:
    return {
        "day": "03/12/2026", "time": "19:30", "place": "Sân đình Nà Mười", "chair_id": world.people["thang"],
        "recorder_id": world.people["lan"], "version": VERSION,
    }  # fmt: skip


ACTS: dict[str, tuple[Callable | None, str, str, Callable]] = {
    "plan": (planned, "men", "/meetings/{id}/plan", plan_of),
    "submit": (planned, "thang", "/meetings/{id}/steps/submit", lambda _world: {}),
    "convene": (agreed, "thang", "/meetings/{id}/steps/convene", lambda _world: {}),
    "create": (None, "men", "/meetings/new", lambda world: {"cell_id": world.cell, "kind": "regular", "month": "12/2026"}),
}  # fmt: skip


@pytest.mark.few(4)
@pytest.mark.each_engine
@pytest.mark.parametrize("slow", ["change", "meeting", "neither"])
@pytest.mark.parametrize("act", ACTS)
def test_one_comes_first_and_nothing_is_left_with_who_is_no_more_in_office(
    world, made, as_user, committed, slowly, act, slow
):  # fmt: skip
    recipe, who, path, sent = ACTS[act]
    address = path.format(id=made(recipe) if recipe else "")
    if slow == "change":
        slowly(services, "_who_hands_over")
    elif slow == "meeting":
        slowly(moving, "lock")

    office, cell = as_user("hanh"), as_user(who)
    change = {"person": world.people["huong"], "from_on": "02/12/2026", "decision": ""}
    changed, acted = at_once(
        lambda: office.post(f"/organisations/{world.cell}/secretary", data=change),
        lambda: cell.post(address, data=sent(world)),
    )

    assert changed.status_code == 303
    assert acted.status_code in CALM, acted.text
    with committed() as session:
        holders = select(Appointment.person_id).where(
            Appointment.organisation_id == world.cell, Appointment.role == Role.SECRETARY,
            (Appointment.to_on.is_(None)) | (Appointment.to_on >= TODAY),
        )  # fmt: skip
        assert session.scalars(holders).all() == [world.people["huong"]]
        assert len(session.scalars(select(Handover.id)).all()) == 1
        for meeting in session.scalars(select(Meeting).where(Meeting.state == State.DRAFT)):
            assert meeting.chair_id != world.people["thang"]
