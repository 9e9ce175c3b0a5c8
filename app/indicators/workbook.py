"""Indicators as a workbook, which is the template too, and back: every problem with its row and column."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.indicators.models import Indicator
from app.indicators.services import LONGEST_NAME, LONGEST_UNIT, MOST, Stated
from app.workbook_cells import BadCell, key_of, text_of
from app.workbook_problems import BadWorkbook, Problem
from app.workbook_reading import open_sheets
from app.workbooks import Sheet, workbook
from workflows.indicators import parse_amount, percent_of_plan, period_label, period_named

SHEET = "Chỉ tiêu"
HEADINGS = ("Kỳ", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch", "Thực hiện")
COLUMNS = (("Kỳ", 12), ("Chỉ tiêu", 60), ("Đơn vị tính", 16), ("Kế hoạch", 16), ("Thực hiện", 16), ("Đạt kế hoạch", 16))


@dataclass(frozen=True)
class Found:
    rows: list[Stated] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def as_workbook(rows: Sequence[Indicator]) -> bytes:
    """Without rows one line stands for an example, which the reader passes over."""
    lines = [
        [period_label(r.period), r.name, r.unit, _plain(r.plan), _plain(r.actual), percent_of_plan(r.plan, r.actual)]
        for r in rows
    ]
    return workbook([Sheet(SHEET, COLUMNS, lines)])


def _plain(value: Decimal | None) -> float | int | None:
    """A number, with which a program can reckon."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def read_workbook(data: bytes) -> Found:
    """Raises BadWorkbook for what is no workbook of indicators at all."""
    sheets = open_sheets(data)
    lines = sheets.get(key_of(SHEET)) or next(iter(sheets.values()), iter(()))
    heads = [_head(value) for value in next(lines, ())]
    places = {name: heads.index(key_of(name)) for name in HEADINGS if key_of(name) in heads}
    if missing := [name for name in HEADINGS if name not in places]:
        raise BadWorkbook(f"Trang tính thiếu cột {', '.join(missing)}. Tải tệp mẫu về, ghi vào đó rồi tải lên lại.")
    found, seen = Found(), dict[tuple[str, str], int]()
    filled = 0  # lines between may be empty: each one that is not is read, however far down
    for number, row in enumerate(lines, start=2):
        cells = {name: row[place] if place < len(row) else None for name, place in places.items()}
        if any(value not in (None, "") for value in cells.values()):
            filled += 1
            if filled > MOST:
                raise BadWorkbook(f"Tệp có hơn {MOST} dòng. Chia nhỏ rồi tải lên từng tệp.")
            _read_row(found, seen, number, cells)
    if not found.rows and not found.problems:
        raise BadWorkbook("Tệp chưa có dòng chỉ tiêu nào.")
    return found


def _head(value: Any) -> str:
    try:
        return key_of(text_of(value))
    except BadCell:
        return ""


def _read_row(found: Found, seen: dict[tuple[str, str], int], number: int, cells: dict[str, Any]) -> None:
    wrong: list[Problem] = []

    def bad(column: str, message: str) -> None:
        wrong.append(Problem(sheet=SHEET, row=number, column=column, message=f"{message.rstrip('.')}."))

    values: dict[str, str] = {}
    for name, value in cells.items():
        try:
            values[name] = _as_written(value) if name in ("Kế hoạch", "Thực hiện") else text_of(value)
        except BadCell as error:
            bad(name, str(error))
            values[name] = ""
    amounts: dict[str, Decimal | None] = {}
    for name in ("Kế hoạch", "Thực hiện"):
        try:
            amounts[name] = parse_amount(values[name])
        except ValueError as error:
            bad(name, str(error))
    period = period_named(values["Kỳ"])
    if period is None:
        bad("Kỳ", "Ghi Cả năm, Quý I đến Quý IV hoặc Tháng 1 đến Tháng 12")
    if not 0 < len(values["Chỉ tiêu"]) <= LONGEST_NAME:
        bad("Chỉ tiêu", f"Ghi tên chỉ tiêu, không quá {LONGEST_NAME} ký tự")
    if len(values["Đơn vị tính"]) > LONGEST_UNIT:
        bad("Đơn vị tính", f"Không quá {LONGEST_UNIT} ký tự")
    key = (period or "", values["Chỉ tiêu"])
    if period and key in seen:
        bad("Chỉ tiêu", f"Trùng với dòng {seen[key]}. Mỗi chỉ tiêu một dòng trong một kỳ")
    seen.setdefault(key, number)
    found.problems.extend(wrong)
    if not wrong:
        stated = Stated(
            period=period or "", name=values["Chỉ tiêu"], unit=values["Đơn vị tính"], plan=amounts["Kế hoạch"],
            actual=amounts["Thực hiện"],
        )  # fmt: skip
        found.rows.append(stated)


def _as_written(value: Any) -> str:
    """A number of the workbook as a clerk would write it; text as it stands."""
    if isinstance(value, bool):
        raise BadCell("Ô này không phải chữ hay số")
    if isinstance(value, int | float):
        return f"{value:.3f}".rstrip("0").rstrip(".").replace(".", ",")
    return text_of(value)
