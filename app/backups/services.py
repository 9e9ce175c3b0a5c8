"""Keeping the whole installation in one file while it is at work, and putting it back into an empty one."""

import os
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
from app.documents.store import FileStore
from app.settings import settings

IN_USE = (
    "Nơi này đã có dữ liệu. Chỉ khôi phục vào một bản cài đặt mới, chưa dùng. Nếu lần khôi phục trước vừa bị ngắt giữa "
    "chừng: chạy “flask --app app verify”, không báo sai khớp là đã khôi phục đủ."
)
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

    Interrupted anywhere it leaves an installation that is still empty, and can be restored into again, or one that is
    whole. Raises Refused for a damaged file, an installation in use, another version; then no rows were touched.
    """
    archive = Archive(path)
    if is_in_use(address()):
        raise Refused(IN_USE)
    _refuse_another_version(archive, head)
    archive.expect_room(settings().data_dir)
    with tempfile.TemporaryDirectory(dir=settings().data_dir, prefix=".restoring-") as place:
        rows, dump, files = Path(place) / "nennep.db", Path(place) / "postgresql.dump", Path(place) / "documents"
        for name in archive.names(DOCUMENTS):
            archive.extract(name, files / name.removeprefix(DOCUMENTS))
        archive.extract(DATABASE, rows)
        # First: files that nothing names are no loss, rows without their files would be one.
        _put_documents_back(files)
        _put_rows_back(archive, rows, dump)
    return archive


def _put_documents_back(files: Path) -> None:
    """Beside those that are there: their names are their hashes."""
    kept = store()
    for file in files.glob("??/*"):
        if isinstance(kept, FileStore):
            kept.take_in(file)
        else:
            kept.put(file.read_bytes())
    os.sync()  # the power may go at any time: what the rows will name must be on the disk before them


def _refuse_another_version(archive: Archive, head: str) -> None:
    between_engines = address().get_backend_name() != "sqlite" and not archive.names(DUMP)
    if between_engines and archive.manifest["revision"] != head:
        raise Refused(OF_ANOTHER_VERSION.format(old=archive.manifest["revision"], new=head))


def _put_rows_back(archive: Archive, rows: Path, dump: Path) -> None:
    """All or nothing."""
    url = address()
    if url.get_backend_name() == "sqlite":
        there = Path(str(url.database))
        for rest in ("-wal", "-shm"):
            there.with_name(there.name + rest).unlink(missing_ok=True)
        rows.replace(there)
    elif archive.names(DUMP):
        archive.extract(DUMP, dump)
        restore_dump(url, dump)
    else:
        fill_postgresql(url, rows)
