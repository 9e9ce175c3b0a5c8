"""Files on disk under the hash of their bytes: the same bytes once, and damage is noticed."""

import hashlib
import os
import re
import tempfile
from io import BufferedReader
from pathlib import Path

HASH = re.compile("[0-9a-f]{64}")


class FileMissing(LookupError):
    """No file of that hash is kept here."""


class FileDamaged(RuntimeError):
    """The bytes kept under a hash no longer have it."""


class FileStore:
    """Files below `root`, at `ab/abcdef…`. Safe for several processes: a name appears only with all its bytes."""

    def __init__(self, root: Path) -> None:
        self.root = Path(root)

    def put(self, data: bytes) -> str:
        """Keep the bytes, on disk when this returns; their SHA-256 in hex. Again is harmless, and mends damage."""
        name = hashlib.sha256(data).hexdigest()
        if not self._holds(name):
            self._write(self.path(name), data)
        return name

    def path(self, name: str) -> Path:
        """Where the file of that hash lies or would lie. Raises FileMissing for what is no hash."""
        if not HASH.fullmatch(name):
            raise FileMissing(f"not a SHA-256: {name:.80}")
        return self.root / name[:2] / name

    def open(self, name: str) -> BufferedReader:
        """The file, to read. Raises FileMissing."""
        try:
            return self.path(name).open("rb")
        except FileNotFoundError as error:
            raise FileMissing(name) from error

    def remove(self, name: str) -> None:
        """Without a trace; what is not there already is fine."""
        self.path(name).unlink(missing_ok=True)

    def verify(self, name: str) -> None:
        """Read the whole file. Raises FileMissing, or FileDamaged where its bytes have another hash."""
        with self.open(name) as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != name:
            raise FileDamaged(f"{name} holds {found}")

    def _holds(self, name: str) -> bool:
        try:
            self.verify(name)
        except (FileMissing, FileDamaged):
            return False
        return True

    def _write(self, target: Path, data: bytes) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Beside the target, because only within one file system is a rename all or nothing.
        handle, half_done = tempfile.mkstemp(dir=target.parent, prefix=".half-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(half_done, target)
        except BaseException:
            Path(half_done).unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    # The name itself is durable only when its folder is.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
