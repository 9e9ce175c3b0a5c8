"""The yearly rating of cells and members: what a record proposes, and how many may be excellent.

People decide; the record only proposes, and stays silent where it holds too little.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from workflows.rules import RuleSettings
from workflows.scoring import Level
from workflows.words import share


class Rating(StrEnum):
    EXCELLENT = "excellent"
    WELL_DONE = "well_done"
    DONE = "done"
    NOT_DONE = "not_done"


RATING_LABELS: Mapping[Rating, str] = MappingProxyType(
    {
        Rating.EXCELLENT: "Hoàn thành xuất sắc nhiệm vụ",
        Rating.WELL_DONE: "Hoàn thành tốt nhiệm vụ",
        Rating.DONE: "Hoàn thành nhiệm vụ",
        Rating.NOT_DONE: "Không hoàn thành nhiệm vụ",
    }
)
WELL = (Rating.EXCELLENT, Rating.WELL_DONE)
"""What counts as "hoàn thành tốt nhiệm vụ trở lên"."""


@dataclass(frozen=True)
class Line:
    """One line of the record behind a proposal. `good`: it speaks for the highest rating. `silent`: it says nothing, and
    is left out where room is short."""

    text: str
    good: bool
    path: str = ""
    silent: bool = False


@dataclass(frozen=True, kw_only=True)
class CellYear:
    """`months`: those of the year in which a regular meeting was due by now."""

    months: int = 0
    held: int = 0
    levels: Mapping[Level, int] = field(default_factory=dict)
    due: int = 0
    present: int = 0
    tasks: int = 0
    tasks_in_time: int = 0


@dataclass(frozen=True, kw_only=True)
class MemberYear:
    """`due`: meetings of the year at which the member counted."""

    due: int = 0
    present: int = 0
    unexcused: int = 0
    tasks: int = 0
    tasks_done: int = 0
    praised: int = 0
    reminded: int = 0


def _reaches(part: int, whole: int, percent: int) -> bool:
    """Nothing asked is nothing missed."""
    return 100 * part >= percent * whole


def of_cell(year: CellYear, rules: RuleSettings) -> Rating | None:
    """None where nothing was due or nothing was held: too little is known."""
    if not year.months or not year.held:
        return None
    rated = sum(year.levels.values())
    none_low = not year.levels.get(Level.AVERAGE, 0) and not year.levels.get(Level.POOR, 0)
    enough_good = year.levels.get(Level.GOOD, 0) * 12 >= rules.rating_good_months * year.months
    if all(line.good for line in lines_of_cell(year, rules)) and none_low and enough_good and rated:
        return Rating.EXCELLENT
    well = (
        year.held >= year.months - 1 and none_low and _reaches(year.tasks_in_time, year.tasks, rules.rating_tasks - 20)
    )
    if well:
        return Rating.WELL_DONE
    return Rating.DONE if 2 * year.held >= year.months else Rating.NOT_DONE


def lines_of_cell(year: CellYear, rules: RuleSettings) -> list[Line]:
    good = year.levels.get(Level.GOOD, 0)
    rated = sum(year.levels.values())
    return [
        Line(f"Sinh hoạt thường kỳ: {share(year.held, year.months)} tháng", year.held >= year.months, "/meetings"),
        Line(
            f"Kỳ xếp loại Tốt: {share(good, rated)} kỳ đã xếp loại",
            rated > 0 and good * 12 >= rules.rating_good_months * year.months,
            "/evaluations",
        ),
        Line(
            f"Đảng viên dự sinh hoạt: {share(year.present, year.due)} lượt",
            _reaches(year.present, year.due, rules.attendance_norm),
            "/meetings",
        ),
        Line(
            f"Nhiệm vụ xong đúng hạn: {share(year.tasks_in_time, year.tasks)}",
            _reaches(year.tasks_in_time, year.tasks, rules.rating_tasks),
            "/tasks",
        ),
    ]


def together(years: Sequence[CellYear]) -> CellYear:
    """The sums over several cells."""
    levels = Counter[Level]()
    for year in years:
        levels.update(year.levels)
    sums = {name: sum(getattr(year, name) for year in years) for name in _SUMMED}
    return CellYear(levels=dict(levels), **sums)


_SUMMED = ("months", "held", "due", "present", "tasks", "tasks_in_time")


def lines_of_base(years: Sequence[CellYear], decided: Sequence[Rating], rules: RuleSettings) -> list[Line]:
    """Of an organisation with cells beneath: what they did, and `decided`, how they were rated. No source has a rule
    that makes a rating of it, so these are facts for the people who decide."""
    well = sum(level in WELL for level in decided)
    cells = Line(
        f"Chi bộ trực thuộc: {len(years)}; hoàn thành tốt nhiệm vụ trở lên: {share(well, len(decided))} đã xếp loại",
        0 < len(decided) == well, "/ratings",
    )  # fmt: skip
    return [cells, *lines_of_cell(together(years), rules)] if years else []


def of_member(year: MemberYear, rules: RuleSettings) -> Rating | None:
    """None for who was due at no meeting and had no task, an exempt member for instance."""
    if not year.due and not year.tasks:
        return None
    lines = lines_of_member(year, rules)
    if all(line.good for line in lines) and year.praised:
        return Rating.EXCELLENT
    if (
        _reaches(year.present, year.due, rules.attendance_norm - 10)
        and not year.unexcused
        and _reaches(year.tasks_done, year.tasks, rules.rating_tasks - 20)
    ):
        return Rating.WELL_DONE
    return Rating.DONE if _reaches(year.present, year.due, 50) else Rating.NOT_DONE


def lines_of_member(year: MemberYear, rules: RuleSettings) -> list[Line]:
    return [
        Line(
            f"Dự sinh hoạt: {share(year.present, year.due)} kỳ", _reaches(year.present, year.due, rules.attendance_norm)
        ),
        Line(f"Vắng không lý do: {year.unexcused} kỳ", not year.unexcused, silent=not year.unexcused),
        Line(
            f"Nhiệm vụ đã xong: {share(year.tasks_done, year.tasks)}",
            _reaches(year.tasks_done, year.tasks, rules.rating_tasks),
            silent=not year.tasks,
        ),
        Line(f"Biểu dương: {year.praised} lần", True, silent=not year.praised),
        Line(f"Nhắc nhở: {year.reminded} lần", not year.reminded, silent=not year.reminded),
    ]


def most_excellent(rated: int, percent: int) -> int:
    """How many of so many rated may be excellent; at least one, where anybody is rated and the share is not nothing."""
    return max(rated * percent // 100, 1) if rated and percent else 0
