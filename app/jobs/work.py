"""Doing a job: claim it, keep its heart beating, call its handler, commit its effect together with the mark "done"."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from datetime import timedelta
from threading import Event, Thread

from sqlalchemy import Engine

from app import clock
from app.accounts.services import sweep as sweep_accounts
from app.extensions import db
from app.forms.services import sweep as sweep_forms
from app.jobs import claims
from app.jobs.claims import Claim
from app.jobs.handlers import HANDLERS
from app.jobs.services import wake_for_new_jobs
from app.notifications.services_letters import forget_sent
from app.notifications.services_sending import ask_if_letters_wait
from app.practice.services import sweep_practices
from app.reminders.services import ask_for_reminders
from app.roster.services_uploads import sweep_uploads

log = logging.getLogger(__name__)
KEPT = timedelta(days=30)
KEPT_OF_THE_DOOR = timedelta(days=365)
BEAT_EVERY = 15.0  # seconds; four beats may be missed before a worker counts as dead


def run(job_id: int) -> bool:
    """Do one job if it is due and nobody else has it; True if it was done or tried here."""
    claim = claims.claim(job_id)
    if claim is None:
        return False
    try:
        with beating(claim):
            HANDLERS[claim.kind](**claim.payload)
            _commit_done(claim)
    except Exception as error:
        db.session.rollback()
        log.exception("job %s (%s) failed, try %s", claim.id, claim.key, claim.tries)
        claims.fail(claim, f"{type(error).__name__}: {error}")
        db.session.commit()
    return True


def _commit_done(claim: Claim) -> None:
    if not claims.finish(claim):
        log.warning("job %s (%s) was given to another worker meanwhile", claim.id, claim.key)
        db.session.rollback()
        return
    db.session.commit()
    wake_for_new_jobs()


@contextmanager
def beating(claim: Claim) -> Iterator[None]:
    """Renew the job's heartbeat on a thread of its own until the block ends."""
    done = Event()
    # The copied context carries the clock, which tests and the demo set.
    thread = Thread(
        target=copy_context().run, args=(_beat, db.engine, claim, done), name=f"beat-{claim.id}", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _beat(engine: Engine, claim: Claim, done: Event) -> None:
    while not done.wait(BEAT_EVERY):
        try:
            with engine.begin() as connection:
                connection.execute(claims.beat_statement(claim))
        except Exception:  # a busy database must not kill the work; the next beat may come through
            log.warning("a heartbeat of job %s was missed", claim.id, exc_info=True)


def run_due() -> int:
    done = 0
    while ids := claims.due_ids():
        tried = sum(run(job_id) for job_id in ids)
        done += tried
        if not tried:  # others are at them
            break
    db.session.commit()  # ends the transaction of the last look
    return done


def sweep() -> list[int]:
    """Give back what dead workers left; the ids of all that waits without anybody knowing of it. Commits."""
    taken_back = claims.take_back_stale()
    if taken_back:
        log.warning("%s jobs were left by a dead worker", taken_back)
    ask_if_letters_wait()
    db.session.commit()
    wake_for_new_jobs()
    ids = claims.forgotten_ids()
    db.session.rollback()
    return ids


def strike() -> None:
    """The clock of the house: ask for what each day brings. Commits."""
    ask_for_reminders()
    db.session.commit()
    wake_for_new_jobs()


def tidy() -> None:
    """Remove what nobody will ask for again: old drafts, used form tokens, jobs long done, letters long sent, workbooks
    that nobody confirmed, tries to sign in of more than a year ago. Commits."""
    before = clock.now() - KEPT
    sweep_forms(before)
    sweep_accounts(clock.now() - KEPT_OF_THE_DOOR)
    sweep_uploads(clock.now())
    sweep_practices(clock.now())
    claims.forget_done(before)
    forget_sent(before)
    db.session.commit()
