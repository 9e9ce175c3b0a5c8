"""Keeping the whole installation in one file while it is at work, and putting it back into an empty one."""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from app import clock
from app.backups.archive import DATABASE, DOCUMENTS, DUMP, Archive, Refused, Writer, new_archive
from app.backups.databases import (
    address,
    closing_engine,
    copy_postgresql,
    copy_sqlite,
    fill_postgresql,
    is_in_use,
    restore_dump,
    revision_of,
    settle,
)
from app.documents.files import store
from app.settings import settings

IN_USE = "Nơi này đã có dữ liệu. Chỉ khôi phục vào một bản cài đặt mới, chưa dùng."
OF_ANOTHER_VERSION = (
    "Bản sao lưu là của phiên bản cơ sở dữ liệu {old}, phần mềm này là {new}. Từ SQLite sang PostgreSQL hai phiên bản "
    "phải bằng nhau: khôi phục vào SQLite, chạy “flask --app app db upgrade”, sao lưu lại rồi chuyển."
)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What went into a backup. `missing`: files of the store that were lost or damaged before, by their hash."""

    size: int
    documents: int
    missing: tuple[str, ...]


def back_up(path: Path) -> Kept:
    """Everything but the secret key, as of one moment, into a new file. Raises Refused. Nobody who works waits."""
    with tempfile.TemporaryDirectory(dir=_room_beside(path), prefix=".backup-") as folder, new_archive(path) as archive:
        rows, dump = Path(folder) / "nennep.db", Path(folder) / "postgresql.dump"
        url = address()
        if url.get_backend_name() == "sqlite":
            copy_sqlite(url, rows)
        else:
            copy_postgresql(url, rows, dump)
            with dump.open("rb") as file:
                archive.put(DUMP, file, packed=False)
        revision = _revision_in(rows)
        settle(rows)
        with rows.open("rb") as file:
            archive.put(DATABASE, file, packed=True)
        missing = _put_documents(rows, archive)
        said = {"made_at": clock.now().isoformat(timespec="seconds"), "engine": url.get_backend_name()}
        archive.finish({**said, "revision": revision, "missing": missing})
        documents = len(archive.files) - (2 if DUMP in archive.files else 1)
    return Kept(size=path.stat().st_size, documents=documents, missing=tuple(missing))


def _room_beside(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path.parent


def _put_documents(rows: Path, archive: Writer) -> list[str]:
    """Those that the copied rows name: files are only ever added, so they are all there, and no later ones come in."""
    missing = []
    with closing(sqlite3.connect(rows)) as copy:
        names = [name for (name,) in copy.execute("SELECT sha256 FROM stored_file ORDER BY sha256")]
    for name in names:
        try:
            store().verify(name)
            with store().open(name) as file:
                archive.put(f"{DOCUMENTS}{name[:2]}/{name}", file, packed=False)
        except (LookupError, RuntimeError):
            missing.append(name)
    return missing


def _revision_in(rows: Path) -> str:
    with closing_engine(f"sqlite:///{rows}") as engine, engine.connect() as connection:
        return revision_of(connection)


def restore(path: Path, head: str) -> Archive:
    """Put a backup into this installation, which nobody uses yet. `head`: the newest migration of the program.

    Raises Refused for a damaged file, an installation in use, another version; then all is as it was.
    """
    archive = Archive(path)
    folder = settings().data_dir
    documents = folder / "documents"
    if is_in_use(address()) or any(documents.glob("??/*")):
        raise Refused(IN_USE)
    archive.expect_room(folder)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".restoring-") as place:
        rows, dump, files = Path(place) / "nennep.db", Path(place) / "postgresql.dump", Path(place) / "documents"
        files.mkdir()
        for name in archive.names(DOCUMENTS):
            archive.extract(name, files / name.removeprefix(DOCUMENTS))
        archive.extract(DATABASE, rows)
        _put_back(archive, rows, dump, head)
        # Last: rows without their files would be a loss, files that nothing names are none.
        if settings().documents_url:
            for file in files.glob("??/*"):
                store().put(file.read_bytes())
        else:
            shutil.rmtree(documents, ignore_errors=True)
            files.rename(documents)
    return archive


def _put_back(archive: Archive, rows: Path, dump: Path, head: str) -> None:
    url = address()
    if url.get_backend_name() == "sqlite":
        there = Path(str(url.database))
        for rest in ("-wal", "-shm"):
            there.with_name(there.name + rest).unlink(missing_ok=True)
        rows.replace(there)
    elif archive.names(DUMP):
        archive.extract(DUMP, dump)
        restore_dump(url, dump)
    elif archive.manifest["revision"] != head:
        raise Refused(OF_ANOTHER_VERSION.format(old=archive.manifest["revision"], new=head))
    else:
        fill_postgresql(url, rows)
