"""Asking for something to happen later: a row in the same transaction, a wake-up after the commit."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import inspect, select

from app import clock
from app.columns import among, as_list
from app.extensions import db, elsewhere
from app.jobs.models import Job, JobState
from app.jobs.queries import is_waiting

log = logging.getLogger(__name__)
NEW_JOBS = "new_jobs"


def enqueue(kind: str, key: str, *, run_after: datetime | None = None, **payload: Any) -> Job:
    """Ask for `kind` to be done once per `key`, not before `run_after`. Asking again changes nothing."""
    found = db.session.scalar(select(Job).where(Job.key == key))
    if found is not None:
        return found
    return _new(kind, key, run_after, payload)


def _new(kind: str, key: str, run_after: datetime | None, payload: dict[str, Any]) -> Job:
    now = clock.now()
    job = Job(kind=kind, key=key, payload=payload, created_at=now, run_after=run_after or now)
    db.session.add(job)
    _announce(job)
    return job


def enqueue_many(kind: str, payloads: Mapping[str, Mapping[str, Any]], *, in_lots: bool = False) -> None:
    """Ask for `kind` once per key, all in a few statements. What was asked for before stays as it is.

    `in_lots`: of a kind in `handlers.AHEAD`, where one wake-up is enough, because each lot wakes the next.
    """
    asked = set(db.session.scalars(select(Job.key).where(among(Job.key, "keys")), {"keys": as_list(payloads)}))
    now = clock.now()
    jobs = [
        Job(kind=kind, key=key, payload=dict(payload), created_at=now, run_after=now)
        for key, payload in payloads.items()
        if key not in asked
    ]
    db.session.add_all(jobs)
    for job in jobs[:1] if in_lots else jobs:
        _announce(job)


def ask_for_a_run(kind: str) -> None:
    """Ask for one more run of a kind whose runs do all that is due, unless one waits already.

    Thousands who ask must not stand in the way of other work. What is written while a run ends is left to the sweeper.
    """
    asked_here = any(isinstance(row, Job) and row.kind == kind for row in db.session.new)
    if not asked_here and not is_waiting(kind):
        _new(kind, f"{kind}:{uuid4().hex}", None, {})


def enqueue_again(kind: str, key: str, **payload: Any) -> Job:
    """Ask once more for what failed, or for what was done but got lost since. A job still waiting is only woken."""
    job = enqueue(kind, key, **payload)
    if job.status in (JobState.FAILED, JobState.DONE):
        job.status, job.tries, job.finished_at, job.error = JobState.QUEUED, 0, None, ""
    if job.status == JobState.QUEUED:
        job.run_after = clock.now()
        _announce(job)
    return job


def _announce(job: Job) -> None:
    db.session.info.setdefault(NEW_JOBS, []).append((job, job.kind))


def wake_for_new_jobs() -> None:
    """After the commit: tell the worker of what this transaction asked for.

    Never raises: the change is committed, and a lost wake-up is found by the sweeper.
    """
    jobs = db.session.info.pop(NEW_JOBS, [])
    # The identity is known without asking the database again; a job that was rolled back has none.
    ids = [(identity[0], kind) for job, kind in jobs if (identity := inspect(job).identity)]
    if not ids or elsewhere():  # the worker knows nothing of where somebody practises: nothing leaves from there
        return
    try:
        from app.jobs.queue import queue  # late: most web processes live long before their first job

        for job_id, kind in ids:
            queue().send([job_id], kind=kind)
    except Exception:
        log.exception("wake-up lost for jobs %s, the sweeper will find them", ids)


def run_due_jobs() -> int:
    """Do all that is due in this process, without the queue; the number of jobs that were done or tried.

    For commands and tests. Commits.
    """
    from app.jobs.work import run_due

    return run_due()
