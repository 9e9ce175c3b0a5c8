"""The leaders of a cell are told of what lies ahead for its members, each thing once."""

from datetime import date

from sqlalchemy import select

from app.duties.queries import Asked, falling
from app.members.models import Person
from app.notifications.services import remind
from app.reminders.queries import SECRETARIES, in_office
from workflows.duties import Duty, sentence, told_on
from workflows.notices import Notice


def remind_of_duties(today: date) -> None:
    """Run again it tells nobody twice: each thing has its key."""
    for duty in Duty:
        for one in falling(duty, Asked(on=today), *told_on(duty, today)):
            leaders = select(Person.id).where(Person.id.in_(in_office(one.cell_id, SECRETARIES, today)))
            text = sentence(duty, one.name, one.on, one.years)
            remind(leaders, Notice.REMINDER, text, "/duties", key=one.key)
