"""A demo meeting after its closing: signatures, the resolution, the points above the cell; and the month's tasks."""

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from app import clock
from app.accounts.models import Account
from app.actor import Actor
from app.demo import words
from app.demo.before import Cast, at, overseer_of
from app.demo.people import actor
from app.evaluations.queries import sheet_of
from app.evaluations.services import Given
from app.evaluations.services_verdict import Verdict, decide
from app.evaluations.services_verifying import verify
from app.extensions import db
from app.meetings.models import Meeting
from app.minutes.queries import fresh_minutes
from app.minutes.services import paper_of, score_meeting, sign, text_hash_of
from app.resolutions.queries import current
from app.resolutions.services import issue
from app.tasks.models import Task
from app.tasks.services import take_step
from workflows.roles import Role
from workflows.task import State as TaskState

# Of ten tasks so many are done when the next meeting looks back; the rest stay open, some of them overdue.
DONE_OF_TEN = 9
# One of so many of them is done after its day.
LATE_OF = 8


def sign_and_issue(cast: Cast, meeting: Meeting, on: date) -> None:
    for role, who, hour in ((Role.RECORDER, cast.recorder, 8), (Role.CHAIR, cast.secretary, 9)):
        with clock.set_to(at(on, hour)):
            seen = text_hash_of(paper_of(fresh_minutes(meeting.id)))
            sign(meeting, role, seen=seen, actor=actor(who.id))
            db.session.flush()  # the next signature looks for this one
    resolution = current(meeting.id)
    if resolution is not None and resolution.state == "adopted":
        with clock.set_to(at(on, 9, 30)):
            issue(resolution, meeting, actor=cast.chair)
            db.session.flush()  # handing in asks whether it is issued


def hand_in(cast: Cast, meeting: Meeting, on: date) -> None:
    with clock.set_to(at(on, 10)):
        score_meeting(meeting, actor=cast.chair)
        db.session.flush()  # the overseer's page reads the state


def verify_points(cast: Cast, meeting: Meeting, on: date) -> None:
    """The overseer agrees but for one criterion of judgement now and then."""
    sheet = sheet_of(meeting.id)
    lines = [line for line in (sheet.lines if sheet else ()) if line.applies]
    lower = cast.dice.choice((*(None,) * 2, "4b", "5", "6"))
    given = {
        line.code: Given(
            points=(line.self_points or Decimal(0)) - (1 if line.code == lower else 0),
            note="Nội dung còn chung chung." if line.code == lower else "",
        )
        for line in lines
    }
    with clock.set_to(at(on, 15)):
        verify(meeting, given, note="Kỳ sinh hoạt đúng quy trình.", actor=overseer_of(cast.cell))
        db.session.flush()  # the decision reads the verified points


def decide_rating(meeting: Meeting, on: date) -> None:
    with clock.set_to(at(on, 16)):
        sheet = sheet_of(meeting.id)
        decide(meeting, Verdict(level=sheet.verified_level if sheet else None), actor=leader())


def leader() -> Actor:
    return actor(db.session.scalars(select(Account.person_id).where(Account.user_name == "thuongtruc")).one())


def report_open_tasks(cast: Cast, on: date) -> None:
    """Before the next meeting most owners report and the secretary confirms."""
    tasks = db.session.scalars(select(Task).where(Task.cell_id == cast.cell.id, Task.state == TaskState.ASSIGNED))
    for task in list(tasks):
        if task.deadline and task.deadline < on and cast.dice.randrange(10) < DONE_OF_TEN:
            done_on = task.deadline + timedelta(days=2 if task.id % LATE_OF == 0 else -1)
            with clock.set_to(at(min(done_on, on), 17)):
                _report_and_confirm(cast, task)


def _report_and_confirm(cast: Cast, task: Task) -> None:
    """Reported by the secretary for the owner, who may have no account."""
    take_step(task, "report", actor=cast.chair, note=cast.dice.choice(words.RESULTS))
    db.session.flush()  # confirming reads the state
    take_step(task, "confirm", actor=cast.chair)
    db.session.flush()  # the agenda counts open tasks
