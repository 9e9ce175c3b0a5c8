"""Who sees and writes what, column by column as in the plan of the house."""

import pytest

from workflows.meeting import State
from workflows.roles import Role
from workflows.sight import WRITERS, Part, may_write, parts_for

P, R, S = Part, Role, State
CELL_OFFICERS = [R.COMMITTEE_MEMBER, R.SECRETARY, R.DEPUTY_SECRETARY]
IN_CHARGE = [R.CHAIR, R.RECORDER]
CLOSE_BY = [*CELL_OFFICERS, *IN_CHARGE, R.OVERSEER, R.SUBSTITUTE]
FAR = [R.OFFICE, R.LEADERSHIP]
BLIND = [R.INSPECTOR, R.ADMINISTRATOR, R.OWNER]

# (part, state, the only roles that see it)
SEEN = [
    (P.AGENDA, S.DRAFT, [R.SCRIBE, R.APPROVER, R.OVERSEER, R.SUBSTITUTE, *CELL_OFFICERS]),
    (P.AGENDA, S.APPROVAL, [R.SCRIBE, R.APPROVER, R.OVERSEER, R.SUBSTITUTE, *CELL_OFFICERS]),
    (P.CONVENED, S.DRAFT, []),
    (P.CONVENED, S.CONVENED, [R.INSPECTING, R.MEMBER, R.SCRIBE, R.GUEST, *CLOSE_BY, *FAR]),
    (P.CONVENED, S.EVALUATED, [R.INSPECTING, R.MEMBER, R.SCRIBE, R.GUEST, *CLOSE_BY, *FAR]),
    (P.DOCUMENTS, S.CONVENED, [R.INSPECTING, R.MEMBER, R.SCRIBE, R.GUEST, *CLOSE_BY, *FAR]),
    (P.RECORD, S.APPROVAL, []),
    (P.RECORD, S.CONVENED, [R.SCRIBE, R.SECRETARY, R.DEPUTY_SECRETARY, R.SUBSTITUTE, *IN_CHARGE]),
    (P.RECORD, S.HELD, [R.SCRIBE, *CLOSE_BY]),
    (P.RECORD, S.MINUTES, CLOSE_BY),
    (P.RECORD, S.SCORED, [R.INSPECTING, *CLOSE_BY]),
    (P.OWN_ATTENDANCE, S.HELD, [R.MEMBER]),
    (P.COUNTS, S.HELD, [R.SCRIBE, *CLOSE_BY, *FAR]),
    (P.UNSIGNED, S.MINUTES, CLOSE_BY),
    (P.SIGNED, S.MINUTES, CLOSE_BY),
    (P.SIGNED, S.SCORED, [R.INSPECTING, R.MEMBER, R.SCRIBE, *CLOSE_BY]),
    (P.RESOLUTION, S.MINUTES, CLOSE_BY),
    (P.RESOLUTION, S.SCORED, [R.INSPECTING, R.MEMBER, R.SCRIBE, *CLOSE_BY, *FAR]),
    (P.OPINIONS, S.SCORED, [R.INSPECTING, R.MEMBER, R.SCRIBE, *CLOSE_BY, *FAR]),
    (P.RESULT, S.HELD, [R.SCRIBE, *CLOSE_BY]),
    (P.RESULT, S.EVALUATED, [R.INSPECTING, R.MEMBER, R.SCRIBE, *CLOSE_BY, *FAR]),
    (P.SCORES, S.HELD, [R.SCRIBE, *CLOSE_BY]),
    (P.SCORES, S.SCORED, [R.INSPECTING, *CLOSE_BY, *FAR]),
    (P.NAMES, S.CONVENED, [R.INSPECTING, R.MEMBER, R.SCRIBE, *CLOSE_BY, *FAR]),
    (P.REASONS_OF_ABSENCE, S.HELD, [R.INSPECTING, R.SCRIBE, R.OFFICE, *CLOSE_BY]),
    (P.PERSONAL, S.HELD, [R.OFFICE, R.SECRETARY, R.DEPUTY_SECRETARY, R.SUBSTITUTE]),
    (P.STATE_AND_DATES, S.DRAFT, [R.INSPECTING, R.SCRIBE, R.APPROVER, R.OVERSEER, R.SUBSTITUTE, *CELL_OFFICERS, *FAR]),
    (P.STATE_AND_DATES, S.CANCELLED, [R.INSPECTING, R.MEMBER, R.SCRIBE, R.GUEST, *CLOSE_BY, *FAR]),
]


@pytest.mark.parametrize(("part", "state", "roles"), SEEN)
def test_who_sees_what(part, state, roles):
    assert {role for role in Role if part in parts_for([role], state)} == set(roles)


@pytest.mark.parametrize("part", Part)
def test_every_part_is_seen_by_somebody_some_time(part):
    assert any(part in parts_for([role], state) for role in Role for state in State)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("role", BLIND)
def test_no_meeting_exists_for_these(role, state):
    assert parts_for([role], state) == frozenset()


@pytest.mark.parametrize("state", [S.DRAFT, S.APPROVAL])
@pytest.mark.parametrize("role", [R.MEMBER, R.GUEST, *IN_CHARGE])
def test_what_is_being_prepared_does_not_exist_for_members(role, state):
    assert parts_for([role], state) == frozenset()


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("role", FAR)
def test_neither_office_nor_leadership_reads_record_or_minutes(role, state):
    assert not parts_for([role], state) & {P.RECORD, P.UNSIGNED, P.SIGNED}


@pytest.mark.parametrize("state", State)
def test_several_roles_see_what_each_of_them_sees(state):
    both = parts_for([R.MEMBER, R.RECORDER], state)

    assert both == parts_for([R.MEMBER], state) | parts_for([R.RECORDER], state)


PAIR = [R.SECRETARY, R.DEPUTY_SECRETARY]
# (part, state, the only roles that write it); nothing else is written anywhere
WRITTEN = [
    (P.AGENDA, S.DRAFT, [*PAIR, R.SCRIBE]),
    (P.DOCUMENTS, S.DRAFT, [*PAIR, R.SCRIBE]),
    (P.DOCUMENTS, S.APPROVAL, PAIR),
    (P.DOCUMENTS, S.CONVENED, PAIR),
    (P.CONVENED, S.CONVENED, PAIR),
    (P.RECORD, S.CONVENED, [*PAIR, *IN_CHARGE, R.SCRIBE]),
    (P.RECORD, S.HELD, [*PAIR, *IN_CHARGE, R.SCRIBE]),
    (P.RECORD, S.MINUTES, [*PAIR, *IN_CHARGE]),
    (P.UNSIGNED, S.HELD, [*PAIR, *IN_CHARGE]),
    (P.UNSIGNED, S.MINUTES, [*PAIR, *IN_CHARGE]),
    (P.SCORES, S.HELD, [*PAIR, *IN_CHARGE, R.COMMITTEE_MEMBER, R.SCRIBE]),
    (P.SCORES, S.SCORED, [R.OVERSEER, R.OFFICE, R.LEADERSHIP]),
]
WRITERS_OF = {(part, state): set(roles) for part, state, roles in WRITTEN}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("part", Part)
def test_who_writes_what(part, state):
    assert {role for role in Role if may_write([role], state, part)} == WRITERS_OF.get((part, state), set())


def test_nobody_writes_what_they_do_not_see():
    for part, by_state in WRITERS.items():
        for state, roles in by_state.items():
            assert all(part in parts_for([role], state) for role in roles), (part, state)


def test_after_the_evaluation_nothing_is_written():
    assert not any(may_write(list(Role), S.EVALUATED, part) for part in Part)
