import io
import unicodedata
import zipfile

import pytest

from app.documents import uploads
from app.documents.uploads import UploadRefused, check_upload, safe_name

PDF = b"%PDF-1.7\n..."
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20
HEIC = b"\0\0\0\x18ftypheic" + b"\0" * 20


def archive(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return out.getvalue()


DOCX = archive({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"})
XLSX = archive({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"})
ODT = archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<office/>"})


def check(name, data, limit=5 * 1024 * 1024):
    return check_upload(name, io.BytesIO(data), limit)


@pytest.mark.parametrize(("name", "data", "media_type"), [
    ("Hướng dẫn số 19.pdf",   PDF,  "application/pdf"),
    ("Ảnh biên bản.PNG",      PNG,  "image/png"),
    ("ảnh.jpg",               JPEG, "image/jpeg"),
    ("ảnh.jpeg",              JPEG, "image/jpeg"),
    ("IMG_0001.HEIC",         HEIC, "image/heic"),
    ("ảnh.heif",              HEIC, "image/heic"),
    ("Dự thảo.docx",          DOCX, uploads.MEDIA_TYPES["docx"]),
    ("Danh sách.xlsx",        XLSX, uploads.MEDIA_TYPES["xlsx"]),
    ("Báo cáo.odt",           ODT,  uploads.MEDIA_TYPES["odt"]),
])  # fmt: skip
def test_it_takes_what_a_meeting_needs(name, data, media_type):
    upload = check(name, data)

    assert (upload.name, upload.media_type, upload.data) == (name, media_type, data)


@pytest.mark.parametrize(("name", "data", "sentence"), [
    ("rỗng.pdf",          b"",                   "không có nội dung"),
    ("chương trình.exe",  b"MZ\x90",             "chỉ nhận tệp PDF"),
    ("không đuôi",        PDF,                   "chỉ nhận tệp PDF"),
    ("a.pdf.exe",         PDF,                   "chỉ nhận tệp PDF"),
    ("trang.html",        b"<script>1</script>", "chỉ nhận tệp PDF"),
    ("hình.svg",          b"<svg/>",             "chỉ nhận tệp PDF"),
    ("giả.pdf",           b"<script>1</script>", "không đúng với đuôi .pdf"),
    ("giả.pdf",           b"x" + PDF,            "không đúng với đuôi .pdf"),
    ("giả.jpg",           PNG,                   "không đúng với đuôi .jpg"),
    ("giả.docx",          XLSX,                  "không đúng với đuôi .docx"),
    ("nén.docx",          archive({"a.txt": "a"}), "không đúng với đuôi .docx"),
    ("giả.odt",           archive({"mimetype": "text/plain"}), "không đúng với đuôi .odt"),
    ("hỏng.docx",         DOCX[:-30],            "bị hỏng"),
    ("cũ.doc",            b"\xd0\xcf\x11\xe0",   "chỉ nhận tệp PDF"),
])  # fmt: skip
def test_it_refuses_in_a_sentence(name, data, sentence):
    with pytest.raises(UploadRefused, match=sentence) as refused:
        check(name, data)
    assert str(refused.value).endswith(".")


def test_the_limit_is_exact_and_named():
    assert check("vừa.pdf", PDF.ljust(1024), 1024)
    with pytest.raises(UploadRefused, match="mức cho phép là 1,5 MB"):
        check("lớn.pdf", PDF.ljust(3 * 512 * 1024 + 1), 3 * 512 * 1024)


def test_it_does_not_read_on_beyond_the_limit():
    class Endless(io.RawIOBase):
        asked = 0

        def read(self, size=-1):
            self.asked = size
            return b"x" * size

    stream = Endless()
    with pytest.raises(UploadRefused):
        check_upload("vô tận.pdf", stream, 1000)
    assert stream.asked == 1001


def test_a_macro_is_refused():
    data = archive({"[Content_Types].xml": "", "word/document.xml": "", "word/vbaProject.bin": "x"})
    with pytest.raises(UploadRefused, match="macro"):
        check("có macro.docx", data)


def test_a_bomb_that_says_its_size_is_refused():
    data = archive({"[Content_Types].xml": "", "word/document.xml": b"0" * (uploads.MAX_INFLATED + 1)})
    assert len(data) < 1024 * 1024
    with pytest.raises(UploadRefused, match="quá lớn"):
        check("bom.docx", data)


def test_a_bomb_that_lies_about_its_size_is_refused():
    size = 4_000_000
    data = archive({"[Content_Types].xml": "", "word/document.xml": b"0" * size})
    lying = data.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != data
    with pytest.raises(UploadRefused, match="hỏng"):
        check("nói dối.docx", lying)


def test_too_many_members_are_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_MEMBERS", 3)
    with pytest.raises(UploadRefused, match="quá lớn"):
        check("nhiều.docx", archive({f"{n}.xml": "" for n in range(4)}))


def test_an_encrypted_member_is_refused():
    data = bytearray(DOCX)
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        data[at + offset] |= 1
    with pytest.raises(UploadRefused, match="mật khẩu"):
        check("khóa.docx", bytes(data))


@pytest.mark.parametrize(("given", "kept"), [
    ("Hướng dẫn số 19-HD/ĐU.pdf",        "ĐU.pdf"),
    (r"C:\Tài liệu\Nghị quyết 01.docx",  "Nghị quyết 01.docx"),
    ("../../etc/passwd.pdf",             "passwd.pdf"),
    ("a\u202egpj.pdf",                   "agpj.pdf"),
    ('x<script>:"|?*y.pdf',              "x script y.pdf"),
    ("a\nb\0c.pdf",                      "a bc.pdf"),
    ("  ..ẩn.. .pdf",                    "ẩn.pdf"),
    (".pdf",                             "pdf"),
    ("",                                 "Tài liệu"),
    ("Đ" * 300 + ".pdf",                 "Đ" * 116 + ".pdf"),
])  # fmt: skip
def test_a_name_keeps_its_letters_and_loses_its_tricks(given, kept):
    assert safe_name(given) == kept


def test_a_decomposed_name_is_composed():
    assert safe_name(unicodedata.normalize("NFD", "Biên bản tháng 02.pdf")) == "Biên bản tháng 02.pdf"
