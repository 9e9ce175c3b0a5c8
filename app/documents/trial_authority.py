"""An authority of our own that stands for nobody: for the demo and for tests. Made when first asked for, in the data
folder; an installation in production refuses to sign with it."""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

FOLDER = "trial-authority"
NAME = "Nền Nếp – chữ ký THỬ NGHIỆM, không có giá trị"
YEARS = 10
BITS = 2048


class TrialAuthority:
    """Its certificate, and one PKCS#12 file without a passphrase for each name asked for."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / FOLDER

    def certificate(self) -> Path:
        """The PEM file of the authority itself."""
        with self._alone():
            return self._root()[0]

    def file_for(self, key: str, name: str) -> Path:
        """The PKCS#12 file of `name`; `key` tells it from others of that name."""
        with self._alone():
            path = self.folder / f"{re.sub(r'[^A-Za-z0-9]+', '-', key)}.p12"
            if not path.exists():
                _write(path, self._issue(name))
            return path

    @contextmanager
    def _alone(self) -> Iterator[None]:
        # Web and worker may ask for the first time at the same moment.
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _root(self) -> tuple[Path, Path]:
        certificate, key = self.folder / "authority.pem", self.folder / "authority.key"
        if not certificate.exists():
            made = _new_key()
            whose = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
            signed = _certificate(whose, whose, made.public_key(), is_authority=True).sign(made, hashes.SHA256())
            _write(key, made.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            ))  # fmt: skip
            _write(certificate, signed.public_bytes(serialization.Encoding.PEM))
        return certificate, key

    def _issue(self, name: str) -> bytes:
        files = self._root()
        root = x509.load_pem_x509_certificate(files[0].read_bytes())
        root_key = serialization.load_pem_private_key(files[1].read_bytes(), None)
        key = _new_key()
        whose = x509.Name([
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.COMMON_NAME, name[:64]),
        ])  # fmt: skip
        built = _certificate(whose, root.subject, key.public_key(), is_authority=False)
        signed = built.sign(root_key, hashes.SHA256())  # type: ignore[arg-type]  # of our own making: RSA
        return pkcs12.serialize_key_and_certificates(name.encode(), key, signed, [root], serialization.NoEncryption())


def is_of_no_worth(issuer: str) -> bool:
    """Whether a certificate was issued by such an authority, this one or another installation's."""
    return issuer == NAME


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=BITS)


def _certificate(
    whose: x509.Name, by: x509.Name, key: rsa.RSAPublicKey, *, is_authority: bool
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=not is_authority, content_commitment=not is_authority, key_cert_sign=is_authority,
        crl_sign=is_authority, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(whose)
        .issuer_name(by)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        # From a while ago: clocks differ, and tests live on another day.
        .not_valid_before(now - timedelta(days=366 * YEARS))
        .not_valid_after(now + timedelta(days=366 * YEARS))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _write(path: Path, data: bytes) -> None:
    half = path.with_suffix(".half")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    os.replace(half, path)
