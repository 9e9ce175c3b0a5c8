"""What a roll call says of each person: put into words here, so that the page only writes it, up to 120 times."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from app.groups.queries import Group
from app.sessions.models import Which
from app.sessions.queries import RollLine
from app.web.filters import clock_time
from workflows.attendance import ABSENT, MARK_LABELS, Attendee, Mark, Standing


class RollRow(NamedTuple):
    """One line as it is written. `number` is empty for who is not counted, `state` for who is suspended."""

    id: str
    number: str
    name: str
    words: list[str]
    state: str
    out: bool
    line: RollLine


def rows_shown(numbered: Iterable[tuple[int, RollLine]], which: Which, positions: Mapping[int, str]) -> list[RollRow]:
    """The lines with their numbers (0: none) and the word for who holds an office (by person)."""
    rows = []
    for number, line in numbered:
        person = line.attendee
        mark = person.start_mark if which == Which.START else person.end_mark
        words = _words(person, positions.get(line.person_id), helps=line.strengthening)
        state = "" if person.suspended else _state(person, mark, which)
        rows.append(RollRow(str(line.id), str(number or ""), line.name, words, state, mark in ABSENT, line))
    return rows


Part = tuple[str, list[RollLine]]


def in_groups(lines: Iterable[RollLine], groups: Sequence[Group]) -> list[Part]:
    """The lines by Party group, and at last those of none; one part without a name where the cell has no groups."""
    found: list[Part] = [(group.name, []) for group in groups]
    others: list[RollLine] = []
    at = {person_id: place for place, group in enumerate(groups) for person_id in group.people}
    for line in lines:
        (found[at[line.person_id]][1] if line.person_id in at else others).append(line)
    return [(name, some) for name, some in (*found, ("Chưa vào tổ nào" if groups else "", others)) if some]


def _words(person: Attendee, position: str | None, *, helps: bool) -> list[str]:
    words = [position] if position else []
    if person.standing == Standing.PROBATIONARY:
        words.append("dự bị")
    if person.exempt:
        words.append("miễn sinh hoạt")
    if person.temporary_out:
        words.append("sinh hoạt tạm thời nơi khác")
    if person.temporary_in:
        words.append("tăng cường" if helps else "tạm thời nơi khác đến")
    return words


def _state(person: Attendee, mark: Mark | None, which: Which) -> str:
    if mark in ABSENT:
        return MARK_LABELS[mark]
    late = person.arrived_at is not None and which == Which.START
    came = f"Đến muộn {clock_time(person.arrived_at)}" if late else "Có mặt"
    return f"{came}, về {clock_time(person.left_at)}" if person.left_at else came
