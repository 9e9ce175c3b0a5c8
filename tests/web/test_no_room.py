"""The disk is full, or nothing can be written, beside the database too: told by a sentence, with what was typed."""

import errno
import os
import secrets
import tempfile
from io import BytesIO

import pytest
from sqlalchemy import text
from werkzeug import formparser

from app.documents import store
from app.documents.files import store as store_of_documents
from app.extensions import db
from app.tasks.models import Task
from tests.documents.papers import PDF, a_task

TYPED = "Đã làm xong 400 mét đường nội thôn, còn rãnh thoát nước."
FULL, NOT_WRITTEN = "Ổ đĩa của máy chủ đã đầy", "Máy chủ đang không ghi được dữ liệu"


@pytest.fixture
def task(committed, world):
    with committed():
        return a_task(world.cell).id


@pytest.fixture
def report(as_user, task):
    """Report the task with a file; answers as its page does."""

    def send(**headers):
        new = PDF + secrets.token_bytes(8)  # what is kept already is not written again
        form = {"note": TYPED, "version": "1", "evidence": [(BytesIO(new), "anh.pdf")]}
        path = f"/tasks/{task}/steps/report"
        return as_user("thang").post(path, data=form, content_type="multipart/form-data", headers=headers)

    return send


@pytest.fixture
def version_now(committed, task):
    def ask():
        with committed() as session:
            return session.get_one(Task, task).version

    return ask


def half_done(app) -> list[str]:
    with app.app_context():
        return [file.name for file in store_of_documents().root.rglob(f"{store.HALF_DONE}*")]


def told(answer, sentence: str) -> bool:
    return (answer.status_code, answer.headers.get("Retry-After")) == (503, "60") and sentence in answer.text


@pytest.fixture
def full(monkeypatch):
    """Files of the store lie on a device that says so itself: it takes nothing."""

    def begun(dir, prefix):
        handle, name = tempfile.mkstemp(dir=dir, prefix=prefix)
        os.close(handle)
        return os.open("/dev/full", os.O_WRONLY), name

    class Tempfile:
        mkstemp = staticmethod(begun)

    def go_on():
        monkeypatch.setattr(store, "tempfile", tempfile)

    monkeypatch.setattr(store, "tempfile", Tempfile)
    return go_on


def test_a_file_for_which_there_is_no_room_is_told_and_what_was_typed_stays(report, full, version_now, app):
    answer, fragment = report(), report(**{"HX-Request": "true"})

    assert told(answer, FULL)
    assert TYPED in answer.text
    assert answer.headers["X-Request-ID"] in answer.text
    assert (fragment.status_code, fragment.headers["HX-Retarget"], FULL in fragment.text) == (503, "#notice", True)
    assert (version_now(), half_done(app)) == (1, [])
    full()
    assert (report().status_code, version_now() > 1) == (303, True)


@pytest.mark.any_engine
@pytest.mark.parametrize(
    ("number", "sentence"), [(errno.ENOSPC, FULL), (errno.EDQUOT, FULL), (errno.EROFS, NOT_WRITTEN)]
)
def test_what_only_the_last_moment_shows_is_told_too(report, monkeypatch, version_now, app, number, sentence):
    def fails(_handle):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(store.os, "fsync", fails)
    answer = report()

    assert told(answer, sentence)
    assert TYPED in answer.text
    assert (version_now(), half_done(app)) == (1, [])


@pytest.fixture
def nowhere_to_unpack(monkeypatch):
    """What is too large to be held in memory while it comes in lies on that device as well."""
    opened = []

    def begun(**_options):
        opened.append(open("/dev/full", "w+b", buffering=0))  # noqa: SIM115  # closed below
        return opened[-1]

    monkeypatch.setattr(formparser, "SpooledTemporaryFile", begun)
    yield
    for file in opened:
        file.close()


@pytest.mark.any_engine
def test_a_form_that_finds_no_room_on_its_way_in_is_told(report, nowhere_to_unpack, version_now):
    assert told(report(), FULL)
    assert version_now() == 1


@pytest.mark.any_engine
def test_any_other_fault_of_a_file_is_ours(report, monkeypatch, app):
    def fails(_handle):
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))

    monkeypatch.setitem(app.config, "PROPAGATE_ERRORS", False)
    monkeypatch.setattr(store.os, "fsync", fails)

    assert report().status_code == 500


@pytest.fixture
def read_only(app, task):
    """As after a failover to a standby: the server reads and refuses what writes."""
    with app.app_context():
        name = db.engine.url.database
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as other:
            other.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
        db.engine.dispose()
        yield
        db.session.remove()
        db.engine.dispose()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as other:
            other.execute(text("SET default_transaction_read_only = off"))
            other.execute(text(f'ALTER DATABASE "{name}" RESET default_transaction_read_only'))
        db.engine.dispose()


@pytest.mark.only_on("postgresql")
def test_a_server_that_only_reads_shows_pages_and_says_that_nothing_is_written(as_user, report, read_only):
    read, answer = as_user("thang").get("/tasks"), report()

    assert read.status_code == 200
    assert told(answer, NOT_WRITTEN)
    assert TYPED in answer.text


@pytest.fixture
def server_without_room(committed, task):
    """What the server itself says then: its error 53100 at the first row that it cannot keep."""
    with committed() as session:
        session.execute(
            text(
                "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$"
            )
        )
        session.execute(text("CREATE TRIGGER full_disk BEFORE UPDATE ON task EXECUTE FUNCTION no_room()"))
    yield
    with committed() as session:
        session.execute(text("DROP FUNCTION no_room CASCADE"))


@pytest.mark.only_on("postgresql")
def test_a_server_without_room_is_told_as_such(report, server_without_room):
    answer = report()

    assert told(answer, FULL)
    assert TYPED in answer.text
