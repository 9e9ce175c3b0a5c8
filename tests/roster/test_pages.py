"""Upload, preview, confirm: the office and nobody else."""

import io
import zipfile

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.documents.files import store
from app.members.models import Membership, Person
from app.organisations.models import Organisation
from app.roster.models import RosterUpload
from app.roster.services import preview
from app.roster.sheets import read
from tests.roster.workbooks import Book, organisation, person


def below_the_commune() -> Book:
    return Book(
        organisations=[organisation("N01", "Chi bộ thôn Mới", "Chi bộ", "khu dân cư", "XA")],
        members=[person("Lê Văn Một", "7001", "N01", office="Bí thư"), person("Vi Thị Hai", "7002", "N01")],
    )


def send(client, data: bytes, name: str = "danh sách.xlsx"):
    return client.post("/roster", data={"file": (io.BytesIO(data), name)})


def confirm(client, address: str, **more):
    page = client.get(address).text
    mark = page.split('name="fingerprint" value="')[1].split('"')[0]
    return client.post(f"{address}/confirm", data={"fingerprint": mark} | more)


def counted(committed) -> list[int]:
    with committed() as session:
        return [session.scalar(select(func.count()).select_from(m)) for m in (Organisation, Person, Membership)]


def test_a_file_that_was_lost_after_the_preview_is_asked_for_again(as_user, app, committed):
    hanh = as_user("hanh")
    sent = send(hanh, below_the_commune().to_bytes())
    with committed() as session:
        store().remove(session.scalars(select(RosterUpload.file_sha256)).one())
    answer = hanh.post(f"{sent.location}/confirm", data={"fingerprint": "x"}, follow_redirects=True)
    assert answer.status_code == 200
    assert "Tệp đã tải lên không còn nữa" in answer.text


def test_an_office_uploads_looks_and_confirms(as_user, world, committed):
    hanh, before = as_user("hanh"), counted(committed)
    sent = send(hanh, below_the_commune().to_bytes())
    shown = hanh.get(sent.location)

    assert sent.status_code == 303
    assert "Sẽ thêm 3 dòng, sửa 0, giữ nguyên 0" in shown.text
    assert "Chi bộ thôn Mới" in shown.text
    assert counted(committed) == before

    done = confirm(hanh, sent.location)
    assert done.status_code == 303
    assert counted(committed) == [n + more for n, more in zip(before, (1, 2, 2), strict=True)]
    assert "Đã nhập danh sách" in hanh.get(done.location).text
    assert hanh.post(f"{sent.location}/confirm", data={}).status_code == 303
    with committed() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "roster_imported")).one()
        assert (event.chain, event.data["created"]) == (world.commune, 3)


def test_the_preview_says_what_changes_who_moves_and_who_is_absent(as_user, world, committed):
    hanh = as_user("hanh")
    confirm(hanh, send(hanh, below_the_commune().to_bytes()).location)
    book = below_the_commune()
    book.organisations.append(organisation("CB02", "Chi bộ Trường Tiểu học Mường Lâm", "Chi bộ", "trường học", "XA"))
    book.members[1].update({"Mã chi bộ": "CB02", "Điện thoại": "0900000009"})
    del book.members[0]
    text = hanh.get(send(hanh, book.to_bytes()).location).text

    assert "Chuyển sinh hoạt từ Chi bộ thôn Mới đến chi bộ mã CB02; điện thoại 0912345678 → 0900000009" in text
    assert "1 đồng chí chuyển sinh hoạt" in text
    assert "Không có trong tệp" in text
    assert "Lê Văn Một" in text
    assert "Sùng A Dua" not in text


def test_the_same_workbook_again_offers_nothing_to_do(as_user, world):
    hanh = as_user("hanh")
    confirm(hanh, send(hanh, below_the_commune().to_bytes()).location)
    again = hanh.get(send(hanh, below_the_commune().to_bytes()).location)

    assert "Tệp giống hệt dữ liệu đang có" in again.text
    assert 'name="fingerprint"' not in again.text


def test_problems_are_named_and_cannot_be_confirmed(as_user, world, committed):
    book, hanh, before = below_the_commune(), as_user("hanh"), counted(committed)
    book.members[0]["Ngày sinh"] = "hôm qua"
    book.members[1]["Mã chi bộ"] = "CB91"
    sent = send(hanh, book.to_bytes())
    shown = hanh.get(sent.location)

    assert "<title>Lỗi: " in shown.text
    assert "Trang tính Đảng viên, dòng 2, cột Ngày sinh" in shown.text
    assert "Trang tính Đảng viên, dòng 3, cột Mã chi bộ" in shown.text
    assert 'name="fingerprint"' not in shown.text
    assert hanh.post(f"{sent.location}/confirm", data={"fingerprint": "x"}).status_code == 409
    assert counted(committed) == before


def test_a_hand_made_confirmation_of_a_bad_workbook_writes_nothing(as_user, world, committed):
    book, hanh, before = below_the_commune(), as_user("hanh"), counted(committed)
    book.members[0]["Ngày sinh"] = "hôm qua"
    sent = send(hanh, book.to_bytes())
    with committed():
        mark = preview(book.to_bytes(), allowed=world.organisations.values()).plan.fingerprint
    answer = hanh.post(f"{sent.location}/confirm", data={"fingerprint": mark})

    assert answer.status_code == 422
    assert counted(committed) == before


def test_what_changed_since_the_preview_is_looked_at_again(as_user, world, committed):
    hanh = as_user("hanh")
    first, second = (send(hanh, below_the_commune().to_bytes()).location for _ in range(2))
    mark = hanh.get(second).text.split('name="fingerprint" value="')[1].split('"')[0]
    confirm(hanh, first)

    assert hanh.post(f"{second}/confirm", data={"fingerprint": mark}).status_code == 409


def test_a_double_click_imports_once(as_user, world, committed):
    hanh = as_user("hanh")
    sent = send(hanh, below_the_commune().to_bytes()).location
    mark = hanh.get(sent).text.split('name="fingerprint" value="')[1].split('"')[0]
    answers = [hanh.post(f"{sent}/confirm", data={"fingerprint": mark, "once": "one-token.1"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    with committed() as session:
        assert (
            len(
                session.scalars(
                    select(AuditEvent).where(AuditEvent.event == "roster_imported").order_by(AuditEvent.id)
                ).all()
            )
            == 1
        )


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(60 * 1024 * 1024))
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Chọn tệp danh sách trước"),
        (b"not a workbook", "không phải sổ tính Excel"),
        (b"%PDF-1.7 " * 100, "không phải sổ tính Excel"),
        (bomb(), "nở ra quá lớn"),
        (Book().to_bytes(), "chưa có dòng nào"),
        (below_the_commune().to_bytes(lambda book: book.remove(book["Tổ chức"])), "Thiếu trang tính “Tổ chức”"),
        (below_the_commune().to_bytes(lambda book: book["Đảng viên"].delete_cols(2)), "thiếu cột “Họ và tên”"),
    ],
)
def test_what_is_no_roster_is_refused_at_once_and_not_kept(as_user, world, committed, data, said):
    answer = send(as_user("hanh"), data)

    assert answer.status_code == 422
    assert said in answer.text
    with committed() as session:
        assert session.scalars(select(RosterUpload)).all() == []


def test_a_file_of_fifty_megabytes_is_refused(as_user, world):
    answer = as_user("hanh").post(
        "/roster",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(50 * 1024 * 1024)},
    )

    assert answer.status_code == 413
    assert "quá lớn" in answer.text


def test_script_in_every_cell_is_shown_as_text(as_user, world):
    book = below_the_commune()
    evil = "<script>alert(1)</script>"
    book.organisations[0]["Tên tổ chức đảng"] = evil
    book.members[1] |= {"Họ và tên": evil, "Ghi chú": evil, "Dân tộc": evil, "Chức vụ": evil}
    hanh = as_user("hanh")
    page = hanh.get(send(hanh, book.to_bytes(), "<b>.xlsx").location)

    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text


def test_a_lost_file_is_asked_for_again(as_user, world, app, committed):
    hanh = as_user("hanh")
    sent = send(hanh, below_the_commune().to_bytes()).location
    with committed() as session:
        store().path(session.scalars(select(RosterUpload.file_sha256)).one()).unlink()

    assert hanh.get(sent).location.endswith("/roster")


@pytest.mark.parametrize("who", ["thang", "lan", "loc", "tham", "binh", "tra", "quan"])
def test_nobody_but_an_office_imports(as_user, world, who):
    client = as_user(who)

    assert client.get("/roster").status_code == 403
    assert client.get("/roster/template").status_code == 403
    assert send(client, below_the_commune().to_bytes()).status_code == 403


def test_another_office_does_not_see_what_was_sent(as_user, world):
    sent = send(as_user("hanh"), below_the_commune().to_bytes()).location
    vien = as_user("vien")

    assert vien.get(sent).status_code == 404
    assert vien.post(f"{sent}/confirm", data={"fingerprint": "x"}).status_code == 404


def test_another_office_cannot_import_into_this_commune(as_user, world):
    vien = as_user("vien")
    page = vien.get(send(vien, below_the_commune().to_bytes()).location)

    assert "ngoài phạm vi" in page.text


def test_the_empty_template_has_the_headings_that_are_read(as_user, world):
    answer = as_user("hanh").get("/roster/template")
    book = load_workbook(io.BytesIO(answer.data))
    book["Tổ chức"].append(["N01", "Chi bộ thôn Mới", "Chi bộ", "y tế", "XA"])
    saved = io.BytesIO()
    book.save(saved)

    assert "attachment" in answer.headers["Content-Disposition"]
    assert len(read(saved.getvalue()).organisations) == 1
