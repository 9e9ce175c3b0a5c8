"""The evidence of a file: what the record of the cell shows of the months, each line leading to its record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select

from app import clock
from app.actor import Actor
from app.columns import among
from app.documents.models import Document
from app.documents.snapshots import DocumentKind
from app.evaluations.models import ScoreSheet
from app.extensions import connection
from app.inspections.models import CellFile
from app.inspections.queries_scope import Scope
from app.meetings.models import Meeting
from app.petitions.models import Petition
from app.petitions.queries import ids_seen_by
from app.rules.queries import calendars_of
from app.sessions.models import Attendance, Speech
from app.tasks.models import Task
from workflows.attendance import ABSENT
from workflows.calendar import meeting_day, months_away
from workflows.meeting import Kind, State
from workflows.petition import State as PetitionState
from workflows.scoring import Level
from workflows.synthesis import HELD, Standing, standing
from workflows.task import State as TaskState

PAPERS = (DocumentKind.MINUTES, DocumentKind.RESOLUTION)
MOST = 200


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """One meeting; `standing` of a regular one only. Points are of 100. What nobody recorded is None."""

    id: int
    kind: Kind
    month: date
    state: State
    standing: Standing | None
    met_on: date | None
    minutes: int | None
    present: int | None
    due: int | None
    spoke: int | None
    self_score: Decimal | None
    verified_score: Decimal | None
    rating: Level | None
    papers: list[Any]


@dataclass(frozen=True, kw_only=True)
class Sat:
    """How a cell met in the months."""

    months: list[date]
    sittings: list[Sitting]
    missing: list[date]
    """Months without a regular meeting that is held or still to come."""

    @property
    def due(self) -> int:
        return sum(one.due or 0 for one in self._regular)

    @property
    def present(self) -> int:
        return sum(one.present or 0 for one in self._regular)

    @property
    def met(self) -> int:
        return sum(one.state in HELD for one in self._regular)

    @property
    def expected(self) -> int:
        """Months by whose regular meeting the cell can be measured: one that is still to come is none of them."""
        return self.met + len(self.missing)

    @property
    def late(self) -> int:
        return sum(one.standing == Standing.MET_LATE for one in self._regular)

    @property
    def _regular(self) -> list[Sitting]:
        return [one for one in self.sittings if one.kind == Kind.REGULAR]


@dataclass(frozen=True, kw_only=True)
class Evidence(Sat):
    tasks: list[Any]
    petitions: list[Any]

    @property
    def tasks_done(self) -> int:
        return sum(one.state == TaskState.CONFIRMED for one in self.tasks)

    @property
    def petitions_done(self) -> int:
        return sum(one.answered_at is not None or one.state == PetitionState.CLOSED for one in self.petitions)


def evidence_of(file: CellFile, actor: Actor | None = None) -> Evidence:
    """As far as the actor reads it; None: for the team."""
    scope = Scope([file.cell_id], file.inspection.from_month, file.inspection.to_month)
    sat = sat_of(scope)[file.cell_id]
    return Evidence(
        months=sat.months, sittings=sat.sittings, missing=sat.missing, tasks=_tasks(scope),
        petitions=_petitions(scope, actor),
    )  # fmt: skip


def sat_of(scope: Scope) -> dict[int, Sat]:
    """By cell; two statements and three for each month, however many cells."""
    months, found = _months(scope.from_month, scope.to_month), {}
    days, sittings = _regular_days(scope.cell_ids, months), _sittings_by_cell(scope)
    for cell_id in scope.cell_ids:
        own = [_sitting(row, days[cell_id].get(row.month), papers) for row, papers in sittings.get(cell_id, [])]
        had = {one.month for one in own if one.kind == Kind.REGULAR and one.standing != Standing.MISSING}
        over = [month for month in months if days[cell_id][month] < clock.today()]
        missing = [month for month in over if month not in had]
        found[cell_id] = Sat(months=months, sittings=own, missing=missing)
    return found


def _months(first: date, last: date) -> list[date]:
    months = [first]
    while months[-1] < last:
        months.append(months_away(months[-1], 1))
    return months


def _regular_days(cell_ids: Sequence[int], months: Sequence[date]) -> dict[int, dict[date, date]]:
    today = clock.today()
    found: dict[int, dict[date, date]] = {cell_id: {} for cell_id in cell_ids}
    for month in months:
        for cell_id, (settings, holidays) in calendars_of(cell_ids, month, min(today, month)).items():
            found[cell_id][month] = meeting_day(month, settings.meeting_day, holidays)
    return found


def _sittings_by_cell(scope: Scope) -> dict[int, list[tuple[Any, list[Any]]]]:
    """The meetings of the months with their papers."""
    rows = connection().execute(_meetings(scope)).all()
    papers = _papers([row.id for row in rows])
    found: dict[int, list[tuple[Any, list[Any]]]] = {}
    for row in rows:
        found.setdefault(row.cell_id, []).append((row, papers.get(row.id, [])))
    return found


def _meetings(scope: Scope) -> Select[Any]:
    wanted = and_(
        among(Meeting.cell_id, scope.cell_ids), Meeting.month >= scope.from_month, Meeting.month <= scope.to_month,
        Meeting.state != State.CANCELLED,
    )  # fmt: skip
    came = case((Attendance.start_mark.not_in(list(ABSENT)), 1), else_=0)
    counted = (
        select(Attendance.meeting_id, func.count().label("due"), func.sum(came).label("present"))
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(wanted, Attendance.due)
        .group_by(Attendance.meeting_id)
        .subquery()
    )
    spoken = (
        select(Speech.meeting_id, func.count(Speech.person_id.distinct()).label("spoke"))
        .join(Meeting, Meeting.id == Speech.meeting_id)
        .where(wanted, Speech.removed_at.is_(None))
        .group_by(Speech.meeting_id)
        .subquery()
    )
    return (
        select(
            Meeting.id, Meeting.cell_id, Meeting.kind, Meeting.month, Meeting.state, Meeting.opened_at,
            Meeting.closed_at, Meeting.starts_at, counted.c.due, counted.c.present, spoken.c.spoke,
            ScoreSheet.self_score, ScoreSheet.self_maximum, ScoreSheet.voted, ScoreSheet.verified_score,
            ScoreSheet.verified_maximum, ScoreSheet.official_rating,
        )
        .outerjoin(counted, counted.c.meeting_id == Meeting.id)
        .outerjoin(spoken, spoken.c.meeting_id == Meeting.id)
        .outerjoin(ScoreSheet, ScoreSheet.meeting_id == Meeting.id)
        .where(wanted)
        .order_by(Meeting.month, Meeting.starts_at, Meeting.id)
    )  # fmt: skip


def _sitting(row: Any, due_on: date | None, papers: list[Any]) -> Sitting:
    met_on = clock.day_of(row.opened_at) if row.opened_at else None
    planned = clock.day_of(row.starts_at) if row.starts_at and not row.opened_at else None
    regular = row.kind == Kind.REGULAR and due_on is not None
    held = row.state in HELD
    return Sitting(
        id=row.id, kind=row.kind, month=row.month, state=row.state, met_on=met_on if held else None,
        standing=standing(row.state, met_on, planned, due_on, clock.today()) if regular and due_on else None,
        minutes=_length(row.opened_at, row.closed_at), present=row.present if held else None,
        due=row.due if held else None, spoke=(row.spoke or 0) if held and row.due else None,
        self_score=_of_hundred(row.self_score if row.voted else None, row.self_maximum),
        verified_score=_of_hundred(row.verified_score, row.verified_maximum), rating=row.official_rating,
        papers=papers,
    )  # fmt: skip


def _length(opened: datetime | None, closed: datetime | None) -> int | None:
    return int((closed - opened).total_seconds()) // 60 if opened and closed else None


def _of_hundred(points: Decimal | None, maximum: Decimal | None) -> Decimal | None:
    return points * 100 / maximum if points is not None and maximum else None


def _papers(meeting_ids: Sequence[int]) -> dict[int, list[Any]]:
    """The issued minutes and resolutions in force, by meeting."""
    rows = connection().execute(
        select(Document.id, Document.meeting_id, Document.kind, Document.symbol, Document.issued_at)
        .where(among(Document.meeting_id, meeting_ids), Document.kind.in_(PAPERS))
        .where(Document.issued_at.is_not(None), Document.replaced_by_id.is_(None))
        .order_by(Document.id)
    )
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.meeting_id, []).append(row)
    return found


def _tasks(scope: Scope) -> list[Any]:
    came_up = and_(Task.created_at >= scope.begins, Task.created_at < scope.ends)
    due = and_(Task.deadline >= scope.from_month, Task.deadline < months_away(scope.to_month, 1))
    rows = connection().execute(
        select(Task.id, Task.work, Task.state, Task.deadline, Task.percent)
        .where(Task.cell_id.in_(scope.cell_ids), or_(came_up, due), Task.state != TaskState.DROPPED)
        .order_by(Task.deadline, Task.id)
        .limit(MOST)
    )
    return list(rows)


def _petitions(scope: Scope, actor: Actor | None) -> list[Any]:
    """What somebody took in hand: what waits for its first reader is told to that reader alone, and what was sent past
    the cell is no business of the cell before its answer."""
    came_up = and_(Petition.raised_at >= scope.begins, Petition.raised_at < scope.ends)
    due = and_(Petition.deadline >= scope.from_month, Petition.deadline < months_away(scope.to_month, 1))
    found = select(Petition.id, Petition.text, Petition.state, Petition.deadline, Petition.answered_at)
    if actor is not None:
        found = found.where(Petition.id.in_(ids_seen_by(actor, clock.today())))
    rows = connection().execute(
        found.where(Petition.cell_id.in_(scope.cell_ids), or_(came_up, due))
        .where(Petition.state.not_in((PetitionState.RAISED, PetitionState.MERGED)))
        .order_by(Petition.deadline, Petition.id)
        .limit(MOST)
    )
    return list(rows)
