"""The clock jumps: an hour, a day, a month back, or forward and then back. Here what is done in the background: nothing that
is due waits for that time, nothing is told twice, and the order of the history stays what it was.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from app import clock
from app.audit.models import AuditEvent
from app.audit.services import record
from app.backups import queries as backups
from app.documents.models import Document
from app.extensions import db
from app.jobs import claims, work
from app.jobs.models import Job, JobState
from app.jobs.services import enqueue, run_due_jobs
from app.notifications.models import Letter, Notification
from app.proofs.models import DaySeal
from app.proofs.queries import verify
from app.proofs.services import seal_day, seal_rows
from tests.accidents.brink import bring
from tests.accidents.test_clock import DAY, HOUR, JUMPS, MONTH
from tests.acts import actor_named
from tests.world import NOON


@JUMPS
def test_what_was_asked_for_ahead_is_done_now_and_once(db_session, world, jump):
    ran = []
    work.HANDLERS["note of a test"] = lambda: ran.append(clock.now())
    try:
        with clock.set_to(NOON):
            enqueue("note of a test", "one")
            db.session.commit()
        with clock.set_to(NOON - jump):
            assert work.sweep() == []  # its wake-up may still come; a moment later it counts as lost
        with clock.set_to(NOON - jump + 2 * claims.FORGOTTEN):
            for job_id in work.sweep():
                work.run(job_id)
        for moment in (NOON - jump + HOUR / 2, NOON + HOUR):
            with clock.set_to(moment):
                work.sweep()
                run_due_jobs()
        assert ran == [NOON - jump + 2 * claims.FORGOTTEN]
    finally:
        del work.HANDLERS["note of a test"]


@JUMPS
def test_the_job_of_a_worker_that_died_ahead_is_taken_up_now(db_session, world, jump):
    with clock.set_to(NOON):
        job_id = _asked()
        assert claims.claim(job_id) is not None
    with clock.set_to(NOON - jump):
        work.sweep()
        assert _status(job_id) == JobState.RUNNING, "perhaps it lives, and says so in a moment"
    with clock.set_to(NOON - jump + claims.STALE + claims.FORGOTTEN):
        work.sweep()
        assert _status(job_id) == JobState.QUEUED


@JUMPS
def test_what_failed_ahead_is_tried_again_after_its_pause_and_not_after_the_jump(db_session, world, jump):
    with clock.set_to(NOON - MONTH):
        job_id = _asked()
    with clock.set_to(NOON):
        claim = claims.claim(job_id)
        assert claim is not None
        claims.fail(claim, "no paper")
        db.session.commit()
    with clock.set_to(NOON - jump):
        work.sweep()
    longest = claims.PAUSES[-1] + claims.STALE
    with clock.set_to(NOON - jump + longest + claims.STALE):
        assert claims.claim(job_id) is not None


def _asked() -> int:
    job = enqueue("render_document", "x", document_id=0)
    db.session.commit()
    return job.id


def _status(job_id: int) -> JobState:
    db.session.expire_all()
    return db.session.get_one(Job, job_id).status


@JUMPS
def test_a_letter_that_was_written_ahead_leaves_now(db_session, world, jump):
    with clock.set_to(NOON):
        letter = Letter(
            person_id=world.people["thang"], address="a@example.vn", message_id="m", created_at=NOON, next_try_at=NOON
        )  # fmt: skip
        db.session.add(letter)
        db.session.commit()
    with clock.set_to(NOON - jump):
        work.sweep()
        db.session.refresh(letter)
        assert letter.next_try_at <= clock.now()


def test_reminders_are_told_once_whichever_way_the_clock_goes(db_session, world, actor_of):
    """Ahead by a month, back, and the month once more as it should be."""
    bring("prepared")
    db.session.commit()
    told = [_strike(day) for day in (NOON, NOON + MONTH, NOON - DAY, NOON, NOON + MONTH, NOON + MONTH + DAY)]
    assert told[0], "nobody owes anything: the test proves nothing"
    assert told[3] == 0, "the same day again tells nobody a second time"
    keys = db.session.execute(select(Notification.key, Notification.person_id)).all()
    assert len(keys) == len(set(keys))


def test_a_day_that_came_too_early_comes_again(db_session, world):
    """Its reminders were asked for a month ahead; when it comes they are asked for again."""
    _strike(NOON + MONTH)
    _strike(NOON)
    ran = func.count(Job.id)
    assert db.session.scalar(select(ran).where(Job.key == f"remind_all:{(NOON + MONTH).date()}")) == 0
    _strike(NOON + MONTH)
    assert db.session.scalar(select(ran).where(Job.key == f"remind_all:{(NOON + MONTH).date()}")) == 1


def _strike(moment: datetime) -> int:
    """How many were told something by the worker at that moment."""
    before = db.session.scalar(select(func.count(Notification.id))) or 0
    with clock.set_to(moment):
        work.sweep()
        work.strike()
        run_due_jobs()
    return (db.session.scalar(select(func.count(Notification.id))) or 0) - before


def test_days_are_sealed_also_after_a_seal_of_a_month_ahead(db_session, world):
    seal_rows()
    for number, moment in enumerate((NOON - DAY, NOON + MONTH, NOON, NOON + DAY, NOON + DAY, NOON + MONTH)):
        with clock.set_to(moment):
            record("signed_out", actor=actor_named("thang"), organisation_id=None, subject="account", subject_id=number)
            db.session.flush()
            seal_day()
            db.session.commit()
    made = db.session.scalars(select(DaySeal.day).order_by(DaySeal.id)).all()
    assert made == [(NOON + by).date() for by in (-DAY, MONTH, timedelta(), DAY)]
    assert not [one.found for one in verify() if one.found]


@JUMPS
def test_the_history_and_the_numbers_stay_in_their_order(db_session, world, jump):
    """What is chained goes by its place in the chain and never by the hour."""
    meeting_id = bring("issued")
    db.session.commit()
    before = _events()
    with clock.set_to(NOON - jump):
        record("signed_out", actor=actor_named("thang"), organisation_id=world.cell, subject="account", subject_id=1)
        db.session.commit()
    now = _events()
    assert now[:-1] == before
    assert now[-1][1] < before[-1][1], "the last in the chain tells of an earlier hour"
    assert not [one.found for one in verify() if one.found]
    numbers = db.session.scalars(
        select(Document.number).where(Document.meeting_id == meeting_id, Document.type_code == "NQ")
    )
    assert numbers.all() == [1]


def _events() -> list[tuple[int, datetime]]:
    rows = select(AuditEvent.seq, AuditEvent.at).where(AuditEvent.chain != 0).order_by(AuditEvent.chain, AuditEvent.seq)
    return [(row.seq, row.at) for row in db.session.execute(rows)]


def test_a_backup_of_a_day_to_come_does_not_say_that_all_is_well(app, tmp_path, monkeypatch):
    monkeypatch.setattr(backups, "settings", lambda: type("S", (), {"backup_dir": tmp_path})())
    (tmp_path / f"nennep-{(NOON + MONTH).date()}.backup").write_bytes(b"x")
    with clock.set_to(NOON):
        assert backups.backups().late
        (tmp_path / f"nennep-{NOON.date()}.backup").write_bytes(b"x")
        assert not backups.backups().late
