"""What a request waits for: nobody whose plans it could have kept, and no longer than need be for another who writes."""

import threading
import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app import extensions
from app.extensions import begin_reading, connection, db, end_transaction


@pytest.mark.only_on("sqlite")
def test_who_waits_to_write_does_so_soon_after_the_other_is_done(app, world):
    with app.app_context():
        other = db.engine.raw_connection()
        other.execute("BEGIN IMMEDIATE")  # type: ignore[attr-defined]
        done = threading.Timer(0.3, other.rollback)
        began = time.monotonic()
        done.start()
        db.session.execute(text("UPDATE person SET note = 'x'"))
        took = time.monotonic() - began
        db.session.rollback()
        done.join()
        other.close()

    assert 0.25 < took < 1.5


@pytest.mark.only_on("sqlite")
def test_who_waits_too_long_is_told_so(app, world, monkeypatch):
    monkeypatch.setattr(extensions, "PATIENCE", 50)
    with app.app_context():
        other = db.engine.raw_connection()
        other.execute("BEGIN IMMEDIATE")  # type: ignore[attr-defined]
        with pytest.raises(OperationalError, match="database is locked"):
            db.session.execute(text("UPDATE person SET note = 'x'"))
        db.session.rollback()
        other.rollback()
        other.close()


@pytest.mark.only_on("postgresql")
def test_the_plans_of_who_only_reads_outlive_the_reading(app, world):
    with app.app_context():
        for _ in range(80):  # each of the pool's connections several times
            begin_reading()
            connection().scalar(text("SELECT count(*) FROM person WHERE id > :id"), {"id": 0})
            end_transaction()
        begin_reading()
        kept = connection().scalar(text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%id > $1%'"))
        end_transaction()

    assert kept == 1
