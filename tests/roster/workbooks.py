"""Workbooks for tests: the sample as a list of rows, to change and to write again."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

SAMPLE = Path(__file__).with_name("thuong-son.xlsx")
ORGANISATION_HEADINGS = ("Mã", "Tên tổ chức đảng", "Loại", "Loại hình", "Mã cấp trên", "Ký hiệu", "Ngày thành lập")
MEMBER_HEADINGS = (
    "STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Số thẻ đảng viên", "Ngày vào Đảng", "Ngày chính thức",
    "Chức vụ", "Mã chi bộ", "Tình trạng", "Điện thoại", "Ghi chú",
)  # fmt: skip


@dataclass
class Book:
    """The two sheets as rows of dictionaries by heading. `organisations[0]` stands in row 2 of its sheet."""

    organisations: list[dict[str, Any]] = field(default_factory=list)
    members: list[dict[str, Any]] = field(default_factory=list)

    def member(self, card: str) -> dict[str, Any]:
        return next(row for row in self.members if row["Số thẻ đảng viên"] == card)

    def organisation(self, code: str) -> dict[str, Any]:
        return next(row for row in self.organisations if row["Mã"] == code)

    def to_bytes(self, change: Callable[[Workbook], None] | None = None) -> bytes:
        book = Workbook()
        book.remove(book.active)
        for title, headings, rows in (
            ("Tổ chức", ORGANISATION_HEADINGS, self.organisations),
            ("Đảng viên", MEMBER_HEADINGS, self.members),
        ):
            sheet = book.create_sheet(title)
            sheet.append(headings)
            for row in rows:
                sheet.append([row.get(heading) for heading in headings])
        if change:
            change(book)
        saved = io.BytesIO()
        book.save(saved)
        return saved.getvalue()


def sample() -> Book:
    """The sample, for the caller to change."""
    organisations, members = _sample()
    return Book([dict(row) for row in organisations], [dict(row) for row in members])


@cache
def _sample() -> list[list[dict[str, Any]]]:
    book = load_workbook(SAMPLE, read_only=True)
    sheets = []
    for sheet in book.worksheets:
        headings, *rows = sheet.iter_rows(values_only=True)
        sheets.append([dict(zip(headings, row, strict=True)) for row in rows])
    book.close()
    return sheets


def small() -> Book:
    """A commune, two cells, three members: what most tests need."""
    return Book(
        organisations=[
            organisation("XM", "Đảng bộ xã Mới", "Đảng bộ xã", None, None),
            organisation("M01", "Chi bộ thôn Một", "Chi bộ", "khu dân cư", "XM"),
            organisation("M02", "Chi bộ Trường Hai", "Chi bộ", "trường học", "XM"),
        ],
        members=[
            person("Lê Văn Một", "1001", "M01", office="Bí thư"),
            person("Vi Thị Hai", "1002", "M01"),
            person("Hà Văn Ba", "1003", "M02", office="Bí thư"),
        ],
    )


def organisation(code: str, name: str, kind: str, cell_type: str | None, parent: str | None) -> dict[str, Any]:
    return {
        "Mã": code, "Tên tổ chức đảng": name, "Loại": kind, "Loại hình": cell_type, "Mã cấp trên": parent,
        "Ký hiệu": "CB", "Ngày thành lập": "01/07/2025",
    }  # fmt: skip


def person(name: str, card: str | None, cell: str, office: str = "Đảng viên", **more: Any) -> dict[str, Any]:
    return {
        "Họ và tên": name, "Ngày sinh": "15/01/1970", "Giới tính": "Nam", "Dân tộc": "Kinh", "Số thẻ đảng viên": card,
        "Ngày vào Đảng": "19/05/2010", "Ngày chính thức": "19/05/2011", "Chức vụ": office, "Mã chi bộ": cell,
        "Tình trạng": "Đang sinh hoạt", "Điện thoại": "0912345678",
    } | more  # fmt: skip


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The same workbook with one part of the archive replaced or added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return made.getvalue()
