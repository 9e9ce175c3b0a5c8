"""Which cells an inspection looks at first: what their records say, in as many statements for few cells and many."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, case, func, select

from app import clock
from app.agendas.models import AgendaItem
from app.agendas.queries_topics import MONTHS_BACK, alike, words_of
from app.columns import among
from app.evaluations.models import ScoreLine, ScoreSheet
from app.extensions import connection
from app.inspections.models import Inspection
from app.inspections.queries import cells_below
from app.meetings.models import Meeting
from app.meetings.queries_lists import TOPICS
from app.organisations.models import Organisation
from app.petitions.models import Petition
from app.petitions.queries import overdue
from app.rules.queries import calendar_of
from app.sessions.models import Attendance
from workflows.attendance import ABSENT
from workflows.calendar import meeting_day, months_away
from workflows.inspection_signals import FAR, CellFigures, Signal, months_looked_at, signals_of, weight_of
from workflows.meeting import Kind, State
from workflows.synthesis import Standing, standing


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """A cell and what speaks for looking at it, the gravest first."""

    cell: Organisation
    reasons: dict[Signal, str]
    weight: int


@dataclass(frozen=True, kw_only=True)
class MonthFigures:
    """A cell's regular meeting of one month in states, days and figures; without one all is None."""

    month: date
    standing: Standing
    state: State | None
    met_on: date | None
    present: int | None
    due: int | None
    self_score: Any
    verified_score: Any


def proposed_for(organisation_id: int, first: date, last: date) -> list[Proposed]:
    """Every living cell below, those with the gravest reasons first."""
    today = clock.today()
    cells, months = cells_below(organisation_id, today), months_looked_at(first, last, today)
    found = _figures_of(organisation_id, [cell.id for cell in cells], months, today)
    rows = [
        Proposed(cell=cell, reasons=signals_of(found[cell.id]), weight=weight_of(found[cell.id])) for cell in cells
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row.weight, row.cell.code))


def _figures_of(
    organisation_id: int, cell_ids: Sequence[int], months: Sequence[date], today: date
) -> dict[int, CellFigures]:
    meetings, repeated = _meetings(cell_ids, months), _repeated(cell_ids, months)
    unanswered, far_off = _unanswered(cell_ids, today), _far_off(cell_ids, months)
    due_days, norm = _due_days(organisation_id, months, today)
    found = {}
    for cell_id in cell_ids:
        how = {month: _standing(meetings.get((cell_id, month)), due_days[month], today) for month in months}
        counted = [meetings[cell_id, month] for month in months if (cell_id, month) in meetings]
        found[cell_id] = CellFigures(
            missing=tuple(month for month in months if how[month] == Standing.MISSING),
            late=tuple(month for month in months if how[month] == Standing.MET_LATE),
            present=sum(row.present or 0 for row in counted), due=sum(row.due or 0 for row in counted), norm=norm,
            repeated=tuple(month for month in months if month in repeated[cell_id]),
            unanswered=unanswered.get(cell_id, 0),
            far_off=tuple(month for month in months if (cell_id, month) in far_off),
        )  # fmt: skip
    return found


def months_seen(row: Inspection) -> tuple[date, ...]:
    """The months that speak for choosing a cell of this campaign today."""
    return months_looked_at(row.from_month, row.to_month, clock.today())


def months_of(organisation_id: int, cell_id: int, months: Sequence[date]) -> list[MonthFigures]:
    """What a planner reads of one cell: states, days and figures."""
    today = clock.today()
    meetings = _meetings([cell_id], months)
    due_days, _ = _due_days(organisation_id, months, today)
    return [_month(month, meetings.get((cell_id, month)), due_days[month], today) for month in months]


def _month(month: date, row: Any, due_on: date, today: date) -> MonthFigures:
    how = _standing(row, due_on, today)
    if row is None:
        return MonthFigures(
            month=month, standing=how, state=None, met_on=None, present=None, due=None, self_score=None,
            verified_score=None,
        )  # fmt: skip
    return MonthFigures(
        month=month, standing=how, state=row.state, met_on=_day(row.opened_at), present=row.present, due=row.due,
        self_score=_of_hundred(row.self_score if row.voted else None, row.self_maximum),
        verified_score=_of_hundred(row.verified_score, row.verified_maximum),
    )  # fmt: skip


def _of_hundred(points: Any, maximum: Any) -> Any:
    return points * 100 / maximum if points is not None and maximum else None


def _due_days(organisation_id: int, months: Sequence[date], today: date) -> tuple[dict[date, date], int]:
    """The regular day of each month, and the rate of attendance that is asked for."""
    days, norm = {}, 0
    for month in months:
        settings, holidays = calendar_of(organisation_id, month, today)
        days[month], norm = meeting_day(month, settings.meeting_day, holidays), int(settings.attendance_norm)
    return days, norm


def _day(moment: datetime | None) -> date | None:
    return clock.day_of(moment) if moment else None


def _standing(row: Any, due_on: date, today: date) -> Standing:
    if row is None:
        return standing(None, None, None, due_on, today)
    planned = None if row.opened_at else _day(row.starts_at)
    return standing(row.state, _day(row.opened_at), planned, due_on, today)


def _regular(cell_ids: Sequence[int], months: Sequence[date]) -> Any:
    return and_(
        among(Meeting.cell_id, cell_ids), Meeting.month.in_(months), Meeting.kind == Kind.REGULAR,
        Meeting.state != State.CANCELLED,
    )  # fmt: skip


def _meetings(cell_ids: Sequence[int], months: Sequence[date]) -> dict[tuple[int, date], Any]:
    came = case((Attendance.start_mark.not_in(list(ABSENT)), 1), else_=0)
    counted = (
        select(Attendance.meeting_id, func.count().label("due"), func.sum(came).label("present"))
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(_regular(cell_ids, months), Attendance.due)
        .group_by(Attendance.meeting_id)
        .subquery()
    )
    rows = connection().execute(
        select(
            Meeting.id, Meeting.cell_id, Meeting.month, Meeting.state, Meeting.opened_at, Meeting.starts_at,
            counted.c.present, counted.c.due, ScoreSheet.self_score, ScoreSheet.self_maximum, ScoreSheet.voted,
            ScoreSheet.verified_score, ScoreSheet.verified_maximum,
        )
        .outerjoin(counted, counted.c.meeting_id == Meeting.id)
        .outerjoin(ScoreSheet, ScoreSheet.meeting_id == Meeting.id)
        .where(_regular(cell_ids, months))
    )  # fmt: skip
    return {(row.cell_id, row.month): row for row in rows}


def _repeated(cell_ids: Sequence[int], months: Sequence[date]) -> dict[int, set[date]]:
    """The months in which a cell talked about what it had talked about shortly before."""
    since = months_away(months[0], -MONTHS_BACK)
    rows = connection().execute(
        select(Meeting.cell_id, Meeting.month, AgendaItem.title)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .where(among(Meeting.cell_id, cell_ids), Meeting.month >= since, Meeting.month <= months[-1])
        .where(Meeting.kind == Kind.REGULAR, Meeting.state != State.CANCELLED, AgendaItem.kind.in_(TOPICS))
        .order_by(Meeting.month)
    )
    topics: dict[int, list[tuple[date, frozenset[str]]]] = defaultdict(list)
    found: dict[int, set[date]] = defaultdict(set)
    for cell_id, month, title in rows:
        words, before = words_of(title), months_away(month, -MONTHS_BACK)
        if any(before <= earlier < month and alike(words, others) for earlier, others in topics[cell_id]):
            found[cell_id].add(month)
        topics[cell_id].append((month, words))
    return found


def _unanswered(cell_ids: Sequence[int], today: date) -> dict[int, int]:
    """Those that lie at the cell itself and are past their day."""
    rows = connection().execute(
        select(Petition.cell_id, func.count())
        .where(among(Petition.cell_id, cell_ids), Petition.level_id == Petition.cell_id, overdue(today))
        .group_by(Petition.cell_id)
    )
    return {cell_id: count for cell_id, count in rows}


def _far_off(cell_ids: Sequence[int], months: Sequence[date]) -> set[tuple[int, date]]:
    """Where the voted self-score stands far above what the record proposes, over the criteria that have a record."""
    above = func.sum(ScoreLine.self_points - ScoreLine.proposed)
    rows = connection().execute(
        select(Meeting.cell_id, Meeting.month)
        .join(ScoreSheet, ScoreSheet.meeting_id == Meeting.id)
        .join(ScoreLine, ScoreLine.sheet_id == ScoreSheet.id)
        .where(_regular(cell_ids, months), ScoreSheet.voted.is_(True), ScoreLine.applies)
        .where(ScoreLine.proposed.is_not(None), ScoreLine.self_points.is_not(None))
        .group_by(Meeting.cell_id, Meeting.month)
        .having(above >= FAR)
    )
    return {(row.cell_id, row.month) for row in rows}
