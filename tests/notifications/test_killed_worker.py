"""The worker as a process of its own, killed after the mail server has taken a letter and before it could write so."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.jobs import work
from app.jobs.services import run_due_jobs
from app.notifications.models import Letter
from app.notifications.services import notify
from tests.post import PostOffice, serving
from tests.world import NOON
from workflows.notices import Notice


@pytest.mark.long
def test_a_killed_worker_repeats_the_letter_in_hand_and_nothing_else(
    app, database_url, tmp_path, committed, world, with_address, mail_to
):
    office = PostOffice()
    with serving(office) as port:
        mail_to(port)
        settings = {
            "NENNEP_DATABASE_URL": database_url, "NENNEP_DATA_DIR": str(tmp_path), "NENNEP_SMTP_HOST": "127.0.0.1",
            "NENNEP_SMTP_PORT": str(port), "NENNEP_SMTP_TLS": "none", "NENNEP_SMTP_SENDER": "nennep@muonglam.vn",
            "NENNEP_PUBLIC_URL": "https://nennep.muonglam.vn",
        }  # fmt: skip
        with_address("thang", "huong", "lan")
        with committed(), clock.set_to(datetime(2026, 1, 1, tzinfo=UTC)):  # due by the real clock of the worker
            people = [world.people[name] for name in ("thang", "huong", "lan")]
            notify(people, Notice.CONVENED, "Mời đồng chí dự sinh hoạt chi bộ.")

        command = [sys.executable, "-m", "flask", "--app", "app", "worker"]
        worker = subprocess.Popen(command, env=os.environ | settings, stderr=subprocess.DEVNULL)
        office.accepted = lambda: worker.kill() if len(office.received) == 2 else None
        try:
            assert worker.wait(timeout=60) == -signal.SIGKILL
        finally:
            worker.kill()
        with app.app_context():
            assert sorted(db.session.scalars(select(Letter.status))) == ["sent", "waiting", "waiting"]
            db.session.rollback()
            with clock.set_to(NOON):  # much later
                work.sweep()
                run_due_jobs()
    ids = [message["Message-ID"] for message in office.received]
    assert (len(ids), len(set(ids)), ids.count(ids[1])) == (4, 3, 2)
