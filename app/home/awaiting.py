"""What awaits one person, as counted lists with the action in the row. Pure composition of what `queries` read."""

from datetime import date

from app.actor import Actor
from app.guidance.queries import missing_at
from app.home import queries
from app.home.awaiting_meetings import add_meeting, add_rating
from app.home.awaiting_server import server_rows
from app.home.awaiting_work import absent_row, guidance_row, inspection_rows, petition_row, plan_rows, task_row
from app.home.lists import Awaiting
from app.inspections.queries_home import waiting_for
from app.petitions.queries_home import awaiting as petitions_awaiting
from app.planning.queries_due import waiting_for as waiting_for_plans
from app.sessions.queries import absentees_of
from workflows.roles import Role

SECRETARIES = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
COMMITTEE = (*SECRETARIES, Role.COMMITTEE_MEMBER)
HANDLING = (*SECRETARIES, Role.OVERSEER, Role.OFFICE)
# The office reads the same on the list of each cell: of a whole commune it would be too long for a first page.
CLOSE_BY = (*COMMITTEE, Role.OVERSEER)


def awaiting(actor: Actor, today: date) -> Awaiting:
    """Everything that waits for the actor on the day: a few statements for each kind, however much there is."""
    since = date(today.year - (today.month <= 3), (today.month - 4) % 12 + 1, 1)
    found = Awaiting()
    for one in queries.unfinished(actor, since, today):
        add_meeting(found, one, actor, today)
    add_rating(found)
    if actor.home_id and Role.OFFICE in actor.roles_in(actor.home_id):
        found.guidance.rows += [guidance_row(one, today) for one in missing_at(actor.home_id, today)]
    found.tasks.rows = [task_row(task, actor, today) for task in queries.pressing_tasks(actor, today)]
    found.plans.rows = plan_rows(waiting_for_plans(actor))
    found.inspections.rows = [row for one in waiting_for(actor) for row in inspection_rows(one, actor, today)]
    if actor.holds(*HANDLING):
        found.petitions.rows = [petition_row(one, actor, today) for one in petitions_awaiting(actor, today)]
    found.absent.rows = [absent_row(one) for one in absentees_of(actor.organisations_as(*CLOSE_BY), today)]
    if actor.holds(Role.ADMINISTRATOR):
        found.server.rows = server_rows()
    return found
