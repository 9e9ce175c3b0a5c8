"""Certificates made for a test, a clerk who tells the time, a token in software."""

import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from asn1crypto import keys, pem, tsp, x509
from cryptography import x509 as made
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from app.documents.trial_authority import TrialAuthority

SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so"
PASSWORD, PIN = "mật khẩu của con dấu", "738190"


def key_and_certificate(path: Path) -> tuple[Any, Any]:
    key, certificate, _ = pkcs12.load_key_and_certificates(path.read_bytes(), None)
    return key, certificate


def locked_file(folder: Path, name: str) -> Path:
    """A PKCS#12 file with a passphrase, of an authority made for it."""
    key, certificate = key_and_certificate(TrialAuthority(folder).file_for("X", name))
    sealed = serialization.BestAvailableEncryption(PASSWORD.encode())
    path = folder / "sealed.p12"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", key, certificate, None, sealed))
    return path


def issued_by(
    authority: TrialAuthority, name: str, until: datetime, *, tells_time: bool = False
) -> tuple[rsa.RSAPrivateKey, made.Certificate]:
    """A key, and its certificate that ends at that moment."""
    root = made.load_pem_x509_certificate(authority.certificate().read_bytes())
    root_key: Any = serialization.load_pem_private_key((authority.folder / "authority.key").read_bytes(), None)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    built = (
        made.CertificateBuilder()
        .subject_name(made.Name([made.NameAttribute(made.NameOID.COMMON_NAME, name)]))
        .issuer_name(root.subject)
        .public_key(key.public_key())
        .serial_number(made.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=400))
        .not_valid_after(until)
    )
    use = made.KeyUsage(
        digital_signature=True, content_commitment=True, key_cert_sign=False, crl_sign=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    built = built.add_extension(use, critical=True)
    if tells_time:
        time = made.ExtendedKeyUsage([made.ExtendedKeyUsageOID.TIME_STAMPING])
        built = built.add_extension(time, critical=True)
    return key, built.sign(root_key, hashes.SHA256())


def signer_until(authority: TrialAuthority, until: datetime) -> tuple[Any, x509.Certificate]:
    """A signer whose certificate ends at that moment, and the certificate of the authority."""
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    private, public = _loaded(*issued_by(authority, "Đảng ủy xã Minh Khê", until))
    signer = SimpleSigner(signing_cert=public, signing_key=private, cert_registry=SimpleCertificateStore())
    return signer, x509.Certificate.load(pem.unarmor(authority.certificate().read_bytes())[2])


def _loaded(key: rsa.RSAPrivateKey, certificate: made.Certificate) -> tuple[keys.PrivateKeyInfo, x509.Certificate]:
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = certificate.public_bytes(serialization.Encoding.DER)
    return keys.PrivateKeyInfo.load(private), x509.Certificate.load(public)


@contextmanager
def time_authority(of: TrialAuthority, first: Callable[[], object] = lambda: None) -> Iterator[tuple[str, list[int]]]:
    """The address of a timestamp authority on loopback, and the sizes of what it was asked. `of`: who vouches for it;
    `first`: what is done each time before it answers."""
    from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

    until = datetime.now(UTC) + timedelta(days=400)
    private, public = _loaded(*issued_by(of, "Đồng hồ thử nghiệm", until, tells_time=True))
    clerk = DummyTimeStamper(public, private)
    asked: list[int] = []

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append(len(request))
            first()
            answer = clerk.request_tsa_response(tsp.TimeStampReq.load(request)).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def software_token(folder: Path, name: str) -> None:
    """A token with one key and its certificate, both called `dau`; its PIN is PIN."""
    (folder / "tokens").mkdir()
    (folder / "softhsm.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm.conf")
    init = ["softhsm2-util", "--init-token", "--free", "--label", "dang-uy", "--pin", PIN, "--so-pin", "12345678"]
    subprocess.run(init, check=True, capture_output=True)
    import pkcs11
    from pkcs11.util.rsa import decode_rsa_private_key
    from pkcs11.util.x509 import decode_x509_certificate

    key, certificate = key_and_certificate(TrialAuthority(folder).file_for("X", name))
    plain = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    token = pkcs11.lib(SOFTHSM).get_token(token_label="dang-uy")
    with token.open(rw=True, user_pin=PIN) as session:
        wanted = {pkcs11.Attribute.LABEL: "dau", pkcs11.Attribute.ID: b"1", pkcs11.Attribute.TOKEN: True}
        session.create_object(decode_rsa_private_key(plain) | wanted)
        public = certificate.public_bytes(serialization.Encoding.DER)
        session.create_object(decode_x509_certificate(public) | wanted)
