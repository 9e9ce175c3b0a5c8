"""Certificates made for a test, a clerk who tells the time, a token in software."""

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from asn1crypto import keys, tsp, x509
from cryptography.hazmat.primitives import serialization
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


@contextmanager
def time_authority(folder: Path) -> Iterator[tuple[str, list[int]]]:
    """The address of a timestamp authority on loopback, and the sizes of what it was asked."""
    from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

    key, certificate = key_and_certificate(TrialAuthority(folder).file_for("TSA", "Đồng hồ thử nghiệm"))
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
    clerk = DummyTimeStamper(public, keys.PrivateKeyInfo.load(private))
    asked: list[int] = []

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append(len(request))
            answer = clerk.request_tsa_response(tsp.TimeStampReq.load(request)).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Desk)
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
