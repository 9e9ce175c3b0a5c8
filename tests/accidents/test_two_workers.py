"""Two workers over one queue, which is a file, and each is woken twice for each job: each job is done once."""

from collections import Counter
from pathlib import Path

import pytest

from app.extensions import db
from app.jobs.models import Job, JobState
from app.jobs.queue import queue
from app.jobs.services import enqueue
from tests.jobs.test_worker import app, start_worker, wait_for

# Who of the two gets the job is the engine's doing.
pytestmark = [pytest.mark.each_engine, pytest.mark.timeout(300)]
__all__ = ["app", "start_worker"]  # fixtures: an application with a queue of its own, and the workers of it


@pytest.mark.parametrize("jobs", [6, pytest.param(60, marks=pytest.mark.long)])
def test_two_workers_that_are_woken_for_the_same_jobs_do_each_once(app, start_worker, tmp_path, jobs):
    ids = ask(app, tmp_path, jobs)
    workers = [start_worker(), start_worker()]
    wait_for(lambda: done(app) == jobs)
    with app.app_context():
        queue().send(ids)  # once more, for what is done
    ids += ask(app, tmp_path, jobs, first=jobs)
    wait_for(lambda: done(app) == 2 * jobs)

    assert [worker.poll() for worker in workers] == [None, None]
    lines = Counter(line for file in tmp_path.glob("job-*") for line in file.read_text().split())
    assert lines == {"begun": 2 * jobs, "done": 2 * jobs}
    with app.app_context():
        assert set(db.session.scalars(db.select(Job.tries).where(Job.id.in_(ids)))) == {1}
        db.session.rollback()


def ask(app, folder: Path, jobs: int, first: int = 0) -> list[int]:
    with app.app_context():
        made = [
            enqueue("slow", f"slow:{number}", path=str(folder / f"job-{number}"), seconds=0.05)
            for number in range(first, first + jobs)
        ]
        db.session.commit()
        ids = [job.id for job in made]
        queue().send([*ids, *ids])
    return ids


def done(app) -> int:
    with app.app_context():
        count = db.session.query(Job).filter(Job.kind == "slow", Job.status == JobState.DONE).count()
        db.session.rollback()
        return count
