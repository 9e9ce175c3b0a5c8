"""The clock of the house: once a day it reminds who still owes something."""

from datetime import date

from app import clock
from app.extensions import db
from app.jobs.services import enqueue
from app.notifications.services import remind
from app.reminders import queries
from app.reminders.queries_offices import offices, owing_office
from app.reminders.queries_petitions import owing_petition, petitions_due
from app.reminders.queries_plans import cell_years, owing_plans
from app.reminders.queries_remedies import owing_remedy, remedies_due
from app.reminders.services_duties import remind_of_duties
from workflows.notices import Notice
from workflows.reminders import (
    FROM_HOUR,
    PETITION_REMINDERS,
    REMEDY_REMINDERS,
    TASK_REMINDERS,
    due,
    due_of_committee,
    due_of_year,
    months_around,
)

KIND = "remind_all"


def ask_for_reminders() -> None:
    """Ask for the day's reminders, once a day: a second asking, and a second machine, changes nothing."""
    if clock.now().astimezone(clock.VIETNAM).hour >= FROM_HOUR:
        enqueue(KIND, f"{KIND}:{clock.today()}")


def remind_all() -> None:
    """Remind everybody of what is due today. Run again it tells nobody twice: each reminder has its key.

    Commits after each cell, so that nobody who writes waits for all of them.
    """
    today = clock.today()
    for subject in list(queries.subjects(months_around(today))):
        _remind_of_meeting(subject, today)
        db.session.commit()
    _remind_of_tasks(today)
    _remind_of_petitions(today)
    _remind_of_remedies(today)
    _remind_offices(today)
    remind_of_duties(today)
    _remind_of_plans(today)


def _remind_of_meeting(subject: queries.Subject, today: date) -> None:
    for one in due(subject.facts, today):
        people = queries.owing(subject, one.who, today)
        key = f"{subject.key}:{one.name}:{one.on(subject.facts)}"
        remind(people, Notice.REMINDER, one.text(subject.facts), subject.path, key=key)


def _remind_of_tasks(today: date) -> None:
    for one in TASK_REMINDERS:
        for task in queries.tasks_due(one, today):
            assert task.deadline is not None  # noqa: S101 - what is due has a day
            people = queries.owing_task(task, today, with_leaders=one.tells_leaders)
            key = f"task:{task.id}:{one.name}:{task.deadline}"
            remind(people, Notice.REMINDER, one.text(task.work, task.deadline), f"/tasks/{task.id}", key=key)


def _remind_of_petitions(today: date) -> None:
    for one in PETITION_REMINDERS:
        for petition in petitions_due(one, today):
            assert petition.deadline is not None  # noqa: S101 - what is due has a day
            # Of each level anew: it has a clock of its own.
            key = f"petition:{petition.id}:{petition.level_id}:{one.name}:{petition.deadline}"
            text, path = one.text(petition.text, petition.deadline), f"/petitions/{petition.id}"
            remind(owing_petition(petition, today), Notice.REMINDER, text, path, key=key)


def _remind_of_remedies(today: date) -> None:
    for one in REMEDY_REMINDERS:
        for remedy in remedies_due(one, today):
            assert remedy.deadline is not None  # noqa: S101 - what is due has a day
            people = owing_remedy(remedy, today, with_team=one.tells_leaders)
            key = f"remedy:{remedy.id}:{one.name}:{remedy.deadline}"
            text, path = one.text(remedy.work, remedy.deadline), f"/inspections/files/{remedy.file_id}"
            remind(people, Notice.REMINDER, text, path, key=key)


def _remind_offices(today: date) -> None:
    for office in list(offices(months_around(today), today)):
        for one in due_of_committee(office.facts, today):
            key = f"{office.key}:{one.name}:{one.on(office.facts)}"
            people = owing_office(office.organisation_id, today)
            remind(people, Notice.REMINDER, one.text(office.facts), one.path, key=key)


def _remind_of_plans(today: date) -> None:
    for cell_id, year in cell_years(today):
        for one in due_of_year(year, today):
            people = owing_plans(cell_id, one.who, today)
            key = f"plans:{cell_id}:{year.year}:{one.name}"
            remind(people, Notice.REMINDER, one.text(year), f"/plans?year={year.year}&cell={cell_id}", key=key)
