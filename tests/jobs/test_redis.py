"""The queue and the limits of several machines, over a real Redis."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter

import pytest
from huey import PriorityRedisHuey

from app import create_app
from app.extensions import db
from app.jobs.models import Job, JobState
from app.jobs.services import enqueue, wake_for_new_jobs
from app.web import limits
from app.web.limits import may_ask
from config import SettingsError, read_settings
from tests.jobs.test_worker import PROGRAM, wait_for

pytestmark = [pytest.mark.needs("redis-server"), pytest.mark.any_engine, pytest.mark.timeout(300)]
JOBS = 12


class Redis:
    def __init__(self, folder) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0?socket_connect_timeout=2"
        self.begin()

    def begin(self) -> None:
        program = [shutil.which("redis-server"), "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen([*program, "--dir", str(self.folder)], stdout=subprocess.DEVNULL)
        wait_for(self.answers, 20)

    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def redis(tmp_path):
    server = Redis(tmp_path)
    yield server
    server.end()
    limits.limiter.cache_clear()


@pytest.fixture
def house(database_url, tmp_path, redis):
    """Node after node of one installation: each with a data folder of its own."""
    apps = []

    def node(name: str):
        environ = settings_of(database_url, tmp_path / name, redis)
        apps.append(create_app(read_settings(environ)))
        return apps[-1]

    yield node
    for app in apps:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def settings_of(database_url, folder, redis) -> dict[str, str]:
    return {"NENNEP_DATABASE_URL": database_url, "NENNEP_DATA_DIR": str(folder), "NENNEP_REDIS_URL": redis.url,
            "NENNEP_SECRET_KEY": "mot khoa chung cua ca hai may, du dai"}  # fmt: skip


@pytest.fixture
def start_worker(database_url, tmp_path, redis):
    workers = []

    def start(name: str) -> None:
        environ = os.environ | settings_of(database_url, tmp_path / name, redis)
        workers.append(subprocess.Popen([sys.executable, "-c", PROGRAM], env=environ))

    yield start
    for worker in workers:
        worker.kill()
        worker.wait()


def ask(app, folder, first: int = 0) -> None:
    with app.app_context():
        for number in range(first, first + JOBS):
            enqueue("slow", f"slow:{number}", path=str(folder / f"job-{number}"), seconds=0.05)
        db.session.commit()
        wake_for_new_jobs()


def done(app) -> int:
    with app.app_context():
        count = db.session.query(Job).filter(Job.kind == "slow", Job.status == JobState.DONE).count()
        db.session.rollback()
        return count


def test_two_workers_do_each_job_once_and_find_those_whose_wake_ups_were_lost(house, start_worker, redis, tmp_path):
    app = house("web")
    ask(app, tmp_path)
    PriorityRedisHuey("nennep", url=redis.url).flush()  # and with it everything that the web process sent
    for name in ("one", "two"):
        start_worker(name)
    wait_for(lambda: done(app) == JOBS)
    ask(app, tmp_path, JOBS)  # these come by their wake-ups
    wait_for(lambda: done(app) == 2 * JOBS)

    lines = Counter(line for file in tmp_path.glob("job-*") for line in file.read_text().split())
    assert lines == {"begun": 2 * JOBS, "done": 2 * JOBS}


def test_without_redis_what_is_asked_for_stands_in_the_table_and_nobody_is_refused(house, redis, tmp_path):
    app = house("web")
    redis.end()
    began = time.monotonic()
    ask(app, tmp_path)
    with app.app_context():
        assert db.session.query(Job).filter(Job.kind == "slow").count() == JOBS
        assert may_ask(1, "somebody")
        assert not may_ask(1, "somebody")  # counted here alone
    assert time.monotonic() - began < 30


def test_the_limits_of_two_nodes_are_one(house):
    one, other = house("one"), house("two")
    with one.app_context():
        assert may_ask(2, "somebody")
    with other.app_context():
        assert may_ask(2, "somebody")
    with one.app_context():
        assert not may_ask(2, "somebody")


def test_an_address_that_is_none_of_redis_is_refused(tmp_path):
    with pytest.raises(SettingsError):
        read_settings({"NENNEP_DATA_DIR": str(tmp_path), "NENNEP_REDIS_URL": "localhost:6379"})
