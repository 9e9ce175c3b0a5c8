"""The cells below an organisation month by month, each where it stood in that month, beside what it came to.

Statements are built once per number of months: building one takes longer than running it.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Subquery,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)

from app.organisations.models import Organisation, OrganisationKind, OrganisationParent
from app.organisations.queries import MOST_LEVELS
from app.summaries.models import MonthlySummary
from workflows.calendar import months_away, next_month

EVER, NEVER = date(1, 1, 1), date(9999, 12, 31)
S = MonthlySummary.__table__.c
_O, _P = Organisation.__table__.c, OrganisationParent.__table__.c


class Months(NamedTuple):
    """`due`: by when the regular meeting is held, in the calendar of the organisation that is looked at."""

    months: Sequence[date]
    due: Sequence[date]
    today: date

    def asked(self, root_id: int) -> dict[str, Any]:
        """The parameters of every statement over the grid."""
        found: dict[str, Any] = {"root_id": root_id}
        for nth, (month, due) in enumerate(zip(self.months, self.due, strict=True)):
            last = min(self.today, next_month(month) - timedelta(days=1))
            found |= {f"month{nth}": month, f"last{nth}": last, f"due{nth}": due}
        return found

    def last(self, count: int) -> "Months":
        return Months(self.months[-count:], self.due[-count:], self.today)


def months_to(last: date, count: int) -> list[date]:
    return [months_away(last, nth - count + 1) for nth in range(count)]


def each_month(count: int) -> CTE:
    """`nth, month, last, due`: the months that `Months.asked` names."""

    def row(nth: int) -> Any:
        days = {name: bindparam(f"{name}{nth}", type_=Date) for name in ("month", "last", "due")}
        return select(literal(nth).label("nth"), *(day.label(name) for name, day in days.items()))

    return union_all(*(row(nth) for nth in range(count))).cte("months")


def tree() -> CTE:
    """`id, top, from_on, to_on`: everything that ever stood below `root_id`, since when and until when, and under which
    of those directly below it."""
    root = bindparam("root_id", type_=Integer)
    first = select(
        root.label("id"), root.label("top"), literal(EVER, Date).label("from_on"), literal(NEVER, Date).label("to_on"),
        literal(0).label("level"),
    )  # fmt: skip
    found = first.cte("standing", recursive=True)
    ends = func.coalesce(_P.to_on, literal(NEVER, Date))
    begins = case((_P.from_on > found.c.from_on, _P.from_on), else_=found.c.from_on)
    until = case((ends < found.c.to_on, ends), else_=found.c.to_on)
    return found.union_all(
        select(
            _P.organisation_id, case((found.c.level == 0, _P.organisation_id), else_=found.c.top), begins, until,
            found.c.level + 1,
        )
        .join_from(OrganisationParent.__table__, found, _P.parent_id == found.c.id)
        .where(found.c.level < MOST_LEVELS, begins <= until)
    )  # fmt: skip


def stood_in(standing: FromClause, months: CTE) -> ColumnElement[bool]:
    """At the end of the month, or today."""
    return and_(standing.c.from_on <= months.c.last, standing.c.to_on >= months.c.last)


def months_between(count: int) -> ColumnElement[bool]:
    """Of summaries: of the months that are looked at. By these PostgreSQL finds them in its index, not by each month:
    those of other years are not read, however many there are."""
    return S.month.between(bindparam("month0", type_=Date), bindparam(f"month{count - 1}", type_=Date))


def lived_in(months: CTE, spans: FromClause = Organisation.__table__) -> ColumnElement[bool]:
    return and_(
        or_(spans.c.founded_on.is_(None), spans.c.founded_on <= months.c.last),
        or_(spans.c.dissolved_on.is_(None), spans.c.dissolved_on > months.c.last),
    )


@cache
def grid(count: int) -> Subquery:
    """A row for each cell and each of so many months in which it lived, or met: with the columns of its summary.

    `late`: it met after `due`. The figures of the record are there for who may see them: `published` leaves out those
    of meetings whose papers are not issued yet.
    """
    months, standing = each_month(count), tree()
    return (
        select(
            _O.id.label("cell_id"), _O.name, _O.code, _O.cell_type, standing.c.top, months.c.nth, months.c.month,
            months.c.due.label("due_on"), (S.met_on > months.c.due).label("late"),
            *(S[name] for name in _SHOWN),
        )
        .select_from(standing)
        .join(Organisation.__table__, and_(_O.id == standing.c.id, _O.kind == OrganisationKind.CELL))
        .join(months, stood_in(standing, months))
        .outerjoin(MonthlySummary.__table__, and_(S.cell_id == _O.id, S.month == months.c.month, months_between(count)))
        .where(or_(lived_in(months), S.met_on.is_not(None)))
        .subquery("grid")
    )  # fmt: skip


_SHOWN = (
    "meeting_id", "state", "met_on", "minutes", "minutes_norm", "due", "present", "spoke", "points", "level", "topics",
    "repeats", "petitions", "petitions_open", "tasks", "tasks_in_time",
)  # fmt: skip


def whole(column: Any) -> Any:
    """A sum that comes as a whole number on both engines."""
    return type_coerce(func.coalesce(func.sum(column), 0), Integer)
