"""The by-laws of a meeting again, as a table: who may do what when."""

import pytest

from workflows.engine import NEW
from workflows.meeting import MEETING, State
from workflows.roles import Role

SECRETARY = Role.SECRETARY, Role.DEPUTY_SECRETARY

OPEN_STEPS = [
    (NEW, SECRETARY, "create"),
    (NEW, [Role.SCRIBE], "create"),
    (NEW, [Role.OFFICE], "create"),
    (State.DRAFT, SECRETARY, "submit record_past cancel"),
    (State.DRAFT, [Role.SCRIBE], "record_past"),
    (State.DRAFT, [Role.OFFICE], "cancel"),
    (State.APPROVAL, SECRETARY, "withdraw agree convene cancel"),
    (State.APPROVAL, [Role.APPROVER], "agree return"),
    (State.APPROVAL, [Role.OVERSEER], "agree return"),
    (State.APPROVAL, [Role.RECORDER, Role.SCRIBE], "agree"),
    (State.APPROVAL, [Role.OFFICE], "convene cancel"),
    (State.CONVENED, SECRETARY, "amend postpone replace_chair replace_recorder cancel open"),
    (State.CONVENED, [Role.CHAIR], "replace_chair replace_recorder open"),
    (State.CONVENED, [Role.RECORDER, Role.SCRIBE], "open"),
    (State.CONVENED, [Role.OFFICE], "cancel"),
    (State.HELD, [*SECRETARY, Role.CHAIR], "replace_chair replace_recorder undo_open break_off close"),
    (State.HELD, [Role.RECORDER], "undo_open break_off close"),
    (State.HELD, [Role.SCRIBE], "close"),
    (State.MINUTES, SECRETARY, "sign score finish"),
    (State.MINUTES, [Role.CHAIR, Role.RECORDER, Role.OFFICE], "sign"),
    (State.SCORED, [Role.OVERSEER], "verify send_back"),
    (State.SCORED, [Role.OFFICE], "verify send_back evaluate"),
    (State.SCORED, [Role.LEADERSHIP], "evaluate"),
    (State.EVALUATED, [Role.OFFICE], "reopen"),
]
EXPECTED = {(str(state), role): steps.split() for state, roles, steps in OPEN_STEPS for role in roles}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", [NEW, *State])
def test_who_may_do_what_when(state: str, role: Role) -> None:
    open_steps = [step.name for step in MEETING.steps_for(state, {role})]

    assert open_steps == EXPECTED.get((str(state), role), [])
