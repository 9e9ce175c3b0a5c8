"""The clock of the house: who still owes something is told, once; who has done their part is left in peace."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.models import Account
from app.extensions import db
from app.jobs import work
from app.jobs.models import Job
from app.jobs.services import run_due_jobs
from app.meetings.models import Meeting
from app.notifications.models import Notification
from app.reminders.services import remind_all
from app.tasks.services import NewTask, assign_task, take_step
from tests.meetings import ready
from workflows.notices import Notice


def morning(day: date) -> datetime:
    """07:00 in Vietnam."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


ELSEWHERE = {"tham", "son", "dua"}
OFFICES = {"hanh", "vien"}


def told_on(day: date, *, but_not: set[str] = ELSEWHERE | OFFICES) -> set[tuple[str, str]]:
    """Who was told at a run of the clock on the day, and the first words of it, of the own cell."""
    before = db.session.scalar(select(db.func.max(Notification.id))) or 0
    with clock.set_to(morning(day)):
        remind_all()
        db.session.commit()
    rows = db.session.execute(
        select(Account.user_name, Notification.text)
        .join(Account, Account.person_id == Notification.person_id)
        .where(Notification.id > before, Notification.kind == Notice.REMINDER)
    )
    return {(name, " ".join(text.split()[:2])) for name, text in rows if name not in but_not}


@pytest.fixture
def cell_meets(made, db_session):
    """`cell_meets(recipe)`: the meeting of December that a recipe brings so far, as it stands in the session."""
    return lambda recipe: db_session.get_one(Meeting, made(recipe))


def test_a_cell_without_a_meeting_is_told_of_its_agenda_and_its_overseer_when_it_is_late(db_session, world):
    assert told_on(date(2026, 12, 1)) == {("thang", "Chương trình"), ("men", "Chương trình")}
    late = told_on(date(2026, 12, 2))

    assert {who for who, words in late if words == "Đã đến"} == {"thang", "men", "loc"}
    assert {who for who, words in late if words == "Kỳ sinh"} == {"thang", "men"}


def test_a_second_run_of_the_day_tells_nobody(db_session, world):
    assert told_on(date(2026, 12, 2))
    assert told_on(date(2026, 12, 2)) == set()


def test_what_was_told_is_not_told_again_once_the_meeting_is_begun(db_session, world, actor_of):
    told_on(date(2026, 12, 2))
    ready.drafted(actor_of)  # now: a meeting prepared before would take the reminders back with all rows
    db_session.commit()

    # That the agenda is late was told; that the notice is, is new.
    assert {what for _, what in told_on(date(2026, 12, 3))} == {"Kỳ sinh"}


def test_only_the_approver_who_has_not_agreed_is_told(cell_meets):
    cell_meets(ready.submitted)  # the submitter counts as agreeing

    told = told_on(date(2026, 12, 2))
    assert {who for who, words in told if words == "Chương trình"} == {"men", "huong"}


def test_a_convened_meeting_is_left_in_peace_until_its_day_has_passed(cell_meets):
    meeting = cell_meets(ready.convened)
    day = clock.day_of(meeting.starts_at)

    assert told_on(day) == set()
    assert {who for who, _ in told_on(day + timedelta(days=1))} == {"thang", "men", "loc"}


def test_a_task_is_told_of_before_and_after_its_day_until_it_is_reported(db_session, world, actor_of):
    thang = actor_of("thang")
    by = date(2026, 12, 25)
    new = NewTask(work="Dọn rác", owner_id=world.people["khoa"], deadline=by)
    task = assign_task(new, cell_id=world.cell, actor=thang, roles=thang.roles_in(world.cell))
    db_session.commit()

    def of_tasks(day):
        return {(who, words) for who, words in told_on(day) if words == "Nhiệm vụ"}

    assert of_tasks(date(2026, 12, 21)) == set()
    assert of_tasks(date(2026, 12, 22)) == {("khoa", "Nhiệm vụ")}
    assert of_tasks(by) == set()
    assert {who for who, _ in of_tasks(date(2026, 12, 26))} == {"khoa", "thang", "men"}
    take_step(task, "report", actor=actor_of("khoa"), note="Xong")
    db_session.commit()
    assert of_tasks(date(2026, 12, 27)) == set()


def test_the_clock_strikes_once_a_day_and_not_at_night(db_session, world):
    def jobs():
        return sorted(db_session.scalars(select(Job.key).where(Job.kind == "remind_all")))

    with clock.set_to(datetime(2026, 12, 1, 22, 59, tzinfo=UTC)):  # 05:59 of the 2nd in Vietnam
        work.strike()
        assert jobs() == []
    for minute in (0, 10):
        with clock.set_to(datetime(2026, 12, 1, 23, minute, tzinfo=UTC)):
            work.strike()
            run_due_jobs()
    assert jobs() == ["remind_all:2026-12-02"]
    assert db_session.scalars(select(Notification.id).where(Notification.kind == Notice.REMINDER)).first()


def test_a_run_that_dies_half_way_is_finished_by_the_next(db_session, world, monkeypatch):
    from app.reminders import services

    whole, told = services.remind, []

    def dies(*args, **more):
        if len(told) == 2:
            raise RuntimeError("the machine stops")
        told.append(whole(*args, **more))
        return told[-1]

    monkeypatch.setattr(services, "remind", dies)
    with pytest.raises(RuntimeError):
        told_on(date(2026, 12, 1))
    db_session.rollback()
    monkeypatch.setattr(services, "remind", whole)
    told_on(date(2026, 12, 1))
    keys = db_session.execute(select(Notification.key, Notification.person_id)).all()

    assert len(keys) == len(set(keys))
    assert {name for name, _ in db_session.execute(select(Account.user_name, Notification.id).join(
        Notification, Notification.person_id == Account.person_id))} >= {"thang", "men", "tham", "son"}  # fmt: skip


def test_the_office_is_told_of_its_guidance_and_of_its_synthesis(db_session, world):
    def of_the_office(day):
        return {words for who, words in told_on(day, but_not=ELSEWHERE) if who == "hanh"}

    assert of_the_office(date(2026, 12, 30)) == {"Văn bản"}
    assert of_the_office(date(2027, 1, 1)) == {"Văn bản"}
    assert of_the_office(date(2027, 1, 1)) == set()
    assert of_the_office(date(2027, 1, 9)) == {"Báo cáo"}
    assert of_the_office(date(2027, 1, 11)) == {"Báo cáo"}
