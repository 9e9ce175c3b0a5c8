"""Excel files of lists: one sheet a list, its columns with their widths."""

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, NamedTuple

from app import clock

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


_NOT_HELD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
MOST_ROWS = 10_000  # of one list; who has more narrows it down
DAY, MOMENT = "DD/MM/YYYY", "HH:MM DD/MM/YYYY"


class Sheet(NamedTuple):
    """`columns`: heading and width of each; `rows`: one value for each of them."""

    title: str
    columns: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[Any]]


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """What people typed is text in it and never a formula; days are days, which a program can reckon with."""
    from openpyxl import Workbook  # late: it is large, and few ask for it

    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _fill(book.create_sheet(sheet.title), sheet)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _kept(value: Any) -> Any:
    """Moments as a clock in Vietnam shows them, because a workbook knows no zones; no sign that it cannot hold."""
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(clock.VIETNAM).replace(tzinfo=None)
    return _NOT_HELD.sub("", value) if isinstance(value, str) else value


def _fill(sheet: Any, told: Sheet) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet.append([name for name, _ in told.columns])
    for number, row in enumerate(told.rows, 2):
        for place, value in enumerate(row, 1):
            # Not by `append`: to find the row again, openpyxl looks through all that there are.
            cell = sheet.cell(number, place, _kept(value))
            if cell.data_type in ("f", "e"):  # `=1+1`, `#REF!`
                cell.data_type = "s"
            elif cell.data_type == "d":
                cell.number_format = MOMENT if isinstance(cell.value, datetime) else DAY
    for number, (_, width) in enumerate(told.columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.cell(1, number).font = Font(bold=True)
        sheet.cell(1, number).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
