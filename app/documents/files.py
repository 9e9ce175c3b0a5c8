"""The store of this installation: a folder beside the database, named by content."""

import hashlib
from pathlib import Path

from flask import current_app
from sqlalchemy.dialects import postgresql, sqlite

from app import clock
from app.documents.models import StoredFile
from app.documents.store import FileDamaged, FileStore
from app.extensions import db


def store() -> FileStore:
    folder: Path = current_app.config["SETTINGS"].data_dir / "documents"
    return FileStore(folder)


def keep_file(data: bytes, media_type: str) -> str:
    """Put the bytes into the store and note them in the caller's transaction; their hash.

    A file whose transaction is rolled back stays behind unnamed, and the next one with the same bytes finds it.
    """
    sha256 = store().put(data)
    row = {"sha256": sha256, "size": len(data), "media_type": media_type, "created_at": clock.now()}
    dialect = sqlite if db.session.get_bind().dialect.name == "sqlite" else postgresql
    # Two people may keep the same bytes at the same moment.
    db.session.execute(dialect.insert(StoredFile).values(**row).on_conflict_do_nothing())
    return sha256


def read_file(sha256: str) -> bytes:
    """The bytes as they were kept. Raises FileMissing or FileDamaged: a file that changed is never handed out."""
    with store().open(sha256) as file:
        data = file.read()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise FileDamaged(sha256)
    return data
