"""Whether a certificate was revoked, by the lists that the administrator put there; where there are none it is said."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from asn1crypto import pem
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from pyhanko.sign.signers import SimpleSigner

from app.documents.render import render_stamp
from app.documents.revocation import look_up, revocation_lists, with_revocation
from app.documents.signatures import check_signature
from app.documents.signing import sign_pdf
from app.documents.trial_authority import TrialAuthority
from app.web import limits
from tests.documents.authorities import signer_until, time_authority
from tests.reading import words
from tests.world import NOON

NOW = datetime.now(UTC)
LONG_AGO, LATER = NOW - timedelta(days=400), NOW + timedelta(days=400)


@pytest.fixture(autouse=True)
def nobody_has_asked():
    limits.limiter.cache_clear()


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    return TrialAuthority(tmp_path_factory.mktemp("revoking"))


@pytest.fixture(scope="session")
def signer(authority):
    return SimpleSigner.load_pkcs12(str(authority.file_for("lan", "Triệu Thị Lan")), passphrase=None)


@pytest.fixture(scope="session")
def signed(signer):
    return sign_pdf(render_stamp("Giấy nhỏ", NOON), signer, reason="Thử", at=NOON, visible=False)


@pytest.fixture
def put_list(app, monkeypatch, tmp_path, authority):
    """`put_list(revoked={serial: day}, …)`: a list of the authority's lies in the folder of the settings."""
    folder = tmp_path / "lists"
    folder.mkdir()
    here = replace(app.config["SETTINGS"], trusted_authorities=authority.certificate(), revocation_lists=folder)
    monkeypatch.setitem(app.config, "SETTINGS", here)

    def put(revoked=None, *, made=NOW, until=LATER, of=authority, name="ca.crl", form=serialization.Encoding.DER):
        of.certificate()
        root = x509.load_pem_x509_certificate((of.folder / "authority.pem").read_bytes())
        key = serialization.load_pem_private_key((of.folder / "authority.key").read_bytes(), None)
        made_of = x509.CertificateRevocationListBuilder().issuer_name(root.subject).last_update(made).next_update(until)
        for serial, day in (revoked or {}).items():
            one = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(day).build()
            made_of = made_of.add_revoked_certificate(one)
        (folder / name).write_bytes(made_of.sign(key, hashes.SHA256()).public_bytes(form))

    return put


def checked(client, data) -> str:
    answer = client.post("/check", data={"file": (BytesIO(data), "giay.pdf")})
    assert answer.status_code == 200
    return words(answer)


def test_without_lists_the_page_says_that_it_could_not_look(client, world, signed):
    assert "Chưa tra được chứng thư của Triệu Thị Lan có bị thu hồi hay không" in checked(client, signed)


@pytest.mark.parametrize("form", [serialization.Encoding.DER, serialization.Encoding.PEM])
def test_one_that_is_on_no_list(client, world, signed, put_list, form):
    put_list({1: LONG_AGO}, form=form)
    said = checked(client, signed)

    assert "Chữ ký số hợp lệ, do Triệu Thị Lan ký" in said
    assert f"Đã tra danh sách thu hồi ngày {NOW:%d/%m/%Y}" in said


def test_one_that_was_revoked(client, world, signed, signer, put_list):
    put_list({signer.signing_cert.serial_number: LONG_AGO})
    said = checked(client, signed)

    assert f"Chứng thư của Triệu Thị Lan đã bị thu hồi từ ngày {LONG_AGO:%d/%m/%Y}" in said
    assert "Chữ ký số hợp lệ" not in said


def test_revoked_after_the_day_that_the_signer_states_it_is_not_believed(client, world, signed, signer, put_list):
    put_list({signer.signing_cert.serial_number: NOW + timedelta(days=1)})
    assert "đã bị thu hồi từ ngày" in checked(client, signed)


@pytest.mark.parametrize(
    ("ours", "told"),
    [(True, "sau khi đã ký; dấu thời gian chứng thực điều đó"), (False, "không có gì chứng thực là đã ký trước khi")],
)
def test_signed_before_it_was_revoked_as_a_time_authority_proves_if_we_vouch_for_it(
    client, world, signer, put_list, tmp_path, authority, ours, told
):
    put_list({signer.signing_cert.serial_number: NOW + timedelta(days=1)})
    with time_authority(authority if ours else TrialAuthority(tmp_path)) as (url, _):
        data = sign_pdf(render_stamp("Giấy", NOON), signer, reason="Thử", at=NOON, visible=False, time_url=url)

    assert told in checked(client, data)


def test_signed_with_a_certificate_that_had_ended(client, world, put_list, authority):
    put_list()
    ended, _ = signer_until(authority, NOW - timedelta(days=1))
    data = sign_pdf(render_stamp("Giấy", NOON), ended, reason="Thử", at=NOON, visible=False)

    assert "không còn hạn hoặc chưa tới hạn dùng khi ký" in checked(client, data)


def test_a_list_that_is_out_of_date_says_so_and_the_newest_counts(client, world, signed, signer, put_list):
    put_list({signer.signing_cert.serial_number: LONG_AGO}, made=LONG_AGO, until=LONG_AGO, name="a.crl")
    put_list(made=LONG_AGO + timedelta(days=30), until=NOW - timedelta(days=2), name="b.crl")
    assert "Danh sách này đã cũ" in checked(client, signed)


def test_a_list_of_another_authority_or_one_that_he_did_not_sign_is_none(
    app, client, world, signed, signer, put_list, tmp_path, authority
):
    put_list({signer.signing_cert.serial_number: LONG_AGO}, of=TrialAuthority(tmp_path / "other"))
    root = asn1.Certificate.load(pem.unarmor(authority.certificate().read_bytes())[2])

    with app.app_context():
        assert look_up(signer.signing_cert, revocation_lists(), [root], NOW).made_at is None
    assert "Chưa tra được" in checked(client, signed)


def test_what_is_no_list_counts_as_not_there(client, world, signed, put_list, app, caplog):
    (app.config["SETTINGS"].revocation_lists / "readme.txt").write_text("no list")

    assert "Chưa tra được" in checked(client, signed)
    assert "readme.txt is no list of revoked certificates" in caplog.text


def test_a_single_file_is_read_too_and_a_changed_one_anew(app, put_list, monkeypatch, signed, signer):
    put_list()
    file = app.config["SETTINGS"].revocation_lists / "ca.crl"
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], revocation_lists=file))
    with app.app_context():
        assert not with_revocation(check_signature(signed), ())[0].is_revoked
        put_list({signer.signing_cert.serial_number: LONG_AGO})

        assert with_revocation(check_signature(signed), ())[0].is_revoked
