"""A measured figure beside the bound that it is held to."""

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Figure:
    name: str
    value: float
    bound: float | None = None  # None: printed to be known, held to nothing
    unit: str = ""
    detail: str = ""

    @property
    def broken(self) -> bool:
        return self.bound is not None and self.value > self.bound

    def __str__(self) -> str:
        bound = "" if self.bound is None else f"≤ {self.bound:g} {self.unit}".rstrip()
        verdict = "" if self.bound is None else "BROKEN" if self.broken else "ok"
        line = f"{self.name:58} {f'{self.value:.2f} {self.unit}':>12}  {bound:14} {verdict:7} {self.detail}"
        return line.rstrip()


@dataclass(frozen=True, kw_only=True)
class Pair:
    """The median seconds of two ways to do the same, measured in turn."""

    ours: float
    floor: float

    @property
    def ratio(self) -> float:
        return self.ours / self.floor

    @property
    def detail(self) -> str:
        return f"{self.ours * 1000:.2f} ms to {self.floor * 1000:.2f} ms"


def in_turn(
    ours: Callable[[], object],
    floor: Callable[[], object],
    *,
    rounds: int,
    clock: Callable[[], float] = time.process_time,
) -> Pair:
    """A B A B …, so that whatever else the machine does falls on both. Processor time where nothing is waited for."""
    times: tuple[list[float], list[float]] = ([], [])
    for way in (ours, floor, ours, floor):
        way()  # the first calls compile templates and fill caches
    for _ in range(rounds):
        for way, seconds in zip((ours, floor), times, strict=True):
            began = clock()
            way()
            seconds.append(clock() - began)
    return Pair(ours=statistics.median(times[0]), floor=statistics.median(times[1]))


def report(figures: Iterable[Figure]) -> int:
    """Print as they come; the number of broken bounds."""
    broken = 0
    for figure in figures:
        print(figure, flush=True)
        broken += figure.broken
    return broken
