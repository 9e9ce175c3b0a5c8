"""What a worker does with the rows: claim, beat, finish, fail, and finding what a dead worker left.

`tries` is the claim's token: it rises with each claim, so a worker that was taken for dead and comes back finds that
the job is no longer its own, and what it did is rolled back.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Delete,
    Integer,
    Update,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)

from app import clock
from app.columns import among
from app.extensions import connection, db
from app.jobs.models import Job, JobState

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
MOST_TRIES = 8
STALE = timedelta(seconds=60)
# A wake-up needs a moment to arrive before its job counts as forgotten.
FORGOTTEN = timedelta(seconds=5)
AT_ONCE = 500
LONGEST_ERROR = 2000


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A job in hand."""

    id: int
    kind: str
    key: str
    payload: dict[str, Any]
    tries: int


def claim(job_id: int, but: Sequence[str] = ()) -> Claim | None:
    """Take the job, or None if it is not due, of one of the kinds in `but`, or somebody else has it: one wins.
    Commits."""
    return next(iter(_take([job_id], but)), None)


def claim_alike(kind: str, most: int) -> list[Claim]:
    """Take more of one kind that are due, longest waiting first. Commits.

    Only such as nobody has tried: what failed before, or ended its worker, is tried alone and harms no other.
    """
    due = and_(Job.status == JobState.QUEUED, Job.run_after <= clock.now(), Job.kind == kind, Job.tries == 0)
    these = select(Job.id).where(due).order_by(Job.run_after, Job.id).limit(most).with_for_update(skip_locked=True)
    return _take(db.session.scalars(these).all())


def _take(ids: Sequence[int], but: Sequence[str] = ()) -> list[Claim]:
    rows = db.session.execute(
        update(Job)
        .where(*[Job.kind != kind for kind in but])
        .where(among(Job.id, ids), Job.status == JobState.QUEUED, Job.run_after <= clock.now())
        .values(status=JobState.RUNNING, beat=clock.now(), tries=Job.tries + 1)
        .returning(Job.id, Job.kind, Job.key, Job.payload, Job.tries)
        .execution_options(synchronize_session=False)
    ).all()
    db.session.commit()
    return sorted((Claim(**row._mapping) for row in rows), key=lambda claim: claim.id)


def beat_statement(lot: Sequence[Claim]) -> Update:
    """One for all: whoever ends one of them meanwhile waits no longer than for this."""
    return update(Job).where(or_(*map(_held, lot))).values(beat=clock.now())


def finish(claim: Claim) -> bool:
    """Mark the job done in the transaction of its effect; False if it is no longer ours."""
    return connection().execute(_FINISH, {"held": claim.id, "token": claim.tries, "now": clock.now()}).rowcount == 1


_JOB = Job.__table__.c
# Built once: after each cell of hundreds that a guidance goes to it is sent again.
_FINISH = (
    update(Job.metadata.tables[Job.__tablename__])
    .where(_JOB.id == bindparam("held", type_=Integer), _JOB.status == JobState.RUNNING)
    .where(_JOB.tries == bindparam("token", type_=Integer))
    .values(status=JobState.DONE, finished_at=bindparam("now"), error="")
)


def fail(claim: Claim, error: str) -> bool:
    """Try again after a growing pause, or give up after the last try."""
    now, text = clock.now(), error[:LONGEST_ERROR]
    if claim.tries >= MOST_TRIES:
        return _change(claim, status=JobState.FAILED, finished_at=now, error=text)
    pause = PAUSES[min(claim.tries, len(PAUSES)) - 1]
    return _change(claim, status=JobState.QUEUED, run_after=now + pause, error=text)


def _held(claim: Claim) -> ColumnElement[bool]:
    return and_(Job.id == claim.id, Job.status == JobState.RUNNING, Job.tries == claim.tries)


def _change(claim: Claim, **values: Any) -> bool:
    return _rows(update(Job).where(_held(claim)).values(**values)) == 1


def take_back_stale() -> int:
    """Give the jobs of dead workers back to the queue. One that killed its worker every time ends as failed."""
    now = clock.now()
    dead = and_(Job.status == JobState.RUNNING, Job.beat < now - STALE)
    text = "the worker died in mid-task"
    given_up = _rows(
        update(Job).where(dead, Job.tries >= MOST_TRIES).values(status=JobState.FAILED, finished_at=now, error=text)
    )
    given_back = _rows(update(Job).where(dead).values(status=JobState.QUEUED, run_after=now, error=text))
    return given_up + given_back


def set_right() -> int:
    """After a clock that was ahead was set back: what was asked for meanwhile, or put off by then, would wait until its
    time comes, a dead worker's job would count as alive as long, and what was done on a day to come would not be done
    when it comes. How many rows lay ahead."""
    now = clock.now()
    soon, latest = now + STALE, now + PAUSES[-1] + STALE
    waits, works = Job.status == JobState.QUEUED, Job.status == JobState.RUNNING
    found = _rows(update(Job).where(waits, Job.created_at > soon).values(created_at=now, run_after=now))
    found += _rows(update(Job).where(waits, Job.tries > 0, Job.run_after > latest).values(run_after=now))
    # Whoever lives says so again in a moment.
    found += _rows(update(Job).where(works, Job.beat > soon).values(beat=now))
    return found + _rows(delete(Job).where(Job.status == JobState.DONE, Job.finished_at > now + timedelta(days=1)))


def _rows(statement: Update | Delete) -> int:
    # Rows that this session holds are read again when needed: a job is seldom held across its own run.
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)  # noqa: S101 - what an UPDATE gives
    return result.rowcount


def forget_done(before: datetime) -> int:
    """Remove what was done before that moment; what failed stays to be seen."""
    return _rows(delete(Job).where(Job.status == JobState.DONE, Job.finished_at < before))


def forget_waiting(kinds: Collection[str], before: datetime) -> int:
    """Remove what was asked for before that moment of kinds of which one missed is made up by the next."""
    return _rows(delete(Job).where(Job.status == JobState.QUEUED, Job.kind.in_(kinds), Job.created_at < before))


def due_ids() -> list[int]:
    """What could be done now, longest waiting first."""
    return _waiting_since(clock.now())


def next_of(kind: str) -> list[int]:
    """The first of one kind that is due and that nobody has tried, or none."""
    due = and_(Job.status == JobState.QUEUED, Job.run_after <= clock.now(), Job.kind == kind, Job.tries == 0)
    return list(db.session.scalars(select(Job.id).where(due).order_by(Job.run_after, Job.id).limit(1)))


def forgotten_ids() -> list[int]:
    """What should have been picked up by now: its wake-up was lost, or it waited for its next try."""
    return _waiting_since(clock.now() - FORGOTTEN)


def _waiting_since(moment: datetime) -> list[int]:
    due = and_(Job.status == JobState.QUEUED, Job.run_after <= moment)
    return list(db.session.scalars(select(Job.id).where(due).order_by(Job.run_after, Job.id).limit(AT_ONCE)))


def count_by_status() -> dict[JobState, int]:
    return {
        status: count for status, count in db.session.execute(select(Job.status, func.count()).group_by(Job.status))
    }
