"""What people may upload: size, kind by the bytes, a harmless name. Nothing of it is ever executed or shown inline."""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

from app.documents.words import clean

MEGABYTE = 1024 * 1024
MAX_INFLATED = 100 * MEGABYTE
"""All that a Word or Excel file may unpack to."""
MAX_MEMBERS = 5000
MAX_NAME = 120

OPENXML = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": f"{OPENXML}.wordprocessingml.document",
    "xlsx": f"{OPENXML}.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "png": "image/png",
    "jpg": "image/jpeg",
    "heic": "image/heic",
}
SAME = {"jpeg": "jpg", "heif": "heic"}
HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}
NAMES = "PDF, Word (.docx), Excel (.xlsx), OpenDocument (.odt) hoặc ảnh PNG, JPEG, HEIC"


class UploadRefused(ValueError):
    """Why the file was not taken: one sentence for the person."""


@dataclass(frozen=True, kw_only=True)
class Upload:
    name: str
    media_type: str
    data: bytes


def check_upload(filename: str, stream: IO[bytes], max_bytes: int) -> Upload:
    """The file as it may be kept. Raises UploadRefused; reads at most one byte more than allowed."""
    data = stream.read(max_bytes + 1)
    name = safe_name(filename)
    if not data:
        raise UploadRefused("Tệp không có nội dung. Đồng chí chọn lại tệp.")
    if len(data) > max_bytes:
        raise UploadRefused(f"Tệp lớn hơn mức cho phép là {_size(max_bytes)}. Đồng chí chia nhỏ rồi gửi lại.")
    extension = SAME.get(_extension(name), _extension(name))
    if extension not in MEDIA_TYPES:
        raise UploadRefused(f"Hệ thống chỉ nhận tệp {NAMES}.")
    if sniffed(data) != extension:
        raise UploadRefused(f"Nội dung tệp không đúng với đuôi .{_extension(name)}. Đồng chí lưu đúng loại rồi gửi.")
    return Upload(name=name, media_type=MEDIA_TYPES[extension], data=data)


def safe_name(filename: str) -> str:
    """The name with its Vietnamese letters, without folders, signs of direction or what file systems forbid."""
    name = re.split(r"[/\\]", clean(filename))[-1]
    name = re.sub(r'[\x00-\x1f<>:"|?*]+', " ", name)
    stem, dot, extension = re.sub(r"\s+", " ", name).strip(" .").rpartition(".")
    if not dot:
        stem, extension = extension, ""
    stem = stem.strip(" .")[: MAX_NAME - len(extension) - 1].strip(" .") or "Tài liệu"
    return f"{stem}.{extension.strip()}" if extension else stem


def sniffed(data: bytes) -> str | None:
    """What the bytes are, as an extension of MEDIA_TYPES; None if unknown. Raises UploadRefused for bad archives."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        return "heic"
    return _office_kind(data) if data.startswith(b"PK\x03\x04") else None


def _office_kind(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_bomb(archive)
            return _kind_of(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        if isinstance(error, UploadRefused):
            raise
        # The zip module tells damage, unknown methods and encryption in these several ways.
        raise UploadRefused("Tệp bị hỏng hoặc có đặt mật khẩu, hệ thống không mở được.") from error


def _kind_of(archive: zipfile.ZipFile) -> str | None:
    names = set(archive.namelist())
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UploadRefused("Tệp có chứa macro. Đồng chí lưu lại thành tệp không có macro rồi gửi.")
    if "[Content_Types].xml" in names:
        return "docx" if "word/document.xml" in names else "xlsx" if "xl/workbook.xml" in names else None
    if "mimetype" in names and archive.read("mimetype") == MEDIA_TYPES["odt"].encode():
        return "odt"
    return None


def _refuse_bomb(archive: zipfile.ZipFile) -> None:
    """What the archive claims to unpack to stays within bounds, and the claim is true."""
    members = archive.infolist()
    if len(members) > MAX_MEMBERS or sum(one.file_size for one in members) > MAX_INFLATED:
        raise UploadRefused("Tệp nén bung ra quá lớn, hệ thống không nhận.")
    # A claim may lie. Reading stops at the claimed size and then compares the checksum,
    # so a member that holds more than it says is found out here without being unpacked whole.
    for one in members:
        with archive.open(one) as unpacked:
            while unpacked.read(MEGABYTE):
                pass


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _size(size: int) -> str:
    return f"{size / MEGABYTE:.1f}".removesuffix(".0").replace(".", ",") + " MB"
