"""What an office may look at again together with a cell: scores far above the record, always full, always the same.

A sign is a question and never a finding; its sentences only say what the figures are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import takewhile

from workflows.words import decimal


@dataclass(frozen=True)
class SelfScore:
    """One meeting's voted score. `score` is of 100; `above`: points over what the record proposed, where it proposed
    any."""

    month: date
    score: Decimal
    above: Decimal


@dataclass(frozen=True)
class Thresholds:
    """`above`: points; `full`, `same`: meetings in a row."""

    above: int
    full: int
    same: int


def signs_of(scores: Sequence[SelfScore], thresholds: Thresholds) -> list[str]:
    """`scores`: of one cell, the oldest first."""
    found = [
        f"Tháng {one.month.month}/{one.month.year}: tự chấm cao hơn ghi nhận {_short(one.above)} điểm."
        for one in scores
        if one.above >= thresholds.above
    ]
    full = _run(scores, lambda one: one.score == 100)
    if full >= thresholds.full:
        found.append(f"{full} kỳ liền gần đây tự chấm điểm tối đa.")
    last = scores[-1].score if scores else None
    same = _run(scores, lambda one: one.score == last)
    if same >= thresholds.same and last != 100:
        found.append(f"{same} kỳ liền gần đây tự chấm cùng một điểm, {decimal(last or 0)}.")
    return found


def _run(scores: Sequence[SelfScore], holds: Callable[[SelfScore], bool]) -> int:
    """How many of the latest, one after the other."""
    return len(list(takewhile(holds, reversed(scores))))


def _short(points: Decimal) -> str:
    return decimal(points).removesuffix(",0")
