"""The figures of an organisation over twelve months: in few statements, however many cells stand below it."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import add
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Date, Select, and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from app import clock
from app.actor import Actor
from app.columns import in_force
from app.extensions import connection
from app.figures.queries_grid import Months, S, months_to, tree, whole
from app.figures.queries_sums import COUNTED, Group
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent
from app.organisations.queries import climb_up
from app.refusals import NotKnown
from app.rules.models import Holiday, RuleSet
from app.rules.queries import settings_of
from app.summaries.models import MonthlySummary
from workflows.calendar import meeting_day, next_month
from workflows.cells import CellType
from workflows.roles import Role
from workflows.rules import RuleSettings

SPAN = 12
PAGE = 150  # rows of the heat map
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
        and_(_P.organisation_id == _O.id, in_force(_P.from_on, _P.to_on, _ON)),
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
        .where(in_force(RuleSet.effective_from, RuleSet.effective_to, _ON))
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


Key = TypeVar("Key", bound=Hashable)


def added_by(groups: Iterable[Group], key: Callable[[Group], Key]) -> dict[Key, Sums]:
    """Whole rows at once: there are thousands."""
    found: dict[Key, Sequence[int]] = {}
    for group in groups:
        at = key(group)
        found[at] = list(map(add, found[at], group.values)) if at in found else group.values
    return {at: Sums(**dict(zip(COUNTED, values, strict=True))) for at, values in found.items()}


def by_month(groups: Iterable[Group], count: int) -> list[Sums]:
    found = added_by(groups, lambda group: group.nth)
    return [found.get(nth) or Sums() for nth in range(count)]


def added_up(sums: Iterable[Sums]) -> Sums:
    rows = [[getattr(one, name) for name in COUNTED] for one in sums]
    return Sums(**dict(zip(COUNTED, map(sum, zip(*rows, strict=True)), strict=True))) if rows else Sums()


def by_type(groups: Iterable[Group]) -> dict[CellType | None, Sums]:
    return added_by(groups, lambda group: group.cell_type)


def begins(months: Sequence[Sums]) -> int:
    """The first month of which anything is known: before, nobody is called missing."""
    return next((nth for nth, one in enumerate(months) if one.met), len(months))


def waits(months: Months) -> int:
    """The month whose day has not passed yet, if it is among them: who has not met in it is not missing."""
    return next((nth for nth, due in enumerate(months.due) if months.today <= due), len(months.due))


def directly_below(root_id: int) -> dict[int, str]:
    """Id and name, by code."""
    rows = connection().execute(_DIRECTLY, {"root_id": root_id, "on": clock.today()})
    return {row.id: row.name for row in rows}


_DIRECTLY = (
    select(_O.id, _O.name)
    .join(OrganisationParent.__table__, _P.organisation_id == _O.id)
    .where(_P.parent_id == bindparam("root_id"))
    .where(in_force(_P.from_on, _P.to_on, _ON))
    .order_by(_O.code, _O.id)
)


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
