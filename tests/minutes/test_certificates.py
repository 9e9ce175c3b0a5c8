"""Who signed the minutes puts the same on their PDF, each with a certificate of their own that nothing keeps."""

import subprocess
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from app import clock
from app.audit.models import AuditEvent
from app.documents.files import read_file, store
from app.documents.models import DocumentSignature
from app.documents.services import IssuedDocumentChanged
from app.documents.services_personal import is_name_of
from app.documents.signatures import check_signature
from app.extensions import db
from app.minutes import services
from app.refusals import BadInput, NotAllowed
from tests.minutes.conftest import AFTER, PASSPHRASE, PASSWORD
from tests.reading import words


@pytest.fixture(autouse=True)
def the_day_after(noon):
    with clock.set_to(AFTER):
        yield


def sign(issued, who, actor_of, data, passphrase=PASSPHRASE):
    return services.sign_by_certificate(*issued, data, passphrase, actor=actor_of(who))


def test_both_sign_exactly_the_issued_bytes_one_after_the_other(issued, actor_of, certificate_of):
    document = issued[2]
    for who in ("lan", "thang"):
        sign(issued, who, actor_of, certificate_of(who))
        db.session.commit()

    data = read_file(document.paper_sha256)
    assert data.startswith(read_file(document.file_sha256))
    found = check_signature(data)
    assert [one.unchanged for one in found] == [True, True]
    assert document.signed_by == ", ".join(one.signer for one in found)
    rows = db.session.scalars(select(DocumentSignature).order_by(DocumentSignature.id)).all()
    assert rows[0].sha256 == rows[1].before_sha256
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "document_signed")).all()
    assert [event.account_id is not None for event in events] == [True, True]


def test_the_readers_of_others_find_both_signatures_whole_and_nothing_wrong(issued, actor_of, certificate_of, tmp_path):
    for who in ("lan", "thang"):
        sign(issued, who, actor_of, certificate_of(who))
        db.session.commit()
    path, spoilt = tmp_path / "signed.pdf", tmp_path / "spoilt.pdf"
    data = read_file(issued[2].paper_sha256)
    path.write_bytes(data)
    spoilt.write_bytes(data[:5000] + bytes([data[5000] ^ 1]) + data[5001:])

    told, of_spoilt = (
        subprocess.run(["pdfsig", "-nocert", one], capture_output=True, text=True).stdout for one in (path, spoilt)
    )
    assert told.count("Signature is Valid") == 2
    assert "Signature is Valid" not in of_spoilt
    checked = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True)
    assert (checked.returncode, "No syntax or stream encoding errors" in checked.stdout) == (0, True), checked.stderr


def test_neither_certificate_nor_passphrase_stays_anywhere(issued, actor_of, certificate_of, app, caplog):
    data = certificate_of("lan")
    sign(issued, "lan", actor_of, data)
    db.session.commit()

    assert all(data not in path.read_bytes() for path in store().root.rglob("*") if path.is_file())
    told = str([event.data for event in db.session.scalars(select(AuditEvent))]) + caplog.text
    assert PASSPHRASE not in told


def test_a_signature_is_given_once_and_only_by_who_signed_the_text(issued, actor_of, certificate_of):
    sign(issued, "lan", actor_of, certificate_of("lan"))
    for who in ("lan", "men", "huong"):
        with pytest.raises(NotAllowed):
            sign(issued, who, actor_of, certificate_of(who))


@pytest.mark.parametrize(
    ("field", "spoilt"),
    [
        ("certificate", {"data": b""}),
        ("certificate", {"data": b"x" * 200_000}),
        ("certificate_password", {"data": b"no certificate at all"}),
        ("certificate_password", {"passphrase": "sai"}),
        ("certificate", {"name": "Người Khác"}),
        ("certificate", {"name": "{}h"}),  # An is not Anh
        ("certificate", {"name": "B{}"}),
        ("certificate", {"name": "{}, thay mặt Đảng ủy xã"}),
    ],
)
def test_what_cannot_sign_is_refused_with_a_sentence(issued, actor_of, certificate_of, field, spoilt):
    own = issued[1].signatures[0].person.full_name if "name" in spoilt else ""
    data = spoilt.get("data", certificate_of("lan", spoilt.get("name", "").format(own)))
    with pytest.raises(BadInput) as refused:
        sign(issued, "lan", actor_of, data, spoilt.get("passphrase", PASSPHRASE))

    assert list(refused.value.errors) == [field]
    assert issued[2].signed_sha256 is None


@pytest.mark.parametrize(
    ("said", "name", "is_theirs"),
    [
        ("NGUYỄN VĂN HÙNG", "Nguyễn Văn Hùng", True),
        ("Nguyen Van Hung", "Nguyễn Văn Hùng", True),
        ("Nguyễn Văn Hùng (CCCD: 012345678901)", "Nguyễn Văn Hùng", True),
        ("CMND:012345678, Đỗ Thị Hoà", "Đỗ Thị Hòa", True),
        ("Nguyễn Văn Hưng", "Nguyễn Văn Hùng", False),
        ("Nguyễn Văn Hùng Anh", "Nguyễn Văn Hùng", False),
        ("Nguyễn Văn Hùng - Bí thư Đảng ủy", "Nguyễn Văn Hùng", False),
        ("Văn Hùng", "Nguyễn Văn Hùng", False),
        ("", "Nguyễn Văn Hùng", False),
    ],
)
def test_whose_name_a_certificate_bears(said, name, is_theirs):
    assert is_name_of(said, name) == is_theirs


def test_a_certificate_that_has_expired_does_not_sign(issued, actor_of, certificate_of):
    data = certificate_of("lan")
    with clock.set_to(AFTER + timedelta(days=366 * 30)), pytest.raises(BadInput, match="hết hạn"):
        sign(issued, "lan", actor_of, data)


def test_the_signed_file_moves_only_by_one_more_signature(issued, actor_of, certificate_of):
    document = issued[2]
    sign(issued, "lan", actor_of, certificate_of("lan"))
    db.session.flush()
    document.signed_sha256 = document.file_sha256

    with pytest.raises(IssuedDocumentChanged):
        db.session.flush()


def test_it_is_done_on_a_page_with_ones_password(issued, as_user, certificate_of, passwords):
    meeting_id, data = issued[0].id, certificate_of("lan")
    code, document_id = issued[2].check_code, issued[2].id
    client = as_user("lan")
    path = f"/meetings/{meeting_id}/minutes"
    assert "Ký số biên bản" in words(client.get(path))

    def sent(password, passphrase=PASSPHRASE):
        form = {"certificate": (BytesIO(data), "lan.p12"), "certificate_password": passphrase, "password": password}
        return client.post(f"{path}/certificate", data=form)

    assert sent("sai").status_code == 422
    answer = sent(PASSWORD, "sai")
    assert (answer.status_code, "Không mở được tệp chứng thư" in words(answer)) == (422, True)
    assert sent(PASSWORD).status_code == 303
    assert "Đã ký số" in words(client.get(path))
    assert "Ký số biên bản" not in words(client.get(path))
    got = client.get(f"/documents/{document_id}/pdf").data
    assert len(check_signature(got)) == 1
    assert "Khớp từng byte" in words(client.post("/check", data={"file": (BytesIO(got), "a.pdf"), "code": code}))


def test_a_signed_file_that_is_lost_is_not_made_again_but_brought_back(issued, as_user, actor_of, certificate_of):
    document_id = issued[2].id
    sign(issued, "lan", actor_of, certificate_of("lan"))
    db.session.commit()
    store().path(issued[2].signed_sha256).unlink()
    db.session.rollback()

    answer = as_user("thang").get(f"/documents/{document_id}/pdf")
    assert (answer.status_code, "khôi phục tệp từ bản sao lưu" in words(answer)) == (410, True)
    assert "Tạo lại bản PDF" not in words(answer)
