"""Days that somebody has to think of for a member: the end of the probation, of an exemption or a transfer, a badge of
Party age. Each is reminded of once, so many days before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workflows.calendar import years_later
from workflows.words import day


class Duty(StrEnum):
    PROBATION = "probation"
    EXEMPTION = "exemption"
    AWAY = "away"
    TRANSFER = "transfer"
    BADGE = "badge"


DUTY_LABELS = {
    Duty.PROBATION: "Hết 12 tháng dự bị",
    Duty.EXEMPTION: "Hết thời hạn miễn sinh hoạt",
    Duty.AWAY: "Hết thời hạn đi làm xa",
    Duty.TRANSFER: "Hết thời hạn sinh hoạt tạm thời",
    Duty.BADGE: "Huy hiệu Đảng",
}

BADGE_YEARS = (30, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90)
OCCASIONS = ((2, 3), (5, 19), (9, 2), (11, 7))
"""Month and day of the four days of a year on which badges are given."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """How long before the day its cell is told, and in which words; `late`: still told so many days after."""

    before: timedelta
    text: str
    late: int = 2


NOTICES = {
    Duty.PROBATION: Notice(before=timedelta(days=30), text="Đ/c {name} hết 12 tháng dự bị ngày {due}. Chi bộ chuẩn bị xét, đề nghị công nhận chính thức."),
    Duty.EXEMPTION: Notice(before=timedelta(days=15), text="Đ/c {name} hết thời hạn miễn công tác và sinh hoạt sau ngày {due}. Chi bộ xem xét tiếp."),
    Duty.AWAY: Notice(before=timedelta(days=15), text="Đ/c {name} hết thời hạn đi làm xa sau ngày {due}. Chi bộ liên hệ, xem xét tiếp."),
    Duty.TRANSFER: Notice(before=timedelta(days=15), text="Đ/c {name} hết thời hạn sinh hoạt tạm thời sau ngày {due}. Chi bộ liên hệ, xem xét tiếp."),
    Duty.BADGE: Notice(before=timedelta(days=60), text="Đ/c {name} đủ {years} năm tuổi Đảng, được xét tặng Huy hiệu dịp {due}. Chi bộ lập danh sách đề nghị."),
}  # fmt: skip


# What the office above is told, of all its cells together: whose way waits for its own decision or list.
OFFICE_NOTICES = {
    Duty.PROBATION: Notice(before=-timedelta(days=1), text="Đã hết 12 tháng dự bị ngày {due}, chưa ghi ngày công nhận chính thức: {names}."),
    Duty.BADGE: Notice(before=timedelta(days=45), text="Dịp {due} có {count} đảng viên được xét tặng Huy hiệu Đảng: {names}. Các chi bộ lập danh sách đề nghị."),
}  # fmt: skip
MOST_NAMED = 3


def sentence_for_office(duty: Duty, names: Sequence[str], due: date) -> str:
    """`names`: of the members with their cells; of many the first are named."""
    named = list(names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        named.append(f"{len(names) - MOST_NAMED} đồng chí khác")
    return OFFICE_NOTICES[duty].text.format(due=day(due), count=len(names), names="; ".join(named))


def sentence(duty: Duty, name: str, due: date, years: int = 0) -> str:
    """What the cell is told."""
    return NOTICES[duty].text.format(name=name, due=day(due), years=years)


def told_on(duty: Duty, today: date) -> tuple[date, date]:
    """The first and the last day that a duty may fall on, of which its cell is told today."""
    return _days_of(NOTICES[duty], today)


def told_office_on(duty: Duty, today: date) -> tuple[date, date]:
    """As `told_on`, of the office above."""
    return _days_of(OFFICE_NOTICES[duty], today)


def _days_of(notice: Notice, today: date) -> tuple[date, date]:
    last = today + notice.before
    return last - timedelta(days=notice.late), last


def occasions(first: date, last: date) -> Iterator[date]:
    """The days of badges from `first` to `last`, both included."""
    for year in range(first.year, last.year + 1):
        for month, number in OCCASIONS:
            if first <= date(year, month, number) <= last:
                yield date(year, month, number)


def occasion_before(occasion: date) -> date:
    """The one before it, on which whoever had the years by then was given the badge."""
    return max(occasions(occasion - timedelta(days=366), occasion - timedelta(days=1)))


def badge_spans(occasion: date) -> Iterator[tuple[int, date, date]]:
    """For each badge: its years, and the first and last day of admission of those who are given it on the occasion."""
    for years in BADGE_YEARS:
        after = years_later(occasion_before(occasion), -years)
        yield years, after + timedelta(days=1), years_later(occasion, -years)
