"""Every night one; the latest days and the first of each month stay."""

import os
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.backups.archive import Refused
from app.backups.services_schedule import ask_for_backup, back_up_today, backups_in, kept_of
from app.extensions import db
from app.jobs import work
from app.jobs.claims import FORGOTTEN
from app.jobs.models import Job, JobState
from app.jobs.services import enqueue, run_due_jobs
from tests.world import NOON

DAYS = [date(2026, 12, 2) - timedelta(days=back) for back in range(100)]


@pytest.mark.parametrize(
    ("daily", "monthly", "kept"),
    [
        (3, 0, DAYS[:3]),
        (1, 2, [date(2026, 12, 2), date(2026, 12, 1), date(2026, 11, 1)]),
        (2, 9, [DAYS[0], *(date(2026, month, 1) for month in (12, 11, 10, 9)), DAYS[-1]]),
    ],
)
def test_which_stay(daily, monthly, kept):
    assert kept_of(set(DAYS), daily, monthly) == set(kept)


@pytest.fixture
def folder(app, tmp_path, monkeypatch):
    there = replace(app.config["SETTINGS"], backup_dir=tmp_path / "kept", backups_daily=2, backups_monthly=1)
    monkeypatch.setitem(app.config, "SETTINGS", there)
    return tmp_path / "kept"


@pytest.mark.any_engine
def test_the_worker_keeps_one_a_day_and_removes_what_is_in_excess(world, db_session, folder, monkeypatch):
    monkeypatch.setattr("app.backups.services_schedule.back_up", lambda path: path.write_bytes(b"kept"))
    folder.mkdir()
    (folder / "mine.txt").write_text("stays")
    for day in (0, 1, 2, 3):
        with clock.set_to(NOON + timedelta(days=day)):
            work.strike()
            work.strike()
            run_due_jobs()
            back_up_today()

    assert sorted(backups_in(folder)) == [date(2026, 12, 2), date(2026, 12, 4), date(2026, 12, 5)]
    assert (folder / "mine.txt").exists()


def test_without_a_folder_nobody_asks(world, db_session):
    ask_for_backup()
    with pytest.raises(Refused):  # whoever took the job all the same must not call it done
        back_up_today()

    assert not db.session.scalars(select(Job).where(Job.kind == "back_up")).all()


@pytest.fixture
def machine(app, folder, monkeypatch):
    """Which of the machines of the house is at work: the one with the folder, or another."""
    with_folder = app.config["SETTINGS"]
    folder.mkdir()

    def at_work(*, has_folder: bool) -> None:
        settings = with_folder if has_folder else replace(with_folder, backup_dir=None)
        monkeypatch.setitem(app.config, "SETTINGS", settings)

    return at_work


def asked() -> list[Job]:
    return list(db.session.scalars(select(Job).where(Job.kind == "back_up").order_by(Job.id)))


@pytest.mark.any_engine
def test_of_several_machines_the_one_with_the_folder_keeps_it(world, db_session, machine, folder, monkeypatch):
    made = []
    monkeypatch.setattr("app.backups.services_schedule.back_up", lambda path: made.append(path.write_bytes(b"kept")))
    with clock.set_to(NOON):
        machine(has_folder=True)
        work.strike()
        machine(has_folder=False)
        work.strike()
        run_due_jobs()
        assert [(job.status, job.tries) for job in asked()] == [(JobState.QUEUED, 0)]
        with clock.set_to(NOON + FORGOTTEN):
            assert work.sweep() == [asked()[0].id]  # whoever woke in vain is followed by another

            machine(has_folder=True)
            run_due_jobs()
            work.strike()
            machine(has_folder=False)
            work.strike()
            run_due_jobs()

    assert [job.status for job in asked()] == [JobState.DONE]
    assert list(backups_in(folder)) == [clock.day_of(NOON)]
    assert len(made) == 1


@pytest.mark.any_engine
def test_what_other_jobs_there_are_is_done_without_the_folder(world, db_session, machine, monkeypatch):
    monkeypatch.setitem(work.HANDLERS, "note", lambda: None)
    machine(has_folder=True)
    ask_for_backup()
    other = enqueue("note", "k")
    db_session.commit()

    machine(has_folder=False)
    assert run_due_jobs() == 1
    assert other.status == JobState.DONE


@pytest.mark.any_engine
def test_what_no_machine_came_for_in_a_day_is_no_longer_waited_for(world, db_session, machine):
    machine(has_folder=True)
    work.strike()
    machine(has_folder=False)
    with clock.set_to(NOON + timedelta(hours=23)):
        work.tidy()
        assert len(asked()) == 1
    with clock.set_to(NOON + timedelta(hours=25)):
        work.tidy()
        assert asked() == []


@pytest.mark.any_engine
def test_what_a_killed_process_left_of_a_backup_or_of_a_restore_goes_after_a_day(world, db_session, app, folder):
    data = app.config["SETTINGS"].data_dir
    left = {
        name: folder / name for name in (".half-nennep-2026-12-01.backup", ".backup-x1", "nennep-2026-12-01.backup")
    }
    left |= {".restoring-x1": data / ".restoring-x1", ".restoring-x2": data / ".restoring-x2"}
    for name, one in left.items():
        one.mkdir(parents=True) if "-x" in name else one.parent.mkdir(exist_ok=True)
        (one / "nennep.db" if one.is_dir() else one).write_bytes(b"rows")
        age = timedelta(hours=1 if name.endswith("x2") else 30)
        os.utime(one, times=((NOON - age).timestamp(),) * 2)

    work.tidy()

    assert [name for name, one in left.items() if one.exists()] == ["nennep-2026-12-01.backup", ".restoring-x2"]
