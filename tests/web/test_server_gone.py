"""PostgreSQL is started again while somebody reads a page: told as such, and the next question is answered."""

import time

import pytest
from sqlalchemy import NullPool, create_engine, text

from app.extensions import connection, db
from app.web import login, transactions

pytestmark = pytest.mark.only_on("postgresql")
END = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = :pid")


@pytest.fixture
def cut_off(monkeypatch):
    """Once: the server ends the connection of a page when it has asked who signed in."""
    asked, pids = login.signed_in, []

    def then_it_goes(*args):
        found = asked(*args)
        if not pids:
            pids.append(connection().scalar(text("SELECT pg_backend_pid()")))
            with db.engine.connect() as another:
                another.execute(END, {"pid": pids[0]})
        return found

    monkeypatch.setattr(login, "signed_in", then_it_goes)


@pytest.mark.parametrize("path", ["/", "/meetings", "/notifications", "/tasks"])
def test_who_reads_meanwhile_is_told_so_by_a_page_of_ours_and_the_next_is_answered(as_user, cut_off, path):
    client = as_user("thang")
    answers = [client.get(path, follow_redirects=True) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [503, 200, 200]
    assert "Máy chủ dữ liệu đang khởi động lại" in answers[0].text


@pytest.mark.parametrize("path", ["/", "/meetings", "/notifications", "/tasks"])
def test_who_has_read_all_before_it_went_has_the_page(as_user, monkeypatch, path):
    end, pids = transactions.end_transaction, []

    def it_goes_first():
        if not pids:
            pids.append(connection().scalar(text("SELECT pg_backend_pid()")))
            with db.engine.connect() as another:
                another.execute(END, {"pid": pids[0]})
        end()

    monkeypatch.setattr(transactions, "end_transaction", it_goes_first)
    client = as_user("thang")

    assert [client.get(path, follow_redirects=True).status_code for _ in range(3)] == [200, 200, 200]


def test_who_comes_after_a_restart_notices_nothing(app, as_user):
    """Each process keeps connections of its own, which the server has ended."""
    client = as_user("thang")
    with app.app_context():
        engine = db.engine
    with engine.connect() as one, engine.connect() as another:
        held = {connection.scalar(text("SELECT pg_backend_pid()")) for connection in (one, another)}
    with create_engine(engine.url, poolclass=NullPool).connect() as outside:  # as who starts the server again
        assert all(outside.scalar(END, {"pid": pid}) for pid in held)
    time.sleep(0.2)

    assert [client.get("/meetings").status_code for _ in range(3)] == [200, 200, 200]
    with engine.connect() as now:
        assert now.scalar(text("SELECT pg_backend_pid()")) not in held
