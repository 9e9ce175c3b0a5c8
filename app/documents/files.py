"""The store of this installation: a folder beside the database, or one of several machines; named by content."""

import hashlib
from datetime import datetime
from functools import cache

from sqlalchemy import Column, exists, select
from sqlalchemy.dialects import postgresql, sqlite

from app import clock
from app.documents.models import StoredFile
from app.documents.store import FileDamaged, FileStore, SharedStore, Store
from app.extensions import Base, db, elsewhere
from app.settings import settings


def store() -> Store:
    """Raises StoreUnreachable for one of several machines that does not answer."""
    if place := elsewhere():
        return FileStore(place.folder)  # what is only practised stays on its machine
    url = settings().documents_url
    return _shared(url) if url else FileStore(settings().data_dir / "documents")


@cache
def _shared(url: str) -> SharedStore:
    return SharedStore(url)


def keep_file(data: bytes, media_type: str) -> str:
    """Put the bytes into the store and note them in the caller's transaction; their hash.

    A file whose transaction is rolled back stays behind unnamed, and the next one with the same bytes finds it.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    row = {"sha256": sha256, "size": len(data), "media_type": media_type, "created_at": clock.now()}
    dialect = sqlite if db.session.get_bind().dialect.name == "sqlite" else postgresql
    # Two people may keep the same bytes at the same moment. The row is written, and so locked, before the file is
    # looked for: who forgets the same file meanwhile is done with it by then.
    insert = dialect.insert(StoredFile).values(**row)
    db.session.execute(insert.on_conflict_do_update(index_elements=["sha256"], set_={"size": len(data)}))
    return store().put(data)


def forget_file(sha256: str) -> bool:
    """Remove a file that nothing names any more, and its bytes; False, and nothing done, if something does.

    Call it after what named the file is gone. Should the transaction be rolled back, the bytes are gone all the same.
    """
    db.session.flush()  # what no longer names it
    row = db.session.get(StoredFile, sha256, with_for_update=True)
    if row is None or any(_names(column, sha256) for column in columns_that_name_files()):
        return False
    db.session.delete(row)
    db.session.flush()  # a row that something still names is refused here, while the bytes are there
    store().remove(sha256)
    return True


def columns_that_name_files() -> list[Column[str]]:
    """Of whatever table: what is written in them is the hash of a file of the store."""
    tables = Base.metadata.tables.values()
    return [key.parent for table in tables for key in table.foreign_keys if key.column is StoredFile.__table__.c.sha256]


def _names(column: Column[str], sha256: str) -> bool:
    return bool(db.session.scalar(select(exists().where(column == sha256))))


def sweep_half_written(before: datetime) -> None:
    """Remove what killed processes left in the folder before then; a store of several machines keeps no halves."""
    if isinstance(kept := store(), FileStore):
        kept.sweep(before)


def read_file(sha256: str) -> bytes:
    """The bytes as they were kept. Raises FileMissing or FileDamaged: a file that changed is never handed out."""
    with store().open(sha256) as file:
        data = file.read()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise FileDamaged(sha256)
    return data
