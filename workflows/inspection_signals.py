"""Which cells an inspection looks at first, and why: each reason a sentence over the record of some months."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from workflows.calendar import months_away

LOOK_BACK = 3


def months_looked_at(first: date, last: date, today: date) -> tuple[date, ...]:
    """The months that speak for choosing a cell: those of the campaign's period that have begun, else the three before
    today's."""
    this = today.replace(day=1)
    if first > this:
        return tuple(months_away(this, -back) for back in range(LOOK_BACK, 0, -1))
    months = [first]
    while months[-1] < min(last, this):
        months.append(months_away(months[-1], 1))
    return tuple(months)


class Signal(StrEnum):
    """Why a cell is looked at first, the gravest first."""

    MISSING = "missing"
    UNANSWERED = "unanswered"
    LATE = "late"
    ABSENT = "absent"
    REPEATED = "repeated"
    FAR_OFF = "far_off"


WEIGHT: Mapping[Signal, int] = MappingProxyType(
    {
        Signal.MISSING: 5,
        Signal.UNANSWERED: 3,
        Signal.LATE: 2,
        Signal.ABSENT: 2,
        Signal.REPEATED: 2,
        Signal.FAR_OFF: 2,
    }
)
FAR = 10
"""Points of 100 by which a self-score stands above what the record proposes, before it is mentioned."""


@dataclass(frozen=True, kw_only=True)
class CellFigures:
    """One cell over the months looked at. Months are first days. `due` 0: nobody was counted."""

    missing: tuple[date, ...] = ()
    late: tuple[date, ...] = ()
    present: int = 0
    due: int = 0
    norm: int = 90
    repeated: tuple[date, ...] = ()
    unanswered: int = 0
    far_off: tuple[date, ...] = ()


def signals_of(cell: CellFigures) -> dict[Signal, str]:
    """Each as a sentence, the gravest first."""
    low = cell.due > 0 and cell.present * 100 < cell.norm * cell.due
    far = f"Điểm tự chấm cao hơn căn cứ trong hồ sơ từ {FAR} điểm trở lên: {_months(cell.far_off)}."
    said = {
        Signal.MISSING: f"Chưa sinh hoạt {_months(cell.missing)}." if cell.missing else "",
        Signal.UNANSWERED: f"{cell.unanswered} kiến nghị, phản ánh quá hạn chưa trả lời." if cell.unanswered else "",
        Signal.LATE: f"Sinh hoạt muộn {_months(cell.late)}." if cell.late else "",
        Signal.ABSENT: f"Đảng viên dự {cell.present}/{cell.due}, dưới {cell.norm}%." if low else "",
        Signal.REPEATED: f"Nội dung thảo luận lặp lại tháng trước: {_months(cell.repeated)}." if cell.repeated else "",
        Signal.FAR_OFF: far if cell.far_off else "",
    }
    return {signal: text for signal, text in said.items() if text}


def weight_of(cell: CellFigures) -> int:
    """How urgently a cell is looked at; 0: nothing speaks for it."""
    times = {
        Signal.MISSING: len(cell.missing),
        Signal.LATE: len(cell.late),
        Signal.REPEATED: len(cell.repeated),
        Signal.FAR_OFF: len(cell.far_off),
        Signal.UNANSWERED: cell.unanswered,
    }
    return sum(WEIGHT[signal] * times.get(signal, 1) for signal in signals_of(cell))


def _months(months: Sequence[date]) -> str:
    return f"tháng {', '.join(f'{month.month}/{month.year}' for month in months)}"
