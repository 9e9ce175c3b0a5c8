"""The row is the truth: one worker wins, a failed job waits longer each time, nothing is lost with a wake-up."""

import json
import logging
import pickle
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.accounts.models import SignInAttempt
from app.extensions import db
from app.jobs import claims, work
from app.jobs.claims import MOST_TRIES, STALE, claim, fail, finish, forgotten_ids
from app.jobs.models import Job, JobState
from app.jobs.queue import SLOW, queue
from app.jobs.services import enqueue, enqueue_again, enqueue_many, run_due_jobs, wake_for_new_jobs
from tests.world import NOON

calls: list[dict[str, object]] = []


@pytest.fixture(autouse=True)
def handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    calls.clear()
    monkeypatch.setitem(work.HANDLERS, "note", lambda **payload: calls.append(payload))
    monkeypatch.setitem(work.HANDLERS, "break", lambda: 1 // 0)


def asked(kind: str = "note", key: str = "k", **payload: Any) -> int:
    job = enqueue(kind, key, **payload)
    db.session.flush()
    job_id = job.id  # now: asking after the commit would begin a transaction, and on SQLite lock out the workers
    db.session.commit()
    return job_id


def job(job_id: int) -> Job:
    return db.session.get_one(Job, job_id, populate_existing=True)


def test_a_job_asked_for_twice_is_one_job(db_session):
    assert asked(number=1) == asked(number=2)

    assert run_due_jobs() == 1
    assert calls == [{"number": 1}]


def test_a_job_is_done_once_and_says_when(db_session):
    job_id = asked()

    assert run_due_jobs() == 1
    assert run_due_jobs() == 0
    assert (job(job_id).status, job(job_id).tries, job(job_id).finished_at) == (JobState.DONE, 1, NOON)


def test_jobs_that_are_done_in_lots_know_what_was_read_for_all_of_them(db_session, monkeypatch):
    read: list[int] = []

    def ahead(payloads: Sequence[Mapping[str, Any]]) -> list[Any]:
        read.append(len(payloads))
        return [payload["number"] * 2 for payload in payloads]

    monkeypatch.setitem(work.AHEAD, "note", ahead)
    monkeypatch.setattr(work, "LOT", 3)
    enqueue_many("note", {f"n{number}": {"number": number} for number in range(4)}, in_lots=True)
    tried_before = asked(key="tried", number=9)
    db.session.execute(db.update(Job).where(Job.id == tried_before).values(tries=1))
    ids = claims.due_ids()
    db.session.commit()

    done = work.run(ids[0])
    assert work.follows(done) == [ids[3]]
    assert run_due_jobs() == 2

    assert calls == [{"number": number, "known": number * 2} for number in (0, 1, 2, 3, 9)]
    assert read == [3, 1, 1]  # what failed before is tried alone
    assert work.follows([]) == []


def test_one_job_of_a_lot_that_fails_harms_no_other_nor_does_what_cannot_be_read(db_session, monkeypatch, caplog):
    def note(number: int) -> None:
        enqueue("later", f"of {number}", run_after=NOON + timedelta(days=1))
        db.session.flush()
        calls.append({"number": 1 // number})

    monkeypatch.setitem(work.HANDLERS, "note", note)
    monkeypatch.setitem(work.AHEAD, "note", lambda payloads: 1 // 0)
    enqueue_many("note", {f"n{number}": {"number": number} for number in (1, 0, 2)}, in_lots=True)
    db.session.commit()
    with caplog.at_level(logging.CRITICAL):
        assert run_due_jobs() == 3

    states = {key: status for key, status in db.session.execute(db.select(Job.key, Job.status))}
    assert states == {"n0": "queued", "n1": "done", "n2": "done", "of 1": "queued", "of 2": "queued"}


def test_a_job_waits_for_its_time(db_session):
    enqueue("note", "later", run_after=NOON + timedelta(minutes=3))
    db.session.commit()

    assert run_due_jobs() == 0
    with clock.set_to(NOON + timedelta(minutes=3)):
        assert run_due_jobs() == 1


@pytest.mark.each_engine
def test_of_two_workers_one_gets_the_job(app: Flask, world):
    with app.app_context():
        job_id = asked(run_after=datetime(2026, 1, 1, tzinfo=UTC))  # due also by the real clock of the threads
    start, won = Barrier(6), []

    def worker() -> None:
        with app.app_context():
            start.wait()
            won.append(claim(job_id))

    threads = [Thread(target=worker) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [found.tries for found in won if found] == [1]


def test_the_pauses_between_tries_grow_and_the_eighth_failure_is_the_last(db_session, caplog):
    job_id, now, pauses = asked("break"), NOON, []
    for _ in range(MOST_TRIES):
        with clock.set_to(now), caplog.at_level(logging.CRITICAL):
            assert run_due_jobs() == 1
        if job(job_id).status == JobState.QUEUED:
            pauses.append((job(job_id).run_after - now) // timedelta(minutes=1))
        now = max(now, job(job_id).run_after)

    assert pauses == [1, 5, 15, 60, 60, 60, 60]
    failed = job(job_id)
    assert (failed.status, failed.tries) == (JobState.FAILED, 8)
    assert failed.error.startswith("ZeroDivisionError")
    with clock.set_to(now + timedelta(days=30)):
        assert run_due_jobs() == 0


def test_what_a_failed_job_wrote_is_rolled_back(db_session, monkeypatch, caplog):
    def writes_and_breaks() -> None:
        enqueue("note", "child")
        db.session.flush()
        raise RuntimeError

    monkeypatch.setitem(work.HANDLERS, "break", writes_and_breaks)
    asked("break")
    run_due_jobs()

    assert db.session.scalars(db.select(Job.key)).all() == ["k"]


def test_what_a_job_asks_for_is_done_after_it(db_session, monkeypatch):
    monkeypatch.setitem(work.HANDLERS, "ask", lambda: enqueue("note", "child", of="ask"))
    asked("ask")

    assert run_due_jobs() == 2
    assert calls == [{"of": "ask"}]


def test_a_job_without_a_handler_fails_and_says_so(db_session, caplog):
    job_id = asked("unheard_of")
    run_due_jobs()

    assert "unheard_of" in job(job_id).error


def test_the_sweeper_gives_back_the_job_of_a_dead_worker(db_session):
    job_id = asked()
    dead = claim(job_id)
    with clock.set_to(NOON + STALE):
        assert work.sweep() == []
    with clock.set_to(NOON + STALE + timedelta(seconds=6)):
        work.sweep()
    with clock.set_to(NOON + STALE + timedelta(seconds=20)):
        assert work.sweep() == [job_id]
        assert run_due_jobs() == 1

    assert dead
    assert job(job_id).tries == 2


def test_a_worker_that_was_taken_for_dead_does_not_count_any_more(db_session):
    slow = claim(asked())
    with clock.set_to(NOON + STALE + timedelta(seconds=1)):
        work.sweep()
        second = claim(job(slow.id).id)

        assert not finish(slow)
        assert not fail(slow, "late")
        assert finish(second)


def test_a_slow_worker_rolls_back_what_another_does_again(db_session, monkeypatch, caplog):
    def slow() -> None:
        job(job_id).tries += 1  # as the sweeper and another worker's claim would
        db.session.commit()
        enqueue("note", "child")

    monkeypatch.setitem(work.HANDLERS, "slow", slow)
    job_id = asked("slow")
    run_due_jobs()

    assert job(job_id).status == JobState.RUNNING
    assert db.session.scalars(db.select(Job.key)).all() == ["k"]


def test_a_job_that_kills_its_worker_every_time_ends_as_failed(db_session):
    job_id, now = asked(), NOON
    for _ in range(MOST_TRIES):
        with clock.set_to(now):
            assert claim(job_id)
        now += STALE + timedelta(seconds=1)
        with clock.set_to(now):
            work.sweep()

    assert job(job_id).status == JobState.FAILED


def test_the_heart_beats_while_the_handler_works(db_session, monkeypatch):
    beats = []

    def long_work() -> None:
        for _ in range(200):
            beats.append(db.session.scalar(db.select(Job.beat)))
            db.session.rollback()
            if beats[-1] != beats[0]:
                return
            time.sleep(0.02)

    moments = iter(NOON + timedelta(seconds=n) for n in range(10_000))
    monkeypatch.setattr(work, "BEAT_EVERY", 0.005)
    monkeypatch.setattr(clock, "now", lambda: next(moments))
    monkeypatch.setitem(work.HANDLERS, "long", long_work)
    asked("long")
    run_due_jobs()

    assert beats[-1] > beats[0]


def test_a_wake_up_carries_the_ids_of_what_was_committed(app: Flask, world):
    with app.app_context():
        queue().huey.flush()
        enqueue("note", "rolled back")
        db.session.rollback()
        wake_for_new_jobs()
        assert queue().waiting() == 0

        job_id = asked()
        wake_for_new_jobs()
        wake_for_new_jobs()
        assert [task.args for task in queue().huey.pending()] == [(job_id,)]
        queue().huey.flush()


def test_what_takes_seconds_waits_until_what_is_quick_is_done(app: Flask, world):
    assert set(work.HANDLERS) > SLOW
    with app.app_context():
        queue().huey.flush()
        paper, quick = asked("render_document", "paper"), asked()
        wake_for_new_jobs()
        assert [task.args for task in queue().huey.pending()] == [(quick,), (paper,)]
        queue().huey.flush()


@pytest.mark.each_engine
def test_only_what_is_found_undone_and_done_again_does_not_wait_for_the_disk(db_session, monkeypatch):
    """What a power failure then takes away is left as by a dead worker; whatever is committed later waits for all."""
    said = []
    ask = {"sqlite": "PRAGMA synchronous", "postgresql": "SHOW synchronous_commit"}[db.engine.dialect.name]

    def note(**_payload: Any) -> None:
        said.append(str(db.session.connection().exec_driver_sql(ask).scalar()))

    monkeypatch.setitem(work.HANDLERS, "alone", note)
    monkeypatch.setitem(work.HANDLERS, "note", note)
    monkeypatch.setitem(work.AHEAD, "note", lambda payloads: payloads)
    enqueue_many("note", {"one": {}, "two": {}}, in_lots=True)
    asked("alone", "alone")
    with waiting_for_the_disk():
        assert run_due_jobs() == 3

    assert said in (["1", "1", "2"], ["off", "off", "on"])


@contextmanager
def waiting_for_the_disk() -> Iterator[None]:
    """As every server but that of the tests does."""
    _ask_who_connects("SET synchronous_commit TO on")
    yield
    _ask_who_connects("RESET synchronous_commit")


def _ask_who_connects(how: str) -> None:
    """From now on, and nobody is connected yet."""
    if db.engine.dialect.name == "postgresql":
        db.session.connection().exec_driver_sql(f"ALTER DATABASE {db.engine.url.database} {how}")
        db.session.commit()
        db.engine.dispose()


def test_a_lost_wake_up_is_found_by_the_sweeper(db_session, monkeypatch, caplog):
    def broken() -> None:
        raise OSError("no room on the disk")

    monkeypatch.setattr("app.jobs.queue.queue", broken)
    job_id = asked()
    wake_for_new_jobs()

    assert forgotten_ids() == []
    with clock.set_to(NOON + timedelta(seconds=6)):
        assert work.sweep() == [job_id]


def test_the_sweeper_sends_nothing_again_while_the_worker_is_busy(app: Flask, world):
    with app.app_context():
        queue().huey.flush()
        job_id = asked()
        later = clock.set_to(NOON + timedelta(seconds=6))
        with later:
            queue().sweep()
            queue().sweep()
        assert [task.args for task in queue().huey.pending()] == [(job_id,)]
        queue().huey.flush()


def test_a_failed_job_may_be_asked_for_again(db_session, caplog):
    job_id = asked("break")
    with caplog.at_level(logging.CRITICAL):
        for hours in range(MOST_TRIES):
            with clock.set_to(NOON + timedelta(hours=2 * hours)):
                run_due_jobs()
    assert job(job_id).status == JobState.FAILED

    work.HANDLERS["break"] = lambda: calls.append({})
    for times in (1, 2):  # after it failed, and after it was done and its result was lost
        enqueue_again("break", "k")
        db.session.commit()
        assert run_due_jobs() == 1
        assert (job(job_id).status, len(calls)) == (JobState.DONE, times)


def test_tries_to_sign_in_are_forgotten_after_a_year(db_session):
    for days in (1, 366):
        at = NOON - timedelta(days=days)
        db_session.add(SignInAttempt(user_name="thang", address="x", at=at, succeeded=True))
    work.tidy()
    assert db_session.scalars(db.select(SignInAttempt.at)).all() == [NOON - timedelta(days=1)]


def test_what_is_long_done_is_forgotten_and_what_failed_is_not(db_session, caplog):
    asked("note", "done long ago")
    failed = asked("break", "failed long ago")
    run_due_jobs()
    db.session.execute(db.update(Job).where(Job.id == failed).values(status=JobState.FAILED, finished_at=NOON))
    with clock.set_to(NOON + timedelta(days=31)):
        asked("note", "done just now")
        run_due_jobs()
        work.tidy()

    assert set(db.session.scalars(db.select(Job.key))) == {"failed long ago", "done just now"}


class Harmful:
    """What runs as soon as it is unpacked."""

    def __reduce__(self):
        return calls.append, ({"ran": True},)


def test_what_lies_in_the_queue_is_plain_text_and_nothing_that_runs(db_session):
    job_id = asked()
    huey = queue().huey
    huey.storage.flush_queue()

    queue().send([job_id])
    [lying] = huey.storage.enqueued_items()
    said = json.loads(lying)
    huey.storage.flush_queue()

    assert (said["args"], said["kwargs"]) == ([job_id], {})
    with pytest.raises(ValueError, match=r"."):
        huey.deserialize_task(pickle.dumps(Harmful()))
    assert calls == []
