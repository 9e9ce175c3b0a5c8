"""The worker as a process of its own: killed in mid-task, asked to stop, started again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.extensions import db
from app.jobs.models import Job, JobState
from app.jobs.services import enqueue, wake_for_new_jobs
from tests.conftest import new_application

# The worker of the application, with one handler of the tests: it says that it began, works, says that it is done.
PROGRAM = """
import sys, time
from datetime import timedelta
from app import create_app
from app.jobs import claims, work

claims.STALE = timedelta(seconds=1)
claims.FORGOTTEN = timedelta(0)
work.BEAT_EVERY = 0.2

def slow(*, path, seconds):
    with open(path, "a") as file:
        file.write("begun\\n")
    time.sleep(seconds)
    with open(path, "a") as file:
        file.write("done\\n")

work.HANDLERS["slow"] = slow
app = create_app()
app.test_cli_runner().invoke(args=["worker"], catch_exceptions=False)
"""


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application with a data folder, and so a queue, of its own."""
    app = new_application(database_url, tmp_path)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
        if "wake_ups" in app.extensions:
            app.extensions["wake_ups"].huey.storage.close()


@pytest.fixture
def start_worker(database_url: str, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    workers = []

    def start() -> subprocess.Popen[bytes]:
        settings = {"NENNEP_DATABASE_URL": database_url, "NENNEP_DATA_DIR": str(tmp_path)}
        program = [sys.executable, "-c", PROGRAM]
        workers.append(subprocess.Popen(program, env=os.environ | settings, stderr=subprocess.DEVNULL))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()
        worker.wait()


def ask(app: Flask, log: Path, seconds: float) -> int:
    with app.app_context():
        job = enqueue("slow", "slow", path=str(log), seconds=seconds)
        db.session.commit()
        wake_for_new_jobs()
        return job.id


def wait_for(condition: Callable[[], bool], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


def said(log: Path) -> list[str]:
    return log.read_text().split() if log.exists() else []


def status(app: Flask, job_id: int) -> JobState:
    with app.app_context():
        return db.session.get_one(Job, job_id).status


@pytest.mark.long
def test_a_killed_worker_leaves_its_job_to_the_next_one_which_does_it_once(app, start_worker, tmp_path):
    log = tmp_path / "log"
    job_id = ask(app, log, 30)
    worker = start_worker()
    wait_for(lambda: said(log) == ["begun"])
    worker.kill()
    worker.wait()
    assert status(app, job_id) == JobState.RUNNING

    with app.app_context():
        # The next one need not sleep as long; and for its sweeper the dead one has been silent for a while.
        values = {"path": str(log), "seconds": 0}
        db.session.execute(db.update(Job).values(payload=values))
        db.session.commit()
    time.sleep(1.1)
    start_worker()
    wait_for(lambda: status(app, job_id) == JobState.DONE)

    assert said(log) == ["begun", "begun", "done"]
    with app.app_context():
        assert db.session.get_one(Job, job_id).tries == 2


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_worker_that_is_asked_to_stop_finishes_the_job_in_hand(app, start_worker, tmp_path, number):
    log = tmp_path / "log"
    job_id = ask(app, log, 1)
    worker = start_worker()
    wait_for(lambda: said(log) == ["begun"])
    worker.send_signal(number)

    assert worker.wait(timeout=20) == 0
    assert said(log) == ["begun", "done"]
    assert status(app, job_id) == JobState.DONE
