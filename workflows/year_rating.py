"""Quarters and the year of a cell, from the levels that its regular meetings were given."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from workflows.scoring import LEVEL_LABELS, Level, level_of

ORDER = tuple(Level)  # the best first


@dataclass(frozen=True)
class YearStep:
    """A year is rated `level` if `count` of its regular meetings are that or better, and none is below `floor`."""

    level: Level
    count: int
    floor: Level


def reaches(level: Level, other: Level) -> bool:
    """Whether `level` is `other` or better."""
    return ORDER.index(level) <= ORDER.index(other)


def yearly_level(levels: Sequence[Level], steps: Iterable[YearStep]) -> Level | None:
    """The first of `steps`, from the best down, that the year reaches; below all of them it is Kém.

    None where fewer meetings were rated than any step asks for: what such a year was worth is for people to say.
    """
    steps = tuple(steps)
    if len(levels) < fewest(steps):
        return None
    for step in steps:
        enough = sum(reaches(level, step.level) for level in levels) >= step.count
        if enough and all(reaches(level, step.floor) for level in levels):
            return step.level
    return Level.POOR


def fewest(steps: Iterable[YearStep]) -> int:
    """So many meetings have to be rated before the year is."""
    return max(1, min(step.count for step in steps))


@dataclass(frozen=True)
class Rated:
    """A regular meeting that was decided. `score`: verified, of 100; None if it was decided without."""

    month: int
    level: Level
    score: Decimal | None


@dataclass(frozen=True)
class Span:
    """What the meetings of a span of months come to. `mean` is None where there is nothing to divide."""

    rated: int
    levels: Mapping[Level, int]
    mean: Decimal | None

    @property
    def said(self) -> str:
        """`2 Tốt, 1 Khá`; `–` where no meeting was rated."""
        found = [f"{self.levels[level]} {LEVEL_LABELS[level]}" for level in ORDER if self.levels.get(level)]
        return ", ".join(found) or "–"


def span_of(rows: Iterable[Rated]) -> Span:
    rated = list(rows)
    return Span(len(rated), Counter(row.level for row in rated), mean_of([row.score for row in rated]))


def mean_of(scores: Iterable[Decimal | None]) -> Decimal | None:
    """To one decimal, half up; None of nothing."""
    known = [Fraction(score) for score in scores if score is not None]
    if not known:
        return None
    mean = sum(known, Fraction()) / len(known)
    return (Decimal(mean.numerator) / Decimal(mean.denominator)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def mean_level(rows: Iterable[Rated]) -> Level | None:
    """The level of the mean, by the bounds of a meeting's score, and never better than the best that was decided: a
    committee may have gone below the points. None of nothing, and where a meeting was decided without points, because
    a mean that leaves one out says nothing of the whole."""
    rated = list(rows)
    scores = [row.score for row in rated]
    mean = None if None in scores else mean_of(scores)
    if mean is None:
        return None
    best = min((row.level for row in rated), key=ORDER.index)
    return max(best, level_of(mean), key=ORDER.index)


def quarter_of(month: int) -> int:
    """1 to 4."""
    return (month + 2) // 3


def quarters_of(rows: Iterable[Rated]) -> tuple[Span, Span, Span, Span]:
    found = list(rows)
    first, second, third, fourth = (span_of(row for row in found if quarter_of(row.month) == n) for n in range(1, 5))
    return first, second, third, fourth


def explained(steps: Iterable[YearStep]) -> list[str]:
    """The rule in words, a sentence a step."""
    known = tuple(steps)
    rest = f"Còn lại: Kém. Có dưới {fewest(known)} kỳ được xếp loại thì để cấp ủy xem xét."
    return [*(_sentence(step) for step in known), rest]


def _sentence(step: YearStep) -> str:
    label = LEVEL_LABELS[step.level]
    better = "" if step.level == ORDER[0] else " trở lên"
    floor = "" if step.floor == ORDER[-1] else f", không kỳ nào dưới {LEVEL_LABELS[step.floor]}"
    return f"{label}: ít nhất {step.count} kỳ thường kỳ xếp {label}{better}{floor}."
