"""When people are reminded, of what, and who of them still owes it: the month of a cell as a table.

Days are counted by `workflows.calendar` from the rule set that holds for the cell; a meeting on its way counts from its
own day.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workflows.calendar import day_of, meeting_day, next_month, publish_deadline
from workflows.meeting import State
from workflows.rules import RuleSettings
from workflows.words import day

FROM_HOUR = 6
"""Nobody is woken: what is due on a day is told from this hour on, Vietnam time."""


class Owing(StrEnum):
    """Who is reminded; each is asked of the database at the moment of the reminder."""

    SECRETARIES = "secretaries"
    OVERSEERS = "overseers"
    APPROVERS = "approvers"
    SIGNERS = "signers"


NOT_SUBMITTED = frozenset({None, State.DRAFT})
NOT_CONVENED = NOT_SUBMITTED | {State.APPROVAL}
NOT_OPENED = NOT_CONVENED | {State.CONVENED}


@dataclass(frozen=True, kw_only=True)
class CellMonth:
    """What is known of a cell's meeting of a month; without one `state` and all its days are None.

    `planned_on`: the day of its stated time. `held_on`: the day on which it was opened.
    """

    month: date
    settings: RuleSettings
    holidays: Collection[date] = ()
    state: State | None = None
    planned_on: date | None = None
    held_on: date | None = None
    regular: bool = True

    @property
    def committee_on(self) -> date:
        return day_of(self.month, self.settings.committee_day)

    @property
    def meets_on(self) -> date:
        return self.planned_on or meeting_day(self.month, self.settings.meeting_day, self.holidays)

    @property
    def notice_by(self) -> date:
        return self.meets_on - timedelta(days=self.settings.notice_days)

    @property
    def papers_by(self) -> date:
        return publish_deadline(self.held_on or self.meets_on, self.settings.publish_days)


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """One line of the table. `on`: the day; `owed`: still so; `text`: the sentence that people read.

    `days`: how much later it is still given where the machine stood still on its day; 0 where a sharper one follows.
    """

    name: str
    days: int
    on: Callable[[CellMonth], date]
    owed: Callable[[CellMonth], bool]
    who: tuple[Owing, ...]
    text: Callable[[CellMonth], str]


def _name(month: CellMonth) -> str:
    return f"tháng {month.month.month}/{month.month.year}"


def _in(states: Collection[State | None]) -> Callable[[CellMonth], bool]:
    """Another meeting than the regular one has no day before somebody gives it one."""
    return lambda month: (month.regular or month.planned_on is not None) and month.state in states


def _regular_in(states: Collection[State | None]) -> Callable[[CellMonth], bool]:
    """The committee's day is that of the regular meeting; another one goes to its committee when it is ready."""
    return lambda month: month.regular and month.state in states


def _notice_late(month: CellMonth) -> bool:
    """Until the meeting's day: from then on it is told of as one that was not held."""
    return month.notice_by < month.meets_on and _in(NOT_CONVENED)(month)


def _papers_owed(month: CellMonth) -> bool:
    return month.state in (State.HELD, State.MINUTES)


SEC, OVER, APPR, SIGN = Owing
ONE = timedelta(days=1)

# fmt: off
REMINDERS: tuple[Reminder, ...] = (
    Reminder(name="agenda_due",   days=0, on=lambda m: m.committee_on - ONE, owed=_regular_in(NOT_SUBMITTED), who=(SEC,),       text=lambda m: f"Chương trình sinh hoạt {_name(m)} chưa trình chi ủy. Hội nghị chi ủy ngày {day(m.committee_on)}."),
    Reminder(name="agenda_late",  days=2, on=lambda m: m.committee_on,       owed=_regular_in(NOT_SUBMITTED), who=(SEC, OVER),  text=lambda m: f"Đã đến ngày hội nghị chi ủy, {day(m.committee_on)}, chương trình sinh hoạt {_name(m)} vẫn chưa trình."),
    Reminder(name="to_agree",     days=1, on=lambda m: m.committee_on,       owed=_regular_in({State.APPROVAL}), who=(APPR,),      text=lambda m: f"Chương trình sinh hoạt {_name(m)} chờ đồng chí cho ý kiến. Hội nghị chi ủy ngày {day(m.committee_on)}."),
    Reminder(name="notice_due",   days=0, on=lambda m: m.notice_by,          owed=_in(NOT_CONVENED),      who=(SEC,),       text=lambda m: f"Kỳ sinh hoạt {_name(m)} ngày {day(m.meets_on)} chưa triệu tập. Hạn gửi thông báo, tài liệu: hết ngày {day(m.notice_by)}."),
    Reminder(name="notice_late",  days=0, on=lambda m: m.notice_by + ONE,    owed=_notice_late,           who=(SEC, OVER),  text=lambda m: f"Kỳ sinh hoạt {_name(m)} ngày {day(m.meets_on)} đã quá hạn gửi thông báo, tài liệu (hết ngày {day(m.notice_by)}) mà chưa triệu tập. Triệu tập ngay hoặc đổi ngày sinh hoạt."),
    Reminder(name="not_held",     days=2, on=lambda m: m.meets_on + ONE,     owed=_in(NOT_OPENED),        who=(SEC, OVER),  text=lambda m: f"Kỳ sinh hoạt {_name(m)} dự kiến ngày {day(m.meets_on)} chưa khai mạc trên hệ thống. Đã tổ chức thì nhập lại từ sổ giấy; chưa thì hoãn sang ngày khác."),
    Reminder(name="papers_due",   days=0, on=lambda m: m.papers_by,          owed=_papers_owed,           who=(SIGN,),      text=lambda m: f"Biên bản, nghị quyết kỳ sinh hoạt {_name(m)} phải xong trong ngày {day(m.papers_by)}."),
    Reminder(name="papers_late",  days=2, on=lambda m: m.papers_by + ONE,    owed=_papers_owed,           who=(SIGN, OVER), text=lambda m: f"Biên bản, nghị quyết kỳ sinh hoạt {_name(m)} đã quá hạn ngày {day(m.papers_by)}."),
)
# fmt: on


@dataclass(frozen=True, kw_only=True)
class TaskReminder:
    """`after`: how long after the deadline; before it where negative. `tells_leaders`: the cell's secretaries too."""

    name: str
    after: timedelta
    days: int
    text: Callable[[str, date], str]
    tells_leaders: bool = False


def _short(work: str) -> str:
    return work if len(work) <= 120 else f"{work[:117]}…"


# fmt: off
TASK_REMINDERS: tuple[TaskReminder, ...] = (
    TaskReminder(name="soon",    after=-3 * ONE, days=2, text=lambda work, by: f"Nhiệm vụ đến hạn ngày {day(by)}: {_short(work)}"),
    TaskReminder(name="overdue", after=ONE,      days=2, text=lambda work, by: f"Nhiệm vụ quá hạn ngày {day(by)}: {_short(work)}", tells_leaders=True),
)
PETITION_REMINDERS: tuple[TaskReminder, ...] = (
    TaskReminder(name="soon",    after=-3 * ONE, days=2, text=lambda text, by: f"Kiến nghị, phản ánh đến hạn xử lý ngày {day(by)}: {_short(text)}"),
    TaskReminder(name="overdue", after=ONE,      days=2, text=lambda text, by: f"Kiến nghị, phản ánh quá hạn xử lý ngày {day(by)}: {_short(text)}"),
)
REMEDY_REMINDERS: tuple[TaskReminder, ...] = (
    TaskReminder(name="soon",    after=-3 * ONE, days=2, text=lambda work, by: f"Việc phải khắc phục sau kiểm tra đến hạn ngày {day(by)}: {_short(work)}"),
    TaskReminder(name="overdue", after=ONE,      days=2, text=lambda work, by: f"Việc phải khắc phục sau kiểm tra quá hạn ngày {day(by)}: {_short(work)}", tells_leaders=True),
)
# fmt: on


@dataclass(frozen=True, kw_only=True)
class CommitteeMonth:
    """What a committee with cells below it has done of a month. `guides`: its cells wait for guidance of its own."""

    month: date
    settings: RuleSettings
    guides: bool = True
    guided: bool = False
    issued: bool = False

    @property
    def guidance_on(self) -> date:
        return day_of(self.month, self.settings.guidance_day)

    @property
    def synthesis_on(self) -> date:
        return day_of(self.month, self.settings.synthesis_day)


@dataclass(frozen=True, kw_only=True)
class CommitteeReminder:
    """As `Reminder`, of the office of a committee. `path`: where it is done."""

    name: str
    days: int
    on: Callable[[CommitteeMonth], date]
    owed: Callable[[CommitteeMonth], bool]
    path: str
    text: Callable[[CommitteeMonth], str]


def _month(month: CommitteeMonth) -> str:
    return f"tháng {month.month.month}/{month.month.year}"


def _guidance_owed(month: CommitteeMonth) -> bool:
    return month.guides and not month.guided


def _synthesis_owed(month: CommitteeMonth) -> bool:
    return not month.issued


# fmt: off
COMMITTEE_REMINDERS: tuple[CommitteeReminder, ...] = (
    CommitteeReminder(name="guidance_due",   days=0, on=lambda m: m.guidance_on - ONE,  owed=_guidance_owed,  path="/guidance",  text=lambda m: f"Văn bản định hướng {_month(m)} chưa ban hành. Hạn: hết ngày {day(m.guidance_on)}."),
    CommitteeReminder(name="guidance_late",  days=2, on=lambda m: m.guidance_on + ONE,  owed=_guidance_owed,  path="/guidance",  text=lambda m: f"Văn bản định hướng {_month(m)} đã quá hạn ngày {day(m.guidance_on)}, các chi bộ chưa có dự thảo chương trình."),
    CommitteeReminder(name="synthesis_due",  days=0, on=lambda m: m.synthesis_on - ONE, owed=_synthesis_owed, path="/synthesis", text=lambda m: f"Báo cáo tổng hợp sinh hoạt {_month(m)} chưa ban hành. Hạn: hết ngày {day(m.synthesis_on)}."),
    CommitteeReminder(name="synthesis_late", days=2, on=lambda m: m.synthesis_on + ONE, owed=_synthesis_owed, path="/synthesis", text=lambda m: f"Báo cáo tổng hợp sinh hoạt {_month(m)} đã quá hạn ngày {day(m.synthesis_on)}."),
)
# fmt: on


@dataclass(frozen=True, kw_only=True)
class CellYear:
    """What a cell owes of a year: the names of the plans that it has not sent."""

    year: int
    settings: RuleSettings
    owed: tuple[str, ...] = ()

    @property
    def until(self) -> date:
        return date(self.year, 1, self.settings.plans_day)


@dataclass(frozen=True, kw_only=True)
class PlanReminder:
    """`after`: how long after the last day; before it where negative."""

    name: str
    after: timedelta
    days: int
    who: tuple[Owing, ...]
    text: Callable[[CellYear], str]


def _owed(year: CellYear) -> str:
    return ", ".join(name[0].lower() + name[1:] for name in year.owed)


# fmt: off
PLAN_REMINDERS: tuple[PlanReminder, ...] = (
    PlanReminder(name="plans_due",  after=-7 * ONE, days=2, who=(SEC,),      text=lambda y: f"Năm {y.year} chi bộ chưa gửi {_owed(y)}. Hạn: hết ngày {day(y.until)}."),
    PlanReminder(name="plans_late", after=ONE,      days=2, who=(SEC, OVER), text=lambda y: f"Năm {y.year} chi bộ chưa gửi {_owed(y)}; đã quá hạn ngày {day(y.until)}."),
)
# fmt: on


def due_of_year(year: CellYear, today: date) -> Iterator[PlanReminder]:
    """Two a year, and none for a cell that has sent all."""
    found = (one for one in PLAN_REMINDERS if year.owed)
    return (one for one in found if year.until + one.after <= today <= year.until + one.after + one.days * ONE)


def due_of_committee(month: CommitteeMonth, today: date) -> Iterator[CommitteeReminder]:
    found = (one for one in COMMITTEE_REMINDERS if one.owed(month))
    return (one for one in found if one.on(month) <= today <= one.on(month) + one.days * ONE)


def due(month: CellMonth, today: date) -> Iterator[Reminder]:
    """What a cell is reminded of on the day: what falls on it, or fell on one of the days before and is still owed."""
    return (one for one in REMINDERS if one.on(month) <= today <= one.on(month) + one.days * ONE and one.owed(month))


def months_around(today: date) -> tuple[date, date, date]:
    """The first days of the months whose reminders may fall on the day: a committee may meet before the month begins,
    and the papers of a month's last days are due in the next."""
    this = today.replace(day=1)
    before = (this - ONE).replace(day=1)
    return before, this, next_month(this)
