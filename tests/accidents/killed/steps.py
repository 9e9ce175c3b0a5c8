"""A step of the month: one form that somebody sends, or what the worker does.

It knows nothing of the one before it but what stands in the rows, because a process may have died in between.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.agendas.models import AgendaItem, ItemKind
from app.meetings.models import Meeting
from tests.accidents.killed.town import Town, vietnam

Act = Callable[[Town], None]
# More than an agenda has: what is done with each item is a step of its own, which then does nothing.
MOST_ITEMS = 13


@dataclass(frozen=True)
class Step:
    at: datetime
    name: str
    act: Act
    # What the next process does where one died in this step; None: what a person does (town.send_again).
    again: Act | None = None
    # Whether the worker has nothing left to do then, so that the house can be compared with another: a chapter ends.
    settled: bool = False
    # Those of the same worker, which does all of them if it is started anew.
    chain: str = ""


class Steps(list[Step]):
    def on(self, month: int, day: int, hour: int, minute: int = 0, name: str = "") -> Callable[[Act], Act]:
        """The step that is taken at that minute in Vietnam."""

        def add(act: Act) -> Act:
            self.append(Step(vietnam(month, day, hour, minute), name or act.__name__, act))
            return act

        return add

    def worker(self, month: int, day: int, hour: int, minute: int, name: str, *, wake_ups: int = 0) -> None:
        """The worker does all that waits; the first so many wake-ups are steps of their own."""
        at, full = vietnam(month, day, hour, minute), f"worker: {name}"
        for number in range(wake_ups):
            self.append(Step(at, f"{full}, wake-up {number}", Town.work_once, Town.work_anew, chain=full))
        self.append(Step(at, full, Town.work, Town.work_anew, settled=True, chain=full))

    def strikes(self, month: int, day: int, hour: int) -> None:
        """What the clock of the house brings at that hour of a day: reminders, a backup, the seal."""
        name = f"worker: {hour} o'clock on {day}/{month}"
        self.append(Step(vietnam(month, day, hour), name, Town.strike, Town.strike_anew, settled=True))


def meeting(town: Town) -> str:
    """Of the cell in December; guidance has begun it."""
    found = select(Meeting.id).where(Meeting.cell_id == town.world.cell, Meeting.month == date(2026, 12, 1))
    return f"/meetings/{town.one(found)}"


def items(town: Town) -> list[tuple[int, ItemKind]]:
    number = int(meeting(town).rpartition("/")[2])
    found = select(AgendaItem.id, AgendaItem.kind).where(AgendaItem.meeting_id == number)
    return [(row.id, row.kind) for row in town.ask(found.order_by(AgendaItem.position))]
