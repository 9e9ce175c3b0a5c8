import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.documents.store import FileDamaged, FileMissing, FileStore
from tests.world import NOON

DATA = "Nghị quyết số 14-NQ/CB".encode()
NAME = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def store(tmp_path):
    return FileStore(tmp_path / "files")


def files_in(store):
    return [path for path in store.root.rglob("*") if path.is_file()]


def test_it_keeps_bytes_under_their_hash(store):
    assert store.put(DATA) == NAME
    with store.open(NAME) as file:
        assert file.read() == DATA
    assert store.path(NAME).parent.name == NAME[:2]
    store.verify(NAME)


def test_the_same_bytes_are_kept_once(store):
    store.put(DATA)
    before = store.path(NAME).stat().st_mtime_ns

    assert store.put(DATA) == NAME
    assert store.path(NAME).stat().st_mtime_ns == before
    assert files_in(store) == [store.path(NAME)]


def test_many_at_once_leave_one_whole_file(store):
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(store.put, [DATA * 5000] * 32)) == {hashlib.sha256(DATA * 5000).hexdigest()}
    assert len(files_in(store)) == 1


@pytest.mark.parametrize("damage", [b"", DATA[:-1], DATA.replace(b"14", b"15")])
def test_damage_is_named_and_mended_by_putting_again(store, damage):
    store.put(DATA)
    store.path(NAME).write_bytes(damage)

    with pytest.raises(FileDamaged, match=NAME):
        store.verify(NAME)

    store.put(DATA)
    store.verify(NAME)


def test_what_is_not_kept_is_missing(store):
    with pytest.raises(FileMissing):
        store.open(NAME)
    with pytest.raises(FileMissing):
        store.verify(NAME)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", NAME.upper(), NAME + "0", NAME[:-1], f"{NAME}\n"])
def test_only_a_hash_names_a_file(store, name):
    with pytest.raises(FileMissing):
        store.path(name)


def test_a_write_that_fails_leaves_nothing_behind(store, monkeypatch):
    def full(_):
        raise OSError("no space left")

    monkeypatch.setattr("app.documents.store.os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        store.put(DATA)
    assert files_in(store) == []


def test_what_a_killed_process_left_half_written_goes_and_nothing_else(store):
    store.put(DATA)
    old, new = (store.path(NAME).with_name(f".half-{name}") for name in ("old", "new"))
    for file, age in ((old, 2), (new, 0), (store.path(NAME), 9)):
        file.touch()
        os.utime(file, times=((NOON - timedelta(days=age)).timestamp(),) * 2)

    store.sweep(NOON - timedelta(days=1))

    assert sorted(files_in(store)) == sorted([new, store.path(NAME)])
