"""What a cell is reminded of on which day, as a table."""

from datetime import date, timedelta

import pytest

from workflows.meeting import State
from workflows.reminders import (
    PETITION_REMINDERS,
    PLAN_REMINDERS,
    REMINDERS,
    TASK_REMINDERS,
    CellMonth,
    CellYear,
    CommitteeMonth,
    Owing,
    due,
    due_of_committee,
    due_of_year,
    months_around,
)
from workflows.rules import RuleSettings

FEBRUARY = date(2026, 2, 1)
NONE = None


def names(today, **facts):
    month = CellMonth(**{"month": FEBRUARY, "settings": RuleSettings()} | facts)
    return [one.name for one in due(month, today)]


@pytest.mark.parametrize(
    ("state", "day", "told"),
    [
        (NONE,            date(2026, 1, 31), []),
        (NONE,            date(2026, 2, 1),  ["agenda_due"]),
        (State.DRAFT,     date(2026, 2, 1),  ["agenda_due"]),
        (State.APPROVAL,  date(2026, 2, 1),  []),
        (NONE,            date(2026, 2, 2),  ["agenda_late", "notice_due"]),
        (State.APPROVAL,  date(2026, 2, 2),  ["to_agree", "notice_due"]),
        (State.CONVENED,  date(2026, 2, 2),  []),
        (State.DRAFT,     date(2026, 2, 3),  ["agenda_late", "notice_late"]),
        (State.APPROVAL,  date(2026, 2, 3),  ["to_agree", "notice_late"]),
        (State.CONVENED,  date(2026, 2, 3),  []),
        (NONE,            date(2026, 2, 4),  ["agenda_late", "not_held"]),
        (State.CONVENED,  date(2026, 2, 4),  ["not_held"]),
        (State.CONVENED,  date(2026, 2, 6),  ["not_held"]),
        (State.CONVENED,  date(2026, 2, 7),  []),
        (State.HELD,      date(2026, 2, 4),  []),
        (State.HELD,      date(2026, 2, 5),  ["papers_due"]),
        (State.MINUTES,   date(2026, 2, 5),  ["papers_due"]),
        (State.MINUTES,   date(2026, 2, 6),  ["papers_late"]),
        (State.MINUTES,   date(2026, 2, 8),  ["papers_late"]),
        (State.MINUTES,   date(2026, 2, 9),  []),
        (State.SCORED,    date(2026, 2, 6),  []),
        (State.CANCELLED, date(2026, 2, 4),  []),
    ],
)  # fmt: skip
def test_what_a_regular_month_tells(state, day, told):
    held = date(2026, 2, 3) if state in (State.HELD, State.MINUTES) else None
    assert names(day, state=state, held_on=held) == told


def test_a_committee_that_meets_before_the_month_is_told_before_it():
    early = RuleSettings(committee_day=-1)  # the last day of January

    assert names(date(2026, 1, 30), settings=early) == ["agenda_due"]
    assert names(date(2026, 1, 31), settings=early, state=State.APPROVAL) == ["to_agree"]


def test_a_holiday_moves_what_hangs_on_the_meeting_and_nothing_else():
    tet = {"holidays": [date(2026, 2, 3)]}

    assert names(date(2026, 2, 3), **tet) == ["agenda_late", "notice_due"]
    assert names(date(2026, 2, 4), **tet) == ["agenda_late", "notice_late"]
    assert "not_held" in names(date(2026, 2, 5), **tet)


def test_where_the_notice_may_come_on_the_day_itself_it_is_late_only_with_the_meeting():
    same_day = RuleSettings(notice_days=0)

    assert names(date(2026, 2, 4), settings=same_day) == ["agenda_late", "not_held"]


def test_the_stated_day_goes_before_the_regular_one():
    facts = {"state": State.CONVENED, "planned_on": date(2026, 2, 27)}

    assert names(date(2026, 2, 4), **facts) == []
    assert names(date(2026, 2, 28), **facts) == ["not_held"]


def test_papers_of_the_last_day_of_a_quarter_are_late_in_the_next():
    facts = {"month": date(2026, 3, 1), "state": State.MINUTES, "held_on": date(2026, 3, 31)}

    assert names(date(2026, 4, 2), **facts) == ["papers_due"]
    assert names(date(2026, 4, 3), **facts) == ["papers_late"]


def test_another_meeting_has_no_day_before_somebody_gives_it_one():
    facts = {"regular": False, "state": State.DRAFT}

    assert not any(names(FEBRUARY + timedelta(days=n), **facts) for n in range(28))
    assert names(date(2026, 2, 19), planned_on=date(2026, 2, 20), **facts) == ["notice_due"]


@pytest.mark.parametrize(
    ("today", "months"),
    [
        (date(2026, 1, 31), (date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1))),
        (date(2026, 12, 1), (date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1))),
        (date(2028, 2, 29), (date(2028, 1, 1), date(2028, 2, 1), date(2028, 3, 1))),
    ],
)
def test_the_months_around_a_day(today, months):
    assert months_around(today) == months


def test_the_sentences_name_month_and_day():
    month = CellMonth(month=FEBRUARY, settings=RuleSettings())
    for one in REMINDERS:
        assert "tháng 2/2026" in one.text(month)
        assert "/02/2026" in one.text(month)
        assert set(one.who) <= set(Owing)
    for one in (*TASK_REMINDERS, *PETITION_REMINDERS):
        assert one.text("x" * 200, date(2026, 2, 5)).endswith("x…")
        assert one.text("Dọn rác", date(2026, 2, 5)).endswith("05/02/2026: Dọn rác")


@pytest.mark.parametrize(
    ("today", "done", "told"),
    [
        (date(2026, 1, 29), {}, []),
        (date(2026, 1, 30), {}, ["guidance_due"]),
        (date(2026, 1, 31), {}, []),
        (date(2026, 2, 1), {}, ["guidance_late"]),
        (date(2026, 2, 3), {}, ["guidance_late"]),
        (date(2026, 2, 4), {}, []),
        (date(2026, 2, 1), {"guided": True}, []),
        (date(2026, 2, 1), {"guides": False}, []),
        (date(2026, 2, 9), {}, ["synthesis_due"]),
        (date(2026, 2, 10), {}, []),
        (date(2026, 2, 11), {}, ["synthesis_late"]),
        (date(2026, 2, 11), {"issued": True}, []),
    ],
)
def test_what_an_office_is_told(today, done, told):
    month = CommitteeMonth(month=FEBRUARY, settings=RuleSettings(), **done)
    found = list(due_of_committee(month, today))

    assert [one.name for one in found] == told
    assert all("tháng 2/2026" in one.text(month) for one in found)


@pytest.mark.parametrize(
    ("today", "owed", "told"),
    [
        (date(2026, 1, 23), ("Quy chế làm việc",), []),
        (date(2026, 1, 24), ("Quy chế làm việc",), ["plans_due"]),
        (date(2026, 1, 27), ("Quy chế làm việc",), []),
        (date(2026, 1, 24), (), []),
        (date(2026, 2, 1), ("Quy chế làm việc",), ["plans_late"]),
        (date(2026, 2, 4), ("Quy chế làm việc",), []),
    ],
)
def test_what_a_cell_is_told_of_the_plans_of_its_year(today, owed, told):
    found = list(due_of_year(CellYear(year=2026, settings=RuleSettings(), owed=owed), today))
    assert [one.name for one in found] == told


def test_the_sentence_names_what_is_owed_and_until_when():
    year = CellYear(year=2026, settings=RuleSettings(plans_day=15), owed=("Quy chế làm việc", "Kế hoạch sinh hoạt"))
    first, last = (one.text(year) for one in PLAN_REMINDERS)
    assert first == "Năm 2026 chi bộ chưa gửi quy chế làm việc, kế hoạch sinh hoạt. Hạn: hết ngày 15/01/2026."
    assert "đã quá hạn ngày 15/01/2026" in last
