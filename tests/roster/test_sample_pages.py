"""The workbook that offices keep, on the page: a whole commune, then a month later with what changed in it."""

import io
import re
import unicodedata
from datetime import datetime

import pytest
from sqlalchemy import func, select

from app import clock
from app.accounts.models import Account, Appointment
from app.audit.models import AuditEvent
from app.extensions import db
from app.members.models import Membership, Person
from app.members.queries import roll_of
from app.organisations.models import Organisation
from app.roster.services import import_roster
from tests.fixtures import ALWAYS, House
from tests.roster.importing import TODAY, cell, of_card
from tests.roster.test_pages import confirm, send
from tests.roster.workbooks import SAMPLE, Book, sample
from tests.world import NOON
from workflows.roles import Role

MODELS = (Organisation, Person, Membership, Appointment, AuditEvent)


@pytest.fixture
def office(app, noon, prepared, monkeypatch):
    """The office of Thượng Sơn, with its roster in the house and nobody else's."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    monkeypatch.setattr(app, "test_client_class", House)
    account_id = prepared("the office of the sample", move_in)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"], cookie["proved"] = f"{account_id}.1", True, ALWAYS
    return client


def move_in() -> int:
    """The number of the clerk's account."""
    for table in reversed(db.metadata.sorted_tables):
        if table.name not in ("rule_set", "criteria_set", "alembic_version"):
            db.session.execute(table.delete())
    assert import_roster(SAMPLE.read_bytes(), actor=None, on=TODAY).problems == []
    clerk = Person(full_name="Trần Thị Văn", sort_key="van", folded_name="tran thi van")
    db.session.add(clerk)
    db.session.flush()
    account = Account(
        person_id=clerk.id, user_name="van", password_hash="!", must_change_password=False, created_at=NOON
    )  # fmt: skip
    db.session.add(account)
    db.session.add(
        Appointment(person_id=clerk.id, organisation_id=cell("DUX").id, role=Role.OFFICE, from_on=TODAY)
    )  # fmt: skip
    db.session.flush()
    return account.id


def counted(committed) -> list[int]:
    with committed() as session:
        return [session.scalar(select(func.count()).select_from(model)) for model in MODELS]


def looked_at(office, book: Book) -> tuple[str, str]:
    sent = send(office, book.to_bytes())
    assert sent.status_code == 303
    return sent.location, office.get(sent.location).text


def test_the_same_workbook_offers_nothing_and_changes_nothing(office, committed):
    before = counted(committed)
    sent = send(office, SAMPLE.read_bytes())
    page = office.get(sent.location).text

    assert "Tệp giống hệt dữ liệu đang có" in page
    assert "Không có trong tệp" not in page
    for count, what in (
        (19, "tổ chức"),
        (236, "đảng viên"),
        (222, "chính thức"),
        (14, "dự bị"),
        (5, "miễn"),
        (10, "xa"),
    ):
        assert re.search(rf"<b>{count}</b><span>[^<]*{what}", page), what
    assert counted(committed) == before


@pytest.mark.any_engine
def test_the_same_people_typed_otherwise_are_the_same(office, committed):
    """Decomposed letters, stray spaces, capitals of codes, real dates instead of text: nothing has changed."""
    book = sample()
    for row in (*book.organisations, *book.members):
        for heading, value in row.items():
            if isinstance(value, str):
                row[heading] = f"  {unicodedata.normalize('NFD', value)} "
    for row in book.members:
        row["Mã chi bộ"] = row["Mã chi bộ"].lower()
        text = str(row["Ngày sinh"]).strip()
        if re.fullmatch(r"\d{2}/\d{2}/\d{4}", text):
            row["Ngày sinh"] = datetime.strptime(text, "%d/%m/%Y")  # noqa: DTZ007 - what Excel keeps
    _, page = looked_at(office, book)

    assert "Tệp giống hệt dữ liệu đang có" in page


def changed() -> tuple[Book, dict[str, str], dict[str, str], str]:
    """A month later: one moved, one absent, one without a card got one, a new secretary."""
    book = sample()
    moved = next(row for row in book.members if row["Mã chi bộ"] == "CB03" and row["Chức vụ"] == "Đảng viên")
    moved["Mã chi bộ"] = "CB04"
    gone = next(row for row in book.members if row["Mã chi bộ"] == "CB05" and row["Chức vụ"] == "Đảng viên")
    book.members.remove(gone)
    named = {key: unicodedata.normalize("NFC", " ".join(str(row["Họ và tên"]).split())) for key, row in
             (("moved", moved), ("gone", gone))}  # fmt: skip
    cards = {"moved": str(moved["Số thẻ đảng viên"]).strip(), "gone": str(gone["Số thẻ đảng viên"]).strip()}
    return book, named, cards, "CB04"


def test_a_changed_cell_is_a_transfer_and_the_absent_are_listed_and_stay(office, committed):
    book, named, cards, target = changed()
    address, page = looked_at(office, book)
    day = clock.today()

    assert "1 đồng chí chuyển sinh hoạt sang chi bộ khác từ hôm nay" in page
    assert "đến chi bộ mã CB04" in page
    absent = page[page.index('id="vang"') :]
    assert 'Không có trong tệp <span class="count">1</span>' in absent
    assert named["gone"] in absent
    with committed():
        before = {code: len(roll_of(cell(code).id, day)) for code in ("CB03", "CB04", "CB05")}
    assert confirm(office, address).status_code == 303
    with committed() as session:
        after = {code: len(roll_of(cell(code).id, day)) for code in before}
        assert after == before | {"CB03": before["CB03"] - 1, target: before[target] + 1}
        assert named["gone"] in [row.person.full_name for row in roll_of(cell("CB05").id, day)]
        person = of_card(cards["moved"])
        homes = session.scalars(select(Membership).where(Membership.person_id == person.id)).all()
        assert {home.organisation.code for home in homes if home.to_on is None} == {"CB04"}
        events = select(AuditEvent).where(AuditEvent.event == "transferred", AuditEvent.subject_id == person.id)
        assert {event.data["on"] for event in session.scalars(events)} == {day.isoformat()}
    assert "Tệp giống hệt" in office.get(send(office, book.to_bytes()).location).text


# Of each kind of problem one, in a row of its own: sheet, row, column, what is written there, what is said of it.
PROBLEMS = [
    ("members", 57, "Ngày sinh", "31/02/1980", "Không có ngày 31/02/1980. Kiểm tra lại."),
    ("members", 58, "Ngày vào Đảng", "tháng 5", "Ghi đủ ngày, tháng, năm, ví dụ 03/02/1985."),
    ("members", 59, "Ngày chính thức", "01/01/2030", "Còn dự bị thì để trống ô này."),
    ("members", 60, "Mã chi bộ", "CB99", "Thêm chi bộ ấy vào trang tính Tổ chức, hoặc sửa mã."),
    ("members", 61, "Mã chi bộ", "DUX", "ghi mã chi bộ."),
    ("members", 62, "Chức vụ", "Chủ tịch", "Ghi một trong các từ: Bí thư, Phó bí thư"),
    ("members", 63, "Tình trạng", "nghỉ hưu", "Ghi một trong các từ: Đang sinh hoạt"),
    ("members", 64, "Giới tính", "N", "Ghi một trong các từ: Nam, Nữ."),
    ("members", 65, "Họ và tên", "", "Chưa có họ và tên."),
    ("members", 66, "Điện thoại", "=A1", "dán lại bằng “Dán giá trị” (Paste Values)."),
    ("organisations", 6, "Loại", "Tổ đảng", "Ghi một trong các từ: Đảng bộ xã"),
    ("organisations", 7, "Loại hình", "", "Chi bộ cần loại hình."),
    ("organisations", 8, "Mã cấp trên", "XYZ", "XYZ"),
    ("organisations", 9, "Ngày thành lập", "#REF!", "Nhập lại nội dung đúng."),
]


@pytest.mark.any_engine
def test_every_problem_is_named_by_sheet_row_column_and_what_to_do(office, committed):
    """All of them in one workbook: reading the whole commune once for each would take most of a minute."""
    book, before = sample(), counted(committed)
    for sheet, row, column, written, _ in PROBLEMS:
        getattr(book, sheet)[row - 2][column] = written
    address, page = looked_at(office, book)

    for sheet, row, column, _, do in PROBLEMS:
        place = f"Trang tính {'Đảng viên' if sheet == 'members' else 'Tổ chức'}, dòng {row}, cột {column}"
        assert f"<strong>{place}</strong>" in page, place
        assert do in page[page.index(f"<strong>{place}</strong>") :].split("</li>")[0], place
    assert "Nhập danh sách này" not in page
    assert office.post(f"{address}/confirm", data={"fingerprint": "x"}).status_code in (409, 422)
    assert counted(committed) == before


@pytest.mark.any_engine
def test_all_problems_are_named_at_once(office):
    book = sample()
    for number, column in enumerate(("Ngày sinh", "Chức vụ", "Mã chi bộ", "Tình trạng")):
        book.members[10 + number][column] = "?!"
    _, page = looked_at(office, book)

    assert "còn 4 chỗ cần sửa trong tệp" in page
    assert [int(n) for n in re.findall(r"<strong>Trang tính Đảng viên, dòng (\d+)", page)] == [12, 13, 14, 15]


def test_a_file_that_only_looks_like_a_workbook_is_refused(office):
    answer = office.post("/roster", data={"file": (io.BytesIO(SAMPLE.read_bytes()[:5000]), "danh-sach.xlsx")})

    assert answer.status_code == 422
    assert "không phải sổ tính Excel" in answer.text
