"""Which points of a month are chosen, and into which runs they are dealt."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.accidents.killed.month import STEPS
from tests.accidents.killed.steps import Step


@dataclass(frozen=True, order=True)
class Place:
    """The `number`-th point of a step."""

    step: int
    number: int
    name: str

    def __str__(self) -> str:
        return f"{STEPS[self.step].name}, point {self.number}: {self.name}"


Kills = dict[int, Place]


def spread(places: Sequence[Place], how_many: int, must: Sequence[Sequence[str]]) -> list[Place]:
    """So many of them, evenly over all; and of those that these words tell of at least one."""
    chosen = {places[round(number * (len(places) - 1) / max(how_many - 1, 1))] for number in range(how_many)}
    for words in must:
        told_of = [place for place in places if all(word in str(place) for word in words)]
        if chosen.isdisjoint(told_of):
            chosen.add(told_of[len(told_of) // 2])
    return sorted(chosen)


def dealt(places: Sequence[Place]) -> list[Kills]:
    """Runs in which each step sees one death at most, and each worker one between two rests."""
    runs: list[Kills] = []
    for place in places:
        free = next((run for run in runs if not _is_taken(place, run)), None)
        if free is None:
            runs.append(free := {})
        free[place.step] = place
    return runs


def _is_taken(place: Place, run: Kills) -> bool:
    return any(_alike(STEPS[place.step], STEPS[other]) for other in run)


def _alike(one: Step, other: Step) -> bool:
    return one is other or bool(one.chain and one.chain == other.chain)


def begins(step: int) -> int:
    """The first step of the chapter that it belongs to."""
    return next((number + 1 for number in range(step - 1, -1, -1) if STEPS[number].settled), 0)


def ends(step: int) -> int:
    """After the last step of the chapter after its own: whatever its death broke would show by then."""
    rests = [number + 1 for number in range(step, len(STEPS)) if STEPS[number].settled]
    return rests[1] if len(rests) > 1 else len(STEPS)
