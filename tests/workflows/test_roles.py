"""Which doors open to whom. What is behind them is the business of sight and of the workflows."""

import pytest

from workflows.cells import CELL_TYPE_LABELS, STRESS, CellType
from workflows.roles import GRANTS, IN_ONE_THING, ROLE_LABELS, Permission, Role

P = Permission
ABOVE = {Role.OVERSEER, Role.OFFICE, Role.LEADERSHIP}
CELL = {Role.MEMBER, Role.SCRIBE, Role.COMMITTEE_MEMBER, Role.DEPUTY_SECRETARY, Role.SECRETARY}
APPOINTED = set(Role) - IN_ONE_THING

HOLDERS = [
    (P.ACCOUNT_MANAGE, {Role.OFFICE, Role.ADMINISTRATOR}),
    (P.ACCOUNT_OWN, APPOINTED),
    (P.ADMISSION_READ, {Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OFFICE, Role.LEADERSHIP}),
    (P.AGENDA_WRITE, {Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.SCRIBE}),
    (P.APPOINTMENT_MANAGE, {Role.OFFICE}),
    (P.ASSIGNMENT_GIVE, {Role.SECRETARY, Role.DEPUTY_SECRETARY}),
    (P.ASSIGNMENT_NOTE, CELL),
    (P.ASSIGNMENT_READ, CELL | {Role.OFFICE}),
    (P.CHECK_IN_WRITE, CELL),
    (P.COMMUNE_RESOLUTION_WRITE, {Role.OFFICE}),
    (P.CONTACT_WRITE, {Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OFFICE}),
    (P.DOCUMENT_READ, CELL | ABOVE | {Role.INSPECTOR}),
    (P.EVALUATION_DECIDE, {Role.LEADERSHIP, Role.OFFICE}),
    (P.EVALUATION_PROPOSE, CELL),
    (P.EVALUATION_REVIEW, {Role.OFFICE}),
    (P.EVALUATION_VERIFY, {Role.OVERSEER, Role.OFFICE}),
    (P.EXAMPLE_READ, CELL | ABOVE),
    (P.EXAMPLE_WRITE, {Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OFFICE}),
    (P.FIGURE_READ, CELL | ABOVE | {Role.INSPECTOR}),
    (P.GROUP_WRITE, {Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OFFICE}),
    (P.GROWTH_READ, {Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OFFICE}),
    (P.GROWTH_WRITE, {Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OFFICE}),
    (P.GUIDANCE_READ, CELL | ABOVE | {Role.INSPECTOR}),
    (P.GUIDANCE_WRITE, {Role.OFFICE}),
    (P.HELP_READ, APPOINTED),
    (P.INDICATOR_READ, CELL | ABOVE),
    (P.INDICATOR_WRITE, {Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OFFICE}),
    (P.INSPECTION_ANSWER, {Role.SECRETARY, Role.DEPUTY_SECRETARY}),
    (P.INSPECTION_READ, CELL | ABOVE | {Role.INSPECTOR}),
    (P.INSPECTION_STEP, {Role.INSPECTOR, Role.LEADERSHIP}),
    (P.INSPECTION_WRITE, {Role.INSPECTOR}),
    (P.MEETING_CREATE, {Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.SCRIBE}),
    (P.MEETING_READ, CELL | ABOVE | {Role.INSPECTOR}),
    (P.MEETING_STEP, CELL | ABOVE),
    (P.MEMBER_MANAGE, {Role.OFFICE}),
    (P.MEMBER_READ, CELL | ABOVE),
    (P.MINUTES_WRITE, CELL),
    (P.NOTIFICATION_READ, APPOINTED),
    (P.ORGANISATION_MANAGE, {Role.OFFICE}),
    (P.ORGANISATION_READ, CELL | ABOVE),
    (P.OVERSIGHT_MANAGE, {Role.OFFICE}),
    (P.OVERSIGHT_READ, ABOVE),
    (P.PETITION_RAISE, CELL),
    (P.PETITION_READ, CELL | ABOVE | {Role.INSPECTOR}),
    (P.PETITION_STEP, {Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OVERSEER, Role.OFFICE}),
    (P.PHRASE_WRITE, {Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OFFICE}),
    (P.RENDERING_RETRY, {Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OFFICE, Role.ADMINISTRATOR}),
    (P.PLAN_READ, CELL | ABOVE | {Role.INSPECTOR}),
    (P.PLAN_STEP, {Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER, Role.OVERSEER, Role.OFFICE}),
    (P.PLAN_WRITE, {Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.SCRIBE}),
    (P.RATING_DECIDE, {Role.OFFICE, Role.LEADERSHIP}),
    (P.RATING_PROPOSE, {Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OFFICE, Role.LEADERSHIP}),
    (P.RATING_READ, CELL | ABOVE | {Role.INSPECTOR}),
    (P.REPLY_WRITE, CELL),
    (P.RESOLUTION_WRITE, {Role.SECRETARY, Role.DEPUTY_SECRETARY}),
    (P.ROSTER_IMPORT, {Role.OFFICE}),
    (P.ROTATION_READ, ABOVE | {Role.SECRETARY, Role.DEPUTY_SECRETARY}),
    (P.ROTATION_WRITE, {Role.OFFICE}),
    (P.RULESET_MANAGE, {Role.OFFICE}),
    (P.SCHEDULE_READ, ABOVE | {Role.SECRETARY, Role.DEPUTY_SECRETARY}),
    (P.SELF_CHECK_READ, {Role.SECRETARY, Role.DEPUTY_SECRETARY}),
    (P.SELF_CHECK_WRITE, CELL),
    (P.SESSION_WRITE, CELL),
    (P.SETTING_MANAGE, {Role.ADMINISTRATOR}),
    (P.SIGNIN_ISSUE_ONCE, {Role.OVERSEER, Role.DEPUTY_SECRETARY}),
    (P.SUBSTITUTION_SET, {Role.SECRETARY, Role.OFFICE}),
    (P.SYNTHESIS_ISSUE, {Role.OFFICE}),
    (P.SYNTHESIS_READ, {Role.OFFICE, Role.LEADERSHIP}),
    (P.TARGET_WRITE, {Role.OFFICE}),
    (P.TASK_READ, CELL | ABOVE | {Role.INSPECTOR}),
    (P.TASK_STEP, CELL),
    (P.VISIT_ANNOUNCE, {Role.OFFICE}),
    (P.VISIT_READ, ABOVE | {Role.SECRETARY, Role.DEPUTY_SECRETARY}),
    (P.VISIT_RECORD, {Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OFFICE}),
]


@pytest.mark.parametrize(("permission", "holders"), HOLDERS)
def test_who_is_granted_what_by_appointment(permission, holders):
    assert {role for role in APPOINTED if permission in GRANTS[role]} == holders


def test_every_permission_is_listed_above_and_in_alphabetical_order():
    assert [str(p) for p in Permission] == sorted(p for p, _ in HOLDERS)


def test_every_role_has_grants_and_a_name():
    assert set(GRANTS) == set(ROLE_LABELS) == set(Role)


def test_an_administrator_sees_no_content():
    content = {"meeting", "minutes", "member", "document", "evaluation", "petition", "task", "ruleset", "audit"}

    assert not {p.split(":")[0] for p in GRANTS[Role.ADMINISTRATOR]} & content


def test_every_type_of_cell_has_a_name_and_a_stress():
    assert set(CELL_TYPE_LABELS) == set(STRESS) == set(CellType)
