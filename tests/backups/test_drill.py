"""The drill: kept while people write, put back on either engine, clean, and one signs in as before."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from app.accounts import passwords
from app.accounts.models import Account
from app.audit.models import AuditEvent
from app.audit.services import record
from app.backups.archive import Refused
from app.backups.commands import head
from app.backups.databases import MIGRATIONS
from app.backups.services import back_up, restore
from app.documents.files import keep_file
from app.documents.store import FileStore, Store, StoreUnreachable
from app.extensions import db
from app.proofs.queries import verify
from app.proofs.services import seal_rows
from tests import world as little
from tests.accounts.conftest import PASSWORD, enter

PAPER = b"%PDF-1.7 " + bytes(range(256)) * 500
ENGINES = ("sqlite", "postgresql")


@pytest.fixture
def lived_in(installed, noon, monkeypatch) -> Callable[[str], Flask]:
    """`lived_in("sqlite")`: an installation with people, one of whom has a password, and a file in its store."""
    monkeypatch.setattr(passwords, "HASHER", passwords.CHEAP)

    def build(engine: str) -> Flask:
        app = installed(engine, "old")
        with app.app_context():
            upgrade(directory=str(MIGRATIONS))
            little.build_world(db.session)
            account = db.session.scalars(select(Account).where(Account.user_name == "thang")).one()
            account.password_hash = passwords.hash_of(PASSWORD)
            keep_file(PAPER, "application/pdf")
            db.session.commit()
            seal_rows()
        return app

    return build


def tell(text: str) -> None:
    record(
        "holiday_set", actor=None, organisation_id=None, subject="holiday", subject_id=None, on="2026-12-01", name=text
    )
    db.session.commit()


def write_until(app: Flask, begun: Event, done: Event) -> int:
    """What a commune does meanwhile, in short: one change after the other."""
    count = 0
    with app.app_context():
        while not done.is_set():
            count += 1
            tell(f"Ngày {count}")
            begun.set()
    return count


def kept_while_they_write(app: Flask, file: Path) -> int:
    begun, done = Event(), Event()
    with ThreadPoolExecutor() as pool:
        writing = pool.submit(write_until, app, begun, done)
        try:
            assert begun.wait(30)
            with app.app_context():
                back_up(file)
        finally:
            done.set()
        return writing.result()


@pytest.mark.each_engine
@pytest.mark.parametrize("source", ENGINES)
@pytest.mark.parametrize("target", ENGINES)
def test_what_was_kept_while_people_wrote_comes_back_on_either_engine(lived_in, installed, tmp_path, source, target):
    file, old = tmp_path / "one.backup", lived_in(source)
    written = kept_while_they_write(old, file)

    new = installed(target, "new")
    with new.app_context():
        restore(file, head())
        upgrade(directory=str(MIGRATIONS))

        assert {one.area: one.found for one in verify() if one.found} == {}
        told = select(AuditEvent.id).where(AuditEvent.event == "holiday_set")  # besides those that vouch for the world
        assert 0 < len(db.session.scalars(told).all()) <= written
        name = sha256(PAPER).hexdigest()
        assert (tmp_path / "new" / "documents" / name[:2] / name).read_bytes() == PAPER
        db.session.rollback()
        tell("sau khi khôi phục")  # and the counters go on where they were
    assert enter(new.test_client()).status_code == 303
    assert (tmp_path / "new" / "secret_key").read_text() != (tmp_path / "old" / "secret_key").read_text()


@pytest.mark.parametrize("place", [0, 100, 0.3, 0.6, 0.9, -70, -1])
def test_a_damaged_file_is_refused_and_nothing_is_written(lived_in, installed, tmp_path, place):
    file, old = tmp_path / "one.backup", lived_in("sqlite")
    with old.app_context():
        back_up(file)
    whole = bytearray(file.read_bytes())
    whole[int(place * len(whole)) if isinstance(place, float) else place] ^= 4
    file.write_bytes(whole)

    new = installed("sqlite", "new")
    with new.app_context(), pytest.raises(Refused, match="bị hỏng"):
        restore(file, head())
    assert sorted(one.name for one in (tmp_path / "new").iterdir()) == ["secret_key"]


@pytest.mark.parametrize("target", ENGINES)
def test_files_of_an_earlier_restore_that_was_interrupted_are_no_hindrance_and_stay(
    lived_in, installed, tmp_path, target
):
    file, old = tmp_path / "one.backup", lived_in("sqlite")
    with old.app_context():
        back_up(file)
    new, other = installed(target, "new"), b"of another backup"
    for data in (PAPER, other):
        FileStore(tmp_path / "new" / "documents").put(data)

    with new.app_context():
        restore(file, head())
        upgrade(directory=str(MIGRATIONS))
        assert {one.area: one.found for one in verify() if one.found} == {}
    FileStore(tmp_path / "new" / "documents").verify(sha256(other).hexdigest())


def test_half_a_file_and_none_at_all(installed, tmp_path):
    (tmp_path / "half").write_bytes(b"PK" * 10)
    (tmp_path / "empty").write_bytes(b"")
    with installed("sqlite", "new").app_context():
        for name in ("half", "empty", "none"):
            with pytest.raises(Refused):
                restore(tmp_path / name, head())


def test_an_installation_in_use_stays_as_it_is(lived_in, tmp_path):
    file, old = tmp_path / "one.backup", lived_in("sqlite")
    before = (tmp_path / "old" / "nennep.db").read_bytes()
    with old.app_context():
        back_up(file)
        with pytest.raises(Refused, match=r"đã có dữ liệu.*bị ngắt giữa chừng: chạy “flask --app app verify”"):
            restore(file, head())
    assert (tmp_path / "old" / "nennep.db").read_bytes() == before


def test_a_file_that_the_store_had_lost_is_named_and_the_rest_is_kept(lived_in, tmp_path):
    old, name = lived_in("sqlite"), sha256(PAPER).hexdigest()
    (tmp_path / "old" / "documents" / name[:2] / name).unlink()

    run = old.test_cli_runner().invoke(args=["backup", str(tmp_path / "one.backup")])

    assert run.exit_code == 1
    assert name in run.output
    again = old.test_cli_runner().invoke(args=["backup", str(tmp_path / "one.backup")])
    assert "Đã có tệp one.backup" in again.output


def test_a_store_that_does_not_answer_is_named_and_no_half_file_stays(lived_in, tmp_path, monkeypatch):
    class Silent(Store):
        def verify(self, name):
            raise StoreUnreachable("EndpointConnectionError")

    monkeypatch.setattr("app.backups.services.store", Silent)
    answer = lived_in("sqlite").test_cli_runner().invoke(args=["backup", str(tmp_path / "one.backup")])

    assert (answer.exit_code, "Kho tệp không trả lời (EndpointConnectionError)" in answer.output) == (1, True)
    assert not list(tmp_path.glob("*.backup"))


def test_the_commands(lived_in, installed, tmp_path):
    kept = lived_in("sqlite").test_cli_runner().invoke(args=["backup", str(tmp_path / "one.backup")])
    assert kept.exit_code == 0
    assert "1 tệp văn bản" in kept.output

    back = installed("sqlite", "new").test_cli_runner().invoke(args=["restore", str(tmp_path / "one.backup")])
    assert back.exit_code == 0, back.output
    assert "Đã khôi phục" in back.output
