"""The leaders of a cell are told of what lies ahead for its members, each thing once; the office above, what waits
for it."""

from collections import defaultdict
from datetime import date

from sqlalchemy import select

from app.duties.queries import Asked, falling
from app.members.models import Person
from app.notifications.services import remind
from app.reminders.queries import SECRETARIES, in_office
from app.reminders.queries_offices import offices_over, owing_office
from workflows.duties import OFFICE_NOTICES, Duty, sentence, sentence_for_office, told_office_on, told_on
from workflows.notices import Notice


def remind_of_duties(today: date) -> None:
    """Run again it tells nobody twice: each thing has its key."""
    _remind_leaders(today)
    _remind_offices(today)


def _remind_leaders(today: date) -> None:
    for duty in Duty:
        for one in falling(duty, Asked(on=today), *told_on(duty, today)):
            leaders = select(Person.id).where(Person.id.in_(in_office(one.cell_id, SECRETARIES, today)))
            text = sentence(duty, one.name, one.on, one.years)
            remind(leaders, Notice.REMINDER, text, "/duties", key=one.key)


def _remind_offices(today: date) -> None:
    """The nearest office above each cell, of all its cells in one sentence; of a probation only while it lasts."""
    offices = offices_over(today)
    for duty in OFFICE_NOTICES:
        found: dict[tuple[int, date], list[str]] = defaultdict(list)
        for one in falling(duty, Asked(on=today), *told_office_on(duty, today)):
            if one.cell_id in offices:
                found[offices[one.cell_id], one.on].append(f"đ/c {one.name} ({one.cell})")
        for (office_id, on), names in sorted(found.items()):
            text, key = sentence_for_office(duty, sorted(names), on), f"duty-office:{duty}:{office_id}:{on}"
            remind(owing_office(office_id, today), Notice.REMINDER, text, f"/duties?kind={duty}", key=key)
