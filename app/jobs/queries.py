"""Reading how far a job is."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import exists, func, select

from app import clock
from app.columns import among, as_list
from app.extensions import db
from app.jobs.models import Job, JobState


class Status(NamedTuple):
    status: JobState
    tries: int


def status_of(key: str) -> Status | None:
    """How far the job of that key is; None if nobody asked for it."""
    found = db.session.execute(select(Job.status, Job.tries).where(Job.key == key)).one_or_none()
    return Status(*found) if found else None


def runs_of(keys: Sequence[str]) -> tuple[int, datetime | None]:
    """How many of these anybody asked for, and when the latest of them that is done was done."""
    done_at = func.max(Job.finished_at).filter(Job.status == JobState.DONE)
    asked, latest = db.session.execute(
        select(func.count(), done_at).where(among(Job.key, "keys")), {"keys": as_list(keys)}
    ).one()
    return asked, latest


def is_waiting(kind: str) -> bool:
    """A job of that kind is due and nobody has begun it."""
    due = exists().where(Job.kind == kind, Job.status == JobState.QUEUED, Job.run_after <= clock.now())
    return bool(db.session.scalar(select(due)))
