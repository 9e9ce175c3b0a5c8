"""Asking for something to happen later: a row in the same transaction, a wake-up after the commit."""

from typing import Any

from sqlalchemy import select

from app import clock
from app.extensions import db
from app.jobs.models import Job


def enqueue(kind: str, key: str, **payload: Any) -> Job:
    """Ask for `kind` to be done once per `key`. Asking again for the same key changes nothing."""
    found = db.session.scalar(select(Job).where(Job.key == key))
    if found is not None:
        return found
    now = clock.now()
    job = Job(kind=kind, key=key, payload=payload, created_at=now, run_after=now)
    db.session.add(job)
    db.session.info["new_jobs"] = True
    return job


def wake_for_new_jobs() -> None:
    """After the commit: tell the worker, if this transaction asked for anything."""
    db.session.info.pop("new_jobs", False)
