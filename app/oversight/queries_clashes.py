"""Whose meetings clash, which hours are proposed instead, and which of them were sent. Two statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app import clock
from app.columns import in_force
from app.extensions import db
from app.meetings.models import Meeting
from app.members.models import Membership
from app.oversight.models import HourSuggestion
from app.oversight.queries_meetings import MeetingSeen
from workflows.meeting import State
from workflows.rules import RuleSettings
from workflows.staggering import Planned, clashes, staggered

# Whose hour is kept before whose: a meeting under way is never moved, one that is convened only if it must be.
RANKS = {State.HELD: 0, State.CONVENED: 1, State.APPROVAL: 2, State.DRAFT: 3}


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Another hour for a meeting, and when it was sent to the cell, if it was."""

    meeting: MeetingSeen
    cell: str
    starts_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Clash:
    """Meetings that one person cannot all attend. `own_cell_id`: the person's own cell, where it is one of them."""

    person_id: int
    name: str
    meetings: list[MeetingSeen]
    own_cell_id: int | None
    proposals: list[Proposal]


def clashes_of(
    cells_of: Mapping[tuple[int, str], set[int]], meetings: Sequence[MeetingSeen], names: Mapping[int, str],
    settings: RuleSettings,
) -> list[Clash]:  # fmt: skip
    """By person, of the cells that each attends: the meetings that are not over and cannot all be attended, one's own
    cell's among them."""
    home = _homes([person_id for person_id, _ in cells_of], list(names))
    by_cell: dict[int, list[MeetingSeen]] = {}
    for meeting in meetings:
        if meeting.starts_at and meeting.state in RANKS:
            by_cell.setdefault(meeting.cell_id, []).append(meeting)
    sent = _sent([one.id for some in by_cell.values() for one in some])
    found = []
    for (person_id, name), cells in cells_of.items():
        own = home.get(person_id)
        mine = [one for cell in sorted(cells | ({own} if own else set())) for one in by_cell.get(cell, ())]
        if clash := _clash(person_id, name, mine, own if own not in cells else None, names, sent, settings):
            found.append(clash)
    return found


def _clash(
    person_id: int, name: str, mine: list[MeetingSeen], own_cell_id: int | None, names: Mapping[int, str],
    sent: Mapping[tuple[int, datetime, datetime], datetime], settings: RuleSettings,
) -> Clash | None:  # fmt: skip
    known = {one.id: one for one in mine}
    planned = [
        Planned(
            id=one.id, starts_at=one.starts_at, minutes=one.minutes or settings.minutes_norm,
            rank=0 if one.cell_id == own_cell_id else RANKS[one.state],
        )
        for one in mine if one.starts_at
    ]  # fmt: skip
    pairs = clashes(planned, settings.travel_minutes)
    if not pairs:
        return None
    proposals = []
    for meeting_id, slot in staggered(planned, settings.travel_minutes, clock.now()).items():
        one = known[meeting_id]
        was = (one.id, one.starts_at or slot, slot)
        proposals.append(Proposal(meeting=one, cell=names[one.cell_id], starts_at=slot, sent_at=sent.get(was)))
    ids = {one.id for pair in pairs for one in pair}
    return Clash(
        person_id=person_id, name=name, meetings=[one for one in _by_hour(mine) if one.id in ids],
        own_cell_id=own_cell_id, proposals=proposals,
    )  # fmt: skip


def _by_hour(meetings: Iterable[MeetingSeen]) -> list[MeetingSeen]:
    return sorted(meetings, key=lambda one: (one.starts_at or clock.now(), one.id))


def _homes(person_ids: Sequence[int], cell_ids: Sequence[int]) -> dict[int, int]:
    """The own cell of each of these people, where it is one of these cells."""
    found = db.session.execute(
        select(Membership.person_id, Membership.organisation_id)
        .where(Membership.person_id.in_(person_ids), Membership.organisation_id.in_(cell_ids))
        .where(in_force(Membership.from_on, Membership.to_on, clock.today()))
    )
    return {person_id: cell_id for person_id, cell_id in found}


def _sent(meeting_ids: Sequence[int]) -> dict[tuple[int, datetime, datetime], datetime]:
    found = db.session.scalars(select(HourSuggestion).where(HourSuggestion.meeting_id.in_(meeting_ids)))
    return {(one.meeting_id, one.was, one.proposed): one.sent_at for one in found}


def suggestion_for(meeting: Meeting) -> HourSuggestion | None:
    """The last hour that was suggested to the cell while the meeting stood at the hour that it has now."""
    if meeting.starts_at is None:
        return None
    return db.session.scalar(
        select(HourSuggestion)
        .where(HourSuggestion.meeting_id == meeting.id, HourSuggestion.was == meeting.starts_at)
        .order_by(HourSuggestion.id.desc())
        .limit(1)
    )
