"""The record behind a proposal, in full: when, who, which tasks. Shown beside it, to those who read scores by criterion."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from workflows.evidence import Evidence
from workflows.words import quoted

MOST_NAMES = 15
MOST_TASKS = 10


def details_of(source: str, e: Evidence) -> tuple[str, ...]:
    """Sentences, one a line; nothing where the proposal's own sentence says it all. `source`: as `Criterion.evidence`."""
    found = DETAILS.get(source)
    return tuple(found(e)) if found else ()


def _duration(e: Evidence) -> list[str]:
    if not e.opened:
        return []
    return [f"Khai mạc {e.opened}, {f'kết thúc {e.closed}' if e.closed else 'chưa kết thúc'}."]


def _attendance(e: Evidence) -> list[str]:
    return _named("Vắng không lý do", e.names_unexcused) + _named("Vắng có lý do", e.names_excused)


def _speakers(e: Evidence) -> list[str]:
    return _named("Đã phát biểu", e.names_spoke)


def _mentions(e: Evidence) -> list[str]:
    return _named("Biểu dương", e.names_praised) + _named("Nhắc nhở", e.names_reminded)


def _tasks(e: Evidence) -> list[str]:
    if not e.tasks_left:
        return []
    more = f" và {len(e.tasks_left) - MOST_TASKS} việc khác" if len(e.tasks_left) > MOST_TASKS else ""
    return [f"Chưa xong: {', '.join(quoted(e.tasks_left[:MOST_TASKS]))}{more}."]


def _named(what: str, names: Sequence[str]) -> list[str]:
    if not names:
        return []
    more = f" và {len(names) - MOST_NAMES} đồng chí khác" if len(names) > MOST_NAMES else ""
    return [f"{what}: {', '.join(names[:MOST_NAMES])}{more}."]


DETAILS: Mapping[str, Callable[[Evidence], list[str]]] = MappingProxyType(
    {
        "duration": _duration,
        "attendance": _attendance,
        "speakers": _speakers,
        "mentions": _mentions,
        "tasks": _tasks,
    }
)
