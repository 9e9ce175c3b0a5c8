"""Which cells need care (chi bộ cần quan tâm), and why: months that were not as they should be, counted."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from workflows.rules import RuleSettings


class Reason(StrEnum):
    """In the order in which they weigh."""

    MISSING = "missing"
    LATE = "late"
    SHORT = "short"
    SILENT = "silent"
    REPEATED = "repeated"


BY_WEIGHT = tuple(Reason)  # ten thousand cells ask: an Enum makes the list anew each time
REASON_LABELS = {
    Reason.MISSING: "Chưa sinh hoạt",
    Reason.LATE: "Sinh hoạt muộn",
    Reason.SHORT: "Thiếu thời lượng",
    Reason.SILENT: "Ít phát biểu",
    Reason.REPEATED: "Nội dung lặp lại",
}


class CellMonth(NamedTuple):
    """What a month of a cell is judged by. What nobody recorded (None) is held against nobody."""

    month: date
    meeting_id: int | None
    met: bool
    late: bool
    minutes: int | None
    minutes_norm: int | None
    present: int | None
    spoke: int | None
    topics: int
    repeats: int


def flaws_of(one: CellMonth, settings: RuleSettings) -> list[Reason]:
    """What was not as it should be in the month; where the cell did not meet, nothing else counts."""
    if not one.met:
        return [Reason.MISSING]
    found = [Reason.LATE] if one.late else []
    if one.minutes is not None and one.minutes + settings.care_short <= (one.minutes_norm or 0):
        found.append(Reason.SHORT)
    if one.present and one.spoke is not None and one.spoke * 100 < one.present * settings.care_speakers:
        found.append(Reason.SILENT)
    if one.topics and one.repeats * 100 >= one.topics * settings.care_repeats:
        found.append(Reason.REPEATED)
    return found


def reasons_of(months: Iterable[CellMonth], settings: RuleSettings) -> dict[Reason, list[CellMonth]]:
    """The reasons for which the cell needs care, each with its months: one month without a meeting is enough, of the
    others `care_times` months."""
    found: dict[Reason, list[CellMonth]] = defaultdict(list)
    for one in months:
        for reason in flaws_of(one, settings):
            found[reason].append(one)
    least = {Reason.MISSING: 1}
    return {
        reason: found[reason]
        for reason in BY_WEIGHT
        if reason in found and len(found[reason]) >= least.get(reason, settings.care_times)
    }
