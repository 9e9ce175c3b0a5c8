"""Whether a certificate was revoked, by the lists that the administrator put there. Asks nobody over the network."""

import logging
from base64 import b64decode
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_der_public_key

from app import clock
from app.documents.signatures import FoundSignature, Looked
from app.settings import settings

log = logging.getLogger(__name__)
PEM = b"-----BEGIN"
Lists = Sequence[x509.CertificateRevocationList]


def with_revocation(found: Iterable[FoundSignature], authorities: Sequence[Any]) -> tuple[FoundSignature, ...]:
    """The signatures, each with whether its certificate was revoked, by the lists of the settings."""
    from asn1crypto.x509 import Certificate

    lists, now = revocation_lists(), clock.now()
    return tuple(
        replace(one, looked=look_up(Certificate.load(b64decode(one.certificate)), lists, authorities, now))
        for one in found
    )


def revocation_lists() -> Lists:
    """Those of the settings. One that cannot be read counts as not there, and the log says so."""
    where = settings().revocation_lists
    if where is None:
        return ()
    files = sorted(where.iterdir()) if where.is_dir() else [where]
    return [one for path in files if path.is_file() and (one := _read(path, path.stat().st_mtime_ns)) is not None]


@lru_cache(maxsize=64)
def _read(path: Path, _changed: int) -> x509.CertificateRevocationList | None:
    data = path.read_bytes()
    try:
        return x509.load_pem_x509_crl(data) if data.startswith(PEM) else x509.load_der_x509_crl(data)
    except ValueError:
        log.warning("%s is no list of revoked certificates", path.name)
        return None


def look_up(certificate: Any, lists: Lists, authorities: Sequence[Any], now: datetime) -> Looked:
    """`certificate`, `authorities`: as asn1crypto has them. A list that does not bear the signature of its issuer,
    where we know him, is none."""
    own = [one for one in lists if _issuer_of(one) == certificate.issuer and _is_signed(one, authorities)]
    if not own:
        return Looked()
    newest = max(own, key=lambda one: one.last_update_utc)
    found = newest.get_revoked_certificate_by_serial_number(certificate.serial_number)
    until = newest.next_update_utc
    return Looked(newest.last_update_utc, bool(until and until < now), found.revocation_date_utc if found else None)


def _issuer_of(one: x509.CertificateRevocationList) -> Any:
    from asn1crypto.x509 import Name  # compares names as the standard says, whatever kind of string they are

    return Name.load(one.issuer.public_bytes())


def _is_signed(one: x509.CertificateRevocationList, authorities: Sequence[Any]) -> bool:
    known = [each for each in authorities if each.subject == _issuer_of(one)]
    keys: list[Any] = [load_der_public_key(each.public_key.dump()) for each in known]
    return not keys or any(one.is_signature_valid(key) for key in keys)
