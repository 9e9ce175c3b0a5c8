"""The numbers and words that differ between provinces and years: a rule set holds them, a meeting keeps its own.

`SETTINGS` describes each for the page on which an office changes it, and is what a value is checked by.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from types import MappingProxyType
from typing import Any

from workflows.meeting_facts import Kind
from workflows.scoring import LEVEL_LABELS, Level
from workflows.voting import THRESHOLD_LABELS, Matter, Threshold
from workflows.year_rating import YearStep


class RulesRefused(ValueError):
    """`problems` maps a setting's name to a Vietnamese sentence."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__(" ".join(self.problems.values()))


@dataclass(frozen=True, kw_only=True)
class RuleSettings:
    """Days count from 1; -1 is the last day of the month before. Durations are minutes, the norm is per cent."""

    meeting_day: int = 3
    committee_day: int = 2
    guidance_day: int = -1
    synthesis_day: int = 10
    notice_days: int = 1
    publish_days: int = 2
    minutes_norm: int = 90
    large_cell_from: int = 0
    """From so many members on `large_minutes_norm` holds; 0: the same norm for all."""
    large_minutes_norm: int = 120
    combined_minutes_norm: int = 120
    attendance_norm: int = 90
    roll_calls: int = 2
    rating_gate: bool = False
    year_good_count: int = 7
    year_good_floor: str = "fair"
    year_fair_count: int = 7
    year_fair_floor: str = "average"
    year_average_count: int = 7
    year_average_floor: str = "poor"
    quarter_levels: bool = True
    """Whether a quarter has a level: no source rates one, so it is read off the mean (`year_rating.mean_level`)."""
    sign_above: int = 10
    """Points of a self-score above the record, from which on an office is asked to look again."""
    sign_full_meetings: int = 3
    sign_same_meetings: int = 4
    superior_as: str = "organisation"
    authority: str = "cell"
    spelling: str = "ủy"
    line_spacing: int = 18
    position_bold: bool = False
    term_years: int = 5
    slip_days: int = 30
    travel_minutes: int = 30
    """From one cell's meeting to another's, for somebody who attends both."""
    petition_days: int = 15
    """For each level to answer a petition, or to pass it on."""
    admission_years: int = 5
    """A cell that has admitted nobody for so many years is counted as long without."""
    plans_day: int = 31
    """Of January: until then the cells send working rules and plans of the year."""
    excellent_cap: int = 20
    """Per cent of those rated in a year that may be excellent; more only with a reason."""
    rating_good_months: int = 7
    """So many good meetings of twelve speak for an excellent year."""
    rating_tasks: int = 90
    """Per cent of a year's tasks; twenty less still speak for a well done year."""
    repeat_months: int = 3
    """How far back an agenda is compared."""
    repeat_likeness: int = 60
    """Per cent of words that two topics share from which on one is called alike."""
    care_months: int = 3
    """So many months back, cells are looked at for whether they need care (`workflows.care`)."""
    care_times: int = 2
    care_short: int = 15
    care_speakers: int = 20
    care_repeats: int = 50
    threshold_ordinary: Threshold = Threshold.MORE_THAN_HALF
    threshold_admission: Threshold = Threshold.TWO_THIRDS
    threshold_official_status: Threshold = Threshold.TWO_THIRDS
    threshold_expulsion: Threshold = Threshold.TWO_THIRDS
    four_goods: tuple[str, ...] = (
        "Hoàn thành tốt nhiệm vụ chính trị",
        "Chất lượng sinh hoạt tốt",
        "Đoàn kết, kỷ luật tốt",
        "Cán bộ, đảng viên tốt",
    )
    petition_fields: tuple[str, ...] = (
        "Kinh tế",
        "Hạ tầng",
        "Đất đai",
        "Môi trường",
        "Văn hóa – xã hội",
        "Quốc phòng – an ninh",
        "Xây dựng Đảng",
        "Khác",
    )

    def year_steps(self) -> tuple[YearStep, ...]:
        """The yearly rule, from the best level down."""
        return (
            YearStep(Level.GOOD, self.year_good_count, Level(self.year_good_floor)),
            YearStep(Level.FAIR, self.year_fair_count, Level(self.year_fair_floor)),
            YearStep(Level.AVERAGE, self.year_average_count, Level(self.year_average_floor)),
        )

    def minutes_for(self, kind: Kind, *, members: int, has_theme: bool = False) -> int:
        """How long such a meeting lasts at least: a theme in the same sitting makes it the combined norm."""
        if kind == Kind.REGULAR and has_theme:
            return self.combined_minutes_norm
        is_large = 0 < self.large_cell_from <= members
        return self.large_minutes_norm if is_large else self.minutes_norm

    def threshold_for(self, matter: Matter) -> Threshold:
        return {
            Matter.ORDINARY: self.threshold_ordinary,
            Matter.ADMISSION: self.threshold_admission,
            Matter.OFFICIAL_STATUS: self.threshold_official_status,
            Matter.EXPULSION: self.threshold_expulsion,
        }[matter]

    def to_json(self) -> dict[str, Any]:
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "RuleSettings":
        """Settings that `stored` does not name keep their defaults (an older rule set knows fewer).

        Raises RulesRefused with every problem at once.
        """
        if problems := problems_of(stored):
            raise RulesRefused(problems)
        return replace(cls(), **{name: _typed(name, value) for name, value in stored.items()})


@dataclass(frozen=True, kw_only=True)
class Setting:
    """How a setting is shown and what it may be: a number within bounds, one of `choices`, yes or no, or lines."""

    label: str
    minimum: int | None = None
    maximum: int | None = None
    choices: Mapping[str, str] | None = None
    lines: bool = False

    def problem(self, value: object) -> str | None:
        if self.lines:
            good = isinstance(value, (list, tuple)) and all(isinstance(v, str) and v.strip() for v in value)
            return None if good else f"{self.label}: mỗi dòng một mục, không để dòng trống."
        if self.choices is not None:
            return (
                None if value in self.choices else f"{self.label}: chọn một trong {', '.join(self.choices.values())}."
            )
        if self.minimum is None or self.maximum is None:
            return None if isinstance(value, bool) else f"{self.label}: chọn có hoặc không."
        if isinstance(value, bool) or not isinstance(value, int) or not self.minimum <= value <= self.maximum:
            return f"{self.label}: nhập số nguyên từ {self.minimum} đến {self.maximum}."
        return None


_LEVELS = MappingProxyType({str(level): label for level, label in LEVEL_LABELS.items()})
_THRESHOLDS = MappingProxyType({str(threshold): label for threshold, label in THRESHOLD_LABELS.items()})

SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        "meeting_day": Setting(label="Ngày sinh hoạt thường kỳ", minimum=1, maximum=28),
        "committee_day": Setting(label="Ngày hội nghị chi ủy", minimum=-10, maximum=28),
        "guidance_day": Setting(label="Ngày ban hành văn bản định hướng", minimum=-10, maximum=28),
        "synthesis_day": Setting(label="Ngày Đảng ủy tổng hợp", minimum=1, maximum=28),
        "notice_days": Setting(label="Số ngày báo trước", minimum=0, maximum=30),
        "publish_days": Setting(label="Số ngày để ban hành biên bản, nghị quyết", minimum=0, maximum=30),
        "minutes_norm": Setting(label="Thời lượng tối thiểu (phút)", minimum=15, maximum=480),
        "large_cell_from": Setting(
            label="Chi bộ đông tính từ số đảng viên (0: không phân biệt)", minimum=0, maximum=500
        ),
        "large_minutes_norm": Setting(label="Thời lượng tối thiểu của chi bộ đông (phút)", minimum=15, maximum=480),
        "combined_minutes_norm": Setting(label="Thời lượng khi kết hợp chuyên đề (phút)", minimum=15, maximum=480),
        "attendance_norm": Setting(label="Tỷ lệ dự sinh hoạt (%)", minimum=1, maximum=100),
        "roll_calls": Setting(label="Số lần điểm danh", minimum=1, maximum=2),
        "travel_minutes": Setting(label="Thời gian đi giữa hai chi bộ (phút)", minimum=0, maximum=240),
        "rating_gate": Setting(label="Mức Tốt phải đạt điểm tối đa ở các tiêu chí bắt buộc"),
        "year_good_count": Setting(label="Cả năm Tốt: số kỳ thường kỳ xếp Tốt", minimum=1, maximum=12),
        "year_good_floor": Setting(label="Cả năm Tốt: mọi kỳ thường kỳ từ mức", choices=_LEVELS),
        "year_fair_count": Setting(label="Cả năm Khá: số kỳ xếp Khá trở lên", minimum=1, maximum=12),
        "year_fair_floor": Setting(label="Cả năm Khá: mọi kỳ thường kỳ từ mức", choices=_LEVELS),
        "year_average_count": Setting(label="Cả năm Trung bình: số kỳ xếp Trung bình trở lên", minimum=1, maximum=12),
        "year_average_floor": Setting(label="Cả năm Trung bình: mọi kỳ thường kỳ từ mức", choices=_LEVELS),
        "quarter_levels": Setting(label="Xếp mức quý theo điểm bình quân, cùng ngưỡng điểm với kỳ sinh hoạt"),
        "sign_above": Setting(label="Gợi ý xem lại: tự chấm cao hơn ghi nhận (điểm)", minimum=1, maximum=100),
        "sign_full_meetings": Setting(label="Gợi ý xem lại: số kỳ liền tự chấm tối đa", minimum=2, maximum=12),
        "sign_same_meetings": Setting(label="Gợi ý xem lại: số kỳ liền cùng một điểm", minimum=2, maximum=12),
        "superior_as": Setting(
            label="Dòng cấp trên ở đầu văn bản", choices={"organisation": "ĐẢNG BỘ", "committee": "ĐẢNG ỦY"}
        ),
        "authority": Setting(label="Dòng thay mặt khi ký", choices={"cell": "T/M CHI BỘ", "committee": "T/M CHI ỦY"}),
        "spelling": Setting(label="Cách viết dấu", choices={"ủy": "ủy", "uỷ": "uỷ"}),
        "line_spacing": Setting(label="Giãn dòng văn bản (pt)", minimum=18, maximum=20),
        "position_bold": Setting(label="Chức vụ người ký in đậm"),
        "slip_days": Setting(label="Số ngày phiếu đăng nhập còn dùng được", minimum=1, maximum=180),
        "term_years": Setting(label="Nhiệm kỳ (năm)", minimum=1, maximum=10),
        "admission_years": Setting(label="Chi bộ lâu chưa kết nạp: từ số năm", minimum=1, maximum=30),
        "threshold_ordinary": Setting(label="Tỷ lệ thông qua nghị quyết", choices=_THRESHOLDS),
        "threshold_admission": Setting(label="Tỷ lệ thông qua kết nạp đảng viên", choices=_THRESHOLDS),
        "threshold_official_status": Setting(label="Tỷ lệ thông qua công nhận chính thức", choices=_THRESHOLDS),
        "threshold_expulsion": Setting(label="Tỷ lệ thông qua đề nghị khai trừ", choices=_THRESHOLDS),
        "four_goods": Setting(label="Tiêu chí chi bộ bốn tốt", lines=True),
        "petition_days": Setting(label="Số ngày để mỗi cấp trả lời kiến nghị", minimum=1, maximum=180),
        "excellent_cap": Setting(label="Hoàn thành xuất sắc: không quá (%)", minimum=0, maximum=100),
        "rating_good_months": Setting(label="Số kỳ Tốt trong năm để đề xuất xuất sắc", minimum=1, maximum=12),
        "rating_tasks": Setting(label="Nhiệm vụ đúng hạn để đề xuất xuất sắc (%)", minimum=20, maximum=100),
        "repeat_months": Setting(label="So nội dung chương trình với số tháng trước", minimum=1, maximum=12),
        "repeat_likeness": Setting(label="Nội dung coi là giống từ (% số từ)", minimum=30, maximum=100),
        "plans_day": Setting(label="Hạn gửi quy chế, kế hoạch năm (ngày của tháng 1)", minimum=1, maximum=31),
        "petition_fields": Setting(label="Lĩnh vực của kiến nghị, phản ánh", lines=True),
        "care_months": Setting(label="Số tháng xem lại để biết chi bộ cần quan tâm", minimum=1, maximum=12),
        "care_times": Setting(label="Số tháng có cùng một hạn chế", minimum=1, maximum=12),
        "care_short": Setting(label="Thiếu thời lượng tính từ (phút)", minimum=1, maximum=120),
        "care_speakers": Setting(label="Ít phát biểu: dưới (% người dự)", minimum=0, maximum=100),
        "care_repeats": Setting(label="Nội dung lặp lại: từ (% nội dung)", minimum=1, maximum=100),
    }
)


def problems_of(stored: Mapping[str, Any]) -> dict[str, str]:
    """Every problem by the setting's name: unknown settings, wrong types, values out of bounds, days out of order."""
    problems = {name: f"Không có thiết lập “{name}”." for name in stored if name not in SETTINGS}
    for name, value in stored.items():
        if name in SETTINGS and (problem := SETTINGS[name].problem(value)):
            problems[name] = problem
    days = {name: stored.get(name, default) for name, default in _DEFAULT_DAYS.items()}
    if not problems:
        problems |= _days_out_of_order(**days)
    return problems


_DEFAULT_DAYS = {f.name: f.default for f in fields(RuleSettings) if f.name in {
    "guidance_day", "committee_day", "meeting_day", "synthesis_day"}}  # fmt: skip


def _days_out_of_order(guidance_day: int, committee_day: int, meeting_day: int, synthesis_day: int) -> dict[str, str]:
    found = {}
    for name, day in (("guidance_day", guidance_day), ("committee_day", committee_day)):
        if day == 0:
            found[name] = f"{SETTINGS[name].label}: không có ngày 0; -1 là ngày cuối tháng trước."
        elif day > meeting_day:
            found[name] = f"{SETTINGS[name].label} phải không muộn hơn ngày sinh hoạt ({meeting_day})."
    if synthesis_day <= meeting_day:
        found["synthesis_day"] = f"{SETTINGS['synthesis_day'].label} phải sau ngày sinh hoạt ({meeting_day})."
    return found


def _typed(name: str, value: Any) -> Any:
    if SETTINGS[name].lines:
        return tuple(line.strip() for line in value)
    return Threshold(value) if name.startswith("threshold_") else value
