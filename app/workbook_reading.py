"""Opening a workbook that a stranger may have made: bounded in bytes, in inflated size and in rows."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from app.workbook_problems import BadWorkbook
from workflows.names import fold

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_INFLATED = 48 * 1024 * 1024
MOST_PARTS = 500
MOST_ROWS = 20_000
MOST_COLUMNS = 60
# In the whole file: the reader walks through every cell, also through those to the right of the last column we read.
MOST_CELLS = 500_000
UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
Row = tuple[Any, ...]
TOO_LARGE = "Tệp nở ra quá lớn khi mở. Chép riêng những trang tính cần nhập sang một tệp mới rồi tải lên lại."

NOT_A_WORKBOOK = (
    "Tệp này không phải sổ tính Excel (.xlsx). Mở danh sách bằng Excel, chọn “Lưu thành” kiểu “Excel Workbook (.xlsx)” "
    "rồi tải lên lại."
)


def open_sheets(data: bytes) -> dict[str, Iterator[Row]]:
    """The rows of each sheet, by the sheet's folded name; the first `MOST_ROWS` + 1 rows and `MOST_COLUMNS` columns.

    Raises BadWorkbook for what is no workbook, or one that is too large to be a list.
    """
    # Only who opens a workbook waits for its reader to be loaded.
    from openpyxl import load_workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    _refuse_bombs(data)
    try:
        # Formulas arrive as text that begins with "=", so that they can be named instead of read as empty.
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if isinstance(sheet, ReadOnlyWorksheet)]
    except Exception as error:
        # openpyxl raises whatever its many readers raise: KeyError, ValueError, ParseError …
        raise BadWorkbook(NOT_A_WORKBOOK) from error
    return {fold(sheet.title).strip(): _rows(sheet) for sheet in sheets}


def _rows(sheet: "ReadOnlyWorksheet") -> Iterator[Row]:
    try:
        # The dimension that a file states about itself may be wrong, or a million rows: never trust it.
        sheet.reset_dimensions()
        yield from sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)
    except Exception as error:
        raise BadWorkbook(f"Không đọc được trang tính “{sheet.title}”. {NOT_A_WORKBOOK}") from error


def _refuse_bombs(data: bytes) -> None:
    if len(data) > LARGEST_FILE:
        raise BadWorkbook(
            f"Tệp lớn hơn {LARGEST_FILE // 1024 // 1024} MB. Bỏ hình ảnh và trang tính thừa rồi tải lên lại."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            # zipfile never yields more than the size stated in the directory, so the sum is a bound.
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_INFLATED:
                raise BadWorkbook(TOO_LARGE)
            # Every part, whatever its name: a workbook says itself which of them is a sheet.
            if sum(_cells_in(archive.read(part)) for part in parts) > MOST_CELLS:
                raise BadWorkbook(TOO_LARGE)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError) as error:
        raise BadWorkbook(NOT_A_WORKBOOK) from error
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise BadWorkbook(NOT_A_WORKBOOK)


def _cells_in(xml: bytes) -> int:
    """Cells or shared strings, counted without parsing; some programs write a prefix before each name.

    Raises ValueError for what no office program writes: entities may grow a thousandfold or name other files, and in
    another encoding nothing of all this would be found.
    """
    if b"<!DOCTYPE" in xml or xml.startswith(UTF_16):
        raise ValueError("a document type, or UTF-16")
    return sum(xml.count(mark) for mark in (b"<c ", b"<c>", b"<c/", b":c ", b"<si>", b":si>"))
