import io
import unicodedata
import zipfile
from contextlib import suppress
from datetime import date, datetime

import pytest

from app import workbook_reading as workbook
from app.members.models import StatusKind
from app.roster.sheets import read
from app.workbook_problems import BadWorkbook
from tests.roster.workbooks import SAMPLE, Book, organisation, person, small, with_part


def messages(book: Book) -> list[tuple[str, int, str]]:
    return [(p.sheet, p.row, p.column) for p in read(book.to_bytes()).problems]


def test_the_sample_is_read_whole_and_without_problems():
    roster = read(SAMPLE.read_bytes())

    assert not roster.problems
    assert (len(roster.organisations), len(roster.members)) == (19, 236)
    first = roster.members[0]
    assert (first.row, first.name, first.birth_on, first.card) == (2, "Triệu Công Lâm", date(1965, 10, 4), "11800012")


DATE_CELL = datetime(1985, 2, 3)  # noqa: DTZ001 (a workbook knows no zones)


@pytest.mark.parametrize(
    "written", ["03/02/1985", " 3/2/1985 ", "3-2-1985", "03.02.1985", "\u00a03/2/1985", DATE_CELL, DATE_CELL.date()]
)
def test_a_day_may_be_text_or_a_real_date_cell(written):
    book = small()
    book.members[0]["Ngày sinh"] = written
    roster = read(book.to_bytes())

    assert not roster.problems
    assert roster.members[0].birth_on == date(1985, 2, 3)


@pytest.mark.parametrize(
    "written", ["1985", "31/02/1985", "tháng 2 năm 1985", 31081, 3.5, "03/02/85", "03/02/0985", True]
)
def test_what_is_no_day_is_named_by_sheet_row_and_column(written):
    book = small()
    book.members[1]["Ngày sinh"] = written

    assert messages(book) == [("Đảng viên", 3, "Ngày sinh")]


def test_decomposed_letters_and_stray_spaces_are_mended():
    book = small()
    book.members[1] |= {
        "Họ và tên": unicodedata.normalize("NFD", "  Vi  Thị\u200b\u202e Hai \u00a0"),
        "Chức vụ": unicodedata.normalize("NFD", " ĐẢNG  viên"),
        "Tình trạng": unicodedata.normalize("NFD", "đi làm Xa "),
        "Mã chi bộ": " m01 ",
        "Số thẻ đảng viên": " 10 02 ",
    }
    roster = read(book.to_bytes())

    assert not roster.problems
    row = roster.members[1]
    assert (row.name, row.cell_code, row.card, row.status) == ("Vi Thị Hai", "M01", "1002", StatusKind.WORKING_AWAY)


def test_sheets_and_headings_are_found_in_decomposed_letters_below_a_title():
    def retitle(book):
        for sheet in book.worksheets:
            sheet.title = unicodedata.normalize("NFD", sheet.title).upper()
            sheet.insert_rows(1, 2)
            sheet["B1"] = "DANH SÁCH ĐẢNG VIÊN XÃ MỚI"

    roster = read(small().to_bytes(retitle))

    assert not roster.problems
    assert [row.row for row in roster.members] == [4, 5, 6]


def test_numbers_typed_as_numbers_keep_their_first_zero_and_lose_no_digit():
    book = small()
    book.members[0] |= {"Số thẻ đảng viên": 11800012.0, "Điện thoại": 964393980}
    row = read(book.to_bytes()).members[0]

    assert (row.card, row.phone) == ("11800012", "0964393980")


def test_lines_that_hold_a_running_number_only_are_empty():
    book = small()
    book.members += [{"STT": 4}, {"STT": 5, "Họ và tên": "  "}]

    assert len(read(book.to_bytes()).members) == 3


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ("Họ và tên", None),
        ("Họ và tên", "x" * 121),
        ("Họ và tên", "=A1"),
        ("Số thẻ đảng viên", "#REF!"),
        ("Giới tính", "nam nữ"),
        ("Chức vụ", "Trưởng thôn"),
        ("Tình trạng", "nghỉ"),
        ("Mã chi bộ", None),
        ("Ghi chú", "x" * 2001),
        ("Họ và tên", "-"),
        ("Họ và tên", 1985),
        ("Họ và tên", date(1985, 2, 3)),
        ("Họ và tên", "<b>Hà Văn Ba</b>"),
        ("Số thẻ đảng viên", "Nam"),
        ("Số thẻ đảng viên", "03/02/1985"),
        ("Số thẻ đảng viên", date(1985, 2, 3)),
        ("Số thẻ đảng viên", "1001/1002"),
        ("Mã chi bộ", "03/02/1985"),
        ("Mã chi bộ", "M01, M02"),
    ],
)
def test_what_cannot_be_taken_of_a_member_is_named(column, written):
    book = small()
    book.members[2][column] = written

    assert messages(book) == [("Đảng viên", 4, column)]


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ("Mã", None),
        ("Tên tổ chức đảng", ""),
        ("Loại", "Chi đoàn"),
        ("Loại", None),
        ("Loại hình", None),
        ("Loại hình", "xóm"),
        ("Mã", "?"),
        ("Mã", date(2025, 7, 1)),
        ("Mã", "<M01>"),
        ("Tên tổ chức đảng", 5),
        ("Tên tổ chức đảng", "01/07/2025"),
    ],
)
def test_what_cannot_be_taken_of_an_organisation_is_named(column, written):
    book = small()
    book.organisations[1][column] = written

    assert ("Tổ chức", 3, column) in messages(book)


@pytest.mark.parametrize("written", ["Chưa có", "chưa cấp", "-", "–", "0", 0, "x", "Không", "  ", None])
def test_what_lists_write_where_there_is_no_card_is_no_card(written):
    book = small()
    for name in ("Không Thẻ", "Không Thẻ Hai"):
        book.members.append(person(name, written, "M01"))

    assert [row.card for row in read(book.to_bytes()).members[-2:]] == ["", ""]
    assert messages(book) == []


@pytest.mark.parametrize(
    ("sheet", "column", "written"),
    [("members", "Họ và tên", "Nguyễn Văn Nam (2)"), ("members", "Số thẻ đảng viên", "08.003456"),
     ("members", "Số thẻ đảng viên", "11 800 526"), ("members", "Số thẻ đảng viên", "TQ-11800526"),
     ("organisations", "Tên tổ chức đảng", "Chi bộ 5"), ("organisations", "Mã", "ĐB-01.2/A")],
)  # fmt: skip
def test_unusual_but_good_values_are_taken(sheet, column, written):
    book = small()
    row = person("Mới Vào", "1009", "M01") if sheet == "members" else organisation("M09", "Chợ", "Chi bộ", "y tế", "XM")
    getattr(book, sheet).append(row | {column: written})

    assert messages(book) == []


def test_days_in_the_wrong_order_are_named():
    book = small()
    book.members[0] |= {"Ngày vào Đảng": "19/05/2012", "Ngày chính thức": "19/05/2011"}

    assert messages(book) == [("Đảng viên", 2, "Ngày chính thức")]


def test_somebody_without_a_card_needs_a_birth_date():
    book = small()
    book.members.append(person("Không Thẻ", None, "M01", **{"Ngày sinh": None}))

    assert messages(book) == [("Đảng viên", 5, "Ngày sinh")]


def refused(data: bytes) -> str:
    with pytest.raises(BadWorkbook) as caught:
        read(data)
    return str(caught.value)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 99, b"Ho va ten;Ngay sinh\n", b"%PDF-1.7"])
def test_what_is_no_workbook_is_refused(data):
    assert "không phải sổ tính Excel" in refused(data)


def test_an_archive_that_is_no_workbook_is_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("hello.txt", "hello")

    assert "không phải sổ tính Excel" in refused(made.getvalue())


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet2.xml", "[Content_Types].xml", "xl/styles.xml"]
)
@pytest.mark.parametrize("content", [b"", b"<broken", b"<a/>"])
def test_a_broken_part_is_refused_and_never_an_error(part, content):
    data = with_part(small().to_bytes(), part, content)
    with suppress(BadWorkbook):
        assert len(read(data).members) in (0, 3)  # a part that does not matter, or an empty sheet


def test_entities_that_grow_are_refused():
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + b"b" * 1000 + b'">' + b"".join(
        b'<!ENTITY a%d "%s">' % (i, (b"&a;" if i == 0 else b"&a%d;" % (i - 1)) * 50) for i in range(8)
    ) + b']><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">&a7;</workbook>'  # fmt: skip

    assert refused(with_part(small().to_bytes(), "xl/workbook.xml", bomb))


OTHER_FILE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet2.xml", "xl/sheets/strange.name"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_part_that_names_other_files_is_refused(part, encoding):
    xml = f'<?xml version="1.0"?>{OTHER_FILE}<x>&a;</x>'.encode(encoding)

    assert "không phải sổ tính Excel" in refused(with_part(small().to_bytes(), part, xml))


def test_links_to_other_workbooks_are_not_followed():
    link = b'<externalLink xmlns="x"><externalBook r:id="rId1" xmlns:r="y"/></externalLink>'

    assert len(read(with_part(small().to_bytes(), "xl/externalLinks/externalLink1.xml", link)).members) == 3


def test_a_sheet_by_another_name_is_counted_too(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_CELLS", 1000)

    assert "nở ra quá lớn" in refused(with_part(small().to_bytes(), "xl/sheets/strange.name", b"<c/>" * 1001))


def test_a_zip_bomb_is_refused_before_it_is_opened():
    bomb = with_part(small().to_bytes(), "xl/media/bomb.bin", bytes(workbook.LARGEST_INFLATED))

    assert len(bomb) < 200_000
    assert "nở ra quá lớn" in refused(bomb)


def test_a_file_that_is_too_large_is_refused():
    assert "lớn hơn 20 MB" in refused(bytes(workbook.LARGEST_FILE + 1))


def test_more_rows_than_a_roster_has_are_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    monkeypatch.setattr("app.roster.sheets.MOST_ROWS", 3)

    assert "dài hơn 3 dòng" in refused(small().to_bytes())


def test_a_cell_far_away_in_the_sheet_costs_nothing():
    def far(book):
        book["Đảng viên"].cell(row=1_048_576, column=16_384, value="xa")

    assert len(read(small().to_bytes(far)).members) == 3


def test_a_missing_sheet_is_named():
    assert "Thiếu trang tính “Đảng viên”" in refused(small().to_bytes(lambda book: book.remove(book["Đảng viên"])))


def test_missing_columns_are_named_all_at_once():
    def rename(book):
        book["Đảng viên"]["F1"] = "Thẻ"
        book["Đảng viên"]["J1"] = None

    said = refused(small().to_bytes(rename))

    assert "“Số thẻ đảng viên”" in said
    assert "“Mã chi bộ”" in said


def test_a_sheet_of_organisations_without_rows_is_refused():
    assert "chưa có dòng nào" in refused(Book().to_bytes())


def test_a_sheet_of_millions_of_cells_is_refused_before_it_is_read():
    row = b'<row r="1">' + b'<c r="A1"><v>1</v></c>' * (workbook.MOST_CELLS + 1) + b"</row>"
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + row

    assert "nở ra quá lớn" in refused(with_part(small().to_bytes(), "xl/worksheets/sheet2.xml", sheet))
