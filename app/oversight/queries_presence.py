"""Whether those who follow the cells were there: at the committee's meeting and at the cell's, as it was recorded.

What was keyed in from paper counts like any other record; what nobody recorded counts neither as presence nor as
absence. Only regular meetings count.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import select

from app import clock
from app.approvals.models import ApprovalRound
from app.columns import among
from app.extensions import db
from app.meetings.models import Meeting
from app.members.queries import names_of
from app.oversight.queries import CellInMonth, attended_in
from app.sessions.models import Guest, GuestKind
from workflows.calendar import months_away
from workflows.meeting import State
from workflows.names import fold

HELD = frozenset({State.HELD, State.MINUTES, State.SCORED, State.EVALUATED})


class CellPresence(NamedTuple):
    """One cell in one month. None where nothing was recorded, or the meeting was not held."""

    month: date
    cell_id: int
    cell: str
    meeting_id: int | None
    overseers: str
    committee_on: date | None
    at_committee: bool | None
    met_on: date | None
    at_cell: bool | None
    who_came: str
    who_was_at_committee: str


@dataclass
class PersonPresence:
    """One person over the months: how many cells in how many months, and where they were of what was recorded."""

    person_id: int
    name: str
    cells: set[int] = field(default_factory=set)
    assigned: int = 0
    committees: int = 0
    at_committees: int = 0
    meetings: int = 0
    at_meetings: int = 0


@dataclass(frozen=True, kw_only=True)
class Presence:
    months: list[date]
    cells: list[CellPresence]
    people: list[PersonPresence]

    @cached_property
    def sums(self) -> tuple[int, int, int, int]:
        """Committees' meetings recorded, with an overseer; cells' meetings held, with an overseer."""
        committees = [one.at_committee for one in self.cells if one.at_committee is not None]
        meetings = [one.at_cell for one in self.cells if one.at_cell is not None]
        return len(committees), sum(committees), len(meetings), sum(meetings)


class _Committee(NamedTuple):
    """`came`: who of the overseers was there; empty where only whether somebody was is known."""

    on: date
    attended: bool
    came: list[int]


class _Noted(NamedTuple):
    person_id: int | None
    name: str


def months_of(month: date, *, quarter: bool) -> list[date]:
    """The month, or the three of its quarter; those to come have nothing to tell and are left out."""
    first = months_away(month, -((month.month - 1) % 3)) if quarter else month
    wanted = [months_away(first, number) for number in range(3)] if quarter else [month]
    return [one for one in wanted if one <= clock.today()] or wanted[:1]


def presence_in(cell_ids: Sequence[int], months: Sequence[date], *, root_id: int) -> Presence:
    """Cells that the actor may see; nine statements a month however many they are."""
    cells: list[CellPresence] = []
    people: dict[int, PersonPresence] = {}
    for month in months:
        rows = attended_in(cell_ids, month, root_id=root_id).rows
        committees, guests = _committees(cell_ids, month), _overseers_noted(cell_ids, month)
        names = names_of([person_id for one in committees.values() for person_id in one.came])
        for row in rows:
            noted = guests.get(row.meeting.id, []) if row.meeting else []
            committee = committees.get(row.meeting.id) if row.meeting else None
            found = _cell(row, month, committee, noted, names)
            cells.append(found)
            _count(people, row, found, noted, committee.came if committee else [])
    in_order = sorted(people.values(), key=lambda one: (fold(one.name.split()[-1]), fold(one.name), one.person_id))
    return Presence(months=list(months), cells=cells, people=in_order)


def _cell(
    row: CellInMonth, month: date, committee: _Committee | None, noted: Sequence[_Noted], names: Mapping[int, str]
) -> CellPresence:
    meeting = row.meeting
    held = meeting is not None and meeting.state in HELD and meeting.opened_at is not None
    return CellPresence(
        month=month, cell_id=row.cell_id, cell=row.name, meeting_id=meeting.id if meeting else None,
        overseers=", ".join(one.name for one in row.overseers),
        committee_on=committee.on if committee else None, at_committee=committee.attended if committee else None,
        met_on=meeting.on if meeting and held else None, at_cell=bool(noted) if held else None,
        who_came=", ".join(one.name for one in noted) if held else "",
        who_was_at_committee=", ".join(names[one] for one in committee.came) if committee else "",
    )  # fmt: skip


def _count(
    people: dict[int, PersonPresence], row: CellInMonth, found: CellPresence, noted: Iterable[_Noted],
    at_committee: Sequence[int],
) -> None:  # fmt: skip
    came = list(noted)
    for one in row.overseers:
        person = people.setdefault(one.person_id, PersonPresence(one.person_id, one.name))
        person.cells.add(row.cell_id)
        person.assigned += 1
        person.committees += found.at_committee is not None
        person.at_committees += found.at_committee is True and (one.person_id in at_committee or not at_committee)
        person.meetings += found.at_cell is not None
        person.at_meetings += found.at_cell is not None and any(
            _is_same(one.person_id, one.name, each) for each in came
        )


def _is_same(person_id: int, name: str, noted: _Noted) -> bool:
    """Whoever was noted by a typed name is known by that name."""
    return noted.person_id == person_id if noted.person_id else fold(noted.name) == fold(name)


def _committees(cell_ids: Sequence[int], month: date) -> dict[int, _Committee]:
    """By meeting: when its committee met for the last round that tells of it, and which overseers were there."""
    told = (ApprovalRound.met_at, ApprovalRound.overseer_present, ApprovalRound.overseers_came)
    found = db.session.execute(
        select(ApprovalRound.meeting_id, *told)
        .join(Meeting, Meeting.id == ApprovalRound.meeting_id)
        .where(among(Meeting.cell_id, cell_ids), Meeting.month == month, ApprovalRound.met_at.is_not(None))
        .order_by(ApprovalRound.meeting_id, ApprovalRound.number)
    )
    return {
        meeting_id: _Committee(clock.day_of(met_at), attended, came)
        for meeting_id, met_at, attended, came in found
        if met_at
    }


def _overseers_noted(cell_ids: Sequence[int], month: date) -> dict[int, list[_Noted]]:
    found = db.session.execute(
        select(Guest.meeting_id, Guest.person_id, Guest.name)
        .join(Meeting, Meeting.id == Guest.meeting_id)
        .where(among(Meeting.cell_id, cell_ids), Meeting.month == month, Guest.kind == GuestKind.OVERSEER)
        .order_by(Guest.id)
    )
    by_meeting: dict[int, list[_Noted]] = {}
    for meeting_id, person_id, name in found:
        by_meeting.setdefault(meeting_id, []).append(_Noted(person_id, name))
    return by_meeting
