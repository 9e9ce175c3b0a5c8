"""Two who wait for each other, or for a long writer: a sentence, and what was typed; never the page of a failure."""

import sqlite3

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from app.extensions import db
from app.web.errors import BUSY
from tests.meetings.ready import convened


@pytest.mark.each_engine
@pytest.mark.parametrize("error", [psycopg.errors.DeadlockDetected(), sqlite3.OperationalError("database is locked")])
def test_who_waited_in_vain_is_told_to_send_again_and_keeps_what_was_typed(
    as_user, committed, actor_of, monkeypatch, error
):
    with committed():
        meeting = convened(actor_of)
        path, form = f"/meetings/{meeting.id}/steps/cancel", {"version": meeting.version, "reason": "Đường sạt lở"}

    def lose(*_args, **_more):
        raise OperationalError("UPDATE", {}, error)

    client = as_user("thang")
    monkeypatch.setattr(db.session, "commit", lose)
    answer = client.post(path, data=form)
    monkeypatch.undo()

    assert answer.status_code == 409
    assert BUSY in answer.text
    assert "Đường sạt lở" in answer.text
    assert "Hệ thống đang bận" in answer.text
    assert "Có người vừa sửa" not in answer.text
    assert "nhập lại phần của đồng chí" not in answer.text


@pytest.mark.long
@pytest.mark.only_on("sqlite")
def test_a_long_writer_makes_nobody_see_a_failure(as_user, app, committed, actor_of):
    with committed():
        meeting = convened(actor_of)
        path, form = f"/meetings/{meeting.id}/steps/cancel", {"version": meeting.version, "reason": "Đường sạt lở"}
    client = as_user("thang")
    with app.app_context():
        engine = db.engine
    with engine.connect() as writer:
        writer.exec_driver_sql("SELECT 1")  # begins IMMEDIATE
        answer = client.post(path, data=form)
    assert answer.status_code == 409
    assert BUSY in answer.text
    assert "Đường sạt lở" in answer.text
