"""A criteria set as a workbook: one criterion a line, its scale and parts in one cell each, as on the page."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from app.criteria.models import CriteriaSet
from app.criteria.queries import read
from app.workbook_cells import BadCell, key_of, text_of
from app.workbook_problems import BadWorkbook, Problem
from app.workbook_reading import Row, open_sheets
from app.workbooks import Sheet, workbook
from workflows.criteria import Applies, Band, Criterion, Judging, Part
from workflows.criteria_check import APPLIES_LABELS, MOST_CRITERIA, SOURCES, judged_as, problems_of
from workflows.criteria_words import part_lines, read_parts, read_scale, scale_lines

SHEET = "Tiêu chí"
# Heading, width, and the field that `problems_of` names.
COLUMNS = (
    ("Nhóm", 8, "group"), ("Tên nhóm", 30, "group_title"), ("Mã", 8, "code"), ("Tiêu chí", 60, "title"),
    ("Tối đa", 8, "maximum"), ("Tính ở", 16, "applies_when"), ("Ghi nhận", 44, "evidence"),
    ("Thang điểm", 50, "scale"), ("Các ý", 50, "parts"), ("Bắt buộc cho mức Tốt", 12, "gate"),
)  # fmt: skip
COLUMN_OF = {name: heading for heading, _, name in COLUMNS}
NEEDED = ("Nhóm", "Mã", "Tiêu chí", "Tối đa")
HEADING_WITHIN = 10
WHEN = {key_of(label): when for when, label in APPLIES_LABELS.items()} | {"": Applies.ALWAYS}
NOBODY = "không, người chấm điểm"
EVIDENCE = {key_of(source.label): key for key, source in SOURCES.items()} | {"": "", key_of(NOBODY): ""}
WHOLE_NUMBER = re.compile(r"[0-9]{1,3}")
YES = {"co": True, "x": True, "bat buoc": True, "": False, "khong": False}


@dataclass
class Found:
    """What a workbook holds: criteria in the order of its lines, titles of groups, and everything that is wrong."""

    criteria: list[Criterion] = field(default_factory=list)
    groups: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


def as_workbook(row: CriteriaSet) -> bytes:
    rows = [_cells(one, row.groups) for one in read(row)]
    words = [
        *(["Tính ở", label] for label in APPLIES_LABELS.values()),
        *(["Ghi nhận", label] for label in (NOBODY, *(source.label for source in SOURCES.values()))),
    ]
    columns = [(heading, width) for heading, width, _ in COLUMNS]
    return workbook(
        [Sheet(SHEET, columns, rows), Sheet("Từ dùng trong cột", (("Cột", 16), ("Ghi một trong các từ", 70)), words)]
    )


def _cells(one: Criterion, groups: Mapping[str, str]) -> list[Any]:
    source = SOURCES.get(one.evidence)
    return [
        one.group, groups.get(one.group, one.title), one.code, one.title, one.maximum, APPLIES_LABELS[one.applies_when],
        source.label if source else NOBODY, "; ".join(scale_lines(one)), "; ".join(part_lines(one)),
        "có" if one.gate else "",
    ]  # fmt: skip


def read_workbook(data: bytes) -> Found:
    """Raises BadWorkbook for what is no such workbook; what is wrong with its cells is in `problems`."""
    rows = open_sheets(data).get(key_of(SHEET))
    if rows is None:
        raise BadWorkbook(f"Thiếu trang tính “{SHEET}”. Tải tệp của một bộ có sẵn về làm mẫu.")
    found = Found()
    at, places = _headings(rows)
    for number, row in enumerate(rows, start=at + 1):
        cells = {heading: row[i] for heading, i in places.items() if i < len(row)}
        if all(cell is None or not str(cell).strip() for cell in cells.values()):
            continue
        if len(found.lines) > MOST_CRITERIA:
            raise BadWorkbook(f"Trang tính “{SHEET}” có hơn {MOST_CRITERIA} tiêu chí.")
        _take(found, number, cells)
    _check(found)
    return found


def _headings(rows: Iterator[Row]) -> tuple[int, dict[str, int]]:
    known = {key_of(heading): heading for heading, _, _ in COLUMNS}
    for number, row in enumerate(islice(rows, HEADING_WITHIN), start=1):
        places = {known[key]: i for i, cell in enumerate(row) if (key := key_of(str(cell or ""))) in known}
        if set(NEEDED) <= set(places):
            return number, places
    raise BadWorkbook(f"Trang tính “{SHEET}” cần các cột {', '.join(NEEDED)} ở dòng đầu, đúng như trong mẫu.")


def _take(found: Found, number: int, cells: Mapping[str, Any]) -> None:
    said = {name: _text(found, number, heading, cells.get(heading)) for heading, _, name in COLUMNS}

    def bad(name: str, message: str) -> None:
        found.problems.append(Problem(sheet=SHEET, row=number, column=COLUMN_OF[name], message=message))

    for name, known in (("applies_when", WHEN), ("evidence", EVIDENCE), ("gate", YES)):
        if key_of(said[name]) not in known:
            bad(name, f"Không hiểu “{said[name][:60]}”. Xem trang tính “Từ dùng trong cột” của tệp mẫu.")
    evidence, maximum = EVIDENCE.get(key_of(said["evidence"]), ""), said["maximum"]
    bands: tuple[Band, ...] = ()
    otherwise: tuple[int, ...] = ()
    parts: tuple[Part, ...] = ()
    try:
        bands, otherwise = read_scale(said["scale"], evidence=evidence)
    except ValueError as error:
        bad("scale", str(error))
    try:
        parts = read_parts(said["parts"])
    except ValueError as error:
        bad("parts", str(error))
    one = Criterion(
        code=said["code"], group=said["group"], title=said["title"],
        maximum=int(maximum) if WHOLE_NUMBER.fullmatch(maximum) else 0,
        judging=Judging.JUDGED, evidence=evidence, applies_when=WHEN.get(key_of(said["applies_when"]), Applies.ALWAYS),
        bands=bands, otherwise=otherwise, parts=parts, gate=YES.get(key_of(said["gate"]), False),
    )  # fmt: skip
    found.criteria.append(judged_as(one))
    found.lines.append(number)
    if said["group_title"] or one.group not in found.groups:
        found.groups[one.group] = said["group_title"][:200] or one.title


def _text(found: Found, number: int, heading: str, cell: Any) -> str:
    try:
        # Lines within a cell stay apart: scales and parts are written so too.
        return text_of("; ".join(cell.splitlines()) if isinstance(cell, str) else cell)
    except BadCell as error:
        found.problems.append(Problem(sheet=SHEET, row=number, column=heading, message=str(error)))
        return ""


def _check(found: Found) -> None:
    """What is wrong with a line that could be read, and with the whole."""
    unread = {(problem.row, problem.column) for problem in found.problems}
    for fault in problems_of(found.criteria):
        row = 0 if fault.place is None else found.lines[fault.place]
        heading = "" if fault.place is None else COLUMN_OF[fault.field]
        if (row, heading) not in unread:
            found.problems.append(Problem(sheet=SHEET, row=row, column=heading, message=fault.text))
    found.problems.sort(key=lambda problem: problem.row)
