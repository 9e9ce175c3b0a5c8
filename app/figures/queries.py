"""The figures of an organisation over twelve months: in few statements, however many cells stand below it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import add
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Boolean, Date, Row, Select, and_, bindparam, case, func, literal, null, or_, select
from sqlalchemy.orm import aliased

from app import clock
from app.actor import Actor
from app.extensions import connection
from app.figures.marks import EMPTY, KINDS, MARKS, MISSING, WAITING, Mark, kind_of
from app.figures.queries_grid import Months, S, grid, months_to, tree, whole
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent
from app.organisations.queries import climb_up
from app.refusals import NotKnown
from app.rules.models import Holiday, RuleSet
from app.rules.queries import settings_of
from app.summaries.models import MonthlySummary
from workflows.calendar import meeting_day, next_month
from workflows.care import CellMonth, Reason, reasons_of
from workflows.cells import CellType
from workflows.meeting import State
from workflows.roles import Role
from workflows.rules import RuleSettings
from workflows.scoring import Level

SPAN = 12
PAGE = 150  # rows of the heat map
MOST_CARE = 8
PUBLISHED = (State.SCORED, State.EVALUATED)
READERS = frozenset(Role) - {Role.ADMINISTRATOR}


class Seen(NamedTuple):
    """The organisation that is looked at. `of_cells`: its rows are cells, not the organisations below it."""

    id: int
    name: str
    kind: OrganisationKind
    parent_id: int | None
    parent: str | None

    @property
    def is_cell(self) -> bool:
        return self.kind == OrganisationKind.CELL

    @property
    def of_cells(self) -> bool:
        return self.kind != OrganisationKind.SUPERIOR


def sees(actor: Actor, organisation_id: int) -> bool:
    return bool(actor.roles_in(organisation_id) & READERS)


def sees_only_published(actor: Actor, organisation_id: int) -> bool:
    """An ordinary member reads counts once the minutes are signed, and nothing that weighs the cell."""
    return actor.roles_in(organisation_id) <= {Role.MEMBER}


def looked_at(organisation_id: int, actor: Actor) -> Seen:
    """Raises NotKnown for what the actor may not look at."""
    if not sees(actor, organisation_id):
        raise NotKnown
    row = connection().execute(_SEEN, {"organisation_id": organisation_id, "on": clock.today()}).first()
    if row is None:
        raise NotKnown
    up = row.parent_id if row.parent_id is not None and sees(actor, row.parent_id) else None
    return Seen(row.id, row.name, row.kind, up, row.parent if up else None)


_O, _P, _ABOVE = Organisation.__table__.c, OrganisationParent.__table__.c, aliased(Organisation.__table__)
_ON = bindparam("on", type_=Date)
_SEEN = (
    select(_O.id, _O.name, _O.kind, _P.parent_id, _ABOVE.c.name.label("parent"))
    .outerjoin(
        OrganisationParent.__table__,
        and_(_P.organisation_id == _O.id, _P.from_on <= _ON, or_(_P.to_on.is_(None), _P.to_on >= _ON)),
    )
    .outerjoin(_ABOVE, _ABOVE.c.id == _P.parent_id)
    .where(_O.id == bindparam("organisation_id"))
)


def calendar_of(organisation_id: int, last: date, count: int = SPAN) -> tuple[Months, RuleSettings]:
    """The months up to `last` with the day by which a cell meets, and the settings in force today. One statement."""
    months, today = months_to(last, count), clock.today()
    asked = {"organisation_id": organisation_id, "on": today, "begin": months[0], "end": next_month(last)}
    rows = connection().execute(_calendar(), asked).all()
    settings = settings_of(rows[0]) if rows else RuleSettings()  # type: ignore[arg-type]  # a row has the settings too
    free = {row.on_day for row in rows if row.on_day}
    due = [meeting_day(month, settings.meeting_day, free) for month in months]
    return Months(months, due, today), settings


@cache
def _calendar() -> Select[Any]:
    climb = climb_up()
    free = and_(
        Holiday.on >= bindparam("begin", type_=Date), Holiday.on < bindparam("end", type_=Date),
        or_(Holiday.organisation_id.is_(None), Holiday.organisation_id.in_(select(climb.c.id))),
    )  # fmt: skip
    return (
        select(RuleSet.settings, Holiday.on)
        .select_from(RuleSet)
        .outerjoin(Holiday, free)
        .outerjoin(climb, RuleSet.organisation_id == climb.c.id)
        .where(or_(climb.c.id.is_not(None), RuleSet.organisation_id.is_(None)))
        .where(RuleSet.effective_from <= _ON, or_(RuleSet.effective_to.is_(None), RuleSet.effective_to >= _ON))
        .order_by(climb.c.id.is_(None), climb.c.level, RuleSet.effective_from.desc())
    )


@dataclass(kw_only=True)
class Sums:
    """Of some cells and months. A rate of nothing is shown as "–"."""

    cells: int = 0
    """Cells that owed a meeting, counted once a month."""
    met: int = 0
    late: int = 0
    good: int = 0
    fair: int = 0
    average: int = 0
    poor: int = 0
    due: int = 0
    present: int = 0
    spoke: int = 0
    tasks: int = 0
    tasks_in_time: int = 0
    petitions: int = 0
    petitions_open: int = 0

    @property
    def rated(self) -> int:
        return self.good + self.fair + self.average + self.poor

    @property
    def unrated(self) -> int:
        return self.met - self.rated

    @property
    def missing(self) -> int:
        return self.cells - self.met

    @property
    def in_time(self) -> int:
        return self.met - self.late

    @property
    def answered(self) -> int:
        return self.petitions - self.petitions_open


COUNTED = (
    "cells", "met", "late", "good", "fair", "average", "poor", "due", "present", "spoke", "tasks", "tasks_in_time",
    "petitions", "petitions_open",
)  # fmt: skip


Key = TypeVar("Key", bound=Hashable)


class Group(NamedTuple):
    """The sums of the cells of one type, under one of the organisations directly below, in the nth month."""

    top: int
    cell_type: CellType | None
    nth: int
    values: Sequence[int]


def groups_of(root_id: int, months: Months, *, published: bool, by_top: bool) -> list[Group]:
    """What sums of a page are added up from: by type of cell (all under one, 0), or `by_top`, of all types together."""
    asked = months.asked(root_id) | {"published": published}
    rows = connection().execute(_groups(len(months.months), by_top), asked)
    return [Group(row[0], row[1], row[2], row[3:]) for row in rows]


@cache
def _groups(count: int, by_top: bool) -> Select[Any]:
    g = grid(count).c
    open_to = or_(~bindparam("published", type_=Boolean), g.state.in_(PUBLISHED))
    counted = {
        "cells": 1, "met": case((g.met_on.is_not(None), 1), else_=0), "late": case((g.late, 1), else_=0),
        **{level.value: case((g.level == level, 1), else_=0) for level in Level},
        **{name: case((open_to, g[name]), else_=0) for name in ("due", "present", "spoke")},
        **{name: g[name] for name in ("tasks", "tasks_in_time", "petitions", "petitions_open")},
    }  # fmt: skip
    sums = [whole(counted[name]).label(f"all_{name}") for name in COUNTED]
    shown = (g.top, null()) if by_top else (literal(0), g.cell_type)
    return select(*shown, g.nth, *sums).group_by(g.top if by_top else g.cell_type, g.nth)


def _added(groups: Iterable[Group], key: Callable[[Group], Key]) -> dict[Key, Sums]:
    """Whole rows at once: there are thousands."""
    found: dict[Key, Sequence[int]] = {}
    for group in groups:
        at = key(group)
        found[at] = list(map(add, found[at], group.values)) if at in found else group.values
    return {at: Sums(**dict(zip(COUNTED, values, strict=True))) for at, values in found.items()}


def by_month(groups: Iterable[Group], count: int) -> list[Sums]:
    found = _added(groups, lambda group: group.nth)
    return [found.get(nth) or Sums() for nth in range(count)]


def added_up(sums: Iterable[Sums]) -> Sums:
    rows = [[getattr(one, name) for name in COUNTED] for one in sums]
    return Sums(**dict(zip(COUNTED, map(sum, zip(*rows, strict=True)), strict=True))) if rows else Sums()


def by_type(groups: Iterable[Group]) -> dict[CellType | None, Sums]:
    return _added(groups, lambda group: group.cell_type)


def begins(months: Sequence[Sums]) -> int:
    """The first month of which anything is known: before, nobody is called missing."""
    return next((nth for nth, one in enumerate(months) if one.met), len(months))


def waits(months: Months) -> int:
    """The month whose day has not passed yet, if it is among them: who has not met in it is not missing."""
    return next((nth for nth, due in enumerate(months.due) if months.today <= due), len(months.due))


class MapRow(NamedTuple):
    """A row of the heat map: a cell with the marks of its months and where each leads."""

    id: int
    name: str
    squares: list[tuple[Mark, str]]


class Doors(NamedTuple):
    """Where squares lead: to the meeting (none: to who reads no meetings), or to the list of the cell's month."""

    meetings: str | None
    figures: str

    def of(self, mark: Mark, cell_id: int, meeting_id: int, month: date) -> str:
        if mark is EMPTY:
            return ""
        if meeting_id and self.meetings:
            return f"{self.meetings}/{meeting_id}"
        return f"{self.figures}/{cell_id}/meetings?month={month.month}/{month.year}"


def rows_of_cells(root_id: int, months: Months, sums: Sequence[Sums], number: int, doors: Doors) -> list[MapRow]:
    rows = connection().execute(
        _pivot(len(months.months)), months.asked(root_id) | {"limit": PAGE, "offset": PAGE * (number - 1)}
    )
    first, waiting = begins(sums), waits(months)
    read = [_reader(nth, first, waiting) for nth in range(len(months.months))]
    where = list(zip(read, months.months, strict=True))
    return [
        MapRow(cell_id, name, [
            (mark, doors.of(mark, cell_id, meeting, month))
            for (as_mark, month), value in zip(where, values, strict=True)
            for mark, meeting in (as_mark(value),)
        ])
        for cell_id, name, _, *values in rows
    ]  # fmt: skip


def _reader(nth: int, first: int, waiting: int) -> Any:
    """How a number of the nth month is read."""
    missing = EMPTY if nth < first else WAITING if nth >= waiting else MARKS[MISSING]

    def read(value: int | None) -> tuple[Mark, int]:
        if value is None:
            return EMPTY, 0
        if value % KINDS == MISSING:
            return missing, value // KINDS
        return MARKS[value % KINDS], value // KINDS

    return read


@cache
def _pivot(count: int) -> Select[Any]:
    one = grid(count)
    kind = kind_of(one)
    squares = [func.max(case((one.c.nth == nth, kind))).label(f"m{nth}") for nth in range(count)]
    return (
        select(one.c.cell_id, one.c.name, one.c.code, *squares)
        .group_by(one.c.cell_id, one.c.name, one.c.code)
        .order_by(one.c.code, one.c.cell_id)
        .limit(bindparam("limit"))
        .offset(bindparam("offset"))
    )


class Share(NamedTuple):
    """A square of an organisation: of so many rated cells so many are Tốt; `trouble`: late or without a meeting."""

    css: str
    good: int
    rated: int
    late: int
    missing: int


def rows_of_organisations(
    groups: Iterable[Group], months: Months, names: Mapping[int, str], sums: Sequence[Sums]
) -> list[tuple[int, str, list[Share | None]]]:
    """One row for each organisation directly below, in the order of their names."""
    found = _added(groups, lambda group: (group.top, group.nth))
    known = {top for top, _ in found}
    first, waiting = begins(sums), waits(months)
    return [
        (top, name, [_share(nth, found.get((top, nth)), first, waiting) for nth in range(len(months.months))])
        for top, name in names.items()
        if top in known
    ]


def _share(nth: int, one: Sums | None, first: int, waiting: int) -> Share | None:
    if one is None or nth < first:
        return None
    missing = one.missing if nth < waiting else 0
    css = "hm-met" if one.met else "hm-none" if missing else "hm-wait"
    if one.rated:
        css = next(name for least, name in SHARES if one.good * 100 >= one.rated * least)
    return Share(f"{css} hm-late" if one.late or missing else css, one.good, one.rated, one.late, missing)


# Of a hundred rated cells so many are Tốt.
SHARES = ((90, "hm-good"), (70, "hm-fair"), (50, "hm-average"), (0, "hm-poor"))


def directly_below(root_id: int) -> dict[int, str]:
    """Id and name, by code."""
    rows = connection().execute(_DIRECTLY, {"root_id": root_id, "on": clock.today()})
    return {row.id: row.name for row in rows}


_DIRECTLY = (
    select(_O.id, _O.name)
    .join(OrganisationParent.__table__, _P.organisation_id == _O.id)
    .where(_P.parent_id == bindparam("root_id"))
    .where(_P.from_on <= _ON, or_(_P.to_on.is_(None), _P.to_on >= _ON))
    .order_by(_O.code, _O.id)
)


@dataclass(frozen=True, kw_only=True)
class InNeed:
    """A cell that needs care, with the months behind each reason."""

    id: int
    name: str
    reasons: dict[Reason, list[CellMonth]]

    @property
    def weight(self) -> tuple[int, int]:
        return -len(self.reasons.get(Reason.MISSING, ())), -sum(map(len, self.reasons.values()))


def in_need(root_id: int, months: Months, settings: RuleSettings, sums: Sequence[Sums]) -> list[InNeed]:
    """The cells that need care, those with most months without a meeting first."""
    looked = months.last(settings.care_months)
    known = looked.months[max(0, begins(sums) - (len(months.months) - len(looked.months))) :]
    if not known:
        return []
    limits = {"short": settings.care_short, "speakers": settings.care_speakers, "repeated": settings.care_repeats}
    asked = looked.asked(root_id) | limits | {"today": months.today, "known": known[0]}
    rows: dict[tuple[int, str], list[CellMonth]] = defaultdict(list)
    for row in connection().execute(_flawed(len(looked.months)), asked):
        rows[row.cell_id, row.name].append(_cell_month(row))
    found = [InNeed(id=cell_id, name=name, reasons=reasons_of(m, settings)) for (cell_id, name), m in rows.items()]
    return sorted((one for one in found if one.reasons), key=lambda one: one.weight)


def _cell_month(row: Row[Any]) -> CellMonth:
    return CellMonth(
        row.month, row.meeting_id, row.met_on is not None, bool(row.late), row.minutes, row.minutes_norm, row.present,
        row.spoke, row.topics or 0, row.repeats or 0,
    )  # fmt: skip


@cache
def _flawed(count: int) -> Select[Any]:
    """Months that may count against a cell: `workflows.care` says which do."""
    g = grid(count).c
    flawed = or_(
        and_(g.met_on.is_(None), g.due_on < bindparam("today", type_=Date)),
        g.late,
        g.minutes + bindparam("short") <= g.minutes_norm,
        g.spoke * 100 < g.present * bindparam("speakers"),
        and_(g.met_on.is_not(None), g.topics > 0, g.repeats * 100 >= g.topics * bindparam("repeated")),
    )
    return (
        select(
            g.cell_id, g.name, g.month, g.meeting_id, g.met_on, g.late, g.minutes, g.minutes_norm, g.present, g.spoke,
            g.topics, g.repeats,
        )
        .where(flawed, g.month >= bindparam("known", type_=Date))
        .order_by(g.code, g.cell_id, g.month)
    )  # fmt: skip


# Of open petitions: how old they are at most, in months, and the words for it.
AGES = ((0, "Nêu trong tháng này"), (2, "Từ 1 đến 2 tháng"), (5, "Từ 3 đến 5 tháng"), (9999, "Từ 6 tháng trở lên"))


def open_by_age(root_id: int, today: date) -> list[tuple[str, int]]:
    """How many petitions of the cells below wait for an answer, by the months since they were raised."""
    count: Counter[str] = Counter()
    for month, waiting in connection().execute(_open(), {"root_id": root_id, "on": today}):
        age = (today.year - month.year) * 12 + today.month - month.month
        count[next(words for most, words in AGES if age <= most)] += waiting
    return [(words, count[words]) for _, words in AGES]


@cache
def _open() -> Select[Any]:
    standing = tree()
    return (
        select(S.month, whole(S.petitions_open))
        .join_from(MonthlySummary.__table__, standing, standing.c.id == S.cell_id)
        .where(S.petitions_open > 0, standing.c.from_on <= _ON, standing.c.to_on >= _ON)
        .group_by(S.month)
    )
