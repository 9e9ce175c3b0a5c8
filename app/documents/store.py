"""Files under the hash of their bytes, in a folder or in a store of several machines: the same bytes once, and damage
is noticed.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BufferedReader, BytesIO
from pathlib import Path

# Of a store that does not answer: who waits for a page is told so before the web server gives up on it.
_PATIENCE = {"connect_timeout": 3, "read_timeout": 15, "retries": {"max_attempts": 1}}
HASH = re.compile("[0-9a-f]{64}")
HALF_DONE = ".half-"


class FileMissing(LookupError):
    """No file of that hash is kept here."""


class FileDamaged(RuntimeError):
    """The bytes kept under a hash no longer have it."""


class StoreUnreachable(Exception):
    """The store of several machines does not answer: nothing is known of what it keeps."""


class Store:
    """Safe for several processes and machines: a name appears only with all its bytes."""

    def put(self, data: bytes) -> str:
        """Keep the bytes, safe when this returns; their SHA-256 in hex. Again is harmless, and mends damage."""
        name = hashlib.sha256(data).hexdigest()
        if not self._holds(name):
            self._write(name, data)
        return name

    def open(self, name: str) -> BufferedReader | BytesIO:
        """The file, to read. Raises FileMissing."""
        raise NotImplementedError

    def remove(self, name: str) -> None:
        """Without a trace; what is not there already is fine."""
        raise NotImplementedError

    def verify(self, name: str) -> int:
        """Read the whole file; its size in bytes. Raises FileMissing, or FileDamaged where they have another hash."""
        with self.open(name) as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.seek(0, os.SEEK_END)  # what lies in memory was looked at without reading on
        if found != name:
            raise FileDamaged(f"{name} holds {found}")
        return size

    def _holds(self, name: str) -> bool:
        try:
            self.verify(name)
        except (FileMissing, FileDamaged):
            return False
        return True

    def _write(self, name: str, data: bytes) -> None:
        raise NotImplementedError


class FileStore(Store):
    """Files below the folder `root`, at `ab/abcdef…`."""

    def __init__(self, root: Path) -> None:
        self.root = Path(root)

    def path(self, name: str) -> Path:
        """Where the file of that hash lies or would lie. Raises FileMissing for what is no hash."""
        return self.root / name[:2] / checked(name)

    def open(self, name: str) -> BufferedReader | BytesIO:
        try:
            return self.path(name).open("rb")
        except FileNotFoundError as error:
            raise FileMissing(name) from error

    def remove(self, name: str) -> None:
        self.path(name).unlink(missing_ok=True)

    def take_in(self, file: Path) -> None:
        """Move a file of this file system in, which bears its hash as its name. Safe only once the disk is synced."""
        target = self.path(file.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(file, target)

    def sweep(self, before: datetime) -> None:
        """Remove what processes that were killed before that moment were about to write."""
        for file in self.root.glob(f"??/{HALF_DONE}*"):
            if file.stat().st_mtime < before.timestamp():
                file.unlink(missing_ok=True)

    def _write(self, name: str, data: bytes) -> None:
        target = self.path(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        # Beside the target, because only within one file system is a rename all or nothing.
        handle, half_done = tempfile.mkstemp(dir=target.parent, prefix=HALF_DONE)
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


class SharedStore(Store):
    """The same in whatever fsspec knows the address of, `s3://bucket/folder` above all. Such a store takes a file whole
    or not at all. Who one is there, and where it is, say the variables that its own library reads (`AWS_…`).

    Everything raises StoreUnreachable while the store does not answer.
    """

    def __init__(self, url: str) -> None:
        import fsspec  # type: ignore[import-untyped]  # late: where documents lie in a folder nobody needs it

        options = {"config_kwargs": _PATIENCE} if url.startswith("s3://") else {}
        self.files, self.root = fsspec.core.url_to_fs(url, **options)

    def address(self, name: str) -> str:
        """Raises FileMissing for what is no hash."""
        return f"{self.root}/{name[:2]}/{checked(name)}"

    def open(self, name: str) -> BufferedReader | BytesIO:
        with _answering(name):
            return BytesIO(self.files.cat_file(self.address(name)))

    def remove(self, name: str) -> None:
        try:
            with _answering(name):
                self.files.rm_file(self.address(name))
        except FileMissing:
            pass

    def _write(self, name: str, data: bytes) -> None:
        with _answering(name):
            self.files.pipe_file(self.address(name), data)


@contextmanager
def _answering(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise FileMissing(name) from error
    except FileMissing:
        raise
    except Exception as error:  # each kind of store has its own
        raise StoreUnreachable(type(error).__name__) from error


def checked(name: str) -> str:
    """Raises FileMissing for what is no hash."""
    if not HASH.fullmatch(name):
        raise FileMissing(f"not a SHA-256: {name:.80}")
    return name


def _sync_folder(folder: Path) -> None:
    # The name itself is durable only when its folder is.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
