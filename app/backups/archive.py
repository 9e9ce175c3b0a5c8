"""The file of a backup: a zip, whose last 64 bytes are the hash of all before them. Knows neither database nor HTTP.

The hash stands in the comment of the zip, so any program for zips opens the file; ours reads nothing of a damaged one.
The hash says that nothing was damaged, not who made the file: names and sizes in it are looked at before anything is
unpacked.
"""

import hashlib
import json
import os
import re
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database/nennep.db"  # the rows as an SQLite file, whatever engine they come from
DUMP = "database/postgresql.dump"  # beside it what pg_dump gave, where they come from PostgreSQL
DOCUMENTS = "documents/"
DIGEST = 64
CHUNK = 1024 * 1024
LONGEST_MANIFEST = 256 * CHUNK  # of a million papers
PAPER = re.compile("documents/([0-9a-f]{2})/(\\1[0-9a-f]{62})")
DAMAGED = "Tệp sao lưu bị hỏng hoặc không phải tệp sao lưu của Nền Nếp. Không khôi phục gì từ tệp này."
NO_ROOM = "Ổ đĩa không đủ chỗ: bản sao lưu bung ra {size} MB, nơi khôi phục còn {free} MB. Chưa khôi phục gì."


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
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half_done = path.with_name(f".half-{path.name}")
    try:
        # Nobody else on the machine reads what all passwords' hashes are in.
        handle = os.open(half_done, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w+b") as whole, zipfile.ZipFile(whole, "w") as file:
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
        self.manifest: dict[str, Any] = self._open(_manifest_in)
        if self.manifest.get("format") != FORMAT:
            raise Refused("Tệp sao lưu do phiên bản khác của phần mềm tạo ra. Dùng phiên bản đó để khôi phục.")
        self.files: Mapping[str, Mapping[str, Any]] = self.manifest.get("files", {})
        if not _are_ours(self.files):
            raise Refused(DAMAGED)

    def names(self, prefix: str) -> list[str]:
        return [name for name in self.files if name.startswith(prefix)]

    def expect_room(self, folder: Path) -> None:
        """Raises Refused where not all of it has room."""
        size, free = sum(one["size"] for one in self.files.values()), shutil.disk_usage(folder).free
        if size > free:
            raise Refused(NO_ROOM.format(size=size // CHUNK, free=free // CHUNK))

    def extract(self, name: str, target: Path) -> None:
        """Raises Refused where the bytes are not those that the manifest tells of."""
        target.parent.mkdir(parents=True, exist_ok=True)
        said = self.files[name]

        def copy(file: zipfile.ZipFile) -> str:
            with file.open(name) as source, target.open("wb") as there:
                return _take(source, there, said["size"])

        if self._open(copy) != said["sha256"]:
            raise Refused(DAMAGED)

    def _open(self, use: Callable[[zipfile.ZipFile], Any]) -> Any:
        try:
            with zipfile.ZipFile(self.path) as file:
                return use(file)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError, ValueError) as error:
            raise Refused(DAMAGED) from error


def _manifest_in(file: zipfile.ZipFile) -> dict[str, Any]:
    if file.getinfo(MANIFEST).file_size > LONGEST_MANIFEST:
        raise ValueError(MANIFEST)
    with file.open(MANIFEST) as source:
        said = json.loads(source.read(LONGEST_MANIFEST))
    if not isinstance(said, dict):
        raise ValueError(MANIFEST)
    return said


def _are_ours(files: Any) -> bool:
    """Whether these are rows and papers, each paper under its hash, and nothing that leads elsewhere."""
    if not isinstance(files, dict) or DATABASE not in files:
        return False
    return all(
        isinstance(said, dict)
        and isinstance(said.get("size"), int)
        and (name in (DATABASE, DUMP) or ((found := PAPER.fullmatch(name)) and found[2] == said.get("sha256")))
        for name, said in files.items()
    )


def _take(source: IO[bytes], target: BinaryIO, most: int) -> str:
    """Copy it and answer its hash; what is longer than it should be is not copied further."""
    digest, left = hashlib.sha256(), most
    while data := source.read(min(CHUNK, left + 1)):
        if (left := left - len(data)) < 0:
            break
        target.write(data)
        digest.update(data)
    return digest.hexdigest() if left == 0 else ""
