"""The worker as a process of its own, killed while guidance is on its way to thirty cells, and started again."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from app.extensions import db
from app.guidance.models import GuidanceCell
from app.jobs.models import Job, JobState
from app.jobs.services import wake_for_new_jobs
from app.meetings.models import Meeting
from tests.commune import grow
from tests.guidance.conftest import DECEMBER, published
from tests.jobs.test_worker import app, wait_for  # noqa: F401 - an application with a queue of its own

CELLS, DONE_BEFORE = 30, 7
# The worker of the application on the day of the tests. Its argument: with which cell it dies, 0 for none; what it did
# for that cell is written and not committed.
PROGRAM = """
import os, signal, sys
from datetime import timedelta
from app import clock, create_app
from app.extensions import db
from app.guidance.services_bringing import bring_guidance
from app.jobs import claims, work
from tests.world import NOON

claims.STALE = timedelta(seconds=1)
claims.FORGOTTEN = timedelta(0)
work.BEAT_EVERY = 0.2
left = int(sys.argv[1])

def bring(**payload):
    global left
    with clock.set_to(NOON):
        bring_guidance(**payload)
        db.session.flush()
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

work.HANDLERS["bring_guidance"] = bring
create_app().test_cli_runner().invoke(args=["worker"], catch_exceptions=False)
"""


def worker(database_url: str, folder: Path, dies_with: int) -> subprocess.Popen[bytes]:
    settings = {"NENNEP_DATABASE_URL": database_url, "NENNEP_DATA_DIR": str(folder)}
    program = [sys.executable, "-c", PROGRAM, str(dies_with)]
    return subprocess.Popen(program, env=os.environ | settings, stderr=subprocess.DEVNULL)


def drafts() -> int:
    return db.session.scalar(select(func.count(Meeting.id)).where(Meeting.month == DECEMBER)) or 0


@pytest.mark.long
def test_what_a_killed_worker_left_is_brought_by_the_next_and_no_cell_gets_two(
    world, committed, database_url, tmp_path
):
    with committed() as session:
        grow(world, CELLS - 2, 4)
        guidance_id = published().id
        session.flush()
        # Due by the real clock of the worker.
        session.execute(update(Job).values(run_after=datetime(2026, 1, 1, tzinfo=UTC)))
        session.commit()
        wake_for_new_jobs()
    first = worker(database_url, tmp_path, dies_with=DONE_BEFORE + 1)
    try:
        assert first.wait(timeout=90) == -signal.SIGKILL
    finally:
        first.kill()
    with committed():
        assert drafts() == DONE_BEFORE

    second = worker(database_url, tmp_path, dies_with=0)
    try:
        wait_for(lambda: all_brought(committed, guidance_id))
    finally:
        second.terminate()
        second.wait(timeout=30)
    with committed() as session:
        rows = session.execute(select(Meeting.cell_id).where(Meeting.month == DECEMBER)).scalars().all()
        assert (len(rows), len(set(rows))) == (CELLS, CELLS)
        assert set(session.scalars(select(Job.status).where(Job.kind == "bring_guidance"))) == {JobState.DONE}


def all_brought(committed: Callable, guidance_id: int) -> bool:
    waiting = select(func.count(GuidanceCell.id)).where(
        GuidanceCell.guidance_id == guidance_id, GuidanceCell.edition == 0
    )
    with committed() as session:
        jobs = select(func.count(Job.id)).where(Job.kind == "bring_guidance", Job.status != JobState.DONE)
        return not session.scalar(waiting) and not session.scalar(jobs)
