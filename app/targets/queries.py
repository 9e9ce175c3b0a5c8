"""Targets of an organisation and of those above it, each with where it stands and how it came there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from app import clock
from app.actor import Actor
from app.extensions import connection, db
from app.figures.queries import Seen, Sums, added_by, added_up, begins, sees, sees_only_published, waits
from app.figures.queries_grid import Months
from app.figures.queries_sums import Group
from app.organisations.models import Organisation
from app.organisations.queries import climb_up
from app.refusals import NotAllowed, NotKnown
from app.targets.models import Target
from app.targets.queries_years import YEARS, Facts, facts_of
from workflows.roles import Role
from workflows.targets import MEASURES, Comparison, Every, Measure, reached, wanted

# Of the sums of a month: what a measure takes as its part and as its whole.
PARTS = {
    Measure.ATTENDANCE: ("present", "due"),
    Measure.SPEAKERS: ("spoke", "present"),
    Measure.MET: ("met", "cells"),
    Measure.IN_TIME: ("in_time", "cells"),
    Measure.GOOD: ("good", "rated"),
    Measure.TASKS: ("tasks_in_time", "tasks"),
    Measure.PETITIONS: ("answered", "petitions"),
}
# Where the meeting is still awaited nobody has failed to hold it.
_WAITED_FOR = (Measure.MET, Measure.IN_TIME)


class Aim(NamedTuple):
    """A target as it was set. `owner`: the organisation that set it."""

    id: int
    owner_id: int
    owner: str
    measure: Measure
    comparison: Comparison
    value: Decimal
    from_month: date
    to_month: date
    source: str

    @property
    def wanted(self) -> str:
        return wanted(self.comparison, self.value)


class Point(NamedTuple):
    """A month, by its first day, or a year, by its number."""

    at: date | int
    part: int
    whole: int


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where an organisation stands. `points`: by month or by year; a yearly share is that of the last year."""

    aim: Aim
    points: list[Point]
    part: int
    whole: int
    when: str

    @property
    def label(self) -> str:
        return MEASURES[self.aim.measure].label

    @property
    def reached(self) -> bool | None:
        return reached(self.part, self.whole, self.aim.comparison, self.aim.value)


def looked_into(seen: Seen, actor: Actor) -> Seen:
    """An ordinary member reads nothing that weighs the cell. Raises NotKnown."""
    if sees_only_published(actor, seen.id):
        raise NotKnown
    return seen


def writes(actor: Actor, organisation_id: int) -> bool:
    return Role.OFFICE in actor.roles_in(organisation_id)


def get_readable(target_id: int, actor: Actor) -> Target:
    """One of an organisation that the actor looks at, or of one above it. Raises NotKnown."""
    found: Target | None = db.session.get(Target, target_id)
    if found is None or not (sees(actor, found.organisation_id) or found.organisation_id in _above_of(actor)):
        raise NotKnown
    return found


def _above_of(actor: Actor) -> set[int]:
    """What stands above the actor's home: its targets are measured there too."""
    if actor.home_id is None or sees_only_published(actor, actor.home_id):
        return set()
    return {row.owner_id for row in _aims_of(actor.home_id)}


def aim_at(target_id: int, seen: Seen) -> Aim:
    """The one that is measured at `seen`. Raises NotKnown."""
    found = next((aim for aim in aims_of(seen.id) if aim.id == target_id), None)
    if found is None:
        raise NotKnown
    return found


def get_writable(target_id: int, actor: Actor) -> Target:
    """Raises NotKnown, NotAllowed."""
    found = get_readable(target_id, actor)
    if not writes(actor, found.organisation_id):
        raise NotAllowed("Chỉ Văn phòng Đảng ủy ghi, sửa mục tiêu.")
    return found


def _aims_of(organisation_id: int) -> Sequence[Any]:
    return connection().execute(_aims(), {"organisation_id": organisation_id, "on": clock.today()}).all()


@cache
def _aims() -> Select[Any]:
    climb, t = climb_up(), Target.__table__.c
    return (
        select(
            t.id, t.organisation_id.label("owner_id"), Organisation.name, t.measure, t.comparison, t.value,
            t.from_month, t.to_month, t.source,
        )
        .join(climb, climb.c.id == t.organisation_id)
        .join(Organisation, Organisation.id == t.organisation_id)
        .order_by(climb.c.level, t.to_month, t.from_month, t.id)
    )  # fmt: skip


def aims_of(organisation_id: int, between: tuple[date, date] | None = None) -> list[Aim]:
    """Its own first, then those of the organisations above it; `between`: those in force in some of these months."""
    found = [Aim._make(row) for row in _aims_of(organisation_id)]
    return [a for a in found if between is None or (a.from_month <= between[1] and a.to_month >= between[0])]


def standings(seen: Seen, aims: Sequence[Aim], months: Months, sums: Sequence[Sums]) -> list[Standing]:
    """Each aim as far as it can be measured here; what a year tells is asked only where an aim needs it."""
    yearly = any(MEASURES[aim.measure].every != Every.MONTH for aim in aims)
    facts = facts_of(seen.id, months.months[-1].year, months.today) if yearly else {}
    return [standing(aim, months, sums, facts) for aim in aims]


def standing(aim: Aim, months: Months, sums: Sequence[Sums], facts: Facts) -> Standing:
    every = MEASURES[aim.measure].every
    if every == Every.MONTH:
        return _by_month(aim, months, sums)
    if every == Every.NOW:
        part, whole = facts.get((aim.measure, 0), (0, 0))
        return Standing(aim=aim, points=[], part=part, whole=whole, when="hiện nay")
    return _by_year(aim, months.months[-1].year, facts)


def _by_month(aim: Aim, months: Months, sums: Sequence[Sums]) -> Standing:
    first, last = begins(sums), waits(months) if aim.measure in _WAITED_FOR else len(sums)
    counted = [
        (month, one) for nth, (month, one) in enumerate(zip(months.months, sums, strict=True))
        if first <= nth < last and aim.from_month <= month <= aim.to_month
    ]  # fmt: skip
    points = [Point(month, *share_of(aim.measure, one)) for month, one in counted]
    part, whole = share_of(aim.measure, added_up([one for _, one in counted]))
    return Standing(aim=aim, points=points, part=part, whole=whole, when=_span(counted))


def _span(counted: Sequence[tuple[date, Sums]]) -> str:
    if not counted:
        return "chưa có tháng nào"
    first, last = counted[0][0], counted[-1][0]
    to = f"{last.month}/{last.year}"
    return f"tháng {to}" if first == last else f"tháng {first.month}/{first.year} đến {to}"


def _by_year(aim: Aim, last: int, facts: Facts) -> Standing:
    years = range(max(aim.from_month.year, last - YEARS + 1), min(aim.to_month.year, last) + 1)
    points = [Point(year, *facts[aim.measure, year]) for year in years if (aim.measure, year) in facts]
    told = points[-1] if points else None
    return Standing(
        aim=aim, points=points, part=told.part if told else 0, whole=told.whole if told else 0,
        when=f"năm {told.at}" if told else "chưa có năm nào",
    )  # fmt: skip


def share_of(measure: Measure, sums: Sums) -> tuple[int, int]:
    part, whole = PARTS[measure]
    return getattr(sums, part), getattr(sums, whole)


class Below(NamedTuple):
    """One of those directly below: what it adds to the share."""

    id: int
    name: str
    part: int
    whole: int


def below_of(aim: Aim, groups: Sequence[Group], names: dict[int, str], nths: set[int]) -> list[Below]:
    """Of the months that count (`nths`), the lowest share first; those with nothing to divide last."""
    sums = added_by([one for one in groups if one.nth in nths], lambda one: one.top)
    rows = [Below(key, names[key], *share_of(aim.measure, one)) for key, one in sums.items() if key in names]
    return sorted(rows, key=lambda one: (not one.whole, one.part / one.whole if one.whole else 0, one.name))


def organisation(organisation_id: int) -> Organisation:
    """Raises NotKnown for one that has ended, too."""
    found = db.session.get(Organisation, organisation_id)
    if found is None or found.dissolved_on is not None:
        raise NotKnown
    return found


def by_key(organisation_id: int) -> dict[tuple[Measure, date, date], Target]:
    rows = db.session.scalars(select(Target).where(Target.organisation_id == organisation_id))
    return {(row.measure, row.from_month, row.to_month): row for row in rows}
