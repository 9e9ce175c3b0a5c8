"""Regular meetings of many cells written as rows: held, attended, spoken at, rated."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any

from sqlalchemy import insert, select

from app.agendas.models import AgendaItem
from app.clock import VIETNAM
from app.criteria.queries import criteria_set_for
from app.demo.scenarios.places import OnRoll
from app.evaluations.models import ScoreSheet
from app.extensions import db
from app.jobs.services import enqueue
from app.meetings.models import Meeting
from app.rules.queries import rule_set_for
from app.sessions.models import Attendance, Speech
from app.summaries.services import differences
from workflows.attendance import Mark, Standing
from workflows.calendar import meeting_day
from workflows.meeting import Kind, State
from workflows.scoring import Level

POINTS = {Level.GOOD: 94, Level.FAIR: 82, Level.AVERAGE: 61, Level.POOR: 40}
AT_A_TIME = 20_000


@dataclass(frozen=True, kw_only=True)
class Held:
    """What came of one cell's month. `absent`: how many of its members, the last of the roll, were excused."""

    cell_id: int
    month: date
    members: Sequence[OnRoll]
    level: Level
    absent: int = 0
    spoke: int = 0


def write(meetings: Sequence[Held]) -> None:
    """Each was held on its day for 100 minutes, verified and rated a week later. Committed."""
    cell_id = meetings[0].cell_id
    made_under = {
        month: {
            "rule_set_id": rule_set_for(cell_id, month).id,
            "criteria_set_id": criteria_set_for(cell_id, month, Kind.REGULAR).id,
        }
        for month in {one.month for one in meetings}
    }
    _insert(Meeting, (_meeting(one) | made_under[one.month] for one in meetings))
    ids = {(cell_id, month): number for cell_id, month, number in db.session.execute(
        select(Meeting.cell_id, Meeting.month, Meeting.id)
    )}  # fmt: skip
    _insert(ScoreSheet, (_sheet(one, ids[one.cell_id, one.month]) for one in meetings))
    _insert(Attendance, (row for one in meetings for row in _attendance(one, ids[one.cell_id, one.month])))
    _insert(AgendaItem, (_item(ids[one.cell_id, one.month]) for one in meetings if one.spoke))
    items = {
        meeting_id: number for meeting_id, number in db.session.execute(select(AgendaItem.meeting_id, AgendaItem.id))
    }
    _insert(Speech, (row for one in meetings for row in _speeches(one, ids[one.cell_id, one.month], items)))
    for _ in differences(mend=True):
        pass  # rows written past the session are summed up as a new table is; the pages of figures read the sums
    enqueue("seal_rows", "seal_rows:scenario")  # the worker vouches for them


def spread(share: Fraction) -> Callable[[int], int]:
    """Of each next number its share in whole people, so that the sum stays the share of the sum, rounded down."""
    seen = given = 0

    def of(number: int) -> int:
        nonlocal seen, given
        seen += number
        due = seen * share.numerator // share.denominator - given
        given += due
        return due

    return of


def opened_at(month: date) -> datetime:
    return datetime.combine(meeting_day(month, 3), time(19, 30), VIETNAM)


def _insert(table: type, rows: Iterable[dict[str, Any]]) -> None:
    left = iter(rows)
    while some := list(islice(left, AT_A_TIME)):
        db.session.execute(insert(table), some)


def _meeting(one: Held) -> dict[str, Any]:
    opened = opened_at(one.month)
    return {
        "cell_id": one.cell_id, "kind": Kind.REGULAR, "month": one.month, "state": State.EVALUATED,
        "place": "Nhà văn hóa",
        "starts_at": opened, "opened_at": opened, "opened_entered_at": opened,
        "closed_at": opened + timedelta(minutes=100), "closed_entered_at": opened + timedelta(minutes=100),
        "chair_id": one.members[0].person_id, "recorder_id": one.members[-1].person_id,
        "agenda_adopted": True, "minutes_adopted": True,
        "published_at": opened + timedelta(days=1), "created_at": opened - timedelta(days=4),
        "convened_at": opened - timedelta(days=2),
    }  # fmt: skip


def _sheet(one: Held, meeting_id: int) -> dict[str, Any]:
    points, later = Decimal(POINTS[one.level]), opened_at(one.month) + timedelta(days=6)
    return {
        "meeting_id": meeting_id, "self_score": points, "self_maximum": Decimal(100), "self_level": one.level,
        "voted": True, "verified_score": points, "verified_maximum": Decimal(100), "verified_level": one.level,
        "verified_at": later, "proposed_rating": one.level, "official_rating": one.level, "decided_at": later,
        "decision_number": f"{one.month.month:02}-QĐ/ĐU", "decision_on": later.date(),
    }  # fmt: skip


def _attendance(one: Held, meeting_id: int) -> Iterable[dict[str, Any]]:
    present = len(one.members) - one.absent
    for number, (person_id, official) in enumerate(one.members):
        came = number < present
        yield {
            "meeting_id": meeting_id, "person_id": person_id,
            "standing": Standing.OFFICIAL if official else Standing.PROBATIONARY,
            "start_mark": Mark.PRESENT if came else Mark.EXCUSED, "end_mark": Mark.PRESENT if came else Mark.EXCUSED,
            "reason": "" if came else "Đi công tác",
        }  # fmt: skip


def _item(meeting_id: int) -> dict[str, Any]:
    return {"meeting_id": meeting_id, "position": 50, "title": "Thảo luận nhiệm vụ trong tháng"}


def _speeches(one: Held, meeting_id: int, items: dict[int, int]) -> Iterable[dict[str, Any]]:
    for person_id, _ in one.members[: one.spoke]:
        yield {"meeting_id": meeting_id, "item_id": items[meeting_id], "person_id": person_id}
