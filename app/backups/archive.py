"""The file of a backup: a zip, whose last 64 bytes are the hash of all before them. Knows neither database nor HTTP.

The hash stands in the comment of the zip, so any program for zips opens the file; ours reads nothing of a damaged one.
"""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database/nennep.db"  # the rows as an SQLite file, whatever engine they come from
DUMP = "database/postgresql.dump"  # beside it what pg_dump gave, where they come from PostgreSQL
DOCUMENTS = "documents/"
DIGEST = 64
CHUNK = 1024 * 1024
DAMAGED = "Tệp sao lưu bị hỏng hoặc không phải tệp sao lưu của Nền Nếp. Không khôi phục gì từ tệp này."


class Refused(RuntimeError):
    """Nothing was written; the message says why, for a person."""


class Writer:
    """`put` what is to be kept; `manifest` is written at the end with the hash of each."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self.file = file
        self.files: dict[str, dict[str, Any]] = {}

    def put(self, name: str, source: BinaryIO, *, packed: bool) -> None:
        kind = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info = zipfile.ZipInfo(name)
        info.compress_type, info._compresslevel = kind, 1  # type: ignore[attr-defined]
        digest, size = hashlib.sha256(), 0
        with self.file.open(info, "w", force_zip64=True) as target:
            while data := source.read(CHUNK):
                target.write(data)
                digest.update(data)
                size += len(data)
        self.files[name] = {"sha256": digest.hexdigest(), "size": size}

    def finish(self, manifest: dict[str, Any]) -> None:
        said = {"format": FORMAT, **manifest, "files": self.files}
        self.file.writestr(MANIFEST, json.dumps(said, ensure_ascii=False, indent=1), zipfile.ZIP_DEFLATED)
        self.file.comment = b"0" * DIGEST


@contextmanager
def new_archive(path: Path) -> Iterator[Writer]:
    """The file has its name only once it is whole and on disk. Raises Refused if there is one of that name already."""
    if path.exists():
        raise Refused(f"Đã có tệp {path.name}. Chọn tên khác, hoặc xóa tệp cũ trước.")
    path.parent.mkdir(parents=True, exist_ok=True)
    half_done = path.with_name(f".half-{path.name}")
    try:
        with zipfile.ZipFile(half_done, "w") as file:
            yield Writer(file)
        _sign_off(half_done)
        os.replace(half_done, path)
    finally:
        half_done.unlink(missing_ok=True)


def _sign_off(path: Path) -> None:
    digest = _digest_of(path)
    with path.open("r+b") as file:
        file.seek(-DIGEST, os.SEEK_END)
        file.write(digest.encode())
        file.flush()
        os.fsync(file.fileno())


def _digest_of(path: Path) -> str:
    digest, left = hashlib.sha256(), path.stat().st_size - DIGEST
    with path.open("rb") as file:
        while left > 0 and (data := file.read(min(CHUNK, left))):
            digest.update(data)
            left -= len(data)
    return digest.hexdigest()


class Archive:
    """A backup of which every byte is as it was written. Raises Refused for any other file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.is_file():
            raise Refused(f"Không có tệp {path}.")
        with path.open("rb") as file:
            file.seek(-min(DIGEST, path.stat().st_size), os.SEEK_END)
            if file.read() != _digest_of(path).encode():
                raise Refused(DAMAGED)
        self.manifest: dict[str, Any] = self._open(lambda file: json.loads(file.read(MANIFEST)))
        if self.manifest.get("format") != FORMAT:
            raise Refused("Tệp sao lưu do phiên bản khác của phần mềm tạo ra. Dùng phiên bản đó để khôi phục.")

    def names(self, prefix: str) -> list[str]:
        return [name for name in self.manifest["files"] if name.startswith(prefix)]

    def extract(self, name: str, target: Path) -> None:
        """Raises Refused where the bytes are not those that the manifest tells of."""
        target.parent.mkdir(parents=True, exist_ok=True)

        def copy(file: zipfile.ZipFile) -> None:
            with file.open(name) as source, target.open("wb") as there:
                shutil.copyfileobj(source, there, CHUNK)

        self._open(copy)
        with target.open("rb") as written:
            if hashlib.file_digest(written, "sha256").hexdigest() != self.manifest["files"][name]["sha256"]:
                raise Refused(DAMAGED)

    def _open(self, use: Callable[[zipfile.ZipFile], Any]) -> Any:
        try:
            with zipfile.ZipFile(self.path) as file:
                return use(file)
        except (zipfile.BadZipFile, KeyError, ValueError) as error:
            raise Refused(DAMAGED) from error
