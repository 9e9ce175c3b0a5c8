"""The figures of a period as its report prints them: from the monthly summaries, in few statements."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, bindparam, select
from sqlalchemy.orm import joinedload

from app import clock
from app.documents.snapshots import AgeLine, AimLine, CareLine, RatedColumn, Share, ShareLine
from app.extensions import db
from app.figures.queries import (
    Seen,
    Sums,
    added_up,
    begins,
    by_month,
    calendar_of,
    open_by_age,
    waits,
)
from app.figures.queries_care import Care, InNeed, in_need
from app.figures.queries_grid import Months
from app.figures.queries_sums import Group, groups_of
from app.organisations.models import Organisation
from app.reports.models import PeriodReport
from app.targets.queries import Standing, aims_of, standings
from workflows.calendar import first_of
from workflows.care import REASON_LABELS
from workflows.cells import CELL_TYPE_LABELS, CellType
from workflows.periods import Part, Period
from workflows.rules import RuleSettings

MOST_CARE, CARE_MONTHS = 30, 12
ALL, OTHER = "Tất cả chi bộ", "Loại hình khác"


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What is frozen of a period; the fields bear the names of those of the paper."""

    columns: tuple[str, ...]
    cells: int
    aims: tuple[AimLine, ...]
    rated: tuple[RatedColumn, ...]
    attendance: tuple[ShareLine, ...]
    norm: int
    tasks: ShareLine
    petitions: tuple[AgeLine, ...]
    counted_on: str
    care: tuple[CareLine, ...]
    care_more: int


@dataclass(frozen=True, kw_only=True)
class _Span:
    """The months of the period that have come, as far as anything is known of them."""

    period: Period
    months: Months
    groups: Sequence[Group]
    sums: Sequence[Sums]

    def nths(self, part: Part | Period) -> list[int]:
        first = begins(self.sums)
        return [
            nth for nth, month in enumerate(self.months.months) if nth >= first and part.first <= month <= part.last
        ]

    def settled(self, nth: int) -> Sums:
        """Where the meeting is still awaited nobody is missing."""
        one = self.sums[nth]
        return one if nth < waits(self.months) else replace(one, cells=one.met)


def figures_of(organisation: Organisation, period: Period) -> Figures:
    """At most eight statements. A period to come has no figures yet."""
    last = min(period.last, first_of(clock.today()))
    count = max(1, Period(period.first, last).months)
    months, settings = calendar_of(organisation.id, last, count)
    groups = groups_of(organisation.id, months, published=False).by_type
    span = _Span(period=period, months=months, groups=groups, sums=by_month(groups, count))
    care = _care(organisation.id, span, settings)
    return Figures(
        columns=tuple(part.label for part in period.parts()), cells=span.sums[-1].cells,
        aims=_aims(organisation, span), rated=tuple(_rated(span, part) for part in period.bars()),
        attendance=_attendance(span), norm=settings.attendance_norm,
        tasks=_line("Nhiệm vụ xong đúng hạn", span, "tasks_in_time", "tasks"),
        petitions=tuple(AgeLine(words=one, count=n) for one, n in open_by_age(organisation.id, months.today)),
        counted_on=months.today.isoformat(), care=tuple(_need(one) for one in care.cells),
        care_more=care.number - len(care.cells),
    )  # fmt: skip


def _rated(span: _Span, part: Part) -> RatedColumn:
    one = added_up([span.settled(nth) for nth in span.nths(part)])
    counts = {name: getattr(one, name) for name in ("good", "fair", "average", "poor", "unrated", "missing")}
    return RatedColumn(label=part.label, **counts)


def _line(name: str, span: _Span, part: str, whole: str, only: Callable[[Group], bool] | None = None) -> ShareLine:
    """One line over the columns; `only`: of these groups alone."""
    sums = span.sums if only is None else by_month(filter(only, span.groups), len(span.sums))

    def share(of: Part | Period) -> Share:
        one = added_up([sums[nth] for nth in span.nths(of)])
        return Share(part=getattr(one, part, 0), whole=getattr(one, whole, 0))

    return ShareLine(name=name, shares=tuple(share(one) for one in span.period.parts()), whole=share(span.period))


def _attendance(span: _Span) -> tuple[ShareLine, ...]:
    def of(kind: CellType | None) -> Callable[[Group], bool]:
        return lambda group: group.cell_type == kind

    names = {kind: label[:1].upper() + label[1:] for kind, label in CELL_TYPE_LABELS.items()} | {None: OTHER}
    lines = [_line(name, span, "present", "due", of(kind)) for kind, name in names.items()]
    return (*(line for line in lines if line.whole.whole), _line(ALL, span, "present", "due"))


def _aims(organisation: Organisation, span: _Span) -> tuple[AimLine, ...]:
    seen = Seen(organisation.id, organisation.name, organisation.kind, None, None)
    aims = aims_of(organisation.id, (span.period.first, span.period.last))
    return tuple(_aim(one, span.period) for one in standings(seen, aims, span.months, span.sums))


def _aim(one: Standing, period: Period) -> AimLine:
    def share(part: Part) -> Share:
        points = [point for point in one.points if _stands_in(point.at, part, period)]
        return Share(part=sum(point.part for point in points), whole=sum(point.whole for point in points))

    return AimLine(
        label=one.label, wanted=one.aim.wanted, source=one.aim.source, shares=tuple(map(share, period.parts())),
        whole=Share(part=one.part, whole=one.whole), reached=one.reached,
    )  # fmt: skip


def _stands_in(at: date | int, part: Part, period: Period) -> bool:
    """What is told of a year stands in the column of a year alone."""
    if isinstance(at, date):
        return part.first <= at <= part.last
    return period.is_scheme and part.first.year == at


def _care(organisation_id: int, span: _Span, settings: RuleSettings) -> Care:
    """Over the period, or over its last twelve months."""
    count = min(CARE_MONTHS, len(span.sums))
    months, settings = span.months.last(count), replace(settings, care_months=count)
    return in_need(organisation_id, months, settings, span.sums[-count:], most=MOST_CARE)


def _need(one: InNeed) -> CareLine:
    said = "; ".join(
        f"{REASON_LABELS[reason].lower()}: {_named(month.month for month in flawed)}"
        for reason, flawed in one.reasons.items()
    )
    return CareLine(cell=one.name, reasons=said[:1].upper() + said[1:])


def _named(months: Iterable[date]) -> str:
    return ", ".join(f"tháng {month.month}/{month.year}" for month in months)


def last_period_report(organisation_id: int, period: Period) -> PeriodReport | None:
    """The edition in force, with its paper."""
    asked = {"organisation_id": organisation_id, "first": period.first, "last": period.last}
    return db.session.scalar(_last(), asked)


@cache
def _last() -> Select[PeriodReport]:
    return (
        select(PeriodReport)
        .where(PeriodReport.organisation_id == bindparam("organisation_id"))
        .where(PeriodReport.first_month == bindparam("first", type_=Date))
        .where(PeriodReport.last_month == bindparam("last", type_=Date))
        .options(joinedload(PeriodReport.document))
        .order_by(PeriodReport.edition.desc())
        .limit(1)
    )


def issued_of(organisation_id: int, most: int = 12) -> list[PeriodReport]:
    """The editions in force, the last issued first."""
    found = (
        select(PeriodReport)
        .join(PeriodReport.document)
        .where(PeriodReport.organisation_id == organisation_id)
        .options(joinedload(PeriodReport.document))
        .order_by(PeriodReport.issued_at.desc(), PeriodReport.id.desc())
    )
    rows = [row for row in db.session.scalars(found) if row.document.replaced_by_id is None]
    return rows[:most]


def parts_of(figures: Figures) -> dict[str, Any]:
    return {field.name: getattr(figures, field.name) for field in fields(figures)}
