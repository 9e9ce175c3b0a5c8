"""The year of cells: every regular meeting with its level, quarters, and what the yearly rule makes of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import Row, Select, func, or_, select

from app import clock
from app.actor import Actor
from app.columns import among
from app.evaluations.models import ScoreSheet
from app.evaluations.queries_day import of_100
from app.evaluations.queries_sight import once_decided
from app.extensions import db
from app.meetings.models import Meeting
from app.meetings.queries import visible_to
from app.organisations.models import Organisation, OrganisationKind
from app.refusals import NotKnown
from app.rules.models import RuleSet
from app.rules.queries import settings_of, settings_of_each
from workflows.calendar import next_month
from workflows.meeting import Kind, State
from workflows.rules import RuleSettings
from workflows.scoring import Level
from workflows.year_rating import Rated, Span, YearStep, mean_level, quarter_of, quarters_of, span_of, yearly_level

PAGE = 30
PUBLISHED = (State.SCORED, State.EVALUATED)
Quarters = tuple[Span, Span, Span, Span]


@dataclass(frozen=True, kw_only=True)
class Held:
    """One meeting of the year. Scores are of 100; `official` once the committee has decided."""

    meeting_id: int
    kind: Kind
    month: int
    state: State
    self_score: Decimal | None
    self_level: Level | None
    verified_score: Decimal | None
    official: Level | None


@dataclass(frozen=True, kw_only=True)
class CellYear:
    """As it stands `on` a day. `rules`: those that the last meeting of the year was made under."""

    cell_id: int
    cell: str
    year: int
    meetings: Sequence[Held]
    rules: RuleSettings
    on: date

    @cached_property
    def regular(self) -> Mapping[int, Held]:
        """By month."""
        return {row.month: row for row in self.meetings if row.kind == Kind.REGULAR}

    @cached_property
    def rated(self) -> list[Rated]:
        return [Rated(row.month, row.official, row.verified_score) for row in self.regular.values() if row.official]

    @cached_property
    def quarters(self) -> Quarters:
        return quarters_of(self.rated)

    @cached_property
    def quarter_levels(self) -> list[Level | None]:
        """None while the quarter runs, while one of its meetings waits, and where the rules ask for none."""
        return [self._level_of_quarter(n) if self.rules.quarter_levels else None for n in range(1, 5)]

    def _level_of_quarter(self, n: int) -> Level | None:
        own = [row for row in self.regular.values() if quarter_of(row.month) == n]
        runs = self.on < next_month(date(self.year, 3 * n, 1)) and not any(row.month == 3 * n for row in own)
        if runs or any(row.official is None for row in own):
            return None
        return mean_level(row for row in self.rated if quarter_of(row.month) == n)

    @property
    def steps(self) -> tuple[YearStep, ...]:
        return self.rules.year_steps()

    @cached_property
    def whole(self) -> Span:
        return span_of(self.rated)

    @property
    def waiting(self) -> int:
        """Regular meetings that were handed in and not decided yet."""
        return len(self.regular) - len(self.rated)

    @property
    def is_over(self) -> bool:
        """The year is rated when it is over and nothing of it waits."""
        return self.on.year > self.year or (12 in self.regular and self.regular[12].official is not None)

    @property
    def level(self) -> Level | None:
        """None while the year runs, while a meeting waits, and where no meeting was rated."""
        if not self.is_over or self.waiting:
            return None
        return yearly_level([row.level for row in self.rated], self.steps)


@dataclass(frozen=True, kw_only=True)
class YearPage:
    rows: list[CellYear]
    total: int
    number: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // PAGE))


def year_page(actor: Actor, year: int, *, number: int = 1, size: int = PAGE) -> YearPage:
    """The cells that the actor sees scores of, by code; six statements, however many."""
    cells = _cells(actor, year)
    total = db.session.scalar(cells.with_only_columns(func.count(Organisation.id))) or 0
    number = max(1, min(number, -(-total // size) or 1))
    rows = db.session.execute(
        cells.with_only_columns(Organisation.id, Organisation.name)
        .order_by(Organisation.code)
        .limit(size)
        .offset((number - 1) * size)
    ).all()
    found = _years(actor, year, {row.id: row.name for row in rows})
    return YearPage(rows=found, total=total, number=number)


def year_of(actor: Actor, cell_id: int, year: int) -> CellYear:
    """Raises NotKnown for a cell of which the actor sees no scores."""
    row = db.session.execute(
        _cells(actor, year).where(Organisation.id == cell_id).with_only_columns(Organisation.id, Organisation.name)
    ).first()
    if row is None:
        raise NotKnown
    return _years(actor, year, {row.id: row.name})[0]


def years_of(actor: Actor) -> list[int]:
    """The years that have scores to see, the latest first, and this one."""
    span = db.session.execute(
        _seen(actor).with_only_columns(func.min(Meeting.month), func.max(Meeting.month))
    ).one()  # fmt: skip
    this = clock.today().year
    first, last = (span[0].year, max(span[1].year, this)) if span[0] else (this, this)
    return list(range(last, first - 1, -1))


def _cells(actor: Actor, year: int) -> Select[Organisation]:
    """Of the actor's cells those that lived in the year."""
    lived = or_(Organisation.dissolved_on.is_(None), Organisation.dissolved_on > date(year, 1, 1))
    begun = or_(Organisation.founded_on.is_(None), Organisation.founded_on <= date(year, 12, 31))
    return select(Organisation).where(
        among(Organisation.id, sorted(actor.roles)), Organisation.kind == OrganisationKind.CELL, lived, begun
    )


def _seen(actor: Actor) -> Select[Meeting]:
    """Who may know of such a meeting sees its results; a guest of a model meeting does not."""
    ids = visible_to(actor).with_only_columns(Meeting.id)
    return select(Meeting).where(
        Meeting.id.in_(ids), Meeting.state.in_(PUBLISHED), Meeting.kind != Kind.EXTRAORDINARY,
        among(Meeting.cell_id, sorted(actor.roles)),
    )  # fmt: skip


def _years(actor: Actor, year: int, cells: Mapping[int, str]) -> list[CellYear]:
    rows = db.session.execute(
        _seen(actor)
        .outerjoin(ScoreSheet, ScoreSheet.meeting_id == Meeting.id)
        .where(among(Meeting.cell_id, sorted(cells)), Meeting.month.between(date(year, 1, 1), date(year, 12, 31)))
        .with_only_columns(*_columns(actor))
        .order_by(Meeting.month, Meeting.id)
    ).all()
    made_under = _rules({row.rule_set_id for row in rows})
    by_cell: dict[int, list[Any]] = {}
    for row in rows:
        by_cell.setdefault(row.cell_id, []).append(row)
    usual = settings_of_each(cells.keys() - by_cell.keys(), date(year, 12, 31))
    found = []
    for cell_id, name in cells.items():
        own = by_cell.get(cell_id, [])
        rules = made_under[own[-1].rule_set_id] if own else usual[cell_id]
        meetings = [_held(row) for row in own]
        found.append(CellYear(cell_id=cell_id, cell=name, year=year, meetings=meetings, rules=rules, on=clock.today()))
    return found


def _rules(ids: Iterable[int]) -> dict[int, RuleSettings]:
    rows = db.session.scalars(select(RuleSet).where(RuleSet.id.in_(sorted(ids))))
    return {row.id: settings_of(row) for row in rows}


def _columns(actor: Actor) -> list[Any]:
    return [
        Meeting.id.label("meeting_id"), Meeting.cell_id, Meeting.kind, Meeting.month, Meeting.state,
        Meeting.rule_set_id, ScoreSheet.voted, ScoreSheet.self_score, ScoreSheet.self_maximum, ScoreSheet.self_level,
        ScoreSheet.official_rating, once_decided(ScoreSheet.verified_score, actor),
        once_decided(ScoreSheet.verified_maximum, actor),
    ]  # fmt: skip


def _held(row: Row[Any]) -> Held:
    decided = row.state == State.EVALUATED
    return Held(
        meeting_id=row.meeting_id, kind=row.kind, month=row.month.month, state=row.state,
        self_score=of_100(row.self_score, row.self_maximum) if row.voted else None, self_level=row.self_level,
        verified_score=of_100(row.verified_score, row.verified_maximum),
        official=row.official_rating if decided else None,
    )  # fmt: skip
