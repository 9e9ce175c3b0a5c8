"""A backup that somebody else made may be anything: nothing of it lands outside, fills the disk, or is taken for a paper."""

import json
import os
import zipfile
from hashlib import sha256
from io import BytesIO

import pytest

from app.backups import archive
from app.backups.archive import DATABASE, MANIFEST, Refused, _sign_off, new_archive
from app.backups.commands import head
from app.backups.services import back_up, restore

PAPER = b"%PDF-1.7 made by somebody else"
NAME = sha256(PAPER).hexdigest()


@pytest.fixture
def made(tmp_path):
    """`made({"documents/x": b"…"}, lies={…})`: a backup with these files, whole in itself; `lies` of the manifest."""

    def make(files, lies=None):
        path = tmp_path / "made.backup"
        with new_archive(path) as writer:
            for name, data in {DATABASE: b"no rows", **files}.items():
                writer.put(name, BytesIO(data), packed=True)
            for name, said in (lies or {}).items():
                writer.files[name] |= said
            writer.finish({"revision": head(), "engine": "sqlite", "missing": []})
        return path

    return make


def refused(installed, tmp_path, path):
    with installed("sqlite", "new").app_context(), pytest.raises(Refused) as told:
        restore(path, head())
    assert sorted(one.name for one in (tmp_path / "new").iterdir()) == ["secret_key"]
    assert not (tmp_path / "escaped").exists()
    return str(told.value)


@pytest.mark.parametrize(
    "name",
    [
        "documents/../../../escaped", "documents/ab/../../../../escaped", "documents/{tmp}/escaped",
        f"documents/{NAME[:2]}/{NAME}x", f"documents/xx/{NAME}", f"documents/{NAME[:2]}\\{NAME}", "documents/",
        "documents/.half-1",
    ],
)  # fmt: skip
def test_no_name_leads_out_of_the_store(installed, tmp_path, made, name):
    assert "bị hỏng" in refused(installed, tmp_path, made({name.format(tmp=tmp_path): PAPER}))


def test_what_is_kept_under_a_hash_has_it(installed, tmp_path, made):
    path = made({f"documents/{NAME[:2]}/{NAME}": b"other bytes"})

    assert "bị hỏng" in refused(installed, tmp_path, path)


def test_a_file_that_unpacks_to_more_than_it_says_is_left_in_time(installed, tmp_path, made, monkeypatch):
    monkeypatch.setattr(archive, "CHUNK", 4)
    written = BytesIO()

    assert archive._take(BytesIO(bytes(100)), written, 10) == ""
    assert len(written.getvalue()) <= 10
    assert archive._take(BytesIO(b"abc"), BytesIO(), 4) == ""
    assert archive._take(BytesIO(PAPER), BytesIO(), len(PAPER)) == NAME
    name = f"documents/{NAME[:2]}/{NAME}"
    assert "bị hỏng" in refused(installed, tmp_path, made({name: PAPER}, lies={name: {"size": 10}}))


def test_what_the_disk_has_no_room_for_is_not_begun(installed, tmp_path, made):
    name = f"documents/{NAME[:2]}/{NAME}"

    assert "Ổ đĩa" in refused(installed, tmp_path, made({name: PAPER}, lies={name: {"size": 2**60}}))


@pytest.mark.parametrize("said", ["[]", "{}", '{"format": 1}', '{"format": 1, "files": {"documents/x": 3}}', "nothing"])
def test_a_list_of_contents_that_is_none(installed, tmp_path, said):
    path = tmp_path / "made.backup"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(MANIFEST, said)
        file.comment = b"0" * archive.DIGEST
    _sign_off(path)

    refused(installed, tmp_path, path)


def test_a_list_of_contents_without_end(installed, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "LONGEST_MANIFEST", 100)
    path = tmp_path / "made.backup"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(MANIFEST, json.dumps({"format": 1, "files": {}, "more": "x" * 200}))
        file.comment = b"0" * archive.DIGEST
    _sign_off(path)

    assert "bị hỏng" in refused(installed, tmp_path, path)


def test_nobody_else_on_the_machine_reads_a_backup_or_the_data_folder(installed, tmp_path, monkeypatch):
    before = os.umask(0o022)
    try:
        from flask_migrate import upgrade

        from app.backups.databases import MIGRATIONS
        from tests.conftest import new_application

        app = installed("sqlite", "old")
        with app.app_context():
            upgrade(directory=str(MIGRATIONS))
            back_up(tmp_path / "kept" / "one.backup")
        new_application(f"sqlite:///{tmp_path / 'made' / 'nennep.db'}", tmp_path / "made")
    finally:
        os.umask(before)

    for path in (tmp_path / "kept", tmp_path / "kept" / "one.backup", tmp_path / "made"):
        assert path.stat().st_mode & 0o077 == 0, path
