"""Scoring a meeting: which criteria apply, and from points to a level.

All borders are reckoned in whole numbers and decimals. The figure that is printed (one decimal) is the
one that decides, so that nobody reads "90,0" beside "Khá".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from workflows.criteria import CRITERIA_WARD, FRAME_HD42, GROUPS, Applies, Band, Criterion, Judging, Part
from workflows.meeting_facts import Kind

__all__ = [
    "CRITERIA_WARD",
    "FRAME_HD42",
    "GROUPS",
    "Applies",
    "Band",
    "Criterion",
    "Judging",
    "Level",
    "Part",
    "ScoringContext",
    "applying",
    "level_of",
    "normalised",
]


class Level(StrEnum):
    GOOD = "good"
    FAIR = "fair"
    AVERAGE = "average"
    POOR = "poor"


LEVEL_LABELS: Mapping[Level, str] = MappingProxyType(
    {Level.GOOD: "Tốt", Level.FAIR: "Khá", Level.AVERAGE: "Trung bình", Level.POOR: "Kém"}
)

LEVEL_FROM: Mapping[Level, int] = MappingProxyType({Level.GOOD: 90, Level.FAIR: 70, Level.AVERAGE: 50, Level.POOR: 0})


@dataclass(frozen=True, kw_only=True)
class ScoringContext:
    kind: Kind = Kind.REGULAR
    has_theme: bool = False
    """A theme was discussed in the same sitting."""


def applying(criteria: Iterable[Criterion], context: ScoringContext) -> tuple[Criterion, ...]:
    """The criteria by which such a meeting is scored; an extraordinary one is not scored at all."""
    if context.kind == Kind.EXTRAORDINARY:
        return ()
    holds = {
        Applies.ALWAYS: True,
        Applies.REGULAR: context.kind == Kind.REGULAR,
        Applies.THEME: context.kind == Kind.THEMATIC or context.has_theme,
    }
    return tuple(c for c in criteria if holds[c.applies_when])


def maximum_of(criteria: Iterable[Criterion]) -> int:
    return sum(c.maximum for c in criteria)


@lru_cache(maxsize=4096)
def normalised(total: Decimal | int, maximum: Decimal | int) -> Decimal:
    """`total` of `maximum`, on a scale of 100, to one decimal, half up: 89 of 95 are 93.7.

    Raises ValueError if nothing applies, or if the total lies outside 0 and the maximum.
    """
    if maximum <= 0 or not 0 <= total <= maximum:
        raise ValueError(f"{total} of {maximum} points")
    exact = Fraction(total) * 100 / Fraction(maximum)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def level_of(score: Decimal | int, *, gate_passed: bool = True) -> Level:
    """The level of a normalised score. Where the rule set asks for the gate, Tốt without it becomes Khá."""
    level = next(level for level in Level if score >= LEVEL_FROM[level] or level == Level.POOR)
    return Level.FAIR if level == Level.GOOD and not gate_passed else level


def passes_gate(criteria: Iterable[Criterion], points: Mapping[str, Decimal | int | None]) -> bool:
    """`points` by code; a criterion without points has not passed."""
    return all((points.get(c.code) or 0) >= c.maximum for c in criteria if c.gate)


def lost_points(criteria: Iterable[Criterion], points: Mapping[str, Decimal | int | None]) -> tuple[Criterion, ...]:
    """The weak criteria, for the minutes: those given less than their maximum."""
    return tuple(c for c in criteria if (given := points.get(c.code)) is not None and given < c.maximum)
