"""Who has a token signs the issued PDF at their own computer and hands it in: that file, one signature more, nothing else."""

from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from sqlalchemy import select

from app import clock
from app.audit.models import AuditEvent
from app.documents import services_handed_in as handed_in
from app.documents.files import read_file
from app.documents.models import DocumentSignature
from app.documents.services_personal import NO_WORTH
from app.documents.signatures import Looked, check_signature
from app.extensions import db
from app.minutes import services
from app.refusals import BadInput, NotAllowed
from tests.minutes.conftest import AFTER, PASSPHRASE, PASSWORD
from tests.reading import words


@pytest.fixture(autouse=True)
def the_day_after(noon):
    with clock.set_to(AFTER):
        yield


@pytest.fixture
def elsewhere(certificate_of):
    """`elsewhere(data, "lan")`: the file as somebody else's program signs it with the token of that person."""

    def sign(data, who, name="", *, field="Signature1", box=None, **more):
        signer = SimpleSigner.load_pkcs12_data(certificate_of(who, name), (), PASSPHRASE.encode())
        said = PdfSignatureMetadata(field_name=field, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256", **more)
        made = PdfSigner(said, signer=signer, new_field_spec=SigFieldSpec(field, on_page=0, box=box))
        return made.sign_pdf(IncrementalPdfFileWriter(BytesIO(data), strict=False)).getvalue()

    return sign


def taken_along(issued) -> bytes:
    return read_file(issued[2].paper_sha256)


def hand_in(issued, who, actor_of, data):
    return services.hand_in_signed(*issued, data, actor=actor_of(who))


def refused(issued, who, actor_of, data) -> str:
    with pytest.raises(BadInput) as error:
        hand_in(issued, who, actor_of, data)
    assert list(error.value.errors) == [handed_in.FIELD]
    return error.value.errors[handed_in.FIELD]


def with_more(data, change) -> bytes:
    """The file with something else added at its end, as a program that edits does."""
    writer = IncrementalPdfFileWriter(BytesIO(data), strict=False)
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def another_text(writer):
    reference = writer.root["/Pages"]["/Kids"].raw_get(0)
    page = reference.get_object()
    page[generic.pdf_name("/Contents")] = writer.add_object(generic.StreamObject(stream_data=b"q Q"))
    writer.mark_update(reference)


def a_note(writer):
    reference = writer.root["/Pages"]["/Kids"].raw_get(0)
    note = generic.DictionaryObject({
        generic.pdf_name("/Type"): generic.pdf_name("/Annot"), generic.pdf_name("/Subtype"): generic.pdf_name("/Text"),
        generic.pdf_name("/Rect"): generic.ArrayObject([generic.NumberObject(n) for n in (10, 10, 30, 30)]),
        generic.pdf_name("/Contents"): generic.pdf_string("không phải thế"),
    })  # fmt: skip
    page = reference.get_object()
    page[generic.pdf_name("/Annots")] = generic.ArrayObject([writer.add_object(note)])
    writer.mark_update(reference)


def test_what_was_signed_on_a_token_is_kept_as_what_was_signed_here(issued, actor_of, elsewhere):
    document = issued[2]
    for who, field in (("lan", "Signature1"), ("thang", "Signature2")):
        signed, found = hand_in(issued, who, actor_of, elsewhere(taken_along(issued), who, field=field))
        db.session.commit()
        assert signed.name == found.signer

    data = read_file(document.paper_sha256)
    assert data.startswith(read_file(document.file_sha256))
    assert [one.unchanged for one in check_signature(data)] == [True, True]
    rows = db.session.scalars(select(DocumentSignature).order_by(DocumentSignature.id)).all()
    assert rows[0].sha256 == rows[1].before_sha256
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "document_signed")).all()
    assert [event.data["after"] for event in events] == [row.sha256 for row in rows]


@pytest.mark.parametrize("box", [(60, 20, 200, 60), None])
def test_with_a_box_or_without_one(issued, actor_of, elsewhere, box):
    hand_in(issued, "lan", actor_of, elsewhere(taken_along(issued), "lan", box=box))


@pytest.mark.parametrize("box", [(0, 0, 595, 842), (60, 600, 200, 640), (60, 640, 200, 600)])
def test_nobody_lays_a_box_over_the_text_that_they_sign(issued, actor_of, elsewhere, box):
    """The house would hand it out, and call it genuine, with another text before everybody's eyes."""
    over = elsewhere(taken_along(issued), "lan", box=box)

    assert refused(issued, "lan", actor_of, over) == handed_in.HIGH_BOX


def test_who_signs_after_somebody_lays_no_box_over_what_was_signed(issued, actor_of, elsewhere):
    hand_in(issued, "thang", actor_of, elsewhere(taken_along(issued), "thang", box=(60, 20, 200, 60)))
    over = elsewhere(taken_along(issued), "lan", field="Signature2", box=(60, 200, 500, 700))

    assert refused(issued, "lan", actor_of, over) == handed_in.BOX


def test_one_signs_here_and_the_other_on_a_token(issued, actor_of, elsewhere, certificate_of):
    services.sign_by_certificate(*issued, certificate_of("thang"), PASSPHRASE, actor=actor_of("thang"))
    db.session.flush()
    hand_in(issued, "lan", actor_of, elsewhere(taken_along(issued), "lan"))

    assert len(check_signature(taken_along(issued))) == 2


def test_another_file_or_one_that_was_saved_anew(issued, actor_of, elsewhere):
    with pikepdf.open(BytesIO(taken_along(issued))) as pdf:
        saved = BytesIO()
        pdf.save(saved)
    other = saved.getvalue()
    assert refused(issued, "lan", actor_of, elsewhere(other, "lan")) == handed_in.OTHER_FILE
    flipped = bytearray(taken_along(issued))
    flipped[len(flipped) // 2] ^= 1
    assert refused(issued, "lan", actor_of, elsewhere(bytes(flipped), "lan")) == handed_in.OTHER_FILE


def test_a_file_that_nobody_signed(issued, actor_of):
    assert refused(issued, "lan", actor_of, taken_along(issued)) == handed_in.NOT_SIGNED
    assert refused(issued, "lan", actor_of, taken_along(issued) + b"\n% x\n") == handed_in.NOT_SIGNED


@pytest.mark.parametrize("change", [another_text, a_note])
@pytest.mark.parametrize("when", ["before", "after"])
def test_more_than_a_signature(issued, actor_of, elsewhere, change, when):
    data = taken_along(issued)
    spoilt = (
        elsewhere(with_more(data, change), "lan") if when == "before" else with_more(elsewhere(data, "lan"), change)
    )

    assert refused(issued, "lan", actor_of, spoilt) == handed_in.MORE_THAN_SIGNED
    assert issued[2].signed_sha256 is None


def test_the_signature_of_somebody_else_is_named(issued, actor_of, elsewhere):
    said = refused(issued, "lan", actor_of, elsewhere(taken_along(issued), "lan", "Người Khác"))
    assert "NGƯỜI KHÁC" in said
    assert "Triệu Thị Lan" in said


def test_two_signatures_at_once(issued, actor_of, elsewhere):
    both = elsewhere(elsewhere(taken_along(issued), "thang"), "lan", field="Signature2")
    assert "2 chữ ký" in refused(issued, "lan", actor_of, both)


def test_who_took_it_along_before_the_other_signed_is_told_so(issued, actor_of, elsewhere):
    mine = elsewhere(taken_along(issued), "lan")
    other, _ = hand_in(issued, "thang", actor_of, elsewhere(taken_along(issued), "thang"))

    assert f"{other.name} đã ký số lên biên bản" in refused(issued, "lan", actor_of, mine)


def test_a_signature_that_was_damaged(issued, actor_of, elsewhere):
    data = taken_along(issued)
    signed = bytearray(elsewhere(data, "lan", reason="Ký biên bản"))
    at = signed.index(b"/Reason", len(data)) + 9
    signed[at] ^= 1
    assert refused(issued, "lan", actor_of, bytes(signed)) == handed_in.NOT_WHOLE


def test_a_signature_that_lets_nobody_sign_after_it(issued, actor_of, elsewhere):
    locking = elsewhere(taken_along(issued), "lan", certify=True, docmdp_permissions=MDPPerm.NO_CHANGES)
    assert refused(issued, "lan", actor_of, locking) == handed_in.LOCKS


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [({"in_date": False}, handed_in.NOT_VALID_NOW), ({"looked": Looked(AFTER, False, AFTER)}, handed_in.REVOKED)],
)
def test_a_certificate_that_holds_no_more(issued, actor_of, elsewhere, monkeypatch, spoilt, told):
    def spoiling(found, _trust):
        return tuple(replace(one, **spoilt) for one in found)

    monkeypatch.setattr(handed_in, "with_revocation", spoiling)
    assert refused(issued, "lan", actor_of, elsewhere(taken_along(issued), "lan")) == told


def test_a_certificate_of_no_worth_in_production(issued, actor_of, elsewhere, app, monkeypatch):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], env="production"))
    assert refused(issued, "lan", actor_of, elsewhere(taken_along(issued), "lan")) == NO_WORTH


def test_only_who_signed_the_text_and_once(issued, actor_of, elsewhere):
    data = elsewhere(taken_along(issued), "lan")
    hand_in(issued, "lan", actor_of, data)
    for who in ("lan", "men", "huong"):
        with pytest.raises(NotAllowed):
            hand_in(issued, who, actor_of, data)


def test_it_is_done_on_a_page_with_ones_password(issued, as_user, elsewhere, passwords):
    meeting_id, document_id = issued[0].id, issued[2].id
    db.session.rollback()
    client = as_user("lan")
    path = f"/meetings/{meeting_id}/minutes"
    assert "Tải tệp PDF để ký" in words(client.get(f"{path}/signed-file"))
    signed = elsewhere(client.get(f"/documents/{document_id}/pdf").data, "lan")

    def sent(password, data, name="bien-ban-signed.pdf"):
        form = {"signed_file": (BytesIO(data), name), "password": password}
        return client.post(f"{path}/signed-file", data=form)

    again = sent("sai", signed)
    assert (again.status_code, "chọn lại tệp trước khi gửi" in again.text) == (422, True)
    answer = client.post(f"{path}/signed-file", data={"password": PASSWORD})
    assert (answer.status_code, "Chọn tệp PDF mà đồng chí đã ký" in words(answer)) == (422, True)
    assert sent(PASSWORD, b"\x89PNG\r\n\x1a\n" + b"x" * 50, "a.png").status_code == 422
    assert sent(PASSWORD, b"x", "a.exe").status_code == 422
    assert sent(PASSWORD, signed).status_code == 303
    assert "theo giờ máy đã ký" in words(client.get(path))
    assert client.get(f"/documents/{document_id}/pdf").data == signed
    assert "Khớp từng byte" in words(client.post("/check", data={"file": (BytesIO(signed), "a.pdf")}))
