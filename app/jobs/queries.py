"""Reading how far a job is."""

from typing import NamedTuple

from sqlalchemy import exists, select

from app.extensions import db
from app.jobs.models import Job, JobState


class Status(NamedTuple):
    status: JobState
    tries: int


def status_of(key: str) -> Status | None:
    """How far the job of that key is; None if nobody asked for it."""
    found = db.session.execute(select(Job.status, Job.tries).where(Job.key == key)).one_or_none()
    return Status(*found) if found else None


def is_asked_for(kind: str) -> bool:
    """A job of that kind waits or is being done."""
    open_ones = exists().where(Job.kind == kind, Job.status.in_((JobState.QUEUED, JobState.RUNNING)))
    return bool(db.session.scalar(select(open_ones)))
