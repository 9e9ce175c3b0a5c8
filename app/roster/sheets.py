"""The two sheets of a roster, row by row, and every problem that a row alone shows."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice, pairwise
from typing import Any

from app.members.models import Gender, StatusKind
from app.organisations.models import OrganisationKind
from app.roster.vocabulary import (
    CELL_TYPES,
    GENDERS,
    KINDS,
    OFFICES,
    SAID_CELL_TYPES,
    SAID_KINDS,
    SAID_OFFICES,
    SAID_STATUSES,
    STATUSES,
    YES_NO,
)  # fmt: skip
from app.workbook_cells import BadCell, day_of, key_of, text_of
from app.workbook_problems import BadWorkbook, Problem
from app.workbook_reading import MOST_ROWS, Row, open_sheets
from workflows.cells import CellType
from workflows.roles import Role

ORGANISATIONS, MEMBERS = "Tổ chức", "Đảng viên"
# Headings as they stand in the workbook; those with a star must be there.
ORGANISATION_COLUMNS = ("Mã*", "Tên tổ chức đảng*", "Loại*", "Loại hình*", "Mã cấp trên*", "Ký hiệu", "Ngày thành lập")
MEMBER_COLUMNS = (
    "Họ và tên*", "Ngày sinh*", "Giới tính", "Dân tộc", "Số thẻ đảng viên*", "Ngày vào Đảng*", "Ngày chính thức*",
    "Chức vụ*", "Mã chi bộ*", "Tình trạng*", "Điện thoại", "Ghi chú", "Đoàn viên khi kết nạp",
)  # fmt: skip
# What lists write where there is no card yet, folded and without spaces.
NO_CARD = {"", "-", "–", "—", "0", "x", "chuaco", "chuacap", "chuacothe", "khongco", "khong"}
_DAY = r"\d{1,2}[./-]\d{1,2}[./-]\d{4}"
# A number, perhaps with letters, dots or hyphens, and no day.
_CARD = re.compile(rf"(?!{_DAY}$)(?=.*\d)[0-9A-ZĐa-zđ.\-]+")
_CODE = re.compile(rf"(?!{_DAY}$)(?=.*\w)[\w.\-/]+(?: [\w.\-/]+)*")
_IN_NO_NAME = re.compile(rf"[<>=@]|{_DAY}")
HEADING_WITHIN = 10  # rows: lists often have a title above


@dataclass(frozen=True, kw_only=True)
class OrganisationRow:
    row: int
    code: str
    name: str
    kind: OrganisationKind | None
    cell_type: CellType | None
    parent_code: str
    symbol: str
    founded_on: date | None


@dataclass(frozen=True, kw_only=True)
class MemberRow:
    """`status_said` tells an empty cell (nothing known) from “đang sinh hoạt”."""

    row: int
    name: str
    birth_on: date | None
    gender: Gender | None
    ethnicity: str
    card: str
    admitted_on: date | None
    official_on: date | None
    office: Role | None
    cell_code: str
    status: StatusKind | None
    status_said: bool
    phone: str
    note: str
    youth_union: bool | None = None


@dataclass
class Roster:
    organisations: list[OrganisationRow] = field(default_factory=list)
    members: list[MemberRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class _Line:
    """One row of a sheet, asked for by heading; what cannot be taken becomes a problem and reads as empty."""

    def __init__(self, sheet: str, row: int, cells: Mapping[str, Any], problems: list[Problem]) -> None:
        self.sheet, self.row, self.cells, self.problems = sheet, row, cells, problems

    def bad(self, column: str, message: str) -> None:
        self.problems.append(Problem(sheet=self.sheet, row=self.row, column=column, message=message + "."))

    def text(self, column: str, longest: int, missing: str = "") -> str:
        try:
            text = text_of(self.cells.get(column))
        except BadCell as error:
            self.bad(column, str(error))
            return ""
        if not text and missing:
            self.bad(column, missing)
        if len(text) > longest:
            self.bad(column, f"Dài {len(text)} ký tự, nhiều nhất là {longest}. Rút gọn lại")
            return ""
        return text

    def code(self, column: str, missing: str = "") -> str:
        code = self.text(column, 32, missing).upper()
        if code and not _CODE.fullmatch(code):
            self.bad(column, f"Mã “{code}” chỉ gồm chữ, số, dấu chấm, gạch nối và không phải là ngày, ví dụ CB01")
            return ""
        return code

    def name(self, column: str, longest: int, missing: str) -> str:
        """What names somebody or something. Without a letter, or with a day in it, the columns have slipped."""
        text = self.text(column, longest, missing)
        if text and (_IN_NO_NAME.search(text) or not any(letter.isalpha() for letter in text)):
            self.bad(column, f"“{text[:40]}” không phải tên. Xem lại, có thể các cột bị lệch")
            return ""
        return text

    def card(self, column: str) -> str:
        """A card's number without spaces; "" where the list says that there is none."""
        card = self.text(column, 32).replace(" ", "")
        if key_of(card) in NO_CARD:
            return ""
        if not _CARD.fullmatch(card):
            self.bad(column, f"“{card}” không phải số thẻ. Ghi số in trên thẻ, chưa có thẻ thì để trống")
            return ""
        return card

    def day(self, column: str) -> date | None:
        try:
            return day_of(self.cells.get(column))
        except BadCell as error:
            self.bad(column, str(error))
            return None

    def word(self, column: str, known: Mapping[str, Any], said: str) -> Any:
        """What the word means, None for an empty cell that `known` does not name."""
        text = self.text(column, 200)
        key = key_of(text)
        if key not in known and text:
            self.bad(column, f"Không hiểu “{text[:60]}”. Ghi một trong các từ: {said}")
        return known.get(key)


def read(data: bytes) -> Roster:
    """The rows of both sheets. Raises BadWorkbook if the file is no roster at all."""
    sheets = open_sheets(data)
    roster = Roster()
    for line in _lines(sheets, ORGANISATIONS, ORGANISATION_COLUMNS, roster.problems):
        roster.organisations.append(_organisation(line))
    for line in _lines(sheets, MEMBERS, MEMBER_COLUMNS, roster.problems):
        roster.members.append(_member(line))
    if not roster.problems and not roster.organisations:
        raise BadWorkbook("Trang tính “Tổ chức” chưa có dòng nào. Ghi đảng bộ và các chi bộ, mỗi tổ chức một dòng.")
    return roster


def _lines(
    sheets: Mapping[str, Iterator[Row]], sheet: str, columns: Iterable[str], problems: list[Problem]
) -> Iterator[_Line]:
    rows = sheets.get(key_of(sheet))
    if rows is None:
        raise BadWorkbook(
            f"Thiếu trang tính “{sheet}”. Sổ tính cần hai trang tính tên là “{ORGANISATIONS}” và “{MEMBERS}”, "
            "viết đúng như vậy."
        )
    at, places = _headings(sheet, rows, columns)
    for number, row in enumerate(rows, start=at + 1):
        cells = {column: row[i] for column, i in places.items() if i < len(row)}
        # A line that holds a running number only is an empty one.
        if all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells.values()):
            continue
        if number > MOST_ROWS:
            raise BadWorkbook(f"Trang tính “{sheet}” dài hơn {MOST_ROWS} dòng. Chia thành nhiều tệp.")
        yield _Line(sheet, number, cells, problems)


def _headings(sheet: str, rows: Iterator[Row], columns: Iterable[str]) -> tuple[int, dict[str, int]]:
    """The number of the row of headings and the place of each column. Raises BadWorkbook if one is missing."""
    wanted = {key_of(column.rstrip("*")): column for column in columns}
    best: dict[str, int] = {}
    for number, row in enumerate(islice(rows, HEADING_WITHIN), start=1):
        found = {_heading(cell): i for i, cell in reversed(list(enumerate(row)))}
        places = {column: found[key] for key, column in wanted.items() if key in found}
        if not [column for column in wanted.values() if column.endswith("*") and column not in places]:
            return number, {column.rstrip("*"): i for column, i in places.items()}
        best = max(best, places, key=len)
    missing = [column.rstrip("*") for column in wanted.values() if column.endswith("*") and column not in best]
    raise BadWorkbook(
        f"Trang tính “{sheet}” thiếu cột {', '.join(f'“{column}”' for column in missing)}. "
        "Ghi tên cột ở dòng đầu, đúng như trong mẫu."
    )


def _heading(cell: Any) -> str:
    return key_of(cell).rstrip("*: ") if isinstance(cell, str) else ""


def _organisation(line: _Line) -> OrganisationRow:
    kind = line.word("Loại", KINDS, SAID_KINDS)
    if kind is None and not line.cells.get("Loại"):
        line.bad("Loại", f"Chưa ghi loại tổ chức. Ghi một trong các từ: {SAID_KINDS}")
    is_cell = kind == OrganisationKind.CELL
    # Of a committee the type of cell says nothing; lists sometimes fill it in all the same.
    cell_type = line.word("Loại hình", CELL_TYPES, SAID_CELL_TYPES) if is_cell else None
    if is_cell and not line.cells.get("Loại hình"):
        line.bad("Loại hình", f"Chi bộ cần loại hình. Ghi một trong các từ: {SAID_CELL_TYPES}")
    return OrganisationRow(
        row=line.row,
        code=line.code("Mã", "Chưa có mã. Đặt cho mỗi tổ chức một mã riêng, ví dụ CB01"),
        name=line.name("Tên tổ chức đảng", 200, "Chưa có tên tổ chức đảng"),
        kind=kind,
        cell_type=cell_type,
        parent_code=line.code("Mã cấp trên"),
        symbol=line.text("Ký hiệu", 32),
        founded_on=line.day("Ngày thành lập"),
    )


def _member(line: _Line) -> MemberRow:
    row = MemberRow(
        row=line.row,
        name=line.name("Họ và tên", 120, "Chưa có họ và tên"),
        birth_on=line.day("Ngày sinh"),
        gender=line.word("Giới tính", GENDERS, "Nam, Nữ"),
        ethnicity=line.text("Dân tộc", 60),
        card=line.card("Số thẻ đảng viên"),
        admitted_on=line.day("Ngày vào Đảng"),
        official_on=line.day("Ngày chính thức"),
        office=line.word("Chức vụ", OFFICES, SAID_OFFICES),
        cell_code=line.code("Mã chi bộ", "Chưa có mã chi bộ. Ghi mã như ở trang tính Tổ chức"),
        status=line.word("Tình trạng", STATUSES, SAID_STATUSES),
        status_said=bool(line.cells.get("Tình trạng")),
        phone=_with_zero(line.text("Điện thoại", 32)),
        note=line.text("Ghi chú", 2000),
        youth_union=line.word("Đoàn viên khi kết nạp", YES_NO, "có, không"),
    )
    for rule in (_days_are_turned_round, _nobody_is_recognised_by_this):
        rule(row, line)
    return row


def _with_zero(phone: str) -> str:
    # Excel drops the first zero of a number typed into a plain cell.
    return f"0{phone}" if len(phone) == 9 and phone.isdigit() and not phone.startswith("0") else phone


def _days_are_turned_round(row: MemberRow, line: _Line) -> None:
    days = [("Ngày sinh", row.birth_on), ("Ngày vào Đảng", row.admitted_on), ("Ngày chính thức", row.official_on)]
    known = [(column, day) for column, day in days if day]
    for (earlier, first), (later, second) in pairwise(known):
        if second < first:
            line.bad(
                later, f"{later} {second:%d/%m/%Y} đứng trước {earlier.lower()} {first:%d/%m/%Y}. Kiểm tra cả hai ngày"
            )


def _nobody_is_recognised_by_this(row: MemberRow, line: _Line) -> None:
    if not row.card and row.birth_on is None and not line.cells.get("Ngày sinh"):
        line.bad("Ngày sinh", "Không có số thẻ thì cần ngày sinh, để lần sau nhận ra cùng một người")
