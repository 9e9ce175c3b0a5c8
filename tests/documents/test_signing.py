"""What a committee issues is signed once, in the worker; a changed byte is found, by others' programs and by ours."""

import subprocess
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from app import clock
from app.audit.models import AuditEvent
from app.documents import services_signing
from app.documents.files import read_file
from app.documents.models import Document
from app.documents.queries_rendering import failed_renderings
from app.documents.services import IssuedDocumentChanged, issue_document, render_again
from app.documents.signatures import SignatureUnreadable, check_signature
from app.documents.signers import SigningFailed, trusted
from app.documents.signing import sign_pdf
from app.documents.snapshots import DocumentKind
from app.documents.trial_authority import TrialAuthority
from app.extensions import db
from app.jobs.models import Job, JobState
from app.jobs.services import run_due_jobs
from app.settings import settings
from config import Signing
from tests.documents import authorities
from tests.documents.authorities import PASSWORD, PIN, SOFTHSM
from tests.documents.papers import a_meeting, issue, sample
from tests.reading import words
from tests.world import NOON

GUIDANCE = DocumentKind.GUIDANCE
ISSUER = "Ban Thường vụ Đảng ủy xã Minh Khê"


@pytest.fixture
def signing(app, monkeypatch, tmp_path):
    """`signing(trial=True)`: how the house signs in this test, its data folder being one of the test's own."""

    def set_up(**how):
        here = replace(app.config["SETTINGS"], signing=Signing(**how), trusted_authorities=how.pop("trust", None))
        monkeypatch.setitem(app.config, "SETTINGS", here)

    return set_up


def committee_paper(world, type_code="HD") -> Document:
    return issue_document(
        GUIDANCE, type_code, lambda numbered: sample(GUIDANCE, number=numbered.number), organisation_id=world.commune,
        meeting_id=None, title="Hướng dẫn tháng 12", actor=None,
    )  # fmt: skip


def done(document: Document) -> Document:
    db.session.commit()
    run_due_jobs()
    db.session.refresh(document)
    return document


def code_of(world) -> str:
    from app.organisations.models import Organisation

    return db.session.get_one(Organisation, world.commune).code


def pdfsig(data, tmp_path) -> str:
    path = tmp_path / "signed.pdf"
    path.write_bytes(data)
    return subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True).stdout


def test_a_committees_paper_is_signed_beside_the_unsigned_one(db_session, world, signing, tmp_path):
    signing(trial=True)
    document = done(committee_paper(world))
    unsigned, signed = read_file(document.file_sha256), read_file(document.signed_sha256)

    assert signed.startswith(unsigned)  # an addition at the end
    told = pdfsig(signed, tmp_path)
    assert "Signature is Valid" in told
    assert "Total document signed" in told.replace("Not total", "")
    assert "ETSI.CAdES.detached" in told
    (found,) = check_signature(signed, trusted())
    assert (found.unchanged, found.trusted, found.time_proven) == (True, True, False)
    assert found.signer == document.signed_by == document.snapshot["letterhead"]["issuer"]
    assert subprocess.run(["qpdf", "--check", tmp_path / "signed.pdf"], capture_output=True).returncode == 0
    (event,) = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "document_signed"))
    assert event.data["after"] == document.signed_sha256


@pytest.fixture(scope="session")
def signed(tmp_path_factory, pdfs):
    """A signed paper and the certificate of the authority behind it."""
    from asn1crypto import pem, x509
    from pyhanko.sign.signers import SimpleSigner

    authority = TrialAuthority(tmp_path_factory.mktemp("authority"))
    signer = SimpleSigner.load_pkcs12(str(authority.file_for("XA", "Đảng ủy xã Minh Khê")), passphrase=None)
    root = x509.Certificate.load(pem.unarmor(authority.certificate().read_bytes())[2])
    return sign_pdf(pdfs[GUIDANCE].read_bytes(), signer, reason="Thử", at=NOON), root, signer


@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.8])
def test_a_changed_byte_is_found(signed, part, tmp_path):
    data = bytearray(signed[0])
    data[int(len(data) * part)] ^= 1
    try:
        (found,) = check_signature(bytes(data), [signed[1]])
    except SignatureUnreadable:
        return
    assert not found.unchanged
    assert "Signature is Valid" not in pdfsig(bytes(data), tmp_path)


def test_what_is_put_behind_the_signature_is_found(signed):
    (found,) = check_signature(signed[0] + b"\n% sau khi ky\n", [signed[1]])

    assert not found.unchanged


def test_a_second_signature_leaves_the_first_valid(signed, tmp_path):
    data, root, signer = signed
    both = sign_pdf(data, signer, reason="Thử", at=NOON, field="NenNep2", place=1)

    assert [one.unchanged and one.trusted for one in check_signature(both, [root])] == [True, True]
    assert pdfsig(both, tmp_path).count("Signature is Valid") == 2


def test_a_box_that_a_later_signature_puts_over_the_page_is_told(signed):
    """Whoever has a certificate may sign on top, and the box of that may hide the whole page."""
    data, root, signer = signed
    first, second = check_signature(over_the_page(data, signer), [root])

    assert (first.unchanged, first.shown_over, second.shown_over) == (True, True, False)
    assert not any(one.shown_over for one in check_signature(data, [root]))
    unseen = sign_pdf(data, signer, reason="Thử", at=NOON, field="NenNep2", visible=False)
    assert not any(one.shown_over for one in check_signature(unseen, [root]))


def over_the_page(data, signer):
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
    from pyhanko.stamp import TextStampStyle

    box = SigFieldSpec("Over", on_page=0, box=(0, 0, 595, 842))
    style = TextStampStyle(stamp_text="Nội dung khác", background_opacity=1)
    made = PdfSigner(PdfSignatureMetadata(field_name="Over"), signer=signer, stamp_style=style, new_field_spec=box)
    return made.sign_pdf(IncrementalPdfFileWriter(BytesIO(data), strict=False)).getvalue()


def test_an_unknown_authority_is_no_proof_of_who_signed(signed):
    (found,) = check_signature(signed[0])

    assert (found.unchanged, found.trusted) == (True, False)


def test_what_bears_no_signature_has_none(pdfs):
    assert check_signature(pdfs[GUIDANCE].read_bytes()) == ()


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"%PDF-1.7\n/ByteRange [0 1 2 3]\n%%EOF"])
def test_what_is_no_pdf_is_refused_and_breaks_nothing(data):
    with pytest.raises(SignatureUnreadable):
        check_signature(data)


def test_the_box_is_black_and_straight():
    import pikepdf

    from app.documents.render import render_stamp
    from tests.conftest import ROOT

    with pikepdf.open(BytesIO(render_stamp(ISSUER, NOON))) as pdf:
        (page,) = pdf.pages
        drawn = [(str(one.operator), [*one.operands]) for one in pikepdf.parse_content_stream(page)]
    colours = [operands for name, operands in drawn if name in ("rg", "RG", "sc", "SC", "scn", "SCN")]
    assert all(len({float(one) for one in colour if not isinstance(one, pikepdf.Name)}) <= 1 for colour in colours)
    assert not [name for name, _ in drawn if name == "c"]  # no curve
    rules = [line for line in (ROOT / "app/documents/document.css").read_text().splitlines() if ".stamp" in line]
    assert not any("radius" in line for line in rules)


def test_a_cell_has_no_signature_of_its_own(db_session, world, signing):
    signing(trial=True)
    document = done(issue(a_meeting(world.cell)))

    assert document.file_sha256
    assert (document.to_be_signed, document.signed_sha256) == (False, None)


def test_it_is_signed_once_and_stays(db_session, world, signing):
    signing(trial=True)
    document = done(committee_paper(world))
    before, document_id = document.signed_sha256, document.id
    db.session.commit()
    services_signing.sign_document(document_id=document_id)
    db.session.refresh(document)

    assert document.signed_sha256 == before
    document.signed_sha256 = document.file_sha256
    with pytest.raises(IssuedDocumentChanged):
        db.session.flush()


def test_a_file_with_a_passphrase_signs_for_its_organisation_alone(db_session, world, signing, tmp_path):
    path = authorities.locked_file(tmp_path, ISSUER)
    signing(file=path, password=PASSWORD, organisation=code_of(world))
    own, of_a_body = done(committee_paper(world)), done(committee_paper(world, "TB:UBKT"))

    assert own.signed_by == ISSUER
    assert (of_a_body.to_be_signed, of_a_body.signed_sha256) == (False, None)


def test_a_folder_has_a_file_for_each_who_signs(db_session, world, signing, tmp_path):
    (tmp_path / "dau").mkdir()
    path = authorities.locked_file(tmp_path, "Ủy ban Kiểm tra Đảng ủy")
    path.rename(tmp_path / "dau" / f"{code_of(world)}-UBKT.p12")
    signing(file=tmp_path / "dau", password=PASSWORD)

    assert done(committee_paper(world)).signed_sha256 is None
    assert done(committee_paper(world, "TB:UBKT")).signed_by == "Ủy ban Kiểm tra Đảng ủy"


def test_a_wrong_passphrase_is_tried_again_and_nowhere_written(db_session, world, signing, tmp_path, actor_of, caplog):
    path = authorities.locked_file(tmp_path, ISSUER)
    signing(file=path, password="một mật khẩu sai", organisation=code_of(world))
    document = done(committee_paper(world))

    assert document.file_sha256
    assert (document.to_be_signed, document.signed_sha256) == (True, None)
    job = db.session.scalars(select(Job).where(Job.kind == "sign_document")).one()
    assert job.status == JobState.QUEUED
    assert "NENNEP_SIGNING_PASSWORD" in job.error
    assert "một mật khẩu sai" not in job.error + caplog.text
    signing(file=path, password=PASSWORD, organisation=code_of(world))
    with clock.set_to(NOON + timedelta(hours=1)):
        assert done(document).signed_by == ISSUER


def test_what_could_not_be_signed_is_asked_for_again(db_session, world, signing, tmp_path, actor_of, monkeypatch):
    path = authorities.locked_file(tmp_path, ISSUER)
    signing(file=path, password="sai", organisation=code_of(world))
    document = done(committee_paper(world))
    job = db.session.scalars(select(Job).where(Job.kind == "sign_document")).one()
    job.status = JobState.FAILED
    db.session.commit()

    (told,) = failed_renderings(actor_of("hanh"))
    assert (told.id, told.unsigned) == (document.id, True)
    signing(file=path, password=PASSWORD, organisation=code_of(world))
    render_again(document, actor=actor_of("hanh"), acting_as="office")
    assert done(document).signed_by == ISSUER
    assert failed_renderings(actor_of("hanh")) == []


def test_production_refuses_a_certificate_of_no_worth(db_session, world, signing, tmp_path, app, monkeypatch):
    path = authorities.locked_file(tmp_path, ISSUER)
    signing(file=path, password=PASSWORD, organisation=code_of(world))
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], env="production"))
    document = done(committee_paper(world))

    assert document.signed_sha256 is None
    assert "not in production" in db.session.scalars(select(Job.error).where(Job.kind == "sign_document")).one()


def test_the_time_is_that_of_the_authority(db_session, world, signing, tmp_path):
    with authorities.time_authority(TrialAuthority(settings().data_dir)) as (url, asked):
        signing(trial=True, time_url=url)
        document = done(committee_paper(world))

    assert len(asked) >= 1
    (found,) = check_signature(read_file(document.signed_sha256), trusted())
    assert (found.unchanged, found.time_proven) == (True, True)
    assert "Signature is Valid" in pdfsig(read_file(document.signed_sha256), tmp_path)


def test_a_clock_that_nobody_vouches_for_proves_no_time(signed, pdfs, tmp_path):
    """Whoever has a certificate may have a clock as well, and set it as they like."""
    _, root, signer = signed
    with authorities.time_authority(TrialAuthority(tmp_path)) as (url, _):
        data = sign_pdf(pdfs[GUIDANCE].read_bytes(), signer, reason="Thử", at=NOON, time_url=url)

    (found,) = check_signature(data, [root])
    assert (found.unchanged, found.trusted, found.time_proven) == (True, True, False)


@pytest.mark.parametrize("proven", [True, False])
def test_what_was_signed_in_time_stays_signed_when_the_certificate_has_ended(pdfs, tmp_path, proven):
    """Papers are read years later; a certificate holds for one or two."""
    authority = TrialAuthority(tmp_path)
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=3)
    signer, root = authorities.signer_until(authority, until)
    with authorities.time_authority(authority) as (url, _):
        data = sign_pdf(pdfs[GUIDANCE].read_bytes(), signer, reason="Thử", at=NOON, time_url=url if proven else "")
    time.sleep(max(0, (until - datetime.now(UTC)).total_seconds()) + 2)

    (found,) = check_signature(data, [root])
    assert (found.unchanged, found.trusted, found.in_date, found.time_proven) == (True, True, True, proven)


def test_what_was_signed_after_the_certificate_had_ended_is_not_vouched_for(pdfs, tmp_path):
    signer, root = authorities.signer_until(TrialAuthority(tmp_path), datetime.now(UTC) - timedelta(days=1))
    (found,) = check_signature(sign_pdf(pdfs[GUIDANCE].read_bytes(), signer, reason="Thử", at=NOON), [root])

    assert (found.unchanged, found.trusted, found.in_date) == (True, False, False)


def test_a_clock_that_went_back_since_changes_no_signature(pdfs, tmp_path, monkeypatch):
    """What is told of a paper is the same on every day that it is looked at."""
    signer, root = authorities.signer_until(TrialAuthority(tmp_path), datetime.now(UTC) + timedelta(days=9))
    ahead = (datetime.now(UTC) + timedelta(days=1)).replace(microsecond=0)
    monkeypatch.setattr("pyhanko.sign.signers.pdf_signer.datetime", SimpleNamespace(now=lambda **_: ahead))

    (found,) = check_signature(sign_pdf(pdfs[GUIDANCE].read_bytes(), signer, reason="Thử", at=NOON), [root])
    assert (found.signed_at, found.trusted, found.in_date) == (ahead, True, True)


def test_an_authority_that_does_not_answer_holds_up_no_paper(db_session, world, signing):
    signing(trial=True, time_url="http://127.0.0.1:9/")
    document = done(committee_paper(world))

    assert document.file_sha256
    assert document.signed_sha256 is None
    assert db.session.scalars(select(Job.status).where(Job.kind == "sign_document")).one() == JobState.QUEUED


@pytest.mark.needs("softhsm2-util")
def test_a_token_signs_with_its_pin(db_session, world, signing, tmp_path, monkeypatch):
    monkeypatch.setenv("SOFTHSM2_CONF", "")
    authorities.software_token(tmp_path, ISSUER)
    token = {"library": SOFTHSM, "token": "dang-uy", "label": "dau", "organisation": code_of(world)}
    signing(**token, pin="000000")
    document = done(committee_paper(world))
    assert document.signed_sha256 is None
    assert "000000" not in db.session.scalars(select(Job.error).where(Job.kind == "sign_document")).one()

    signing(**token, pin=PIN)
    with clock.set_to(NOON + timedelta(hours=1)):
        assert done(document).signed_by == ISSUER
    assert "Signature is Valid" in pdfsig(read_file(document.signed_sha256), tmp_path)


def test_without_a_certificate_any_more_it_says_so(db_session, world, signing, app, monkeypatch):
    signing(trial=True)
    document = committee_paper(world)
    db.session.commit()
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], signing=None))
    document_id = done(document).id
    document.to_be_signed = True
    db.session.commit()

    with pytest.raises(SigningFailed):
        services_signing.sign_document(document_id=document_id)


def test_what_is_handed_out_and_checked_is_the_signed_file(db_session, client, world, signing):
    signing(trial=True)
    document = done(committee_paper(world))
    code, data = document.check_code, read_file(document.signed_sha256)
    assert document.paper_sha256 == document.signed_sha256

    said = words(client.get(f"/check/{code}"))
    assert document.signed_by in said
    assert document.signed_sha256 in said
    said = words(client.post("/check", data={"file": (BytesIO(data), "a.pdf")}))
    assert "Khớp từng byte" in said
    assert "Chữ ký số hợp lệ, do" in said
    said = words(client.post("/check", data={"file": (BytesIO(data[:-40] + b"x" * 40), "a.pdf")}))
    assert "Không khớp" in said
    assert "Chữ ký số hợp lệ" not in said
