"""What is removed after its time, and what never is."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from app import clock
from app.accounts.models import SignInAttempt
from app.audit.models import AuditEvent
from app.documents.models import Document
from app.forms.models import TypingDraft, UsedForm
from app.jobs import work
from app.jobs.models import Job, JobState
from app.notifications.models import Letter, LetterState, Notification
from config import Kept
from tests.meetings.ready import convened
from tests.world import NOON
from workflows.notices import Notice


def test_each_thing_is_kept_as_long_as_the_settings_say(db_session, app, world, monkeypatch):
    kept = Kept(sign_ins=40, notices=200, drafts=10, letters=20)
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], kept=kept))
    who, person = world.accounts["thang"], world.people["thang"]
    for days in (9, 11, 39, 41, 199, 201):
        at, key = NOON - timedelta(days=days), str(days)
        done = {"status": JobState.DONE, "created_at": at, "run_after": at, "finished_at": at}
        db_session.add_all(
            [
                SignInAttempt(user_name="thang", address="x", at=at, succeeded=True),
                Notification(person_id=person, kind=Notice.TASK, text=key, created_at=at),
                TypingDraft(account_id=who, form_key=key, fields={}, saved_at=at),
                UsedForm(token=key, account_id=who, at=at),
                Job(kind="note", key=key, payload={}, **done),
            ]
        )
    work.tidy()

    left = {
        "sign_ins": db_session.scalar(select(func.count(SignInAttempt.id))),
        "notices": sorted(db_session.scalars(select(Notification.text)), key=int),
        "drafts": db_session.scalars(select(TypingDraft.form_key)).all(),
        "forms": db_session.scalars(select(UsedForm.token)).all(),
        "jobs": set(db_session.scalars(select(Job.key))),
    }
    assert left == {
        "sign_ins": 3, "notices": ["9", "11", "39", "41", "199"], "drafts": ["9"], "forms": ["9"], "jobs": {"9", "11"}
    }  # fmt: skip


def test_a_notice_whose_letter_was_given_up_stays_with_it(db_session, world):
    at = NOON - timedelta(days=999)
    old = Notification(person_id=world.people["thang"], kind=Notice.TASK, text="x", created_at=at)
    db_session.add(old)
    db_session.flush()
    db_session.add(
        Letter(
            notification_id=old.id, person_id=old.person_id, address="x@example.vn", message_id="<1@x>",
            status=LetterState.GIVEN_UP, created_at=at, next_try_at=at,
        )
    )  # fmt: skip
    work.tidy()

    assert db_session.scalars(select(Notification.text)).all() == ["x"]


def test_the_history_and_documents_have_no_such_time(db_session, world, actor_of):
    convened(actor_of)
    counts = [select(func.count(AuditEvent.id)), select(func.count(Document.id))]
    before = [db_session.scalar(count) for count in counts]
    with clock.set_to(NOON + timedelta(days=40 * 365)):
        work.tidy()

    assert [db_session.scalar(count) for count in counts] == before
    assert before[0] > 0
