"""Doing a job: claim it, keep its heart beating, call its handler, commit its effect together with the mark "done"."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from datetime import timedelta
from threading import Event, Thread
from typing import Any

from sqlalchemy import Engine

from app import clock
from app.accounts.services import sweep as sweep_accounts
from app.backups.services_schedule import ask_for_backup, sweep_half_done
from app.documents.files import sweep_half_written
from app.extensions import begin_what_is_done_again, db
from app.forms.services import sweep as sweep_forms
from app.jobs import claims
from app.jobs.claims import Claim
from app.jobs.handlers import AHEAD, HANDLERS, ONLY_WHERE, left_alone
from app.jobs.services import wake_for_new_jobs
from app.notifications.services import forget_notices
from app.notifications.services_letters import forget_sent
from app.notifications.services_sending import ask_if_letters_wait, set_letters_right
from app.practice.services import sweep_practices
from app.proofs.services import ask_for_seal
from app.reminders.services import ask_for_reminders
from app.roster.services_uploads import sweep_uploads
from app.settings import settings

log = logging.getLogger(__name__)
LOT = 40  # so many cells get their guidance before others have their turn
HALF_DONE_FOR = timedelta(days=1)  # nothing takes that long: whoever wrote it was killed
NOBODY_CAME = timedelta(days=1)  # a machine that was away so long asks anew when it is back
GAP = 1 / 3  # of the time that a job of a lot took: so long nobody writes
BEAT_EVERY = 15.0  # seconds; four beats may be missed before a worker counts as dead


def run(job_id: int) -> list[Claim]:
    """Do one job if it is due, this machine can do it and nobody else has it; with it some more of a kind that is
    done in lots, each in a transaction of its own. What was done or tried here."""
    claim = claims.claim(job_id, left_alone())
    if claim is None:
        return []
    lot = [claim, *(claims.claim_alike(claim.kind, LOT - 1) if claim.kind in AHEAD else [])]
    with beating(lot):
        for each, known in zip(lot, _read_ahead(lot), strict=True):
            began = time.monotonic()
            _do(each, known)
            if each is not lot[-1]:
                _give_way(time.monotonic() - began)
    return lot


def _give_way(took: float) -> None:
    """On SQLite those who wait for the one who writes look every now and then whether he is done. A worker that begins
    the next transaction at once would let them look in vain until they give up, the sooner the slower the machine."""
    if db.engine.dialect.name == "sqlite":
        time.sleep(took * GAP)


def _do(claim: Claim, known: dict[str, Any]) -> None:
    try:
        if claim.kind in AHEAD:
            # The effect and the mark that the job is done are lost together, and then the job is given back as those
            # of a dead worker are. A letter that tells of it leaves after a later commit, which waits for the disk.
            begin_what_is_done_again()
        HANDLERS[claim.kind](**claim.payload, **known)
        _commit_done(claim)
    except Exception as error:
        db.session.rollback()
        log.exception("job %s (%s) failed, try %s", claim.id, claim.key, claim.tries)
        claims.fail(claim, f"{type(error).__name__}: {error}")
        db.session.commit()


def _read_ahead(lot: list[Claim]) -> list[dict[str, Any]]:
    """What the handler is given beside its payload, for each of the lot."""
    read = AHEAD.get(lot[0].kind)
    try:
        return [{"known": known} for known in read([claim.payload for claim in lot])] if read else [{}]
    except Exception:
        # One that cannot be read holds up no other: each reads for itself.
        log.exception("reading ahead for %s jobs of %s failed", len(lot), lot[0].kind)
        return [{} for _ in lot]
    finally:
        db.session.rollback()


def follows(done: list[Claim]) -> list[int]:
    """The next job of a kind that is done in lots: so one wake-up is enough for hundreds, and others get their turn."""
    found = claims.next_of(done[0].kind) if done and done[0].kind in AHEAD else []
    db.session.rollback()
    return found


def _commit_done(claim: Claim) -> None:
    if not claims.finish(claim):
        log.warning("job %s (%s) was given to another worker meanwhile", claim.id, claim.key)
        db.session.rollback()
        return
    db.session.commit()
    wake_for_new_jobs()


@contextmanager
def beating(lot: list[Claim]) -> Iterator[None]:
    """Renew the heartbeat of these jobs on a thread of its own until the block ends."""
    done = Event()
    # The copied context carries the clock, which tests and the demo set.
    thread = Thread(
        target=copy_context().run, args=(_beat, db.engine, lot, done), name=f"beat-{lot[0].id}", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _beat(engine: Engine, lot: list[Claim], done: Event) -> None:
    while not done.wait(BEAT_EVERY):
        try:
            with engine.begin() as connection:
                connection.execute(claims.beat_statement(lot))
        except Exception:  # a busy database must not kill the work; the next beat may come through
            log.warning("a heartbeat of job %s was missed", lot[0].id, exc_info=True)


def run_due() -> int:
    done = 0
    while ids := claims.due_ids():
        tried: set[int] = set()
        for job_id in ids:
            if job_id not in tried:
                tried |= {claim.id for claim in run(job_id)}
        done += len(tried)
        if not tried:  # others are at them
            break
    db.session.commit()  # ends the transaction of the last look
    return done


def sweep() -> list[int]:
    """Give back what dead workers left; the ids of all that waits without anybody knowing of it. Commits."""
    ahead = claims.set_right() + set_letters_right()
    if ahead:
        log.warning("the clock was set back: %s jobs and letters lay ahead of it", ahead)
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
    ask_for_backup()
    ask_for_seal()
    db.session.commit()
    wake_for_new_jobs()


def tidy() -> None:
    """Remove what nobody will ask for again, each when the settings say: drafts and used form tokens, jobs done and
    letters sent, notifications, tries to sign in; workbooks that nobody confirmed, jobs that no machine came for, and
    what killed processes left half written. Commits."""
    now, kept = clock.now(), settings().kept
    sweep_half_written(now - HALF_DONE_FOR)
    sweep_half_done(now - HALF_DONE_FOR)
    sweep_forms(now - timedelta(days=kept.drafts))
    sweep_accounts(now - timedelta(days=kept.sign_ins))
    forget_notices(now - timedelta(days=kept.notices))
    sweep_uploads(clock.now())
    sweep_practices(clock.now())
    claims.forget_waiting(ONLY_WHERE, now - NOBODY_CAME)
    claims.forget_done(now - timedelta(days=kept.letters))
    forget_sent(now - timedelta(days=kept.letters))
    db.session.commit()
